//! The attribute catalogue: one table that the form, the formula, the sentence, the columns, the import and the
//! documentation are read from. Adding an attribute is adding one row to [`ATTRIBUTES`].

use super::group::Group;
use super::operator::Operator;
use super::profile::{Profile, Value};
pub use super::rule::MEMBER_OF;
use std::borrow::Cow;
use std::collections::HashMap;

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

/// Where an attribute's value is in a profile.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    Profile(fn(&Profile) -> Value),
    Groups,
    Custom,
}

/// One attribute: a row of the catalogue, or a custom one of an app.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name in stored rules, forms and URLs. Custom ones start with [`CUSTOM_PREFIX`].
    pub key: Cow<'static, str>,
    /// The name of a custom attribute as its import gave it; the others are named by `attribute-{key}`.
    pub name: Option<String>,
    pub category: Category,
    pub kind: Kind,
    pub choices: Choices,
    pub source: Source,
    /// The groups to choose from; empty for all attributes but [`MEMBER_OF`].
    pub groups: Vec<Group>,
}

/// What the key of every custom attribute starts with.
pub const CUSTOM_PREFIX: &str = "custom:";

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

const fn row(
    key: &'static str,
    category: Category,
    kind: Kind,
    choices: Choices,
    read: fn(&Profile) -> Value,
) -> Attribute {
    Attribute {
        key: Cow::Borrowed(key),
        name: None,
        category,
        kind,
        choices,
        source: Source::Profile(read),
        groups: Vec::new(),
    }
}

/// The catalogue, in the order of the form.
#[rustfmt::skip]
pub static ATTRIBUTES: [Attribute; 26] = {
    use Category::{AcquisitionSource, Acquisitions, ChurnPrediction, Demographic, Rating, StoreAcquisitions, StorePurchases, StoreSpend, Usage};
    use Choices::{Closed, Languages, Markets, None, Open};
    use Kind::{Choice, Date, Money, Number, YesNo};
    [
        row("age_group", Demographic, Choice, Closed(AGE_GROUPS), |p| p.age.map_or(Value::Unknown, |age| Value::Text(age_group(age).to_owned()))),
        row("age", Demographic, Number, None, |p| p.age.map_or(Value::Unknown, |age| Value::Number(age.into()))),
        row("gender", Demographic, Choice, Closed(GENDERS), |p| p.gender.as_ref().into()),
        row("market", Demographic, Choice, Markets, |p| p.market.as_ref().into()),
        row("language", Demographic, Choice, Languages, |p| p.language.as_ref().into()),
        row("acquired_on", Acquisitions, Date, None, |p| p.acquired_on.into()),
        row("acquisition_type", Acquisitions, Choice, Closed(ACQUISITION_TYPES), |p| p.acquisition_type.as_ref().into()),
        row("device_type", Acquisitions, Choice, Closed(DEVICE_TYPES), |p| p.device_type.as_ref().into()),
        row("os_version", Acquisitions, Choice, Open, |p| p.os_version.as_ref().into()),
        row("channel", AcquisitionSource, Choice, Closed(CHANNELS), |p| p.channel.as_ref().into()),
        row("campaign_id", AcquisitionSource, Choice, Open, |p| p.campaign_id.as_ref().into()),
        row("page_viewed_on", AcquisitionSource, Date, None, |p| p.page_viewed_on.into()),
        row("referrer_domain", AcquisitionSource, Choice, Open, |p| p.referrer_domain.as_ref().into()),
        row("last_used_on", Usage, Date, None, |p| p.last_used_on.into()),
        row("days_used_30", Usage, Number, None, |p| p.days_used_30.into()),
        row("sessions", Usage, Number, None, |p| p.sessions.into()),
        row("stars", Rating, Number, None, |p| p.stars.map_or(Value::Unknown, |stars| Value::Number(stars.into()))),
        row("rated_on", Rating, Date, None, |p| p.rated_on.into()),
        row("churn_risk", ChurnPrediction, Choice, Closed(CHURN_RISKS), |p| p.churn_risk.as_ref().into()),
        row("purchases", StorePurchases, Number, None, |p| p.purchases.into()),
        row("last_purchase_on", StorePurchases, Date, None, |p| p.last_purchase_on.into()),
        row("first_purchase_made", StorePurchases, YesNo, None, |p| i64::from(p.purchases > 0).into()),
        row("apps_acquired", StoreAcquisitions, Number, None, |p| p.apps_acquired.into()),
        row("spend_cents", StoreSpend, Money, None, |p| p.spend_cents.into()),
        row("spend_30_cents", StoreSpend, Money, None, |p| p.spend_30_cents.into()),
        row("total_spend_cents", StoreSpend, Money, None, |p| p.total_spend_cents.into()),
    ]
};

