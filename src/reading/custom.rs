//! Custom columns: finds the kind that fits all values of a column, and converts values to their stored form.

use super::decimals::{DecimalMark, NumberCensus, parse_decimal, parse_grouped};
use super::fields::{DateOrder, DateStyle, is_plainly_date, parse_day, parse_yes_no};
use super::refusal::Reason;
use crate::segments::Kind;
use crate::zone::Zones;
use serde::{Deserialize, Serialize};

/// The kinds that fit all values seen so far.
#[derive(Clone, Copy, Debug)]
pub struct Inference {
    any: bool,
    numbers: NumberCensus,
    /// Whether all are dates, read without an order, with the day first or the month first.
    dates_are_plain: bool,
    day_first: bool,
    month_first: bool,
    /// Whether all are words or digits for yes and no, and at least one is a word.
    yes_no: bool,
    has_word: bool,
}

impl Default for Inference {
    fn default() -> Self {
        Self {
            any: false,
            numbers: NumberCensus::default(),
            dates_are_plain: true,
            day_first: true,
            month_first: true,
            yes_no: true,
            has_word: false,
        }
    }
}

impl Inference {
    /// Takes a cell into account, unless it is empty.
    pub fn see(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.any = true;
        self.numbers.see(cell);
        let is_date = |order| is_plainly_date(cell, order);
        self.dates_are_plain = self.dates_are_plain && is_date(None);
        self.day_first = self.day_first && is_date(Some(DateOrder::DayFirst));
        self.month_first = self.month_first && is_date(Some(DateOrder::MonthFirst));
        let word = parse_yes_no(cell).is_some();
        self.has_word |= word;
        self.yes_no = self.yes_no && (word || matches!(cell, "0" | "1"));
    }

    /// What separates the decimals of the column's numbers; `None` if it does not hold numbers only.
    pub const fn decimal_mark(self) -> Option<DecimalMark> {
        self.numbers.mark()
    }

    /// The narrowest kind that fits, with `order` as what comes first in the dates that leave it open; a choice if no other
    /// kind does or there were no values.
    pub const fn kind(self, order: Option<DateOrder>) -> Kind {
        let are_dates = match order {
            Some(DateOrder::DayFirst) => self.day_first,
            Some(DateOrder::MonthFirst) => self.month_first,
            None => self.dates_are_plain,
        };
        match self {
            Self { any: false, .. } => Kind::Choice,
            Self { numbers, .. } if numbers.are_whole() => Kind::Number,
            _ if are_dates => Kind::Date,
            Self { numbers, .. } if numbers.mark().is_some() => Kind::Decimal,
            Self { yes_no: true, has_word: true, .. } => Kind::YesNo,
            _ => Kind::Choice,
        }
    }
}

/// How the values of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notation {
    pub date_order: Option<DateOrder>,
    pub decimal_mark: Option<DecimalMark>,
    /// The zones of times, which are those of a whole file.
    #[serde(default)]
    pub zones: Zones,
}

/// The stored form of a value of this kind: choices unchanged, everything else as a whole number in decimal digits
/// (decimals in millionths).
pub fn read(kind: Kind, cell: &str, notation: Notation) -> Result<String, Reason> {
    let mark = notation.decimal_mark.unwrap_or_default();
    match kind {
        Kind::Choice => Ok(cell.to_owned()),
        Kind::Number | Kind::Money => parse_grouped(cell, mark).map(|number| number.to_string()).ok_or(Reason::Number),
        Kind::Decimal => parse_decimal(cell, mark).map(|number| number.to_string()).ok_or(Reason::Decimal),
        Kind::Date => parse_day(cell, DateStyle { order: notation.date_order, zones: notation.zones })
            .map(|day| day.number().to_string()),
        Kind::YesNo => match (parse_yes_no(cell), cell) {
            (Some(true), _) | (None, "1") => Ok(String::from("1")),
            (Some(false), _) | (None, "0") => Ok(String::from("0")),
            (None, _) => Err(Reason::YesNo),
        },
    }
}

