//! Reads amounts of US dollars in cents, as English and French files write them.

use crate::reading::refusal::Reason;

/// The largest amount of one purchase, in cents: a billion dollars. An `i64` holds the sum of 90 million of them.
const MAX_CENTS: u64 = 100_000_000_000;

/// Reads `1234.50`, `$1,234.50`, `1 234,50`. Refuses negative amounts, and decimals after the second unless they are
/// zero.
pub fn parse_cents(text: &str) -> Result<i64, Reason> {
    let (is_dollars, text) = without_currency(text);
    let (is_negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, without_currency(rest).1),
        None => (false, text),
    };
    let (whole, decimals) = parts(text, is_dollars)?;
    let cents = cents(&whole, decimals)?;
    match i64::try_from(cents) {
        Ok(cents) if !is_negative || cents == 0 => Ok(cents),
        Ok(_) => Err(Reason::AmountNegative),
        Err(_) => Err(Reason::AmountTooLarge),
    }
}

fn without_currency(text: &str) -> (bool, &str) {
    const SIGNS: [&str; 4] = ["US$", "$US", "USD", "$"];
    let text = text.trim();
    let before = SIGNS.iter().find_map(|sign| text.strip_prefix(sign));
    let after = SIGNS.iter().find_map(|sign| text.strip_suffix(sign));
    let rest = before.or(after);
    (rest.is_some(), rest.unwrap_or(text).trim())
}

/// The digits before and after the separator of dollars and cents.
fn parts(text: &str, is_dollars: bool) -> Result<(String, &str), Reason> {
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let last_mark = text.rfind(['.', ',']);
    let mark = match (points, commas) {
        (0, 0) => None,
        (1, 0) => last_mark,
        (0, 1) => match comma_alone(text, is_dollars)? {
            true => last_mark,
            false => None,
        },
        // With both marks, the last one separates the cents and may occur only once.
        (1.., 1..) => {
            let is_point = last_mark.is_some_and(|at| text[at..].starts_with('.'));
            if (is_point && points > 1) || (!is_point && commas > 1) {
                return Err(Reason::Amount);
            }
            last_mark
        }
        _ => None,
    };
    let (whole, decimals) = mark.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
    if mark.is_some() && decimals.is_empty() || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::Amount);
    }
    let whole = if whole.is_empty() && mark.is_some() { String::from("0") } else { grouped(whole)? };
    Ok((whole, decimals))
}

/// Whether the only comma of `text` separates the cents. With three digits after it, it could separate thousands as
/// well, unless there is a dollar sign (thousands), or the digits before it are zeros or more than three (cents).
fn comma_alone(text: &str, is_dollars: bool) -> Result<bool, Reason> {
    let Some((whole, rest)) = text.split_once(',') else { return Ok(false) };
    match rest.len() {
        3 if is_dollars => Ok(false),
        3 if whole.bytes().all(|byte| byte == b'0') || whole.len() > 3 => Ok(true),
        3 => Err(Reason::AmountAmbiguous),
        _ => Ok(true),
    }
}

/// The digits of a whole number. If it has groups, each after the first must have three digits.
fn grouped(text: &str) -> Result<String, Reason> {
    let separates_groups =
        |character: char| matches!(character, ',' | '.' | '\'' | '\u{2019}') || character.is_whitespace();
    let groups: Vec<&str> = text.split(separates_groups).collect();
    let all_digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    let well_grouped = groups.len() == 1 || groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    if all_digits && well_grouped { Ok(groups.concat()) } else { Err(Reason::Amount) }
}

fn cents(whole: &str, decimals: &str) -> Result<u64, Reason> {
    let (kept, beyond) = decimals.split_at(decimals.len().min(2));
    if beyond.bytes().any(|byte| byte != b'0') {
        return Err(Reason::AmountDecimals);
    }
    let cents: Option<u64> = format!("{whole}{kept:0<2}").parse().ok();
    cents.filter(|cents| *cents <= MAX_CENTS).ok_or(Reason::AmountTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::proptest;

    #[test]
    fn english_and_french_amounts_are_read_to_the_cent() {
        let cases = [
            ("1234.50", 123_450),
            ("$1,234.50", 123_450),
            ("1,234.50 USD", 123_450),
            ("1 234,50", 123_450),
            ("1\u{202F}234,50\u{A0}$US", 123_450),
            ("1.234,50", 123_450),
            ("1'234.50", 123_450),
            ("1,234,567.00", 123_456_700),
            ("$1,234", 123_400),
            ("0.5", 50),
            (".5", 50),
            ("0,500", 50),
            ("12.340000", 1_234),
            ("7", 700),
            ("0.00", 0),
            ("-0.00", 0),
        ];
        for (text, cents) in cases {
            assert_eq!(parse_cents(text), Ok(cents), "{text}");
        }
    }

    #[test]
    fn each_invalid_amount_has_its_reason() {
        let cases = [
            ("-5.00", Reason::AmountNegative),
            ("-$5.00", Reason::AmountNegative),
            ("$-5.00", Reason::AmountNegative),
            ("1.005", Reason::AmountDecimals),
            ("1,234", Reason::AmountAmbiguous),
            ("10000000000", Reason::AmountTooLarge),
            ("99999999999999999999999", Reason::AmountTooLarge),
            ("", Reason::Amount),
            ("$", Reason::Amount),
            ("5.", Reason::Amount),
            ("five", Reason::Amount),
            ("€5", Reason::Amount),
            ("1e3", Reason::Amount),
            ("NaN", Reason::Amount),
            ("12,34.5", Reason::Amount),
            ("1.2.3,4", Reason::Amount),
            ("(5.00)", Reason::Amount),
        ];
        for (text, reason) in cases {
            assert_eq!(parse_cents(text), Err(reason), "{text}");
        }
    }

    proptest! {
        #[test]
        fn plain_amounts_are_read_exactly(cents in 0_i64..100_000_000_000) {
            let (dollars, rest) = (cents / 100, cents % 100);
            assert_eq!(parse_cents(&format!("{dollars}.{rest:02}")), Ok(cents));
            assert_eq!(parse_cents(&format!("{dollars},{rest:02}")), Ok(cents));
        }

        #[test]
        fn no_text_causes_a_panic(text in "[0-9.,$ é'-]{0,20}") {
            let _ = parse_cents(&text);
        }
    }
}
