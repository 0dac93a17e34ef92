//! What a formula may go on with: attributes, comparisons and values that fit what is typed of them.

use super::catalogue::{Attribute, Catalogue};
use super::formula::{choice, name_of};
use super::formula_cursor::folded as in_one_case;
use super::formula_reader::{Last, Reader, forms};
use crate::locale::Locale;
use crate::text::folded;

/// The most suggestions of one kind: as many as are looked through while typing.
pub const MOST_SUGGESTED: usize = 20;

/// What is being typed at the end of a formula.
pub struct Completion<'a> {
    /// What is typed of it, which a suggestion takes the place of.
    pub typed: String,
    pub wanted: Wanted<'a>,
}

pub enum Wanted<'a> {
    /// These attributes, with their names as they are written.
    Attributes(Vec<(&'a Attribute, String)>),
    /// These comparisons.
    Comparisons(Vec<String>),
    /// A value of this attribute.
    Value(&'a Attribute),
}

/// What is being typed at the end of `text`; `None` if that is nothing of which there are suggestions.
pub fn completion<'a>(text: &str, catalogue: &'a Catalogue, locale: Locale) -> Option<Completion<'a>> {
    let tail = last_condition(text);
    let others = Locale::ALL.into_iter().filter(|other| *other != locale);
    let locales: Vec<_> = [locale].into_iter().chain(others).collect();
    let mut reader = Reader::new(tail, catalogue, &locales);
    let is_read = reader.condition().is_ok();
    let end = reader.cursor.at;
    let typed = |from: usize| tail.chars().skip(from).collect::<String>();
    let is_left = |from: usize| !typed(from).trim_start().is_empty();
    match reader.last {
        Last::Nothing => None,
        Last::Attribute(place) => Some(attributes(typed(place), catalogue, &locales)),
        // The name may be the beginning of a longer one.
        Last::Comparison(place, _) if !is_left(place) && !tail.ends_with(char::is_whitespace) => {
            Some(attributes(tail.to_owned(), catalogue, &locales))
        }
        Last::Comparison(place, attribute) => comparisons(typed(place), attribute, locale),
        // After a value that is complete come spaces and what joins conditions.
        Last::Choice(..) if is_read && (is_left(end) || tail.ends_with(char::is_whitespace)) => None,
        Last::Choice(place, attribute, comparison) => comparisons(typed(comparison), attribute, locale)
            .or_else(|| Some(Completion { typed: typed(place), wanted: Wanted::Value(attribute) })),
    }
}

/// What follows the last `&&` or `||` that is not in quotes, without an exclamation mark and parentheses before it.
fn last_condition(text: &str) -> &str {
    let (mut start, mut is_quoted, mut before) = (0, false, ' ');
    for (place, character) in text.char_indices() {
        match character {
            '"' if before != '\\' => is_quoted = !is_quoted,
            '&' | '|' if !is_quoted && character == before => start = place + 1,
            _ => {}
        }
        // Of two backslashes the first escapes the second.
        before = if before == '\\' && character == '\\' { ' ' } else { character };
    }
    text[start..].trim_start_matches(|character: char| character.is_whitespace() || matches!(character, '!' | '('))
}

fn attributes<'a>(typed: String, catalogue: &'a Catalogue, locales: &[Locale]) -> Completion<'a> {
    let own = locales.first().copied().unwrap_or_default();
    let all = catalogue.all().filter_map(|attribute| {
        let fit = locales.iter().filter_map(|locale| fit(&typed, &attribute.label(*locale))).min()?;
        Some((fit, attribute, name_of(&attribute.key, catalogue, own)))
    });
    let mut found: Vec<_> = all.collect();
    found.sort_by_key(|(fit, ..)| *fit);
    let found = found.into_iter().take(MOST_SUGGESTED).map(|(_, attribute, name)| (attribute, name)).collect();
    Completion { typed, wanted: Wanted::Attributes(found) }
}

/// The comparisons that begin with what is typed and go on.
fn comparisons<'a>(typed: String, attribute: &Attribute, locale: Locale) -> Option<Completion<'a>> {
    let begun = in_one_case(&typed);
    let goes_on = |form: &String| form.starts_with(&begun) && *form != begun;
    let found: Vec<_> = if begun.is_empty() || !typed.ends_with(char::is_whitespace) {
        forms(attribute, locale).into_iter().filter(|form| goes_on(&in_one_case(form))).collect()
    } else {
        Vec::new()
    };
    (!found.is_empty()).then_some(Completion { typed, wanted: Wanted::Comparisons(found) })
}

/// How well a name fits what is typed of it: 0 if it begins so, 1 if one of its words does; `None` if it does not.
pub fn fit(typed: &str, name: &str) -> Option<u8> {
    let typed = folded(typed);
    if folded(name).starts_with(&typed) {
        return Some(0);
    }
    let mut words = name.match_indices(|character: char| !character.is_alphanumeric());
    words.any(|(place, _)| folded(&name[place..]).starts_with(&typed)).then_some(1)
}

/// A value of the attribute as it is written in a formula.
pub fn written_value(code: &str, attribute: &Attribute, locale: Locale) -> String {
    choice(code, Some(attribute), locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::samples;

    fn suggested(text: &str, locale: Locale) -> (String, Vec<String>) {
        let catalogue = samples::catalogue();
        let Some(Completion { typed, wanted }) = completion(text, &catalogue, locale) else {
            return Default::default();
        };
        let names = match wanted {
            Wanted::Attributes(found) => found.into_iter().map(|(_, name)| name).collect(),
            Wanted::Comparisons(found) => found,
            Wanted::Value(attribute) => vec![format!("a value of {}", attribute.label(Locale::En))],
        };
        (typed, names)
    }

    fn is(text: &str, typed: &str, names: &[&str]) {
        assert_eq!(
            suggested(text, Locale::En),
            (typed.into(), names.iter().map(|name| (*name).into()).collect()),
            "{text}"
        );
    }

    #[test]
    fn a_name_is_completed_by_its_beginning_or_that_of_one_of_its_words() {
        is("mark", "mark", &["Market"]);
        is("Age == 3 && !(mark", "mark", &["Market"]);
        is("Age", "Age", &["Age group", "Age"]);
        is("Campaign ID == \"a && b\" || gend", "gend", &["Gender"]);
        assert_eq!(suggested("Mark", Locale::Fr).1, ["Marché"], "by its name in another language");
        assert_eq!(suggested("evaluation", Locale::Fr).1, ["Évaluation", "Date de l'évaluation"]);
    }

    #[test]
    fn a_comparison_is_completed_once_the_name_is_there() {
        is("Rating ", "", &[">=", "<=", "in …..…", "in the highest 10%", "==", "!=", "is known", "is unknown"]);
        is("Rating is", "is", &["is known", "is unknown"]);
        is("Last used in the l", "in the l", &["in the last 30 days"]);
        is("Market in", "in", &["in (…)"]);
    }

    #[test]
    fn a_value_is_completed_where_one_is_typed() {
        is("Market == F", "F", &["a value of Market"]);
        is("Market in (FR, B", "B", &["a value of Market"]);
        is("Campaign ID == \"summer s", "\"summer s", &["a value of Campaign ID"]);
        is("Market is any of FR, B", "B", &["a value of Market"]);
        for text in ["Market == FR ", "Market in (FR) ", "Rating >= ", "Rating >= 4"] {
            is(text, "", &[]);
        }
    }
}
