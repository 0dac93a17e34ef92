//! Changes stored values of a custom attribute from one kind to another.

use super::cell;
use super::custom::{self, Notation};
use super::decimals::{DecimalMark, parse_decimal};
use super::fields::DateCensus;
use super::headers::Role;
use crate::day::Day;
use crate::locale::{Locale, write_decimal};
use crate::segments::{Kind, MILLION};
use crate::zone::{Zone, Zones};

/// The kinds that an attribute of this kind can change to, besides its own. Others lead through a choice.
pub const fn successors(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::Choice => &[Kind::Number, Kind::Decimal, Kind::Date, Kind::YesNo],
        Kind::Number => &[Kind::Choice, Kind::Decimal, Kind::YesNo],
        Kind::YesNo => &[Kind::Choice, Kind::Number],
        Kind::Decimal | Kind::Date => &[Kind::Choice],
        Kind::Money => &[],
    }
}

/// How the values of a choice write dates and numbers: as most of them are read. Some may be neither. Times are those of
/// the publisher's zone `days`, unless they say theirs.
pub fn notation<'a>(values: impl Iterator<Item = &'a str>, days: Zone) -> Notation {
    let mut dates = DateCensus::default();
    let (mut with_point, mut with_comma) = (0_u64, 0_u64);
    for value in values {
        // As in the columns of a file, words for a missing value are not counted.
        if let Some(value) = cell::value(value, &Role::Custom(Kind::Number)) {
            with_point += u64::from(parse_decimal(&value, DecimalMark::Point).is_some());
            with_comma += u64::from(parse_decimal(&value, DecimalMark::Comma).is_some());
            dates.see(&value);
        }
    }
    let decimal_mark = if with_comma > with_point { DecimalMark::Comma } else { DecimalMark::Point };
    Notation { date_order: dates.order(), decimal_mark: Some(decimal_mark), zones: Zones { times: days, days } }
}

/// The stored form of a value after the change; `None` if the value does not fit the new kind.
pub fn converted(from: Kind, to: Kind, stored: &str, notation: Notation) -> Option<String> {
    let number = || stored.parse::<i64>().ok();
    match (from, to) {
        (Kind::Choice, to) => {
            let value = cell::value(stored, &Role::Custom(to))?;
            custom::read(to, &value, notation).ok()
        }
        (Kind::Number, Kind::Decimal) => number()?.checked_mul(MILLION).map(|number| number.to_string()),
        (Kind::Number, Kind::YesNo) => matches!(stored, "0" | "1").then(|| stored.to_owned()),
        (Kind::Number, Kind::Choice) | (Kind::YesNo, Kind::Number) => Some(stored.to_owned()),
        (Kind::Decimal, Kind::Choice) => number().map(|number| write_decimal(Locale::En, number)),
        (Kind::Date, Kind::Choice) => Some(Day::from_number(number()?.try_into().ok()?).to_string()),
        (Kind::YesNo, Kind::Choice) => Some(if stored == "0" { "no" } else { "yes" }.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_is_offered_takes_values_and_gives_them_back() {
        let back_and_forth = [
            (Kind::Number, "12", "12"),
            (Kind::Decimal, "120500000", "120.5"),
            (Kind::Date, "17532", "2018-01-01"),
            (Kind::YesNo, "1", "yes"),
            (Kind::YesNo, "0", "no"),
        ];
        for (kind, stored, text) in back_and_forth {
            let notation = notation([text].into_iter(), Zone::UTC);
            assert_eq!(converted(kind, Kind::Choice, stored, notation).as_deref(), Some(text), "{kind:?}");
            assert_eq!(converted(Kind::Choice, kind, text, notation).as_deref(), Some(stored), "{kind:?}");
        }
        for from in Kind::ALL {
            for to in successors(*from) {
                assert!(
                    ["1", "17532"].iter().any(|stored| {
                        let notation = notation([*stored].into_iter(), Zone::UTC);
                        converted(*from, *to, stored, notation).is_some()
                    }) || *to == Kind::Date,
                    "{from:?} to {to:?}"
                );
            }
        }
    }

    #[test]
    fn a_value_that_does_not_fit_has_no_other_form() {
        let plain = Notation::default();
        assert_eq!(converted(Kind::Choice, Kind::Number, "A15", plain), None);
        assert_eq!(converted(Kind::Choice, Kind::Number, "N/A", plain), None);
        assert_eq!(converted(Kind::Number, Kind::YesNo, "2", plain), None);
        assert_eq!(converted(Kind::Number, Kind::Decimal, &i64::MAX.to_string(), plain), None);
        assert_eq!(
            converted(Kind::Choice, Kind::Decimal, "1,5", notation(["1,5", "2"].into_iter(), Zone::UTC)).as_deref(),
            Some("1500000")
        );
        let days = notation(["25/12/2025", "01/02/2026"].into_iter(), Zone::UTC);
        let auckland = notation(std::iter::empty(), Zone::parse("Pacific/Auckland").unwrap());
        for (text, day) in [("2026-02-01T11:30:00Z", "2026-02-02"), ("2026-02-01 23:30", "2026-02-01")] {
            assert_eq!(
                converted(Kind::Choice, Kind::Date, text, auckland),
                converted(Kind::Choice, Kind::Date, day, plain),
                "{text}"
            );
        }
        assert_eq!(
            converted(Kind::Choice, Kind::Date, "01/02/2026", days),
            converted(Kind::Choice, Kind::Date, "2026-02-01", plain)
        );
    }
}
