//! The values of one column that a condition matches, as ranges, and whether it matches unknown values. Every
//! operator is translated into bounds first, so that scans handle one shape only.

/// The values that a condition matches: separate ranges in rising order, both ends included, and optionally the
/// unknown ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub ranges: Vec<(i64, i64)>,
    pub unknown: bool,
}

impl Bounds {
    /// Matches the values of `ranges`, which may come in any order and may overlap. A range whose first end is the
    /// greater one is empty.
    pub fn new(ranges: impl IntoIterator<Item = (i64, i64)>, unknown: bool) -> Self {
        let mut given: Vec<_> = ranges.into_iter().filter(|(least, greatest)| least <= greatest).collect();
        given.sort_unstable();
        let mut ranges: Vec<(i64, i64)> = Vec::with_capacity(given.len());
        for (least, greatest) in given {
            match ranges.last_mut() {
                Some(last) if least <= last.1.saturating_add(1) => last.1 = last.1.max(greatest),
                _ => ranges.push((least, greatest)),
            }
        }
        Self { ranges, unknown }
    }

    /// Matches every known value and nothing else, or with `false` only unknown values.
    pub fn known(known: bool) -> Self {
        Self { ranges: if known { vec![(i64::MIN, i64::MAX)] } else { Vec::new() }, unknown: !known }
    }

    /// Matches exactly the values that `self` does not match.
    pub fn opposite(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = Some(i64::MIN);
        for &(least, greatest) in &self.ranges {
            if let Some(next) = next.filter(|next| *next < least) {
                ranges.push((next, least - 1));
            }
            next = greatest.checked_add(1);
        }
        ranges.extend(next.map(|next| (next, i64::MAX)));
        Self { ranges, unknown: !self.unknown }
    }

    /// Matches the values that either of the two matches.
    pub fn or(&self, other: &Self) -> Self {
        Self::new(self.ranges.iter().chain(&other.ranges).copied(), self.unknown || other.unknown)
    }

    /// Whether `value` matches; `None` means unknown.
    pub fn take(&self, value: Option<i64>) -> bool {
        value.map_or(self.unknown, |value| {
            self.ranges.iter().any(|(least, greatest)| (*least..=*greatest).contains(&value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_become_one() {
        let bounds = Bounds::new([(5, 9), (1, 2), (3, 4), (20, 10), (12, 12)], false);
        assert_eq!(bounds.ranges, [(1, 9), (12, 12)]);
        assert_eq!(Bounds::new([(0, i64::MAX), (i64::MAX, i64::MAX)], false).ranges, [(0, i64::MAX)]);
    }

    #[test]
    fn the_opposite_matches_all_other_values_and_its_opposite_is_the_original() {
        for ranges in [vec![], vec![(i64::MIN, i64::MAX)], vec![(i64::MIN, -1), (1, i64::MAX)], vec![(-5, 5), (9, 9)]] {
            let bounds = Bounds::new(ranges, true);
            let opposite = bounds.opposite();
            for value in [None, Some(i64::MIN), Some(-6), Some(-5), Some(0), Some(1), Some(9), Some(i64::MAX)] {
                assert_ne!(bounds.take(value), opposite.take(value), "{bounds:?} {value:?}");
            }
            assert_eq!(opposite.opposite(), bounds);
        }
    }
}
