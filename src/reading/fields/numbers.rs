//! Reads whole numbers and yes/no values.

use crate::reading::refusal::Reason;
use crate::text::folded;
use std::ops::RangeInclusive;

/// The ages that are accepted, in years. Nobody is known to have lived longer than 122 years; a greater number is
/// another column, such as a year.
pub const AGES: RangeInclusive<i64> = 0..=130;

/// The numbers of sessions that are accepted for one day: a million is a session every tenth of a second, so a greater
/// number is another column, such as an id.
pub const SESSIONS: RangeInclusive<i64> = 1..=1_000_000;

/// The stars that a rating can have, as in every store for apps.
pub const STARS: RangeInclusive<i64> = 1..=5;

/// Reads `12`, `-3`, and `12.0`, which is how many programs write a column with gaps.
pub fn parse_whole(text: &str) -> Option<i64> {
    let whole = match text.split_once('.') {
        Some((whole, decimals)) if !decimals.is_empty() && decimals.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { whole.parse().ok() } else { None }
}

/// Reads a whole number in `range`; otherwise returns `reason`.
pub fn parse_whole_within(text: &str, range: &RangeInclusive<i64>, reason: Reason) -> Result<i32, Reason> {
    let number = parse_whole(text).filter(|number| range.contains(number));
    number.and_then(|number| i32::try_from(number).ok()).ok_or(reason)
}

/// Reads a yes/no value in English or French. `0` and `1` are read as numbers instead.
pub fn parse_yes_no(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "yes" | "y" | "true" | "oui" | "o" | "vrai" => Some(true),
        "no" | "n" | "false" | "non" | "faux" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_and_nothing_else() {
        for (text, number) in [("12", 12), ("-3", -3), ("12.0", 12), ("007", 7), ("12.000", 12)] {
            assert_eq!(parse_whole(text), Some(number), "{text}");
        }
        for text in ["", "-", "1.5", "5+", "35-49K", "1e3", "+5", "12.", "٣", "99999999999999999999"] {
            assert_eq!(parse_whole(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_out_of_its_range_is_refused() {
        assert_eq!(parse_whole_within("130", &AGES, Reason::Age), Ok(130));
        assert_eq!(parse_whole_within("131", &AGES, Reason::Age), Err(Reason::Age));
        assert_eq!(parse_whole_within("0", &STARS, Reason::Stars), Err(Reason::Stars));
    }

    #[test]
    fn yes_and_no_are_read_in_both_languages() {
        for (text, answer) in [("Yes", true), ("OUI", true), ("true", true), ("no", false), ("Faux", false)] {
            assert_eq!(parse_yes_no(text), Some(answer), "{text}");
        }
        assert_eq!(parse_yes_no("1"), None);
        assert_eq!(parse_yes_no("perhaps"), None);
    }
}
