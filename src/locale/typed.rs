//! Reads numbers and amounts as people type them into a field, and writes them as a field shows them.
//!
//! Digit groups may be separated by spaces of any kind, by apostrophes, and by the comma or point that does not
//! separate the cents. Ambiguous text (`1,5` in English) is refused: a wrong amount is worse than an error message.

use super::Locale;
use crate::currency::Currency;

/// Reads a whole number: `12345`, `12,345`, in French `12 345`. `None` for anything else and for numbers outside
/// `i64`.
pub fn parse_number(locale: Locale, text: &str) -> Option<i64> {
    let (negative, digits) = sign(text.trim());
    signed(negative, &whole_part(locale, digits)?)
}

/// Reads an amount in hundredths of the currency: `1000`, `$1,000.50`, in French `1 000,50 €`. `None` for anything else,
/// such as more than two decimals or another currency.
pub fn parse_cents(locale: Locale, currency: Currency, text: &str) -> Option<i64> {
    let (negative, text) = sign(text.trim());
    let text = without_currency(text, currency)?;
    let (negative, text) = if negative { (true, text) } else { sign(text) };
    fixed(locale, negative, text, 2)
}

/// Reads a number with at most six decimals in millionths: `12.5`, `1,000.25`, in French `1 000,25`. `None` for anything
/// else.
pub fn parse_decimal(locale: Locale, text: &str) -> Option<i64> {
    let (negative, text) = sign(text.trim());
    fixed(locale, negative, text, 6)
}

/// Reads a number in parts of one, of which `places` decimals are.
fn fixed(locale: Locale, negative: bool, text: &str, places: usize) -> Option<i64> {
    let (whole, decimals) = match text.rsplit_once(|character| separates_cents(locale, text, character)) {
        Some((whole, decimals)) => (whole, decimals),
        None => (text, ""),
    };
    if decimals.len() > places || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    signed(negative, &format!("{}{decimals:0<places$}", whole_part(locale, whole)?))
}

/// A number as a field shows it, without grouping: `1000`.
pub fn write_number(number: i64) -> String {
    number.to_string()
}

/// An amount as a field shows it, without grouping: `1000.00`, in French `1000,00`.
pub fn write_cents(locale: Locale, cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (dollars, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    format!("{sign}{dollars}{}{rest:02}", locale.decimal_separator())
}

/// A number in millionths as a field shows it, without grouping and without zeros at its end: `1000.5`, in French `1000,5`.
pub fn write_decimal(locale: Locale, millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, rest) = (millionths.unsigned_abs() / 1_000_000, millionths.unsigned_abs() % 1_000_000);
    let decimals = format!("{rest:06}");
    match decimals.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        decimals => format!("{sign}{whole}{}{decimals}", locale.decimal_separator()),
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

/// The text without a sign or code of the currency, which may be before or after the amount. `None` if it is of another
/// currency.
fn without_currency(text: &str, currency: Currency) -> Option<&str> {
    let is_of_number = |sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '\u{2212}' | '.' | ',');
    let (Some(first), Some(last)) = (text.find(is_of_number), text.rfind(is_of_number)) else { return Some(text) };
    let after = last + text[last..].chars().next().map_or(0, char::len_utf8);
    let signs = [text[..first].trim(), text[after..].trim()];
    let mut named = signs.into_iter().filter(|sign| !sign.is_empty());
    let is_its = named.next().is_none_or(|sign| Currency::written(sign).contains(&currency));
    (is_its && named.next().is_none()).then(|| text[first..after].trim())
}

/// Whether `character` separates the decimals: the language's separator and, in French, also a single point,
/// because number pads and other programs write it.
fn separates_cents(locale: Locale, text: &str, character: char) -> bool {
    character == locale.decimal_separator()
        || locale == Locale::Fr && character == '.' && !text.contains(',') && text.matches('.').count() == 1
}

/// The digits of a whole number. If it has groups, each after the first must have three digits.
fn whole_part(locale: Locale, text: &str) -> Option<String> {
    let mark = if locale == Locale::Fr { '.' } else { ',' };
    let separates_groups =
        |character: char| character == mark || matches!(character, '\'' | '\u{2019}') || character.is_whitespace();
    let groups: Vec<&str> = text.split(separates_groups).collect();
    let (first, others) = groups.split_first()?;
    let all_digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    let well_grouped = others.is_empty() || first.len() <= 3 && others.iter().all(|group| group.len() == 3);
    (all_digits && well_grouped).then(|| groups.concat())
}

