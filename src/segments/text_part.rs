//! A part of a text, looked for regardless of case and accents. Both texts are compared letter by letter as [`folded`]
//! writes them, so that no part of a letter is found inside another letter: `ᄀ` is not in `가`, and `か` is not in `が`.

use super::operator::Operator;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// The longest part, in characters: longer than any name of a campaign or a domain that people type.
pub const LONGEST_PART: usize = 200;

/// A part, and where a text has to have it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextPart {
    folded: String,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Anywhere,
    AtStart,
    AtEnd,
}

impl TextPart {
    /// The part that the operator looks for. One that is not of texts looks anywhere.
    pub fn new(operator: Operator, typed: &str) -> Self {
        let place = match operator {
            Operator::StartsWith => Place::AtStart,
            Operator::EndsWith => Place::AtEnd,
            _ => Place::Anywhere,
        };
        Self { folded: folded(typed), place }
    }

    /// Whether there is nothing to look for, as in a text of accents alone.
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// Whether the text has the part in its place. An empty part is nowhere.
    pub fn is_in(&self, text: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let text = folded(text);
        let part = self.folded.as_str();
        match self.place {
            Place::AtStart => text.starts_with(part) && ends_letter(&text, part.len()),
            Place::AtEnd => text.ends_with(part),
            Place::Anywhere => places(&text, part).any(|start| ends_letter(&text, start + part.len())),
        }
    }
}

/// Where the part begins in the text, also where two places overlap.
fn places<'a>(text: &'a str, part: &'a str) -> impl Iterator<Item = usize> {
    let step = part.chars().next().map_or(1, char::len_utf8);
    let mut next = 0;
    std::iter::from_fn(move || {
        let found = next + text.get(next..)?.find(part)?;
        next = found + step;
        Some(found)
    })
}

/// Whether no mark follows that belongs to the letter before `end`.
fn ends_letter(text: &str, end: usize) -> bool {
    let next = text[end..].chars().next();
    next.is_none_or(|next| next.is_ascii() || CanonicalCombiningClassMapBorrowed::new().get_u8(next) == 0)
}

/// The text in the form in which parts are compared: compatible forms of a letter as that letter, in small letters,
/// without accents. Accents are the marks of Latin, Greek and Cyrillic, and the points of Arabic and Hebrew that only
/// say how a word is spoken. The marks of other scripts make another letter and stay.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    // An accent at the beginning is on nothing, and nothing can be looked for without it.
    let mut is_on_letter = true;
    for character in DecomposingNormalizerBorrowed::new_nfkd().normalize(text).chars() {
        let is_accent = is_speech_point(character) || (is_on_letter && is_mark(character));
        if is_accent {
            continue;
        }
        is_on_letter = has_accents(character);
        character.to_lowercase().for_each(|small| push_plain(&mut plain, small));
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(&plain).into_owned()
}

/// Whether the character is a letter of Latin, Greek or Cyrillic, in its decomposed form.
fn has_accents(character: char) -> bool {
    character.is_alphabetic()
        && matches!(character,
            '\0'..='\u{52F}' | '\u{1D00}'..='\u{1DBF}' | '\u{1E00}'..='\u{1FFF}' | '\u{2C60}'..='\u{2C7F}'
            | '\u{A640}'..='\u{A69F}' | '\u{A720}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}')
}

/// Whether the character is a mark on letters of Latin, Greek or Cyrillic.
const fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{2DE0}'..='\u{2DFF}' | '\u{A66F}'..='\u{A67D}' | '\u{A69E}'..='\u{A69F}'
        | '\u{FE20}'..='\u{FE2F}')
}

/// Whether the character is a point of Hebrew or Arabic that most texts leave out.
const fn is_speech_point(character: char) -> bool {
    matches!(character,
        '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}'
        | '\u{64B}'..='\u{652}' | '\u{670}')
}

/// Adds a small letter; letters that have no accent of their own but are typed without it, or as two, are written so.
fn push_plain(plain: &mut String, letter: char) {
    match letter {
        'ß' => plain.push_str("ss"),
        'æ' => plain.push_str("ae"),
        'œ' => plain.push_str("oe"),
        'ø' => plain.push('o'),
        'ł' => plain.push('l'),
        'đ' => plain.push('d'),
        'ħ' => plain.push('h'),
        'ı' => plain.push('i'),
        'ς' => plain.push('σ'),
        // What is left of the small form of İ, whose point is no accent of another letter.
        '\u{307}' if plain.ends_with('i') => {}
        _ => plain.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contains(text: &str, part: &str) -> bool {
        TextPart::new(Operator::Contains, part).is_in(text)
    }

    #[test]
    fn case_and_accents_do_not_count() {
        for (text, part) in [
            ("Soldes d’Été", "ete"),
            ("SOLDES D'E\u{301}TE\u{301}", "été"),
            ("Straße", "STRASSE"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσεύς"),
            ("Чёрная пятница", "ЧЕРНАЯ"),
            ("İstanbul", "istanbul"),
            ("ISTANBUL", "ıstanbul"),
            ("Tromsø–Łódź", "tromso–lodz"),
            ("ｓｕｍｍｅｒ ﬁnal", "SUMMER FINAL"),
            ("صَيْف", "صيف"),
        ] {
            assert!(contains(text, part), "{part} in {text}");
        }
        assert!(!contains("été", "etee"));
        assert!(!contains("a ≠ b", "a = b"));
    }

    #[test]
    fn a_part_is_made_of_whole_letters() {
        for (text, part) in
            [("가", "ᄀ"), ("각", "가"), ("が", "か"), ("か\u{3099}", "か"), ("パリ", "ハ"), ("ガ", "か")]
        {
            assert!(!contains(text, part), "{part} in {text}");
        }
        for (text, part) in [
            ("서울 여름", "여름"),
            ("\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}", "서울"),
            ("ｶﾞﾗｽ", "ガラス"),
            ("夏のか\u{3099}くせい", "がく"),
            ("हिन्दी", "हिन्दी"),
        ] {
            assert!(contains(text, part), "{part} in {text}");
        }
        // A virama belongs to the letter before it.
        assert!(!contains("न्", "न"));
        assert!(contains("न् न", "न"), "another place is found");
    }

    #[test]
    fn a_part_has_its_place() {
        let starts = |text, part| TextPart::new(Operator::StartsWith, part).is_in(text);
        let ends = |text, part| TextPart::new(Operator::EndsWith, part).is_in(text);
        assert!(starts("Été-2018", "ete") && !starts("un été", "ete"));
        assert!(ends("news.Example.ORG", "example.org") && !ends("example.org.test", "example.org"));
        assert!(!starts("가나", "ᄀ") && !ends("か\u{3099}", "\u{3099}x"));
        for operator in [Operator::Contains, Operator::StartsWith, Operator::EndsWith] {
            let nothing = TextPart::new(operator, "");
            assert!(nothing.is_empty() && !nothing.is_in("") && !nothing.is_in("x"));
        }
        assert!(contains("aab", "ab"), "overlapping places are all tried");
    }

    proptest! {
        #[test]
        fn every_text_has_itself_and_folding_twice_changes_nothing(text in any::<String>(), before in "[a-zé가か]{0,3}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once.clone());
            if !once.is_empty() && ends_letter(&once, 0) {
                prop_assert!(contains(&text, &text));
                let spaced = format!("{before} {text} x");
                prop_assert!(contains(&spaced, &text));
            }
        }
    }
}
