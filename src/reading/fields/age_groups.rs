//! Reads groups of ages as people write them, such as `18-24`, `25 to 34`, `55+` or `moins de 18 ans`, as one of ours. A group
//! that does not lie within one of ours is none.

use crate::reading::refusal::Reason;
use crate::segments::choices::AgeGroup;
use crate::text::folded;
use std::ops::RangeInclusive;

/// What is before a number whose group has the ages above it, without it and with it; then below it.
const ABOVE: &[&str] = &[">", "over", "above", "older than", "more than", "greater than", "plus de"];
const FROM: &[&str] =
    &[">=", "at least", "from", "minimum", "min", "au moins", "a partir de", "des", "greater than or equal to"];
const BELOW: &[&str] = &["<", "under", "below", "younger than", "less than", "fewer than", "moins de", "avant"];
const UP_TO: &[&str] =
    &["<=", "up to", "at most", "maximum", "max", "au plus", "jusqua", "jusqu a", "less than or equal to"];

/// What is after a number whose group has it and the ages above, or below.
const AND_OVER: &[&str] = &[
    "+",
    "plus",
    "and over",
    "or over",
    "and above",
    "or above",
    "and older",
    "or older",
    "and more",
    "or more",
    "and up",
    "over",
    "et plus",
    "ou plus",
    "et au dela",
];
const AND_UNDER: &[&str] = &[
    "and under",
    "or under",
    "and below",
    "or below",
    "and younger",
    "or younger",
    "and less",
    "or less",
    "et moins",
    "ou moins",
];

/// What is before, between and after the two ages of a group.
const BETWEEN: &[&str] = &["", "between", "entre", "from", "de"];
const TO: &[&str] = &["", "to", "a", "and", "et", "through", "until"];

/// Words that say that the numbers are ages, and nothing else.
const OF_AGES: &[&str] = &["age", "ages", "aged", "years", "year", "yrs", "yr", "yo", "y", "old", "of", "ans", "an"];

/// A group without a greatest age ends with the last of ours.
const NO_END: u16 = u16::MAX;

/// The age group that the ages in the text lie within.
pub fn parse_age_group(text: &str) -> Result<AgeGroup, Reason> {
    if let Some(group) = AgeGroup::from_word(text) {
        return Ok(group);
    }
    let ages = ages(text).ok_or(Reason::AgeGroup)?;
    let lies_within = |group: &&AgeGroup| group.ages().contains(ages.start()) && group.ages().contains(ages.end());
    AgeGroup::ALL.iter().find(lies_within).copied().ok_or(Reason::AgeGroup)
}

fn ages(text: &str) -> Option<RangeInclusive<u16>> {
    let Phrase { between, numbers } = Phrase::of(text)?;
    let between: Vec<&str> = between.iter().map(String::as_str).collect();
    match (between.as_slice(), numbers.as_slice()) {
        (["", ""], [age]) => Some(*age..=*age),
        ([before, ""], [age]) if ABOVE.contains(before) => Some(age + 1..=NO_END),
        ([before, ""], [age]) if FROM.contains(before) => Some(*age..=NO_END),
        ([before, ""], [age]) if BELOW.contains(before) => Some(0..=age.checked_sub(1)?),
        ([before, ""], [age]) if UP_TO.contains(before) => Some(0..=*age),
        (["", after], [age]) if AND_OVER.contains(after) => Some(*age..=NO_END),
        (["", after], [age]) if AND_UNDER.contains(after) => Some(0..=*age),
        ([before, middle, ""], [least, most]) if BETWEEN.contains(before) && TO.contains(middle) && least <= most => {
            Some(*least..=*most)
        }
        _ => None,
    }
}

/// The numbers of a text, and the folded words and signs before, between and after them.
struct Phrase {
    between: Vec<String>,
    numbers: Vec<u16>,
}

impl Phrase {
    /// `None` if a number is no age.
    fn of(text: &str) -> Option<Self> {
        let text = text.replace('≥', ">=").replace('≤', "<=").to_lowercase();
        let mut phrase = Self { between: vec![String::new()], numbers: Vec::new() };
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let kind = Kind::of(first);
            let (token, after) = rest.split_at(rest.find(|sign| Kind::of(sign) != kind).unwrap_or(rest.len()));
            rest = after;
            match kind {
                Kind::Digit => {
                    phrase.numbers.push(token.parse().ok().filter(|age| *age <= OLDEST)?);
                    phrase.between.push(String::new());
                }
                Kind::Letter | Kind::Sign => phrase.add(token),
                Kind::Space => {}
            }
        }
        Some(phrase)
    }

    fn add(&mut self, token: &str) {
        let is_sign = token.contains(['<', '>', '=', '+']);
        let word = if is_sign { token.to_owned() } else { folded(token) };
        if OF_AGES.contains(&word.as_str()) {
            return;
        }
        if let Some(words) = self.between.last_mut() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&word);
        }
    }
}

/// The greatest age that people are given: see the field *Age*.
const OLDEST: u16 = 130;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Letter,
    Sign,
    Space,
}

impl Kind {
    fn of(sign: char) -> Self {
        match sign {
            sign if sign.is_ascii_digit() => Self::Digit,
            '<' | '>' | '=' | '+' => Self::Sign,
            sign if sign.is_alphabetic() => Self::Letter,
            _ => Self::Space,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    fn all_are(group: AgeGroup, texts: &[&str]) {
        for text in texts {
            assert_eq!(parse_age_group(text), Ok(group), "{text}");
        }
    }

    #[test]
    fn groups_are_read_as_people_write_them() {
        all_are(
            AgeGroup::Under18,
            &["under 18", "<18", "less than 13", "13-17", "moins de 18 ans", "17 and under", "≤ 17", "0-12"],
        );
        all_are(
            AgeGroup::From18To24,
            &["18-24", "18 – 24", "18 to 24", "18 à 24 ans", "entre 18 et 24", "between 18 and 24", "18_24", "21"],
        );
        all_are(AgeGroup::From25To34, &["25-34", "25 to 34", "25-34 years", "de 25 à 34 ans", "25-29", "Age 25-34"]);
        all_are(AgeGroup::From35To49, &["35-49", "35-44", "45 – 49"]);
        all_are(
            AgeGroup::From50,
            &[
                "50+",
                "55+",
                "greater than 55",
                "55 and over",
                "65 or older",
                "50 ans et plus",
                "plus de 55 ans",
                "over 49",
                "> 49",
                ">=50",
                "55 ou plus",
                "50-64",
            ],
        );
    }

    #[test]
    fn ours_are_read_by_their_words_and_labels() {
        for group in AgeGroup::ALL {
            assert_eq!(parse_age_group(group.word()), Ok(*group));
            for locale in Locale::ALL {
                let label = locale.text(&format!("choice-age-group-{}", group.word().replace('_', "-")));
                assert_eq!(parse_age_group(&label), Ok(*group), "{label}");
            }
        }
    }

    #[test]
    fn what_does_not_lie_within_one_of_ours_is_none() {
        for text in [
            "44-55",
            "18+",
            "under 25",
            "moins de 25 ans",
            "15-20",
            "over 40",
            "34-25",
            "young",
            "18-24-30",
            "1990-1999",
            "",
        ] {
            assert_eq!(parse_age_group(text), Err(Reason::AgeGroup), "{text}");
        }
    }
}
