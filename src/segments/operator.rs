//! How a condition compares.

use serde::{Deserialize, Serialize};

/// A comparison. `IsNot` and `IsNoneOf` are the exact opposites of `Is` and `IsAnyOf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    Is,
    IsNot,
    IsAnyOf,
    IsNoneOf,
    AtLeast,
    AtMost,
    Between,
    InLast,
    MoreThanAgo,
    OnOrAfter,
    OnOrBefore,
    IsKnown,
    IsUnknown,
}

impl Operator {
    pub const ALL: [Self; 13] = [
        Self::Is,
        Self::IsNot,
        Self::IsAnyOf,
        Self::IsNoneOf,
        Self::AtLeast,
        Self::AtMost,
        Self::Between,
        Self::InLast,
        Self::MoreThanAgo,
        Self::OnOrAfter,
        Self::OnOrBefore,
        Self::IsKnown,
        Self::IsUnknown,
    ];

    /// Its name in forms and stored rules; `operator-{word}` is the message that names it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is_not",
            Self::IsAnyOf => "is_any_of",
            Self::IsNoneOf => "is_none_of",
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
            Self::Between => "between",
            Self::InLast => "in_last",
            Self::MoreThanAgo => "more_than_ago",
            Self::OnOrAfter => "on_or_after",
            Self::OnOrBefore => "on_or_before",
            Self::IsKnown => "is_known",
            Self::IsUnknown => "is_unknown",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.word() == word)
    }

    /// Whether it is the opposite of another comparison.
    pub const fn is_opposite(self) -> bool {
        matches!(self, Self::IsNot | Self::IsNoneOf)
    }

    /// Whether an unknown value meets it, save where the operand names `unknown` itself.
    pub const fn meets_unknown(self) -> bool {
        matches!(self, Self::IsNot | Self::IsNoneOf | Self::IsUnknown)
    }
}
