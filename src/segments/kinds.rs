//! Properties of attributes: the category in the form, the kind of the values, and the possible choices.

use super::operator::Operator;
use crate::words;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

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

    /// The message with its name.
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

/// The type of an attribute's values, which determines the operators and the form fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    Choice,
    Number,
    /// Numbers with up to six decimals, in millionths.
    Decimal,
    /// Hundredths of the currency of the app.
    Money,
    /// Days in UTC.
    Date,
    YesNo,
}

words!(Kind);

impl Kind {
    /// The message with its name.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Choice => "kind-choice",
            Self::Number => "kind-number",
            Self::Decimal => "kind-decimal",
            Self::Money => "kind-money",
            Self::Date => "kind-date",
            Self::YesNo => "kind-yes-no",
        }
    }

    /// The operators of this kind, in the order of the form.
    pub const fn operators(self) -> &'static [Operator] {
        use Operator::{
            AnniversaryInNext, AtLeast, AtMost, Between, BetweenAgo, InHighest, InLast, InNext, Is, IsAnyOf, IsKnown,
            IsNoneOf, IsNot, IsUnknown, LastMonth, MoreThanAgo, OnOrAfter, OnOrBefore, ThisMonth, ThisWeek, ThisYear,
        };
        match self {
            Self::Choice => &[Is, IsNot, IsAnyOf, IsNoneOf, IsKnown, IsUnknown],
            Self::Number | Self::Decimal | Self::Money => {
                &[AtLeast, AtMost, Between, InHighest, Is, IsNot, IsKnown, IsUnknown]
            }
            Self::Date => &[
                InLast,
                MoreThanAgo,
                BetweenAgo,
                InNext,
                ThisWeek,
                ThisMonth,
                ThisYear,
                LastMonth,
                AnniversaryInNext,
                OnOrAfter,
                OnOrBefore,
                Between,
                IsKnown,
                IsUnknown,
            ],
            Self::YesNo => &[Is, IsKnown, IsUnknown],
        }
    }
}

/// The parts of one in which decimals are counted.
pub const MILLION: i64 = 1_000_000;

/// The values a choice can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// These codes, named by the messages `choice-{attribute}-{code}`, and `unknown` for customers who have none.
    Closed(&'static [&'static str]),
    /// ISO 3166-1 alpha-2 countries.
    Markets,
    /// BCP 47 languages.
    Languages,
    /// Any text in the data.
    Open,
    /// The publisher's other groups, by id. A customer can have several of them, or none.
    Groups,
    /// Not a choice.
    None,
}

/// The code of the choice that means "no value".
pub const UNKNOWN: &str = "unknown";
