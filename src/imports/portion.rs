//! How many lines of a file are taken in one transaction.

use super::parts::MOST_LINES;
use std::time::Duration;

/// How long a transaction should take: other writers of the publisher wait for it.
const WANTED: Duration = Duration::from_millis(250);

/// The fewest lines, with which every import starts.
const FEWEST: usize = 2_000;

/// The lines of the next transaction. In larger ones, each page of an index is written less often.
pub struct Portion {
    pub lines: usize,
}

impl Default for Portion {
    fn default() -> Self {
        Self { lines: FEWEST }
    }
}

impl Portion {
    /// After a transaction that took so long: half as many lines, or up to twice as many.
    pub fn adapt(&mut self, took: Duration) {
        let lines = if took > WANTED {
            self.lines / 2
        } else if took < WANTED / 2 {
            self.lines * 2
        } else {
            self.lines
        };
        self.lines = lines.clamp(FEWEST, MOST_LINES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_more_while_transactions_are_short_and_fewer_when_they_are_long() {
        let mut portion = Portion::default();
        let mut after = |milliseconds| {
            portion.adapt(Duration::from_millis(milliseconds));
            portion.lines
        };
        assert_eq!([20, 40, 80, 100, 150].map(&mut after), [4_000, 8_000, 16_000, 20_000, 20_000]);
        assert_eq!([300, 249, 5_000, 5_000, 5_000].map(&mut after), [10_000, 10_000, 5_000, 2_500, 2_000]);
    }
}