fn signed(negative: bool, digits: &str) -> Option<i64> {
    let sign = if negative { "-" } else { "" };
    format!("{sign}{digits}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    #[test]
    fn numbers_are_read_as_people_type_them_in_the_language() {
        for text in ["12345", " 12,345 ", "12 345", "12\u{A0}345", "12\u{202F}345", "12\u{2019}345"] {
            assert_eq!(parse_number(Locale::En, text), Some(12_345), "{text}");
        }
        for text in ["12345", "12 345", "12\u{202F}345", "12.345"] {
            assert_eq!(parse_number(Locale::Fr, text), Some(12_345), "{text}");
        }
        assert_eq!(parse_number(Locale::En, "-7"), Some(-7));
        assert_eq!(parse_number(Locale::Fr, "\u{2212}7"), Some(-7));
    }

    #[test]
    fn amounts_are_read_as_people_type_them_in_the_language() {
        for text in ["1000", "1000.00", "1,000.00", "$1,000", "1000.0", "1 000.00", "$ 1000"] {
            assert_eq!(parse_cents(Locale::En, Currency::Usd, text), Some(100_000), "{text}");
        }
        for text in ["1000", "1000,00", "1 000,00", "1\u{202F}000,00\u{A0}$US", "1000.00", "1.000,00", "1000 $"] {
            assert_eq!(parse_cents(Locale::Fr, Currency::Usd, text), Some(100_000), "{text}");
        }
        assert_eq!(parse_cents(Locale::En, Currency::Usd, "0.05"), Some(5));
        assert_eq!(parse_cents(Locale::En, Currency::Usd, "-0.5"), Some(-50));
    }

    #[test]
    fn an_amount_is_typed_in_the_currency_of_the_app() {
        for text in ["12.50", "€12.50", "12.50 €", "12.50 EUR", "eur 12.50"] {
            assert_eq!(parse_cents(Locale::En, Currency::Eur, text), Some(1_250), "{text}");
        }
        assert_eq!(parse_cents(Locale::En, Currency::Eur, "$12.50"), None);
        assert_eq!(parse_cents(Locale::Fr, Currency::Cad, "12,50 $"), Some(1_250));
    }

    #[test]
    fn decimals_are_read_as_people_type_them_in_the_language() {
        for text in ["12.5", "12.50", " 12.500000 "] {
            assert_eq!(parse_decimal(Locale::En, text), Some(12_500_000), "{text}");
        }
        for text in ["1 000,25", "1000.25", "1000,25"] {
            assert_eq!(parse_decimal(Locale::Fr, text), Some(1_000_250_000), "{text}");
        }
        for text in ["1,5", "1.1234567", "$1", "", "1e3"] {
            assert_eq!(parse_decimal(Locale::En, text), None, "{text}");
        }
        assert_eq!(write_decimal(Locale::Fr, -1_500_000), "-1,5");
        assert_eq!(Locale::En.millionths(1_234_500_000), "1,234.5");
    }

    #[test]
    fn ambiguous_and_invalid_numbers_are_refused() {
        for text in
            ["", " ", "-", "ten", "1e3", "1,5", "1.5", "12,34", ",123", "1,,000", "--1", "+1", "0x10", "٣", "€5"]
        {
            assert_eq!(parse_number(Locale::En, text), None, "{text}");
        }
        let amounts =
            ["", "$", "1.234", "1.2.3", "$5$", "5€", "1,00", ".", ".5", "10,0.00", "1.5e2", "NaN", "1000,00", "1.-5"];
        for text in amounts {
            assert_eq!(parse_cents(Locale::En, Currency::Usd, text), None, "{text}");
        }
        for text in ["1,000.00", "1,234", "1,2,3", "1.000", ","] {
            assert_eq!(parse_cents(Locale::Fr, Currency::Usd, text), None, "{text}");
        }
    }

    #[test]
    fn numbers_that_are_too_large_are_refused() {
        assert_eq!(parse_number(Locale::En, "9223372036854775808"), None);
        assert_eq!(parse_number(Locale::En, "9223372036854775807"), Some(i64::MAX));
        assert_eq!(parse_cents(Locale::En, Currency::Usd, "92233720368547758.08"), None);
        assert_eq!(parse_cents(Locale::En, Currency::Usd, &"9".repeat(400)), None);
    }

    proptest! {
        #[test]
        fn written_numbers_are_read_back(number in any::<i64>()) {
            for locale in Locale::ALL {
                assert_eq!(parse_number(locale, &write_number(number)), Some(number));
                assert_eq!(parse_number(locale, &locale.number(number)), Some(number));
                assert_eq!(parse_cents(locale, Currency::Usd, &write_cents(locale, number)), Some(number));
                assert_eq!(parse_cents(locale, Currency::Usd, &locale.money(number, Currency::Usd)), Some(number));
                assert_eq!(parse_decimal(locale, &write_decimal(locale, number)), Some(number));
                assert_eq!(parse_decimal(locale, &locale.millionths(number)), Some(number));
            }
        }

        #[test]
        fn no_text_causes_a_panic(text in "\\PC*") {
            for locale in Locale::ALL {
                let _ = (parse_number(locale, &text), parse_cents(locale, Currency::Usd, &text));
            }
        }
    }
}
