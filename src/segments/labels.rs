//! What the catalogue's attributes, choices and operators are called in each language.

use super::catalogue::Catalogue;
use super::catalogue::{Attribute, Choices, Kind, UNKNOWN};
use super::explanation::{Change, Target};
use super::operator::Operator;
use super::profile::Value;
use super::sentence::list;
use crate::day::Day;
use crate::locale::Locale;

/// A key or code as it stands in the keys of messages: `age_group` is `age-group`.
pub fn message_part(word: &str) -> String {
    word.replace('_', "-")
}

impl Attribute {
    /// Its label: the message `attribute-{key}`, or the name of a custom attribute as it was imported.
    pub fn label(&self, locale: Locale) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => locale.text(&format!("attribute-{}", message_part(&self.key))),
        }
    }

    /// The label of one of its choices; a code without a name is shown as it is.
    pub fn choice_label(&self, code: &str, locale: Locale) -> String {
        match self.choices {
            Choices::Closed(_) if code == UNKNOWN => locale.text("choice-unknown"),
            Choices::Closed(codes) if codes.contains(&code) => {
                locale.text(&format!("choice-{}-{}", message_part(&self.key), message_part(code)))
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
            (Value::Number(cents), Kind::Money) => locale.money(*cents),
            (Value::Number(day), Kind::Date) => {
                i32::try_from(*day).map_or_else(|_| locale.text("unknown"), |day| locale.date(Day::from_number(day)))
            }
            (Value::Number(flag), Kind::YesNo) => locale.text(if *flag == 0 { "no" } else { "yes" }),
            (Value::Number(number), Kind::Number | Kind::Choice) => locale.number(*number),
        }
    }

    /// The codes and labels to choose from, in the order of the form; empty where any text may be typed.
    pub fn choice_labels(&self, locale: Locale) -> Vec<(&str, String)> {
        match self.choices {
            Choices::Closed(codes) => {
                let codes = codes.iter().copied().chain([UNKNOWN]);
                codes.map(|code| (code, self.choice_label(code, locale))).collect()
            }
            Choices::Markets => locale.markets().to_vec(),
            Choices::Languages => locale.languages().to_vec(),
            Choices::Groups => self.groups.iter().map(|group| (group.id.as_str(), group.name.clone())).collect(),
            Choices::Open | Choices::None => Vec::new(),
        }
    }
}

impl Operator {
    /// Its label in the form, such as `is in the last … days`.
    pub fn label(self, locale: Locale) -> String {
        locale.text(&format!("operator-{}", message_part(self.word())))
    }
}

/// Changes of a customer's values in words, such as "one more purchase and Market: France instead of Belgium".
pub fn told_changes(changes: &[Change], catalogue: &Catalogue, locale: Locale) -> String {
    let told: Vec<_> = changes.iter().map(|change| told_change(change, catalogue, locale)).collect();
    list(locale, "and", &told)
}

fn told_change(change: &Change, catalogue: &Catalogue, locale: Locale) -> String {
    let Some(attribute) = catalogue.find(&change.attribute) else { return change.attribute.clone() };
    let label = attribute.label(locale);
    match (&change.from, &change.to) {
        (Value::Number(from), Target::Exactly(Value::Number(to))) => told_step(attribute, *from, *to, locale)
            .unwrap_or_else(|| told_value(change, &change.to, attribute, locale)),
        (_, Target::Exactly(_)) => told_value(change, &change.to, attribute, locale),
        (_, Target::Known(_)) => locale.with1("change-known", "attribute", label),
        (from, Target::Other(_)) => {
            let from = attribute.value_label(from, locale);
            locale.with("change-other", &[("attribute", label.into()), ("from", from.into())])
        }
        (_, Target::Member(group, belongs)) => {
            let key = if *belongs { "change-member" } else { "change-no-member" };
            locale.with1(key, "name", attribute.choice_label(group, locale))
        }
    }
}

/// The difference between two numbers, where the attribute has words for it.
fn told_step(attribute: &Attribute, from: i64, to: i64, locale: Locale) -> Option<String> {
    let (word, step) = if to > from { ("more", to.abs_diff(from)) } else { ("fewer", from.abs_diff(to)) };
    let step = i64::try_from(step).ok()?;
    if attribute.kind == Kind::Money {
        let (amount, label) = (locale.money(step), attribute.label(locale));
        let told = [("amount", amount.into()), ("attribute", label.into())];
        return Some(locale.with(&format!("change-money-{word}"), &told));
    }
    locale.find(&format!("change-{}-{word}", message_part(&attribute.key)), &[("count", step.into())])
}

fn told_value(change: &Change, to: &Target, attribute: &Attribute, locale: Locale) -> String {
    let Target::Exactly(to) = to else { return String::new() };
    let (from, to) = (attribute.value_label(&change.from, locale), attribute.value_label(to, locale));
    let told = [("attribute", attribute.label(locale).into()), ("from", from.into()), ("to", to.into())];
    locale.with("change-value", &told)
}
