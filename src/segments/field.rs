//! The form fields for the value of a condition, which depend on its attribute and operator.

use super::catalogue::Attribute;
use super::kinds::{Choices, Kind};
use super::labels::ChoiceLabel;
use super::operator::Operator;
use crate::locale::Locale;
use std::collections::HashSet;

/// The most choices that one list offers in addition to those chosen, at about 100 bytes each: eight times as many as
/// there are countries. Only the groups of a publisher can be more.
const MOST_CHOICES: usize = 2_000;

/// The field or fields in which a value is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueField {
    /// There is no attribute yet, or the operator takes no value.
    Nothing,
    /// One choice of a list.
    OneChoice,
    /// Several choices of a list.
    Choices,
    OneText,
    /// A part of a text.
    Part,
    /// One text per line.
    Texts,
    /// A number and the unit of a span.
    Span,
    One(Unit),
    /// A range, both ends included.
    Range(Unit),
}

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Count,
    Decimal,
    /// An amount in the currency of the app; rules hold hundredths.
    Money,
    Date,
    Version,
    Percent,
    /// A number of days back from today.
    DaysAgo,
    /// A number of days within which everyone has an anniversary.
    DaysToAnniversary,
}

impl Unit {
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Money => Self::Money,
            Kind::Decimal => Self::Decimal,
            Kind::Date => Self::Date,
            Kind::Choice => Self::Version,
            Kind::Number | Kind::YesNo => Self::Count,
        }
    }

    /// The message that labels the only field.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Count | Self::Decimal => "rule-value",
            Self::Money => "rule-amount",
            Self::Date => "rule-day",
            Self::Percent => "rule-percent",
            Self::DaysAgo | Self::DaysToAnniversary => "rule-days",
            Self::Version => "rule-version",
        }
    }

    /// The messages that label the two fields of a range.
    pub const fn range_messages(self) -> [&'static str; 2] {
        match self {
            Self::DaysAgo => ["rule-days-ago-from", "rule-days-ago-to"],
            Self::Count | Self::Decimal | Self::Percent | Self::DaysToAnniversary => ["rule-from", "rule-to"],
            Self::Money => ["rule-amount-from", "rule-amount-to"],
            Self::Date => ["rule-day-from", "rule-day-to"],
            Self::Version => ["rule-version-from", "rule-version-to"],
        }
    }
}

impl ValueField {
    /// The field for a condition on this attribute with this operator.
    pub fn of(attribute: &Attribute, operator: Operator) -> Self {
        let is_open = attribute.choices == Choices::Open;
        match (operator, attribute.kind) {
            (
                Operator::IsKnown
                | Operator::IsUnknown
                | Operator::ThisWeek
                | Operator::ThisMonth
                | Operator::ThisYear
                | Operator::LastMonth,
                _,
            ) => Self::Nothing,
            (Operator::InHighest, _) => Self::One(Unit::Percent),
            (Operator::BetweenAgo, _) => Self::Range(Unit::DaysAgo),
            (Operator::AnniversaryInNext, _) => Self::One(Unit::DaysToAnniversary),
            (Operator::Contains | Operator::DoesNotContain | Operator::StartsWith | Operator::EndsWith, _) => {
                Self::Part
            }
            (Operator::InLast | Operator::MoreThanAgo | Operator::InNext, _) => Self::Span,
            (Operator::Between, kind) => Self::Range(Unit::of(kind)),
            (Operator::IsAnyOf | Operator::IsNoneOf, _) if is_open => Self::Texts,
            (Operator::IsAnyOf | Operator::IsNoneOf, _) => Self::Choices,
            (Operator::AtLeast | Operator::AtMost, kind) => Self::One(Unit::of(kind)),
            (_, Kind::Choice) if is_open => Self::OneText,
            (_, Kind::Choice | Kind::YesNo) => Self::OneChoice,
            (_, kind) => Self::One(Unit::of(kind)),
        }
    }
}

impl Attribute {
    /// The choices that a list offers, as code and label: those chosen, and others up to a limit. An archived group is
    /// offered only if it is chosen already.
    pub fn offered(&self, is_chosen: impl Fn(&str) -> bool, locale: Locale) -> Vec<ChoiceLabel> {
        if self.kind == Kind::YesNo {
            let choice =
                |code: &str| ChoiceLabel { code: code.to_owned(), label: locale.text(&format!("choice-{code}")) };
            return ["yes", "no"].map(choice).into();
        }
        let archived: HashSet<&str> =
            self.groups.iter().filter(|group| group.is_archived).map(|group| group.id.as_str()).collect();
        let mut left = MOST_CHOICES;
        let mut has_room =
            |code: &str| !archived.contains(code) && left.checked_sub(1).map(|fewer| left = fewer).is_some();
        let labels = self.choice_labels(locale).into_iter();
        labels.filter(|choice| is_chosen(&choice.code) || has_room(&choice.code)).collect()
    }
}
