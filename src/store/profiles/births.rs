//! The days of birth of customers whose age differs between two days.

use crate::day::Day;

/// The earliest day of birth that any input may have: see [`Day::parse`].
const FIRST_BIRTH: Day = Day::from_number(-25_567);

/// The most days of birth that are listed, about two weeks of birthdays. A statement can bind at most 32,766 values,
/// and after a longer time so many profiles have changed that reading all of them is faster.
const MOST: usize = 2_000;

/// The days of birth of customers whose age differs between the two days; `None` if there are too many.
pub fn between(one: Day, other: Day) -> Option<Vec<Day>> {
    let (earlier, later) = (one.min(other), one.max(other));
    let mut births = Vec::new();
    for age in 1.. {
        let (before, last) = (last_of_age(earlier, age), last_of_age(later, age));
        births.extend((before.number() + 1..=last.number()).map(Day::from_number));
        if births.len() > MOST {
            return None;
        }
        if last < FIRST_BIRTH {
            break;
        }
    }
    Some(births)
}

/// The latest day of birth of someone who is at least this old on the day.
fn last_of_age(today: Day, age: i32) -> Day {
    // A year has at least 365 days, and `age` years have at most one leap day for every four of them.
    let latest = today.minus(age.saturating_mul(365));
    let earliest = latest.minus(age / 4 + 2);
    let is_of_age = |birth: Day| today.years_since(birth).is_some_and(|years| years >= age.unsigned_abs());
    let days = (earliest.number()..=latest.number()).rev().map(Day::from_number);
    days.into_iter().find(|birth| is_of_age(*birth)).unwrap_or(earliest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_leap_day_is_a_birthday_on_the_first_of_march() {
        let day = |text: &str| Day::parse(text).unwrap();
        let births = between(day("2017-02-28"), day("2017-03-01")).unwrap();
        assert!(births.contains(&day("2000-02-29")) && births.contains(&day("1999-03-01")));
        assert!(!births.contains(&day("2000-02-28")) && !births.contains(&day("2017-03-01")));
        assert_eq!(between(day("2017-02-28"), day("2017-02-28")), Some(Vec::new()));
        assert_eq!(between(day("2017-02-28"), day("2018-02-28")), None);
    }

    proptest! {
        #[test]
        fn those_born_on_the_days_are_those_whose_age_differs(one in 0..40_000_i32, distance in -10..10_i32, birth in -25_567..60_000_i32) {
            let (one, birth) = (Day::from_number(one), Day::from_number(birth));
            let other = one.minus(distance);
            let births = between(one, other).unwrap();
            let age = |on: Day| on.years_since(birth).unwrap_or(0);
            prop_assert_eq!(births.contains(&birth), age(one) != age(other));
        }
    }
}