/// Serializes a kind as its word.
pub mod kind_word {
    use crate::segments::Kind;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.word())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
        let word = String::deserialize(deserializer)?;
        Kind::from_word(&word).ok_or_else(|| D::Error::custom(format!("{word} is no kind")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::fields::DateCensus;

    fn kind_of(cells: &[&str]) -> Kind {
        let mut inference = Inference::default();
        let mut dates = DateCensus::default();
        cells.iter().for_each(|cell| inference.see(cell));
        cells.iter().for_each(|cell| dates.see(cell));
        inference.kind(dates.order())
    }

    #[test]
    fn a_column_has_the_kind_that_fits_all_its_values() {
        assert_eq!(kind_of(&["1", "", "20", "-3", "4.0"]), Kind::Number);
        assert_eq!(kind_of(&["1", "2", "5+"]), Kind::Choice);
        assert_eq!(kind_of(&["35-49K", "50-74K"]), Kind::Choice);
        assert_eq!(kind_of(&["2017-01-07", "2017-01-08T10:00:00Z"]), Kind::Date);
        assert_eq!(kind_of(&["25/12/2025", "01/02/2026"]), Kind::Date);
        assert_eq!(kind_of(&["Nov 23, 2026", "Dec 1, 2026"]), Kind::Date);
        assert_eq!(kind_of(&["03/04/2025", "01/02/2026"]), Kind::Choice);
        assert_eq!(kind_of(&["25/12/2025", "12/25/2025"]), Kind::Date);
        for texts in [["0612345678", "0712345678"], ["3.1.12", "3.2.10"]] {
            assert_eq!(kind_of(&texts), Kind::Choice, "{texts:?}");
        }
        assert_eq!(kind_of(&["yes", "No", "oui"]), Kind::YesNo);
        assert_eq!(kind_of(&["yes", "2017-01-07"]), Kind::Choice);
        assert_eq!(kind_of(&["01000", "75001"]), Kind::Choice);
        assert_eq!(kind_of(&["1.5", "2"]), Kind::Decimal);
        assert_eq!(kind_of(&["1,5", "2"]), Kind::Decimal);
        assert_eq!(kind_of(&["120.50", "0.00"]), Kind::Decimal);
        assert_eq!(kind_of(&["123456789.50", "1795392000.25"]), Kind::Decimal);
        assert_eq!(kind_of(&["1 200", "3"]), Kind::Number);
        assert_eq!(kind_of(&["12", "A15"]), Kind::Choice);
        assert_eq!(kind_of(&["1", "0", "true"]), Kind::YesNo);
        assert_eq!(kind_of(&["1", "0", "2", "true"]), Kind::Choice);
        assert_eq!(kind_of(&["1", "0"]), Kind::Number);
        assert_eq!(kind_of(&["01234.5", "1"]), Kind::Choice);
        assert_eq!(kind_of(&["", ""]), Kind::Choice);
    }

    #[test]
    fn values_are_converted_to_the_stored_form_of_their_kind() {
        assert_eq!(read(Kind::Number, "4.0", Notation::default()).as_deref(), Ok("4"));
        assert_eq!(read(Kind::Date, "2018-01-01", Notation::default()).as_deref(), Ok("17532"));
        assert_eq!(read(Kind::Decimal, "120.50", Notation::default()).as_deref(), Ok("120500000"));
        let comma = Notation { decimal_mark: Some(DecimalMark::Comma), ..Notation::default() };
        assert_eq!(read(Kind::Decimal, "1,5", comma).as_deref(), Ok("1500000"));
        assert_eq!(read(Kind::Decimal, "five", comma), Err(Reason::Decimal));
        assert_eq!(read(Kind::YesNo, "Oui", Notation::default()).as_deref(), Ok("1"));
        assert_eq!(read(Kind::YesNo, "0", Notation::default()).as_deref(), Ok("0"));
        assert_eq!(read(Kind::Choice, "5+", Notation::default()).as_deref(), Ok("5+"));
        assert_eq!(read(Kind::Number, "5+", Notation::default()), Err(Reason::Number));
        assert_eq!(read(Kind::YesNo, "perhaps", Notation::default()), Err(Reason::YesNo));
    }
}
