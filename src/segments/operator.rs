//! The comparison operators of conditions.

use crate::words;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// A comparison operator. Forms and stored rules contain its word; `operator-{word}` is the message with its label.
/// `IsNot`, `IsNoneOf` and `DoesNotContain` are the exact opposites of `Is`, `IsAnyOf` and `Contains`.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Operator {
    Is,
    IsNot,
    IsAnyOf,
    IsNoneOf,
    Contains,
    DoesNotContain,
    StartsWith,
    EndsWith,
    AtLeast,
    AtMost,
    Between,
    InHighest,
    InLast,
    MoreThanAgo,
    InNext,
    BetweenAgo,
    ThisWeek,
    ThisMonth,
    ThisYear,
    LastMonth,
    AnniversaryInNext,
    OnOrAfter,
    OnOrBefore,
    IsKnown,
    IsUnknown,
}

words!(Operator);

impl Operator {
    /// Whether it negates another comparison.
    pub const fn is_opposite(self) -> bool {
        matches!(self, Self::IsNot | Self::IsNoneOf | Self::DoesNotContain)
    }

    /// Whether its name alone says what it does, also to unknown values and at its ends.
    pub const fn is_plain(self) -> bool {
        matches!(self, Self::Is | Self::IsAnyOf | Self::AtLeast | Self::AtMost | Self::IsKnown | Self::IsUnknown)
    }

    /// Whether it means other days tomorrow than today.
    pub const fn moves_with_the_day(self) -> bool {
        matches!(
            self,
            Self::InLast
                | Self::MoreThanAgo
                | Self::InNext
                | Self::BetweenAgo
                | Self::ThisWeek
                | Self::ThisMonth
                | Self::ThisYear
                | Self::LastMonth
                | Self::AnniversaryInNext
        )
    }

    /// Whether an unknown value meets it, unless the operand contains `unknown` itself.
    pub const fn meets_unknown(self) -> bool {
        self.is_opposite() || matches!(self, Self::IsUnknown)
    }
}
