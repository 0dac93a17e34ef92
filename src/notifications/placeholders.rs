//! Values of a person in texts: `{market|your country}` is the person's own value of an attribute or, where it is not known, what
//! follows the line. Attributes have the names by which rules know them, and a custom one may be named by its key alone. `{{` and
//! `}}` are braces.

use super::content::Wording;
use crate::locale::Locale;
use crate::segments::{Attribute, BuiltIn, Catalogue, Key, Profile, Value};

/// The longest value in a text, in characters: a name or a place. What is longer is cut.
pub const LONGEST_VALUE: usize = 40;

/// The most values in the texts of one message: with more of them, it would be about the person's data.
pub const MOST: usize = 5;

/// The attributes that are too sensitive for a screen which others may see.
const SENSITIVE: [BuiltIn; 4] = [BuiltIn::Age, BuiltIn::AgeGroup, BuiltIn::Gender, BuiltIn::ChurnRisk];

/// The most bytes that a character of a value has in a message. None is one that JSON escapes with more.
const WIDEST: &str = "😀";

/// What is wrong with the values in a text; the message `placeholder-{word}` says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceholderError {
    /// A brace that belongs to none.
    Shape,
    /// There is nothing for people of whom the value is not known.
    NoFallback,
    LongFallback,
    Unknown,
    Sensitive,
    TooMany,
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Value { name: &'a str, fallback: &'a str },
}

/// The parts of a text, in their order.
fn parts(text: &str) -> Result<Vec<Part<'_>>, PlaceholderError> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find(['{', '}']) {
        let (before, found) = rest.split_at(start);
        parts.push(Part::Text(before));
        if found.starts_with("{{") || found.starts_with("}}") {
            parts.push(Part::Text(&found[..1]));
            rest = &found[2..];
            continue;
        }
        let inside = found.strip_prefix('{').ok_or(PlaceholderError::Shape)?;
        let (inside, after) = inside.split_once('}').ok_or(PlaceholderError::Shape)?;
        if inside.contains('{') {
            return Err(PlaceholderError::Shape);
        }
        let (name, fallback) = inside.split_once('|').ok_or(PlaceholderError::NoFallback)?;
        let (name, fallback) = (name.trim(), fallback.trim());
        if fallback.is_empty() {
            return Err(PlaceholderError::NoFallback);
        }
        if fallback.chars().count() > LONGEST_VALUE {
            return Err(PlaceholderError::LongFallback);
        }
        parts.push(Part::Value { name, fallback });
        rest = after;
    }
    parts.push(Part::Text(rest));
    Ok(parts)
}

/// The attribute of this name, if a text may have its value.
fn attribute<'a>(name: &str, catalogue: &'a Catalogue) -> Result<&'a Attribute, PlaceholderError> {
    let found = catalogue.find(&Key::from(name)).or_else(|| catalogue.find(&Key::Custom(name.to_owned())));
    match found.map(|attribute| (attribute, &attribute.key)) {
        None | Some((_, Key::MemberOf)) => Err(PlaceholderError::Unknown),
        Some((_, Key::BuiltIn(key))) if SENSITIVE.contains(key) => Err(PlaceholderError::Sensitive),
        Some((attribute, _)) => Ok(attribute),
    }
}

/// The names by which texts can have values, with what they are called.
pub fn names(catalogue: &Catalogue, locale: Locale) -> Vec<(String, String)> {
    let usable = catalogue.all().filter(|one| attribute(&one.key.to_string(), catalogue).is_ok());
    usable.map(|one| (one.key.to_string(), one.label(locale))).collect()
}

/// What is wrong with the values in a text over the attributes of an app.
pub(super) fn check(text: &str, catalogue: &Catalogue) -> Option<PlaceholderError> {
    let parts = match parts(text) {
        Ok(parts) => parts,
        Err(error) => return Some(error),
    };
    let mut values = 0;
    for part in parts {
        let Part::Value { name, .. } = part else { continue };
        values += 1;
        if let Err(error) = attribute(name, catalogue) {
            return Some(error);
        }
    }
    (values > MOST).then_some(PlaceholderError::TooMany)
}

/// The text with these values; where there is none, with what stands for it. A text of which the values cannot be read stays.
fn filled(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let Ok(parts) = parts(text) else { return text.to_owned() };
    let word = |part: &Part<'_>| match part {
        Part::Text(text) => (*text).to_owned(),
        Part::Value { name, fallback } => value(name).unwrap_or_else(|| (*fallback).to_owned()),
    };
    parts.iter().map(word).collect()
}

