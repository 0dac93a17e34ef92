//! The value in a cell, without what spreadsheets and databases write around it or in its place.

use super::columns::Field;
use super::headers::Role;
use crate::segments::Kind;
use crate::spreadsheet::{defused, restored};
use crate::text::folded;
use std::borrow::Cow;

/// What spreadsheets, databases and statistics programs write for a missing value, in lower case.
#[rustfmt::skip]
const MISSING: &[&str] = &[
    "null", "(null)", "<null>", "[null]", "\\n", "nil", "nan", "-nan", "n/a", "n.a.", "<na>", "(blank)", "(vide)", "-", "--", "---", "–", "—",
    "#n/a", "#n/d", "#na", "#value!", "#valeur!", "#ref!", "#div/0!", "#name?", "#nom?", "#num!", "#nombre!", "#null!", "#nul!",
];

/// The same, but a text may mean these words.
const MISSING_UNLESS_TEXT: &[&str] = &["na", "none", "undefined", "unknown", "inconnu", "inconnue"];

/// The most bytes of these words, by which most cells are recognised as values without looking further.
const LONGEST_MARKER: usize = 9;

/// The value in the cell of a column with this role; `None` if the cell is empty or says that the value is missing.
pub fn value<'a>(cell: &'a str, role: &Role) -> Option<Cow<'a, str>> {
    let cell = without_apostrophe(cell);
    if cell.is_empty() || is_missing(&cell, role) { None } else { Some(cell) }
}

/// Whether the cell says that there is no value.
fn is_missing(cell: &str, role: &Role) -> bool {
    // Markers have no digit, except for `#DIV/0!`.
    if cell.len() > LONGEST_MARKER || (cell.bytes().any(|byte| byte.is_ascii_digit()) && !cell.starts_with('#')) {
        return false;
    }
    let lower = cell.to_lowercase();
    if MISSING.contains(&lower.as_str()) {
        return true;
    }
    let is_text = match role {
        // NA is Namibia, and na the language of Nauru.
        Role::Known(Field::Market | Field::Language) => true,
        Role::Known(Field::OsVersion | Field::CampaignId | Field::AccountId | Field::OrderId) => true,
        Role::Custom(kind) => *kind == Kind::Choice,
        Role::Known(_) | Role::Ignored => false,
    };
    // R writes NA in every column.
    let is_na = lower == "na" && !matches!(role, Role::Known(Field::Market | Field::Language));
    is_na || (!is_text && MISSING_UNLESS_TEXT.contains(&lower.as_str()))
}

/// The cell without the apostrophe that keeps a spreadsheet from reading it as a formula or a number.
fn without_apostrophe(cell: &str) -> Cow<'_, str> {
    match cell.strip_prefix('\'') {
        Some(number) if is_number(number) => Cow::Borrowed(number),
        _ => restored(cell),
    }
}

/// The cell as it is written to a file that is read again: it has the same value, and no spreadsheet runs it.
pub fn rewritten(cell: &str) -> Cow<'_, str> {
    let value = without_apostrophe(cell);
    match defused(&value) {
        Cow::Owned(harmless) => Cow::Owned(harmless),
        // With its apostrophe, which keeps the zero at the start of a number.
        Cow::Borrowed(_) => Cow::Borrowed(cell),
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b' ' | b'/' | b':'))
}

/// Whether a spreadsheet has made a short form of a long number, as in `1.23457E+12`, of which digits are lost.
pub fn is_damaged_number(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once(['E', 'e']) else { return false };
    let (whole, decimals) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix('+').unwrap_or_default();
    whole.len() == 1 && all_digits(whole) && all_digits(decimals) && all_digits(exponent)
}

/// Whether the text is a word for an unknown value of a choice.
pub fn is_unknown(text: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "unknown", "unk", "u", "notknown", "unspecified", "notspecified", "notset", "notprovided", "notstated", "notdisclosed", "undisclosed", "undetermined",
        "notavailable", "unavailable", "notapplicable", "na", "none", "undefined", "prefernottosay", "prefernottoanswer", "prefernottodisclose", "rathernotsay",
        "idrathernotsay", "declinetostate", "declinetoanswer", "declined", "inconnu", "inconnue", "nonprecise", "nonprecisee", "nonrenseigne", "nonrenseignee",
        "nonspecifie", "nonspecifiee", "nondeclare", "nondeclaree", "nondisponible", "indisponible", "nonapplicable", "indetermine", "indeterminee", "sansobjet",
        "aucun", "aucune", "preferenepasrepondre", "preferenepasledire", "preferenepasdire", "neseprononcepas", "nesouhaitepasrepondre",
    ];
    WORDS.contains(&folded(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHOICE: Role = Role::Custom(Kind::Choice);
    const NUMBER: Role = Role::Custom(Kind::Number);
    const MARKET: Role = Role::Known(Field::Market);

    #[test]
    fn markers_of_missing_values_are_no_values() {
        for cell in ["", "NULL", "\\N", "N/A", "n/a", "-", "#N/A", "#N/D", "nan", "NaN", "(blank)", "NA", "—", "#REF!"]
        {
            for role in [CHOICE, NUMBER, Role::Known(Field::Email), Role::Known(Field::AccountId)] {
                assert_eq!(value(cell, &role), None, "{cell} as {role:?}");
            }
        }
        assert_eq!(value("NA", &MARKET).as_deref(), Some("NA"));
        assert_eq!(value("None", &NUMBER), None);
        assert_eq!(value("None", &CHOICE).as_deref(), Some("None"));
        assert_eq!(value("0", &NUMBER).as_deref(), Some("0"));
        assert_eq!(value("-5", &NUMBER).as_deref(), Some("-5"));
    }

    #[test]
    fn the_apostrophe_of_a_spreadsheet_is_taken_off() {
        for (cell, is) in
            [("'7210448301122", "7210448301122"), ("'+33600000000", "+33600000000"), ("'=A1", "=A1"), ("'01", "01")]
        {
            assert_eq!(value(cell, &CHOICE).as_deref(), Some(is));
        }
        for cell in ["'s-Hertogenbosch", "'t Hooft", "'", "O'Neil", "'90s"] {
            assert_eq!(value(cell, &CHOICE).as_deref(), Some(cell));
        }
    }

    #[test]
    fn a_cell_that_is_written_again_has_the_same_value() {
        for cell in ["-5", "'-5", "=1+1", "'=1+1", "''=1+1", "01", "'01", "'t Hooft", "a;=b", "a;'=b", "12.50 €", ""]
        {
            let written = rewritten(cell);
            assert_eq!(value(&written, &CHOICE), value(cell, &CHOICE), "{cell}");
            assert!(!written.starts_with(['=', '-']), "{cell}");
        }
        assert_eq!(rewritten("'01"), "'01");
    }

    #[test]
    fn a_number_in_its_short_form_has_lost_digits() {
        for text in ["1.23457E+12", "1,23457E+12", "7E+15", "1.2e+9"] {
            assert!(is_damaged_number(text), "{text}");
        }
        for text in ["1E5", "12E+3", "E+12", "1.5", "5e", "A1E+2", "1.E+2", "cafe+1", ""] {
            assert!(!is_damaged_number(text), "{text}");
        }
    }
}
