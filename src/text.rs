//! Text that people type: compares names and words without regard to case, accents, spaces and punctuation, and
//! checks names.

use chrono::{NaiveDateTime, SecondsFormat};

/// The longest name of a publisher, an app or a group, in characters: it still fits the heading of a page in a few
/// lines.
pub const LONGEST_NAME: usize = 300;

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    Missing,
    /// More than [`LONGEST_NAME`] characters.
    TooLong,
    /// Has an invisible character, or one that changes the direction of writing.
    Invisible,
}

/// The name to store, without surrounding white space.
pub fn clean_name(typed: &str) -> Result<String, NameError> {
    let name = typed.trim();
    if name.chars().any(is_forbidden) {
        return Err(NameError::Invisible);
    }
    if !name.chars().any(is_visible) {
        return Err(NameError::Missing);
    }
    if name.chars().count() > LONGEST_NAME { Err(NameError::TooLong) } else { Ok(name.to_owned()) }
}

/// A name made from another, which is cut so that what is added fits.
pub fn name_made_of(name: &str, made: impl Fn(&str) -> String) -> String {
    let excess = made(name).chars().count().saturating_sub(LONGEST_NAME);
    let kept = name.chars().count().saturating_sub(excess);
    made(&name.chars().take(kept).collect::<String>())
}

/// The text without white space and characters that nobody sees at its ends, which web pages and spreadsheets leave
/// there.
pub fn trimmed(text: &str) -> &str {
    // Most texts start and end with a visible character of ASCII.
    if let [first, .., last] = text.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return text;
    }
    text.trim_matches(|character: char| character.is_whitespace() || is_unseen(character))
}

/// Whether a character is invisible and takes no room: joiners, marks of direction and the like.
pub fn is_unseen(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}') || (!character.is_control() && is_forbidden(character))
}

/// Whether a character is a control character, or an invisible one that makes a name look like another.
fn is_forbidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}' | '\u{E0001}')
}

/// Whether a character is visible by itself. Accents, joiners, variation selectors and the tags of flags only change how
/// their neighbours look; fillers of Hangul and the empty Braille cell look like spaces.
fn is_visible(character: char) -> bool {
    !character.is_whitespace()
        && !is_accent(character)
        && !matches!(character,
            '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}'
            | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}')
}

/// Whether the bytes of a form or a query contain a control character other than white space, as it is or as `%00`.
/// No field accepts one, and PostgreSQL refuses NUL in text.
pub fn has_controls(urlencoded: &[u8]) -> bool {
    let is_control = |byte: u8| is_control(char::from(byte));
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let is_escaped = |window: &[u8]| match window {
        [b'%', high, low] => digit(*high).zip(digit(*low)).is_some_and(|(high, low)| is_control(high * 16 + low)),
        _ => false,
    };
    urlencoded.iter().any(|byte| is_control(*byte)) || urlencoded.windows(3).any(is_escaped)
}

/// Whether a character is a control character other than white space, which no field accepts.
pub const fn is_control(character: char) -> bool {
    character.is_ascii_control() && !matches!(character, '\t'..='\r')
}

/// Escapes text for a terminal or a log: characters that would move the cursor, change colours or reverse the order
/// are written as `\u{1b}`.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_forbidden(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The letters and digits of `text`, in lower case and without accents: `Date d'évaluation` becomes
/// `datedevaluation`.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        push_folded(&mut folded, character);
    }
    folded
}

/// The words of `text`, folded and joined by underscores: `Household size` becomes `household_size`.
pub fn folded_words(text: &str) -> String {
    let words = text.split(|character: char| !character.is_alphanumeric() && !is_accent(character));
    words.map(folded).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

/// The longest key of a flag, in characters.
pub const LONGEST_FLAG_KEY: usize = 100;

/// Whether a text can be the key of a flag: small letters of English, digits, and `.`, `-` and `_`. Some clients put keys
/// into addresses as they are.
pub fn is_flag_key(text: &str) -> bool {
    let is_allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_');
    (1..=LONGEST_FLAG_KEY).contains(&text.len()) && text.bytes().all(is_allowed)
}

/// The key of a flag with this name: `Été à Paris` becomes `ete-a-paris`. There is room for a number after it.
pub fn flag_key_of(name: &str) -> String {
    let words = folded_words(name).replace('_', "-");
    let key: String = words.chars().filter(|character| character.is_ascii()).take(LONGEST_FLAG_KEY - 10).collect();
    let key = key.trim_matches('-');
    if key.is_empty() { String::from("group") } else { key.to_owned() }
}

/// At most `limit` characters of `text`, followed by `…` if it was longer.
pub fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

const fn is_accent(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}')
}

fn push_folded(folded: &mut String, character: char) {
    match character {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
        'ç' => folded.push('c'),
        'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
        'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
        'ñ' => folded.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => folded.push('o'),
        'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
        'œ' => folded.push_str("oe"),
        _ if character.is_alphanumeric() && !is_accent(character) => folded.push(character),
        _ => {}
    }
}

/// A moment as RFC 3339 has it, which programs and spreadsheets read.
pub fn moment(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_visible_and_not_too_long() {
        assert_eq!(clean_name("  Été \u{1F469}\u{200D}\u{1F4BB} "), Ok(String::from("Été \u{1F469}\u{200D}\u{1F4BB}")));
        for typed in ["", "  ", "\u{200D}", "\u{3164}", "\u{115F} \u{2800}", "\u{301}\u{301}", "\u{E0041}"] {
            assert_eq!(clean_name(typed), Err(NameError::Missing), "{typed:?}");
        }
        for typed in ["a\0b", "a\u{202E}gnp.exe", "\u{1b}[31m", "\u{200b}", "a\tb", "a\nb", "a\u{34F}b", "\u{FFFF}"] {
            assert_eq!(clean_name(typed), Err(NameError::Invisible), "{typed:?}");
        }
        assert!(clean_name(&"é".repeat(LONGEST_NAME)).is_ok());
        assert_eq!(clean_name(&"é".repeat(LONGEST_NAME + 1)), Err(NameError::TooLong));
    }

    #[test]
    fn control_characters_of_a_form_are_found() {
        for controls in ["a=%00", "a=b%1b%5b31m", "a=%7F", "a\0", "%0b%08"] {
            assert!(has_controls(controls.as_bytes()), "{controls:?}");
        }
        for none in ["", "a=b+c%20d", "a=%0D%0A%09%0C", "a=%c3%a9", "100%", "%0", "%zz%41"] {
            assert!(!has_controls(none.as_bytes()), "{none:?}");
        }
    }

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        for text in ["Account ID", "account_id", " ACCOUNT-ID ", "Accountid", "account.id"] {
            assert_eq!(folded(text), "accountid");
        }
        assert_eq!(folded("Date d’e\u{301}valuation"), "datedevaluation");
        assert_eq!(folded_words("  Taille du foyer (2024)"), "taille_du_foyer_2024");
        assert_eq!(folded("%"), "");
        assert_eq!(folded("الاسم"), "الاسم");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("été", 3), "été");
        assert_eq!(cut("étés", 3), "été…");
    }
}
