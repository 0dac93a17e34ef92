//! The formula of a rule: `Age group == 18 to 24 && Gender == Male`.
//!
//! Anyone with the same catalogue and language can read it back to the same rule:
//!
//! ```text
//! formula    = everyone | filter { " && " filter }
//! filter     = alternatives                        (the only filter, and an including one)
//!            | condition | "(" alternatives ")"    (one of several; parentheses from two conditions on)
//!            | "!(" alternatives ")"               (excluding)
//! alternatives = alternative { " || " alternative }
//! alternative  = condition | "(" condition { " && " condition } ")"
//!                                                  (an only alternative of several has no parentheses of its own)
//! condition  = name " " comparison
//! comparison = ( "==" | "!=" | ">=" | "<=" ) " " value
//!            | in " " value ".." value             (both ends included; of versions as texts)
//!            | in " (" values ")" | not-in " (" values ")"
//!            | in the highest … %
//!            | contains text | does not contain text | starts with text | ends with text
//!            | in the last span | more than span ago | in the next span | between … and … days ago
//!            | is this week | is this month | is this year | is last month | anniversary in the next … days
//!            | is known | is unknown
//! span       = a whole number and its unit: days, weeks, months or years
//! values     = value { ", " value }
//! name       = label | quoted | "[" text "]"
//! value      = label | text | number | amount | date
//!            | "[" text "]"                       (the id of a group that has no name here)
//! text       = bare | quoted
//! bare       = letters, digits, "_", "-" and single points, beginning with a letter, a digit or "_"
//! quoted     = '"' any text, with \" \\ \n \t and \u{hexadecimal} for invisible characters '"'
//! ```
//!
//! - The words of *everyone*, *in*, *not in* and so on are the language's messages `formula-…`.
//! - A built-in attribute is written by its label, without quotes; the longest label that fits is meant. The name of a
//!   custom one needs quotes if one of its words could start a comparison or a built-in label starts with it. If two
//!   attributes share a name, or the catalogue does not have the attribute, the key is written in brackets.
//! - A closed choice is written by its label, a code that is not in the list in quotes; markets and languages by their
//!   codes, which are the same in every language; any other choice as its text.
//! - Numbers are plain (`1000`), decimals have a point (`1.5`), amounts a point and two decimals (`1000.00`), days are `2026-11-24`.

use super::calendar::SpanUnit;
use super::catalogue::{Attribute, Catalogue};
use super::input::write_percent;
use super::key::Key;
use super::kinds::{Choices, Kind, UNKNOWN};
use super::operator::Operator;
use super::rule::{Alternative, Condition, Filter, Operand, Rule};
use crate::day::Day;
use crate::locale::{Arg, Locale, write_cents, write_decimal};

/// The formula of `rule` in the language of `locale`.
pub fn formula(rule: &Rule, catalogue: &Catalogue, locale: Locale) -> String {
    if rule.filters.is_empty() {
        return locale.text("formula-everyone");
    }
    let alone = rule.filters.len() == 1;
    let filters: Vec<_> = rule.filters.iter().map(|filter| of_filter(filter, alone, catalogue, locale)).collect();
    filters.join(" && ")
}

fn of_filter(filter: &Filter, alone: bool, catalogue: &Catalogue, locale: Locale) -> String {
    let written = |condition| condition_formula(condition, catalogue, locale);
    let alternatives = filter.alternatives.iter().map(|Alternative(all)| all.iter().map(written).collect());
    joined(filter.exclude, alternatives.collect(), alone)
}

