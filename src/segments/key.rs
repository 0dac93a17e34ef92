//! The keys of attributes, by which rules, columns and queries refer to them.

use crate::words;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The prefix of every custom attribute's word.
const CUSTOM_PREFIX: &str = "custom:";

/// The word of [`Key::MemberOf`].
const MEMBER_OF: &str = "member_of";

/// The attributes of every app, in the order of the form; the keys of the messages with their names come from their
/// words. All code that treats attributes differently matches on this enum, so that the compiler lists what a new one
/// needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum BuiltIn {
    AgeGroup,
    Age,
    Gender,
    Market,
    Language,
    AcquiredOn,
    AcquisitionType,
    DeviceType,
    OsVersion,
    Channel,
    CampaignId,
    PageViewedOn,
    ReferrerDomain,
    LastUsedOn,
    #[strum(serialize = "days_used_30")]
    DaysUsed30,
    Sessions,
    Stars,
    RatedOn,
    ChurnRisk,
    Purchases,
    LastPurchaseOn,
    FirstPurchaseMade,
    AppsAcquired,
    SpendCents,
    #[strum(serialize = "spend_30_cents")]
    Spend30Cents,
    TotalSpendCents,
}

/// Identifies an attribute. Stored rules, forms and URLs contain its word: `age_group`, `member_of`, `custom:tier`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Key {
    BuiltIn(BuiltIn),
    /// The other groups that a customer is in.
    MemberOf,
    /// A custom attribute, by its key in the app.
    Custom(String),
    /// A word that is not an attribute of this version, as in a rule from another version. It is unknown for everyone.
    Unrecognised(String),
}

words!(BuiltIn);

impl Key {
    /// The attribute that this one is computed from, or itself.
    pub fn source(&self) -> Cow<'_, Self> {
        match self {
            Self::BuiltIn(attribute) => Cow::Owned(attribute.source().into()),
            Self::MemberOf | Self::Custom(_) | Self::Unrecognised(_) => Cow::Borrowed(self),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn(attribute) => formatter.write_str(attribute.word()),
            Self::MemberOf => formatter.write_str(MEMBER_OF),
            Self::Custom(key) => write!(formatter, "{CUSTOM_PREFIX}{key}"),
            Self::Unrecognised(word) => formatter.write_str(word),
        }
    }
}

impl From<&str> for Key {
    fn from(word: &str) -> Self {
        match (word.parse(), word.strip_prefix(CUSTOM_PREFIX)) {
            (Ok(attribute), _) => Self::BuiltIn(attribute),
            (_, Some(key)) => Self::Custom(key.to_owned()),
            _ if word == MEMBER_OF => Self::MemberOf,
            _ => Self::Unrecognised(word.to_owned()),
        }
    }
}

impl From<String> for Key {
    fn from(word: String) -> Self {
        word.as_str().into()
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}

impl From<BuiltIn> for Key {
    fn from(attribute: BuiltIn) -> Self {
        Self::BuiltIn(attribute)
    }
}

impl PartialEq<BuiltIn> for Key {
    fn eq(&self, attribute: &BuiltIn) -> bool {
        matches!(self, Self::BuiltIn(own) if own == attribute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_kept_as_it_is_whatever_it_names() {
        let words =
            ["age_group", "days_used_30", "spend_30_cents", "member_of", "custom:age", "custom:", "nonsense", ""];
        for word in words {
            let key: Key = serde_json::from_value(word.into()).unwrap();
            assert_eq!(serde_json::to_value(&key).unwrap(), word);
            assert_eq!(matches!(key, Key::Unrecognised(_)), ["nonsense", ""].contains(&word), "{word}");
        }
        assert!(BuiltIn::ALL.iter().all(|attribute| Key::from(attribute.word()) == *attribute));
    }
}