/// The person's value of the attribute of this name, in words and on one line; `None` if it is not known.
fn value_of(name: &str, (catalogue, profile): (&Catalogue, &Profile), locale: Locale) -> Option<String> {
    let attribute = attribute(name, catalogue).ok()?;
    let value = attribute.value(profile);
    if value == Value::Unknown {
        return None;
    }
    let words = attribute.value_label(&value, locale);
    let plain: String = words.chars().filter(|letter| !letter.is_control()).collect();
    let plain = plain.trim();
    if plain.chars().count() <= LONGEST_VALUE {
        return (!plain.is_empty()).then(|| plain.to_owned());
    }
    Some(plain.chars().take(LONGEST_VALUE - 1).chain(['…']).collect())
}

impl Wording {
    fn with(&self, value: &dyn Fn(&str) -> Option<String>) -> Self {
        Self { title: filled(&self.title, value), body: filled(&self.body, value), ..self.clone() }
    }

    /// Whether it has a value of a person, or a brace.
    pub fn has_values(&self) -> bool {
        self.title.contains(['{', '}']) || self.body.contains(['{', '}'])
    }

    /// The wording for this person, in the words of its language; `None` for one of whom nothing is known.
    pub fn for_person(&self, catalogue: &Catalogue, profile: Option<&Profile>) -> Self {
        let locale = if self.language.starts_with("fr") { Locale::Fr } else { Locale::En };
        self.with(&|name| value_of(name, (catalogue, profile?), locale))
    }

    /// The wording for somebody of whom nothing is known.
    pub fn for_anybody(&self) -> Self {
        self.with(&|_| None)
    }

    /// The wording with values as long as they can be.
    pub(super) fn longest(&self) -> Self {
        self.with(&|_| Some(WIDEST.repeat(LONGEST_VALUE)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::{CustomValue, Kind};

    fn catalogue() -> Catalogue {
        Catalogue::new(vec![Attribute::custom("tier", "Tier", Kind::Choice)])
    }

    fn wording(title: &str, language: &str) -> Wording {
        Wording { title: title.to_owned(), language: language.to_owned(), ..Wording::default() }
    }

    #[test]
    fn a_text_has_the_persons_value_or_what_stands_for_it() {
        let profile = Profile {
            market: Some(String::from("DE")),
            custom: vec![CustomValue::new("tier", "Gold\u{7} \"one\"")],
            ..Profile::default()
        };
        let title = |text: &str, language: &str| wording(text, language).for_person(&catalogue(), Some(&profile)).title;
        assert_eq!(title("Hello {market|you}, {tier|friend}", "en"), "Hello Germany, Gold \"one\"");
        assert_eq!(title("{custom:tier|ami} : {market|vous}", "fr-CA"), "Gold \"one\" : Allemagne");
        assert_eq!(title("{language| you } {{braces}}", "en"), "you {braces}");
        assert_eq!(title("half {open", "en"), "half {open", "an old text stays as it was");
        assert_eq!(wording("{tier|friend}", "en").for_person(&catalogue(), None).title, "friend");
        let long = Profile { custom: vec![CustomValue::new("tier", "é".repeat(41))], ..Profile::default() };
        let cut = wording("{tier|friend}", "en").for_person(&catalogue(), Some(&long)).title;
        assert_eq!((cut.chars().count(), cut.ends_with('…')), (LONGEST_VALUE, true));
        assert_eq!(wording("{tier|friend}", "en").longest().title.len(), 4 * LONGEST_VALUE);
    }

    #[test]
    fn each_value_has_a_fallback_and_is_not_sensitive() {
        let wrong = |text: &str| check(text, &catalogue());
        assert_eq!(wrong("{market|you} {{ }} {tier|friend}"), None);
        for (text, error) in [
            ("{market}", PlaceholderError::NoFallback),
            ("{market| }", PlaceholderError::NoFallback),
            ("{", PlaceholderError::Shape),
            ("}", PlaceholderError::Shape),
            ("{a{b}|c}", PlaceholderError::Shape),
            ("{nonsense|you}", PlaceholderError::Unknown),
            ("{member_of|you}", PlaceholderError::Unknown),
            ("{age|you}", PlaceholderError::Sensitive),
            ("{churn_risk|you}", PlaceholderError::Sensitive),
        ] {
            assert_eq!(wrong(text), Some(error), "{text}");
        }
        assert_eq!(wrong(&format!("{{market|{}}}", "x".repeat(41))), Some(PlaceholderError::LongFallback));
        assert_eq!(wrong(&"{tier|x}".repeat(6)), Some(PlaceholderError::TooMany));
        assert!(names(&catalogue(), Locale::En).contains(&(String::from("custom:tier"), String::from("Tier"))));
        assert!(!names(&catalogue(), Locale::En).iter().any(|(name, _)| name == "gender"));
    }
}
