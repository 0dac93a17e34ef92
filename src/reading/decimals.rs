//! Numbers in the cells of custom columns: whole ones and decimals, with groups of digits, as English and French
//! files write them. Whether a comma separates decimals or thousands is decided for a column as a whole.

use crate::segments::MILLION;
use serde::{Deserialize, Serialize};

/// What separates the whole part from the decimals of a column's numbers; the other one may separate thousands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecimalMark {
    #[default]
    Point,
    Comma,
}

impl DecimalMark {
    /// Its word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Point, Self::Comma].into_iter().find(|mark| mark.word() == word)
    }

    const fn character(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    const fn of_groups(self) -> char {
        match self {
            Self::Point => ',',
            Self::Comma => '.',
        }
    }
}

/// Signs and codes of currencies that a cell may have before or after its number.
const CURRENCIES: [&str; 12] = ["US$", "$US", "$", "€", "£", "¥", "USD", "EUR", "GBP", "CAD", "CHF", "JPY"];

/// Decimals that are kept; those after them are rounded. Six give a millionth, as precise as a coordinate on a map, and
/// leave room for nine million million before the mark.
const DECIMALS: usize = 6;

/// The number and the currency beside it.
pub fn split_currency(cell: &str) -> (Option<&'static str>, &str) {
    let find = |text: &str| CURRENCIES.into_iter().find(|sign| text.ends_with(sign) || text.starts_with(sign));
    match find(cell) {
        Some(sign) => {
            let rest = cell.strip_prefix(sign).or_else(|| cell.strip_suffix(sign)).unwrap_or(cell);
            (Some(sign), rest.trim())
        }
        None => (None, cell),
    }
}

/// Reads a number in millionths: `120.50`, `1 200`, `1,234.5`, `-3`, `(12.50)`, `$5`. `None` for anything else.
pub fn parse_decimal(cell: &str, mark: DecimalMark) -> Option<i64> {
    let (cell, in_brackets) = match cell.strip_prefix('(').and_then(|cell| cell.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (cell, false),
    };
    let (is_negative, cell) = sign(split_currency(cell).1);
    let (again, cell) = if is_negative { (false, split_currency(cell).1) } else { sign(cell) };
    let (whole, decimals) = match cell.split_once(mark.character()) {
        Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
        Some(_) => return None,
        None => (cell, ""),
    };
    let whole = if whole.is_empty() && !decimals.is_empty() { String::from("0") } else { grouped(whole, mark)? };
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction = millionths(decimals)?;
    let number = whole.parse::<i64>().ok()?.checked_mul(MILLION)?.checked_add(fraction)?;
    let is_negative = is_negative || again;
    // Brackets are another sign.
    (!(in_brackets && is_negative)).then_some(if in_brackets || is_negative { -number } else { number })
}

/// Reads a whole number as [`parse_decimal`] does.
pub fn parse_grouped(cell: &str, mark: DecimalMark) -> Option<i64> {
    parse_decimal(cell, mark).filter(|number| number % MILLION == 0).map(|number| number / MILLION)
}

/// The fraction that these digits are after the mark, in millionths, rounded.
fn millionths(decimals: &str) -> Option<i64> {
    let kept: String = decimals.chars().chain("000000".chars()).take(DECIMALS).collect();
    let rounds_up = decimals.as_bytes().get(DECIMALS).is_some_and(|digit| *digit >= b'5');
    Some(kept.parse::<i64>().ok()? + i64::from(rounds_up))
}

fn sign(text: &str) -> (bool, &str) {
    text.strip_prefix(['-', '\u{2212}']).map_or((false, text), |rest| (true, rest.trim_start()))
}

/// The digits of a whole number. If it has groups, the first has no leading zero and the others have three digits.
fn grouped(text: &str, mark: DecimalMark) -> Option<String> {
    let separates = |one: char| one == mark.of_groups() || matches!(one, '\'' | '\u{2019}') || one.is_whitespace();
    let groups: Vec<&str> = text.split(separates).collect();
    let (first, others) = groups.split_first()?;
    let all_digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    let well_grouped = others.is_empty()
        || (first.len() <= 3 && !first.starts_with('0') && others.iter().all(|group| group.len() == 3));
    (all_digits && well_grouped).then(|| groups.concat())
}

/// What the cells of a column say about its numbers.
#[derive(Clone, Copy, Debug)]
pub struct NumberCensus {
    /// Whether all can be read with this mark, and as whole numbers.
    point: Fit,
    comma: Fit,
    /// Whether a cell with a comma is another number with the other mark.
    is_ambiguous: bool,
    currency: Option<&'static str>,
}

#[derive(Clone, Copy, Debug)]
struct Fit {
    decimal: bool,
    whole: bool,
}

impl Default for NumberCensus {
    fn default() -> Self {
        let fit = Fit { decimal: true, whole: true };
        Self { point: fit, comma: fit, is_ambiguous: false, currency: None }
    }
}