/// The formula of a filter of these alternatives, each with its conditions as they are written.
pub(super) fn joined(exclude: bool, mut alternatives: Vec<Vec<String>>, alone: bool) -> String {
    let is_one = alternatives.iter().map(Vec::len).sum::<usize>() == 1;
    if let [all] = alternatives.as_mut_slice() {
        let all = all.join(" && ");
        return match (exclude, is_one) {
            (true, _) => format!("!({all})"),
            (false, true) => all,
            (false, false) => format!("({all})"),
        };
    }
    let all_of = |all: Vec<String>| if all.len() == 1 { all.concat() } else { format!("({})", all.join(" && ")) };
    let any = alternatives.into_iter().map(all_of).collect::<Vec<_>>().join(" || ");
    match exclude {
        true => format!("!({any})"),
        false if alone => any,
        false => format!("({any})"),
    }
}

/// The formula of one condition, such as `Rating >= 4`.
pub fn condition_formula(condition: &Condition, catalogue: &Catalogue, locale: Locale) -> String {
    let name = name_of(&condition.attribute, catalogue, locale);
    format!("{name} {}", comparison(condition, catalogue.find(&condition.attribute), locale))
}

/// The name of the attribute with this key in a formula.
pub fn name_of(key: &Key, catalogue: &Catalogue, locale: Locale) -> String {
    catalogue
        .find(key)
        .map_or_else(|| format!("[{}]", text(&key.to_string())), |attribute| name(attribute, catalogue, locale))
}

/// A comparison that could not be parsed, as it was typed: the word of its operator, its values in quotes.
pub(super) fn typed_comparison(word: &str, values: &[&str], locale: Locale) -> String {
    let typed: Vec<_> = values.iter().map(|value| quoted(value)).collect();
    let typed = if typed.is_empty() { quoted("") } else { typed.join(", ") };
    let span = |key: &str| span_in_words(key, 2, typed.clone(), locale);
    match Operator::from_word(word).unwrap_or(Operator::Is) {
        Operator::IsKnown => locale.text("formula-is-known"),
        Operator::IsUnknown => locale.text("formula-is-unknown"),
        Operator::InLast => span("formula-in-last"),
        Operator::MoreThanAgo => span("formula-more-than-ago"),
        Operator::InNext => span("formula-in-next"),
        Operator::AnniversaryInNext => span("formula-anniversary-in-next"),
        Operator::InHighest => locale.with1("formula-in-highest", "percent", typed.as_str()),
        Operator::BetweenAgo => days_ago(&typed, &typed, locale),
        Operator::IsAnyOf | Operator::Between => format!("{} ({typed})", locale.text("formula-in")),
        Operator::IsNoneOf => format!("{} ({typed})", locale.text("formula-not-in")),
        operator => match (plain_words(operator), words_of_text(operator)) {
            (Some(words), _) => locale.text(words),
            (_, Some(words)) => format!("{} {typed}", locale.text(words)),
            _ => format!("{} {typed}", symbol(operator)),
        },
    }
}

/// The operator and operand of a condition, which follow the name of its attribute.
pub(super) fn comparison(condition: &Condition, attribute: Option<&Attribute>, locale: Locale) -> String {
    let symbol = symbol(condition.operator);
    match &condition.operand {
        Operand::Nothing => locale.text(plain_words(condition.operator).unwrap_or("formula-is-unknown")),
        Operand::Choices(codes) => match (condition.operator, codes.as_slice()) {
            (Operator::Is | Operator::IsNot, [code]) => format!("{symbol} {}", choice(code, attribute, locale)),
            (operator, codes) => {
                let key = if operator.is_opposite() { "formula-not-in" } else { "formula-in" };
                let values: Vec<_> = codes.iter().map(|code| choice(code, attribute, locale)).collect();
                format!("{} ({})", locale.text(key), values.join(", "))
            }
        },
        Operand::Text(part) => {
            let words = words_of_text(condition.operator).unwrap_or("formula-contains");
            format!("{} {}", locale.text(words), text(part))
        }
        Operand::Version(version) => format!("{symbol} {}", text(version)),
        Operand::Versions(least, greatest) => {
            format!("{} {}..{}", locale.text("formula-in"), text(least), text(greatest))
        }
        Operand::Number(number) => format!("{symbol} {}", written(*number, attribute)),
        Operand::Range(least, greatest) => {
            let (least, greatest) = (written(*least, attribute), written(*greatest, attribute));
            format!("{} {least}..{greatest}", locale.text("formula-in"))
        }
        Operand::Days(days) => span_in_words(span_message(condition.operator, None), *days, days.to_string(), locale),
        Operand::Span(count, unit) => {
            span_in_words(span_message(condition.operator, Some(*unit)), *count, count.to_string(), locale)
        }
        Operand::Share(share) => locale.with1("formula-in-highest", "percent", write_percent(Locale::En, *share)),
        Operand::DaysAgo(nearest, farthest) => days_ago(&nearest.to_string(), &farthest.to_string(), locale),
        Operand::Flag(flag) => format!("{symbol} {}", locale.text(if *flag { "choice-yes" } else { "choice-no" })),
    }
}