impl Attribute {
    /// A custom attribute of an app: `key` without the prefix, `name` as the import's header had it.
    pub fn custom(key: &str, name: &str, kind: Kind) -> Self {
        Self {
            key: Cow::Owned(format!("{CUSTOM_PREFIX}{key}")),
            name: Some(name.to_owned()),
            category: Category::Custom,
            kind,
            choices: if kind == Kind::Choice { Choices::Open } else { Choices::None },
            source: Source::Custom,
            groups: Vec::new(),
        }
    }

    /// *Member of*, over these groups.
    fn member_of(groups: Vec<Group>) -> Self {
        Self {
            key: Cow::Borrowed(MEMBER_OF),
            name: None,
            category: Category::CustomerGroups,
            kind: Kind::Choice,
            choices: Choices::Groups,
            source: Source::Groups,
            groups,
        }
    }

    /// Its operators, in the order of the form.
    pub const fn operators(&self) -> &'static [Operator] {
        match self.choices {
            Choices::Groups => &[Operator::Is, Operator::IsNot, Operator::IsAnyOf, Operator::IsNoneOf],
            _ => self.kind.operators(),
        }
    }

    /// The customer's value of this attribute.
    pub fn value(&self, profile: &Profile) -> Value {
        match self.source {
            Source::Profile(read) => read(profile),
            Source::Groups => Value::Groups(profile.groups.clone()),
            Source::Custom => self.custom_value(profile),
        }
    }

    /// The key of a custom attribute without its prefix.
    pub fn custom_key(&self) -> Option<&str> {
        self.key.strip_prefix(CUSTOM_PREFIX)
    }

    fn custom_value(&self, profile: &Profile) -> Value {
        let text = profile.custom.iter().find(|(key, _)| Some(key.as_str()) == self.custom_key());
        text.map_or(Value::Unknown, |(_, text)| self.read_custom(text))
    }

    /// A stored custom value: texts as they are, the rest as decimal numbers; what does not fit the kind is unknown.
    pub fn read_custom(&self, text: &str) -> Value {
        match self.kind {
            Kind::Choice => Value::Text(text.to_owned()),
            _ => text.parse().map_or(Value::Unknown, Value::Number),
        }
    }

    /// Whether `unknown` is one of the choices offered.
    pub const fn offers_unknown(&self) -> bool {
        matches!(self.choices, Choices::Closed(_))
    }
}

/// The attributes that rules over one app can use: the catalogue and the app's custom ones.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    member_of: Option<Attribute>,
    custom: Vec<Attribute>,
    /// Where each group is among the groups, by id.
    places: HashMap<String, usize>,
}

impl Catalogue {
    pub fn new(custom: Vec<Attribute>) -> Self {
        Self { custom, ..Self::default() }
    }

    /// The same attributes, and *Member of* any of these groups where there are some.
    pub fn with_groups(mut self, groups: Vec<Group>) -> Self {
        self.places = groups.iter().enumerate().map(|(place, group)| (group.id.clone(), place)).collect();
        self.member_of = (!groups.is_empty()).then(|| Attribute::member_of(groups));
        self
    }

    /// The groups that rules can refer to.
    pub fn groups(&self) -> &[Group] {
        self.member_of.as_ref().map_or(&[], |attribute| &attribute.groups)
    }

    /// The group with this id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups().get(*self.places.get(id)?)
    }

    pub fn all(&self) -> impl Iterator<Item = &Attribute> {
        ATTRIBUTES.iter().chain(&self.member_of).chain(&self.custom)
    }

    pub fn custom(&self) -> &[Attribute] {
        &self.custom
    }

    pub fn find(&self, key: &str) -> Option<&Attribute> {
        self.all().find(|attribute| attribute.key == key)
    }

    pub fn of_category(&self, category: Category) -> impl Iterator<Item = &Attribute> {
        self.all().filter(move |attribute| attribute.category == category)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_attribute_has_a_key_of_its_own_and_operators() {
        let keys: HashSet<_> = ATTRIBUTES.iter().map(|attribute| &attribute.key).collect();
        assert_eq!(keys.len(), ATTRIBUTES.len());
        assert!(ATTRIBUTES.iter().all(|attribute| !attribute.kind.operators().is_empty()));
        assert!(ATTRIBUTES.iter().all(|row| (row.kind == Kind::Choice) == (row.choices != Choices::None)));
    }

    #[test]
    fn ages_fall_into_the_groups_of_the_product_page() {
        let groups: Vec<_> = [17, 18, 24, 25, 34, 35, 49, 50].map(age_group).into();
        let [a, b, c, d, e] = AGE_GROUPS else { panic!("five age groups") };
        assert_eq!(groups, [*a, *b, *b, *c, *c, *d, *d, *e]);
    }
}