impl NumberCensus {
    /// Takes a cell with a value into account.
    pub fn see(&mut self, cell: &str) {
        let currency = split_currency(cell.trim_matches(['(', ')', '-'])).0;
        // Amounts of two currencies cannot be compared, and numbers with leading zeros are names, such as postal codes.
        let is_other = currency.is_some() && self.currency.is_some_and(|known| Some(known) != currency);
        self.currency = self.currency.or(currency);
        let read = |mark| if is_other || is_padded(cell) { None } else { parse_decimal(cell, mark) };
        let (point, comma) = (read(DecimalMark::Point), read(DecimalMark::Comma));
        self.is_ambiguous |= cell.contains(',') && point.is_some() && comma.is_some() && point != comma;
        self.point.see(point);
        self.comma.see(comma);
    }

    /// The mark of the column's decimals; `None` if not all are numbers, or if they are others with the other mark.
    pub const fn mark(self) -> Option<DecimalMark> {
        match (self.point.decimal, self.comma.decimal) {
            (true, true) if self.is_ambiguous => None,
            (true, _) => Some(DecimalMark::Point),
            (false, true) => Some(DecimalMark::Comma),
            (false, false) => None,
        }
    }

    /// Whether all are whole numbers.
    pub const fn are_whole(self) -> bool {
        match self.mark() {
            Some(DecimalMark::Point) => self.point.whole,
            Some(DecimalMark::Comma) => self.comma.whole,
            None => false,
        }
    }
}

impl Fit {
    const fn see(&mut self, number: Option<i64>) {
        match number {
            Some(number) => self.whole = self.whole && number % MILLION == 0,
            None => (self.decimal, self.whole) = (false, false),
        }
    }
}

/// Whether the number has leading zeros.
fn is_padded(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['-', '(']).as_bytes();
    matches!(digits, [b'0', next, ..] if next.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use DecimalMark::{Comma, Point};
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_in_millionths() {
        let read = [
            ("120.50", Point, 120_500_000),
            ("1 200", Point, 1_200_000_000),
            ("1\u{202F}234,5", Comma, 1_234_500_000),
            ("1,234.50", Point, 1_234_500_000),
            ("1.234,50", Comma, 1_234_500_000),
            ("1'234.50", Point, 1_234_500_000),
            ("1,5", Comma, 1_500_000),
            ("-0.000001", Point, -1),
            ("\u{2212}3", Point, -3_000_000),
            (".5", Point, 500_000),
            ("(12.50)", Point, -12_500_000),
            ("$1,234.50", Point, 1_234_500_000),
            ("-$5", Point, -5_000_000),
            ("12,50 €", Comma, 12_500_000),
            ("0.30000000000000004", Point, 300_000),
            ("0.9999999", Point, 1_000_000),
        ];
        for (text, mark, number) in read {
            assert_eq!(parse_decimal(text, mark), Some(number), "{text}");
        }
        let others = [
            "",
            "-",
            "1.",
            "1.2.3",
            "12,34.5",
            "1e3",
            "(-5)",
            "0 123",
            "12 34",
            "$",
            "five",
            "9999999999999",
            "1.23457E+12",
            "--1",
            "10.0.22631",
        ];
        for text in others {
            assert_eq!(parse_decimal(text, Point), None, "{text}");
        }
        assert_eq!(parse_grouped("1 200.0", Point), Some(1_200));
        assert_eq!(parse_grouped("1.5", Point), None);
    }

    fn mark_of(cells: &[&str]) -> Option<DecimalMark> {
        let mut census = NumberCensus::default();
        cells.iter().for_each(|cell| census.see(cell));
        census.mark()
    }

    #[test]
    fn the_mark_of_a_column_is_decided_by_all_its_cells() {
        assert_eq!(mark_of(&["1", "1 200"]), Some(Point));
        assert_eq!(mark_of(&["1,5", "2"]), Some(Comma));
        assert_eq!(mark_of(&["1,234", "1,5"]), Some(Comma));
        assert_eq!(mark_of(&["1,234", "1.5"]), Some(Point));
        assert_eq!(mark_of(&["1,234", "1,234,567"]), Some(Point));
        assert_eq!(mark_of(&["1,234", "5"]), None, "it may be a thousand or one");
        assert_eq!(mark_of(&["$5", "€5"]), None);
        assert_eq!(mark_of(&["$5", "5"]), Some(Point));
        assert_eq!(mark_of(&["01234", "75001"]), None);
        assert_eq!(mark_of(&["0.5", "0"]), Some(Point));
    }

    proptest! {
        #[test]
        fn no_text_causes_a_panic(text in "[0-9.,$€ é'()-]{0,30}") {
            for mark in [Point, Comma] {
                let _ = parse_decimal(&text, mark);
            }
        }

        #[test]
        fn every_number_is_read_as_it_is_written(number in -9_000_000_000_000_000_000_i64..9_000_000_000_000_000_000) {
            let (sign, digits) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
            let written = format!("{sign}{}.{:06}", digits / 1_000_000, digits % 1_000_000);
            prop_assert_eq!(parse_decimal(&written, Point), Some(number));
            prop_assert_eq!(parse_decimal(&written.replace('.', ","), Comma), Some(number));
        }
    }
}