/// The message with the words of a comparison without a value.
pub(super) const fn plain_words(operator: Operator) -> Option<&'static str> {
    match operator {
        Operator::IsKnown => Some("formula-is-known"),
        Operator::IsUnknown => Some("formula-is-unknown"),
        Operator::ThisWeek => Some("formula-this-week"),
        Operator::ThisMonth => Some("formula-this-month"),
        Operator::ThisYear => Some("formula-this-year"),
        Operator::LastMonth => Some("formula-last-month"),
        _ => None,
    }
}

/// The messages of spans, by comparison and unit; days have none.
pub(super) const SPANS: [(&str, Operator, Option<SpanUnit>); 13] = [
    ("formula-in-last", Operator::InLast, None),
    ("formula-in-last-weeks", Operator::InLast, Some(SpanUnit::Weeks)),
    ("formula-in-last-months", Operator::InLast, Some(SpanUnit::Months)),
    ("formula-in-last-years", Operator::InLast, Some(SpanUnit::Years)),
    ("formula-more-than-ago", Operator::MoreThanAgo, None),
    ("formula-more-than-ago-weeks", Operator::MoreThanAgo, Some(SpanUnit::Weeks)),
    ("formula-more-than-ago-months", Operator::MoreThanAgo, Some(SpanUnit::Months)),
    ("formula-more-than-ago-years", Operator::MoreThanAgo, Some(SpanUnit::Years)),
    ("formula-in-next", Operator::InNext, None),
    ("formula-in-next-weeks", Operator::InNext, Some(SpanUnit::Weeks)),
    ("formula-in-next-months", Operator::InNext, Some(SpanUnit::Months)),
    ("formula-in-next-years", Operator::InNext, Some(SpanUnit::Years)),
    ("formula-anniversary-in-next", Operator::AnniversaryInNext, None),
];

fn span_message(operator: Operator, unit: Option<SpanUnit>) -> &'static str {
    let found = SPANS.iter().find(|(_, of, with)| *of == operator && *with == unit);
    found.map_or("formula-in-last", |(message, ..)| message)
}

/// A span of so many days, weeks, months or years, with the number as it is `written`.
pub(super) fn span_in_words(message: &str, count: u32, written: String, locale: Locale) -> String {
    locale.with(message, &[("days", Arg::from(count)), ("written", Arg::from(written))])
}

/// *Between … and … days ago*, with the numbers as they are written.
pub(super) fn days_ago(nearest: &str, farthest: &str, locale: Locale) -> String {
    locale.with("formula-between-ago", &[("low", Arg::from(nearest)), ("high", Arg::from(farthest))])
}

/// The message with the words of a comparison of texts.
pub(super) const fn words_of_text(operator: Operator) -> Option<&'static str> {
    match operator {
        Operator::Contains => Some("formula-contains"),
        Operator::DoesNotContain => Some("formula-does-not-contain"),
        Operator::StartsWith => Some("formula-starts-with"),
        Operator::EndsWith => Some("formula-ends-with"),
        _ => None,
    }
}

const fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::IsNot | Operator::IsNoneOf => "!=",
        Operator::AtLeast | Operator::OnOrAfter => ">=",
        Operator::AtMost | Operator::OnOrBefore => "<=",
        _ => "==",
    }
}

fn written(number: i64, attribute: Option<&Attribute>) -> String {
    match attribute.map(|attribute| attribute.kind) {
        Some(Kind::Money) => write_cents(Locale::En, number),
        Some(Kind::Decimal) => write_decimal(Locale::En, number),
        Some(Kind::Date) => Day::from_number(i32::try_from(number).unwrap_or(i32::MAX)).to_string(),
        _ => number.to_string(),
    }
}

/// A choice of an attribute in a formula.
pub fn choice(code: &str, attribute: Option<&Attribute>, locale: Locale) -> String {
    let Some(attribute) = attribute else { return text(code) };
    match attribute.choices {
        Choices::Closed(codes) if code == UNKNOWN || codes.contains(&code) => {
            let label = attribute.choice_label(code, locale);
            let plain = label.chars().all(|character| character.is_alphanumeric() || character == ' ');
            if plain { label } else { quoted(&label) }
        }
        Choices::Closed(_) => quoted(code),
        Choices::Groups => match attribute.groups.iter().find(|group| group.id == code) {
            Some(group) => text(&group.name),
            None => format!("[{}]", text(code)),
        },
        Choices::Markets | Choices::Languages | Choices::Open | Choices::None => text(code),
    }
}

fn name(attribute: &Attribute, catalogue: &Catalogue, locale: Locale) -> String {
    let label = attribute.label(locale);
    let folded = label.to_lowercase();
    let namesakes = catalogue.all().filter(|other| other.label(locale).to_lowercase() == folded).count();
    match &attribute.key {
        Key::Custom(_) if namesakes > 1 => format!("[{}]", text(&attribute.key.to_string())),
        Key::Custom(_) if stands_bare(&folded, catalogue, locale) => label,
        Key::Custom(_) => quoted(&label),
        Key::BuiltIn(_) | Key::MemberOf | Key::Unrecognised(_) => label,
    }
}

/// Whether a custom attribute's name, in lower case, is unambiguous without quotes.
fn stands_bare(name: &str, catalogue: &Catalogue, locale: Locale) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(is_word_character);
    let mut words = name.split(' ');
    let plain = words.all(|word| is_word(word) && !first_words(locale).contains(&word));
    let begins_another = || {
        let mut built_in = catalogue.all().filter(|attribute| attribute.custom_key().is_none());
        built_in.any(|attribute| attribute.label(locale).to_lowercase().starts_with(&format!("{name} ")))
    };
    plain && !begins_another()
}

/// The words that a comparison can start with.
const fn first_words(locale: Locale) -> &'static [&'static str] {
    match locale {
        Locale::En => &["in", "not", "more", "is", "contains", "does", "starts", "ends", "between", "anniversary"],
        Locale::Fr => {
            &["dans", "pas", "remonte", "a", "n'a", "contient", "ne", "commence", "se", "est", "il", "anniversaire"]
        }
    }
}

/// A text as it is if it needs no quotes, otherwise in quotes.
pub(super) fn text(text: &str) -> String {
    let plain = text.chars().all(|character| is_word_character(character) || matches!(character, '-' | '.'));
    let bare = plain && text.starts_with(is_word_character) && !text.contains("..") && !text.ends_with('.');
    if bare { text.to_owned() } else { quoted(text) }
}

pub(super) fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether a character is written by its number, because it changes the direction of text and would disguise the
/// formula as another one.
pub(super) const fn is_escaped(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text in quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ if is_escaped(character) || character.is_control() => quoted.extend(character.escape_unicode()),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
#[path = "formula_tests.rs"]
mod tests;
