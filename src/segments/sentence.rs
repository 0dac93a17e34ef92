//! A rule as one plain sentence: "Customers whose age group is 18 to 24 and whose gender is male."
//!
//! Every condition is a whole clause, every list and the sentence itself a whole pattern, all of them messages, so that
//! each language orders its words as it likes. Filters of one condition come first, then those that say "either … or",
//! then everything excluded: the order of filters has no meaning, and so no "and" can be taken to belong to an "or".
//! Conditions that are met together within an "or" are in parentheses.

use super::catalogue::{Attribute, Catalogue};
use super::input::write_percent;
use super::kinds::{Choices, Kind};
use super::labels::message_part;
use super::operator::Operator;
use super::rule::{Alternative, Condition, Operand, Rule};
use crate::day::Day;
use crate::locale::{Arg, Locale};

/// The sentence that describes `rule` in the language of `locale`.
pub fn sentence(rule: &Rule, catalogue: &Catalogue, locale: Locale) -> String {
    let clauses_of = |Alternative(conditions): &Alternative| -> Vec<String> {
        conditions.iter().map(|condition| clause(condition, catalogue, locale)).collect()
    };
    let together = |alternative: &Alternative| match clauses_of(alternative).as_slice() {
        [only] => only.clone(),
        clauses => locale.with1("sentence-together", "clauses", list(locale, "and", clauses)),
    };
    let (mut single, mut either, mut excluded) = (Vec::new(), Vec::new(), Vec::new());
    for filter in &rule.filters {
        match (filter.exclude, filter.alternatives.as_slice()) {
            (true, alternatives) => excluded.extend(alternatives.iter().map(together)),
            (false, [only]) => single.extend(clauses_of(only)),
            (false, alternatives) => {
                let clauses: Vec<_> = alternatives.iter().map(together).collect();
                either.push(locale.with1("sentence-either", "clauses", list(locale, "either", &clauses)));
            }
        }
    }
    let single = (!single.is_empty()).then(|| list(locale, "and", &single));
    let included: Vec<_> = single.into_iter().chain(either).collect();
    let included = ("include", Arg::from(list(locale, "filters", &included)));
    let is_empty = |(_, text): &(&str, Arg)| *text == Arg::from("");
    let excluded = ("exclude", Arg::from(list(locale, "or", &excluded)));
    match (is_empty(&included), is_empty(&excluded)) {
        (true, true) => locale.text("sentence-everyone"),
        (false, true) => locale.with("sentence-include", &[included]),
        (true, false) => locale.with("sentence-exclude", &[excluded]),
        (false, false) => locale.with("sentence-both", &[included, excluded]),
    }
}

/// One condition as a clause, such as "whose gender is male".
pub fn clause(condition: &Condition, catalogue: &Catalogue, locale: Locale) -> String {
    let attribute = catalogue.find(&condition.attribute);
    let key = clause_key(condition, attribute);
    let mut arguments = vec![("attribute", Arg::from(phrase(condition, attribute, locale)))];
    match &condition.operand {
        Operand::Nothing | Operand::Flag(_) => {}
        Operand::Choices(codes) => {
            let joint = if condition.operator.is_opposite() { "nor" } else { "or" };
            let values: Vec<_> = codes.iter().map(|code| choice(code, attribute, locale)).collect();
            arguments.push(("value", list(locale, joint, &values).into()));
        }
        Operand::Text(part) => {
            arguments.push(("value", locale.with1("quoted", "text", part.as_str()).into()));
        }
        Operand::Version(version) => arguments.push(("value", version.as_str().into())),
        Operand::Versions(least, greatest) => {
            arguments.push(("low", least.as_str().into()));
            arguments.push(("high", greatest.as_str().into()));
        }
        Operand::Number(number) => arguments.push(("value", written(*number, attribute, locale).into())),
        Operand::Range(least, greatest) => {
            arguments.push(("low", written(*least, attribute, locale).into()));
            arguments.push(("high", written(*greatest, attribute, locale).into()));
        }
        Operand::Days(days) => arguments.push(("days", Arg::from(*days))),
        Operand::Share(share) => arguments.push(("percent", write_percent(locale, *share).into())),
        Operand::Span(count, _) => arguments.push(("count", Arg::from(*count))),
        Operand::DaysAgo(nearest, farthest) => {
            arguments.push(("low", Arg::from(*nearest)));
            arguments.push(("high", Arg::from(*farthest)));
        }
    }
    let own = format!("clause-{}-{key}", message_part(&condition.attribute.to_string()));
    locale.find(&own, &arguments).unwrap_or_else(|| locale.with(&format!("clause-{key}"), &arguments))
}

