//! Ages as days of birth: the database stores the day of birth and compares days instead of counting years.

use crate::day::Day;

/// The greatest age that counts as known.
const OLDEST: i64 = u16::MAX as i64;

/// Limits the bounds of a stored age, which is used if the day of birth is unknown, to known ages.
pub fn told(least: i64, greatest: i64) -> (i64, i64) {
    (least.max(0), greatest.min(OLDEST))
}

/// The first and the last day of birth of those who are `least` to `greatest` years old today. Someone who is not born
/// yet counts as 0 years old. The first is after the last if no day matches.
pub fn births(today: Day, least: i64, greatest: i64) -> (i64, i64) {
    let (least, greatest) = told(least, greatest);
    if least > greatest {
        return (1, 0);
    }
    let age = |birth: i32| i64::from(today.years_since(Day::from_number(birth)).unwrap_or(0));
    let first = first_day(|birth| age(birth) <= greatest);
    let after = first_day(|birth| age(birth) < least);
    (first, after - 1)
}

/// The first day for which `holds` is true, if it is true for all later days too; the day after the last one if it is
/// true for none.
fn first_day(holds: impl Fn(i32) -> bool) -> i64 {
    let (mut low, mut high) = (i64::from(i32::MIN), i64::from(i32::MAX) + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if i32::try_from(middle).is_ok_and(&holds) { high = middle } else { low = middle + 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_birthday_makes_a_year_and_a_leap_day_waits_for_march() {
        let day = |text: &str| Day::parse(text).unwrap();
        let births = |today: &str, least, greatest| births(day(today), least, greatest);
        let number = |text: &str| i64::from(day(text).number());
        assert_eq!(births("2018-01-01", 17, 17), (number("2000-01-02"), number("2001-01-01")));
        let (first, last) = births("2018-02-28", 18, 18);
        assert!(first <= number("2000-02-28") && last < number("2000-02-29"));
        assert_eq!(births("2018-01-01", 0, 0).1, i64::from(i32::MAX));
        assert_eq!(births("2018-01-01", 5, 4), (1, 0));
    }

    proptest! {
        #[test]
        fn days_of_birth_say_what_ages_say(birth in any::<i32>(), near in 0..60_000_i32, today in 0..40_000_i32, least in -5..70_000_i64, span in 0..200_i64) {
            let today = Day::from_number(today);
            let (first, last) = births(today, least, least + span);
            for birth in [birth, near - 20_000] {
                let age = today.years_since(Day::from_number(birth)).unwrap_or(0);
                let is_of_age = age <= u32::from(u16::MAX) && (least..=least + span).contains(&i64::from(age));
                prop_assert_eq!((first..=last).contains(&i64::from(birth)), is_of_age);
            }
        }
    }
}
