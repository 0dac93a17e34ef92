//! Splits the values of a number, an amount or a date into a few bands with round ends, from counts alone.

use crate::day::Day;
use crate::segments::Kind;

/// The most bands between the lowest and the highest twentieth of the values: few enough to be read at a glance.
const MOST: usize = 8;

/// The exponent of the greatest round number that is tried: more than any app has of anything.
const GREATEST: u32 = 14;

/// Days before today at which bands of dates start: five years, two years, a year, 90, 30 and 7 days, each ending today.
const DAYS_AGO: [i32; 6] = [1_824, 729, 364, 89, 29, 6];

/// The first days, counted from today, of the bands of days to come.
const DAYS_AHEAD: [i32; 3] = [0, 1, 31];

/// The first values of the bands, in rising order. Values below the first are a band of their own, and the last band has
/// no end. `at_least` counts the customers whose value is at least a number, `None` those whose value is known.
pub fn starts<E>(
    kind: Kind,
    today: Day,
    mut at_least: impl FnMut(Option<i64>) -> Result<u64, E>,
) -> Result<Vec<i64>, E> {
    if kind == Kind::Date {
        let ago = DAYS_AGO.iter().map(|days| today.minus(*days));
        let ahead = DAYS_AHEAD.iter().map(|days| today.minus(-days));
        return Ok(ago.chain(ahead).map(|day| i64::from(day.number())).collect());
    }
    let (known, positive) = (at_least(None)?, at_least(Some(1))?);
    if positive == 0 {
        return Ok(vec![0, 1]);
    }
    let rungs: Vec<i64> = (0..=GREATEST).flat_map(|power| [1, 2, 5].map(|one| one * 10_i64.pow(power))).collect();
    // A twentieth of the positive values at most lie below `low`, and at most a twentieth at or above `high`.
    let low = last_rung(&rungs, |rung| Ok((positive - at_least(Some(rung))?) * 20 <= positive))?;
    let high = last_rung(&rungs, |rung| Ok(at_least(Some(rung))? * 20 > positive))? + 1;
    let mut starts = between(kind, &rungs, low, high.min(rungs.len() - 1));
    if known > positive && at_least(Some(0))? > positive {
        // Zero is often the most frequent value, and means something else than a little.
        starts.extend([0, 1]);
    }
    starts.sort_unstable();
    starts.dedup();
    Ok(starts)
}

/// The index of the last of the rungs up to which `holds` is true; 0 if it is true for none.
fn last_rung<E>(rungs: &[i64], mut holds: impl FnMut(i64) -> Result<bool, E>) -> Result<usize, E> {
    let (mut first, mut end) = (0, rungs.len());
    while first < end {
        let middle = usize::midpoint(first, end);
        if holds(rungs[middle])? { first = middle + 1 } else { end = middle }
    }
    Ok(first.saturating_sub(1))
}

/// Starts from one rung to another: every value if they are few, equal steps within one order of magnitude, and rungs
/// beyond that.
fn between(kind: Kind, rungs: &[i64], low: usize, high: usize) -> Vec<i64> {
    let (least, greatest) = (rungs[low], rungs[high]);
    if kind == Kind::Number && greatest <= 10 {
        return (1..=greatest).collect();
    }
    if greatest <= least.saturating_mul(10) {
        let wide = (greatest - least) / 6;
        let step = rungs.iter().copied().find(|step| *step >= wide).unwrap_or(1);
        let start = least / step * step;
        return (start..=greatest).step_by(usize::try_from(step).unwrap_or(1)).filter(|start| *start > 0).collect();
    }
    let every = (high - low).div_ceil(MOST).max(1);
    rungs[low..=high].iter().copied().step_by(every).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn of(kind: Kind, values: &[i64]) -> Vec<i64> {
        let count = |least: Option<i64>| {
            let counted = values.iter().filter(|value| least.is_none_or(|least| **value >= least));
            Ok::<_, Infallible>(counted.count() as u64)
        };
        starts(kind, Day::from_number(20_000), count).unwrap()
    }

    #[test]
    fn few_values_are_bands_of_their_own_and_zero_always_is() {
        assert_eq!(of(Kind::Number, &[1, 2, 3, 4, 5, 5]), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(of(Kind::Number, &[0, 0, 1, 1, 1]), [0, 1, 2]);
        assert_eq!(of(Kind::Number, &[0, -4]), [0, 1]);
    }

    #[test]
    fn ages_are_in_equal_steps_and_money_in_rungs() {
        let ages: Vec<i64> = (18..90).collect();
        assert_eq!(of(Kind::Number, &ages), [20, 40, 60, 80, 100]);
        let spends: Vec<i64> = (0..400).map(|place| if place % 2 == 0 { 0 } else { place * place }).collect();
        assert_eq!(of(Kind::Money, &spends), [0, 1, 200, 1_000, 5_000, 20_000, 100_000]);
    }

    #[test]
    fn dates_are_counted_from_today() {
        let starts = of(Kind::Date, &[]);
        assert!(starts.is_sorted() && starts.contains(&20_000) && starts.contains(&(20_000 - 6)), "{starts:?}");
    }
}
