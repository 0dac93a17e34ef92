//! The names of attributes, choices and operators in each language.

use super::catalogue::Attribute;
use super::kinds::{Choices, Kind, UNKNOWN};
use super::operator::Operator;
use super::profile::Value;
use crate::day::Day;
use crate::locale::{Locale, Named};

/// A key or code as it appears in the keys of messages: `age_group` becomes `age-group`.
pub fn message_part(word: &str) -> String {
    word.replace('_', "-")
}

/// A choice of an attribute and its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceLabel {
    pub code: String,
    pub label: String,
}

impl Attribute {
    /// Its label: the message `attribute-{key}`, or the name of a custom attribute as it was imported.
    pub fn label(&self, locale: Locale) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => locale.text(&format!("attribute-{}", message_part(&self.key.to_string()))),
        }
    }

    /// The label of one of its choices; the code itself if it has no name.
    pub fn choice_label(&self, code: &str, locale: Locale) -> String {
        match self.choices {
            Choices::Closed(_) if code == UNKNOWN => locale.text("choice-unknown"),
            Choices::Closed(codes) if codes.contains(&code) => {
                locale.text(&format!("choice-{}-{}", message_part(&self.key.to_string()), message_part(code)))
            }
            Choices::Markets => locale.market(code),
            Choices::Languages => locale.language(code),
            Choices::Groups => match self.groups.iter().find(|group| group.id == code) {
                Some(group) => group.name.clone(),
                None => code.to_owned(),
            },
            Choices::Closed(_) | Choices::Open | Choices::None => code.to_owned(),
        }
    }

    /// A customer's value in words.
    pub fn value_label(&self, value: &Value, locale: Locale) -> String {
        match (value, self.kind) {
            (Value::Unknown, _) => locale.text("unknown"),
            (Value::Text(code), _) => self.choice_label(code, locale),
            (Value::Groups(ids), _) if ids.is_empty() => locale.text("none"),
            (Value::Groups(ids), _) => {
                ids.iter().map(|id| self.choice_label(id, locale)).collect::<Vec<_>>().join(", ")
            }
            (Value::Number(cents), Kind::Money) => locale.money(*cents, self.currency),
            (Value::Number(number), Kind::Decimal) => locale.millionths(*number),
            (Value::Number(day), Kind::Date) => {
                i32::try_from(*day).map_or_else(|_| locale.text("unknown"), |day| locale.date(Day::from_number(day)))
            }
            (Value::Number(flag), Kind::YesNo) => locale.text(if *flag == 0 { "no" } else { "yes" }),
            (Value::Number(number), Kind::Number | Kind::Choice) => locale.number(*number),
        }
    }

    /// The choices in the order of the form; empty if any text may be typed.
    pub fn choice_labels(&self, locale: Locale) -> Vec<ChoiceLabel> {
        let label = |code: &str, label: String| ChoiceLabel { code: code.to_owned(), label };
        let named = |named: &Named| label(named.code, named.name.clone());
        match self.choices {
            Choices::Closed(codes) => {
                let codes = codes.iter().copied().chain([UNKNOWN]);
                codes.map(|code| label(code, self.choice_label(code, locale))).collect()
            }
            Choices::Markets => locale.markets().iter().map(named).collect(),
            Choices::Languages => locale.languages().iter().map(named).collect(),
            Choices::Groups => self.groups.iter().map(|group| label(&group.id, group.name.clone())).collect(),
            Choices::Open | Choices::None => Vec::new(),
        }
    }
}

impl Operator {
    /// Its label in the form, such as `is in the last … days`.
    pub fn label(self, locale: Locale) -> String {
        locale.text(&format!("operator-{}", message_part(self.word())))
    }

    /// What it means, in a line.
    pub fn about(self, locale: Locale) -> String {
        locale.text(&format!("comparison-about-{}", message_part(self.word())))
    }
}