/// The part of the message key `clause-…` that depends on the operator, the kind and the number of values.
fn clause_key(condition: &Condition, attribute: Option<&Attribute>) -> String {
    let kind = attribute.map(|attribute| attribute.kind);
    let key = match (condition.operator, &condition.operand) {
        (_, Operand::Flag(true)) => "yes",
        (_, Operand::Flag(false)) => "no",
        (Operator::Is | Operator::IsAnyOf, Operand::Choices(codes)) if codes.len() == 1 => "is",
        (Operator::IsNot | Operator::IsNoneOf, Operand::Choices(codes)) if codes.len() == 1 => "is-not",
        (Operator::Is, Operand::Number(_)) => "equals",
        (Operator::IsNot, Operand::Number(_)) => "differs",
        (operator, Operand::Span(_, unit)) => return format!("{}-{}", message_part(operator.word()), unit.word()),
        (Operator::Between, _) if kind == Some(Kind::Date) => "between-days",
        (operator, _) => return message_part(operator.word()),
    };
    key.to_owned()
}

/// The name of the attribute inside a sentence; the key if the app does not have it.
fn phrase(condition: &Condition, attribute: Option<&Attribute>, locale: Locale) -> String {
    match attribute {
        Some(Attribute { name: None, key, .. }) => locale.text(&format!("phrase-{}", message_part(&key.to_string()))),
        Some(Attribute { name: Some(name), .. }) => locale.with1("phrase-custom", "name", name),
        None => locale.with1("phrase-custom", "name", condition.attribute.to_string()),
    }
}

fn written(number: i64, attribute: Option<&Attribute>, locale: Locale) -> String {
    let currency = attribute.map(|attribute| attribute.currency).unwrap_or_default();
    match attribute.map(|attribute| attribute.kind) {
        Some(Kind::Money) => locale.money(number, currency),
        Some(Kind::Decimal) => locale.millionths(number),
        Some(Kind::Date) => locale.date(Day::from_number(i32::try_from(number).unwrap_or(i32::MAX))),
        _ => locale.number(number),
    }
}

/// A choice inside a sentence: labels of closed lists start with a small letter, texts from the data are in quotes.
fn choice(code: &str, attribute: Option<&Attribute>, locale: Locale) -> String {
    match attribute.map(|attribute| (attribute, attribute.choices)) {
        Some((attribute, Choices::Closed(_))) => starting_small(&attribute.choice_label(code, locale)),
        Some((attribute, Choices::Markets | Choices::Languages)) => attribute.choice_label(code, locale),
        Some((attribute, Choices::Groups)) => {
            locale.with1("quoted", "text", attribute.choice_label(code, locale).as_str())
        }
        _ => locale.with1("quoted", "text", code),
    }
}

/// The label with a small first letter, except for words such as `PC` or `IoT`.
fn starting_small(label: &str) -> String {
    let mut characters = label.chars();
    let Some(first) = characters.next() else { return String::new() };
    let rest = characters.as_str();
    let first_word = rest.split(' ').next().unwrap_or_default();
    if first_word.contains(char::is_uppercase) {
        return label.to_owned();
    }
    first.to_lowercase().chain(rest.chars()).collect()
}

/// The items joined by the patterns `list-{joint}-middle` and `list-{joint}-last`.
pub(super) fn list(locale: Locale, joint: &str, items: &[String]) -> String {
    let join =
        |key: String, first: &str, rest: String| locale.with(&key, &[("first", first.into()), ("rest", rest.into())]);
    let mut joined: Option<String> = None;
    for (place, item) in items.iter().enumerate().rev() {
        let key = if place + 2 == items.len() { "last" } else { "middle" };
        joined = Some(match joined {
            None => item.clone(),
            Some(rest) => join(format!("list-{joint}-{key}"), item, rest),
        });
    }
    joined.unwrap_or_default()
}

#[cfg(test)]
#[path = "sentence_tests.rs"]
mod tests;
