//! Changes of a customer's values in words.

use super::catalogue::{Attribute, Catalogue};
use super::change::{Change, Target};
use super::kinds::Kind;
use super::labels::message_part;
use super::profile::Value;
use super::sentence::list;
use crate::locale::Locale;

/// Changes of a customer's values in words, such as "one more purchase and Market: France instead of Belgium".
pub fn changes_in_words(changes: &[Change], catalogue: &Catalogue, locale: Locale) -> String {
    let all: Vec<_> = changes.iter().map(|change| change_in_words(change, catalogue, locale)).collect();
    list(locale, "and", &all)
}

fn change_in_words(change: &Change, catalogue: &Catalogue, locale: Locale) -> String {
    let Some(attribute) = catalogue.find(&change.attribute) else { return change.attribute.to_string() };
    let label = attribute.label(locale);
    match (&change.from, &change.to) {
        (Value::Number(from), Target::Exactly(Value::Number(to))) => step_in_words(attribute, *from, *to, locale)
            .unwrap_or_else(|| value_in_words(change, &change.to, attribute, locale)),
        (_, Target::Exactly(_)) => value_in_words(change, &change.to, attribute, locale),
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

/// The difference between two numbers, if the attribute has a message for it.
fn step_in_words(attribute: &Attribute, from: i64, to: i64, locale: Locale) -> Option<String> {
    let (word, step) = if to > from { ("more", to.abs_diff(from)) } else { ("fewer", from.abs_diff(to)) };
    let step = i64::try_from(step).ok()?;
    if attribute.kind == Kind::Money {
        let (amount, label) = (locale.money(step, attribute.currency), attribute.label(locale));
        let parts = [("amount", amount.into()), ("attribute", label.into())];
        return Some(locale.with(&format!("change-money-{word}"), &parts));
    }
    locale.find(&format!("change-{}-{word}", message_part(&attribute.key.to_string())), &[("count", step.into())])
}

fn value_in_words(change: &Change, to: &Target, attribute: &Attribute, locale: Locale) -> String {
    let Target::Exactly(to) = to else { return String::new() };
    let (from, to) = (attribute.value_label(&change.from, locale), attribute.value_label(to, locale));
    let parts = [("attribute", attribute.label(locale).into()), ("from", from.into()), ("to", to.into())];
    locale.with("change-value", &parts)
}
