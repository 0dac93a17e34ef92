//! What attributes are like: the category of the form that they are in, the kind of their values, the choices of a choice.

use super::operator::Operator;

/// Groups attributes in the form. The order is that of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    Demographic,
    Acquisitions,
    AcquisitionSource,
    Usage,
    Rating,
    ChurnPrediction,
    StorePurchases,
    StoreAcquisitions,
    StoreSpend,
    CustomerGroups,
    Custom,
}

impl Category {
    pub const ALL: [Self; 11] = [
        Self::Demographic,
        Self::Acquisitions,
        Self::AcquisitionSource,
        Self::Usage,
        Self::Rating,
        Self::ChurnPrediction,
        Self::StorePurchases,
        Self::StoreAcquisitions,
        Self::StoreSpend,
        Self::CustomerGroups,
        Self::Custom,
    ];

    /// The message that names it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Demographic => "category-demographic",
            Self::Acquisitions => "category-acquisitions",
            Self::AcquisitionSource => "category-acquisition-source",
            Self::Usage => "category-usage",
            Self::Rating => "category-rating",
            Self::ChurnPrediction => "category-churn-prediction",
            Self::StorePurchases => "category-store-purchases",
            Self::StoreAcquisitions => "category-store-acquisitions",
            Self::StoreSpend => "category-store-spend",
            Self::CustomerGroups => "category-customer-groups",
            Self::Custom => "category-custom",
        }
    }
}

/// What an attribute's values are, which decides the operators and the field they are typed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Choice,
    Number,
    /// Whole cents of US dollars.
    Money,
    /// Days in UTC.
    Date,
    YesNo,
}

impl Kind {
    /// The operators of this kind, in the order of the form.
    pub const fn operators(self) -> &'static [Operator] {
        use Operator::{
            AtLeast, AtMost, Between, InLast, Is, IsAnyOf, IsKnown, IsNoneOf, IsNot, IsUnknown, MoreThanAgo, OnOrAfter,
            OnOrBefore,
        };
        match self {
            Self::Choice => &[Is, IsNot, IsAnyOf, IsNoneOf, IsKnown, IsUnknown],
            Self::Number | Self::Money => &[Is, IsNot, AtLeast, AtMost, Between, IsKnown, IsUnknown],
            Self::Date => &[InLast, MoreThanAgo, OnOrAfter, OnOrBefore, Between, IsKnown, IsUnknown],
            Self::YesNo => &[Is, IsKnown, IsUnknown],
        }
    }

    /// The word the database keeps it under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Number => "number",
            Self::Money => "money",
            Self::Date => "date",
            Self::YesNo => "yes_no",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Choice, Self::Number, Self::Money, Self::Date, Self::YesNo].into_iter().find(|kind| kind.word() == word)
    }
}

/// The values a choice can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// These codes, named by the messages `choice-{attribute}-{code}`, and `unknown` for customers who have none.
    Closed(&'static [&'static str]),
    /// ISO 3166-1 alpha-2 countries.
    Markets,
    /// BCP 47 languages.
    Languages,
    /// Whatever the data hold.
    Open,
    /// The publisher's other groups, by id. A customer can have several of them, or none.
    Groups,
    /// Not a choice.
    None,
}

/// The code of the choice that means "no value".
pub const UNKNOWN: &str = "unknown";

pub const AGE_GROUPS: &[&str] = &["under_18", "18_to_24", "25_to_34", "35_to_49", "50_or_over"];
pub const GENDERS: &[&str] = &["female", "male", "other"];
pub const ACQUISITION_TYPES: &[&str] = &["free", "trial", "paid", "promotional_code", "subscription", "other"];
pub const DEVICE_TYPES: &[&str] = &["pc", "phone", "tablet", "console", "holographic", "iot", "other"];
pub const CHURN_RISKS: &[&str] = &["low", "medium", "high"];
pub const CHANNELS: &[&str] = &["store_traffic", "custom_campaign", "other"];

/// The code of the age group of an age in years.
pub const fn age_group(age: u16) -> &'static str {
    match age {
        0..=17 => AGE_GROUPS[0],
        18..=24 => AGE_GROUPS[1],
        25..=34 => AGE_GROUPS[2],
        35..=49 => AGE_GROUPS[3],
        _ => AGE_GROUPS[4],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_fall_into_the_groups_of_the_product_page() {
        let groups: Vec<_> = [17, 18, 24, 25, 34, 35, 49, 50].map(age_group).into();
        let [a, b, c, d, e] = AGE_GROUPS else { panic!("five age groups") };
        assert_eq!(groups, [*a, *b, *b, *c, *c, *d, *d, *e]);
    }
}
