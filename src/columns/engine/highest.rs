//! The highest values of a column among the available customers: the least of them is found by halving the range of
//! values and counting, which reads the column some twenty times and needs no copy of it.

use super::bounds::Bounds;
use super::plan::Plan;
use super::rows::Rows;
use super::simd::Mode;
use super::table::{Columns, Presence};
use crate::audience::Question;
use crate::segments::ranks::Highest;
use crate::segments::{Attribute, Kind, Rule};
use rayon::prelude::*;

/// The available customers of a chunk.
struct Available {
    index: usize,
    rows: Rows,
    count: u64,
}

impl Columns {
    /// The highest share of a number's values among the customers whom the question allows; its rule does not matter.
    /// `None` if the attribute is not a number or is known for nobody.
    pub fn highest(&self, attribute: &Attribute, share: u32, question: &Question<'_>) -> Option<Highest> {
        let is_number = matches!(attribute.kind, Kind::Number | Kind::Decimal | Kind::Money);
        let column = self.find(attribute).filter(|_| is_number)?;
        let everyone = Rule::default();
        let plan = Plan::new(self, &Question { rule: &everyone, ..*question });
        let of_chunk = |(index, presence): (usize, &std::sync::Arc<Presence>)| {
            let rows = plan.members(index, presence);
            Available { index, rows, count: presence.count }
        };
        let available: Vec<_> = self.presence().par_iter().enumerate().map(of_chunk).collect();
        let count = |bounds: Bounds| -> u64 {
            let of_chunk = |chunk: &Available| {
                let mut rows = chunk.rows.clone();
                column.chunk(chunk.index).scan(&bounds, chunk.count, Mode::Keep, &mut rows);
                rows.count()
            };
            available.par_iter().map(of_chunk).sum()
        };
        let ends = available.iter().filter_map(|chunk| column.chunk(chunk.index).ends());
        let (least, greatest) = ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))?;
        let wanted = Highest::wanted_of(count(Bounds::known(true)), share);
        if wanted == 0 {
            return None;
        }
        // As many as wanted have `low` or more; fewer have more than `high`.
        let (mut low, mut high) = (i128::from(least), i128::from(greatest));
        let from = |value: i128| count(Bounds::new([(value as i64, i64::MAX)], false));
        while low < high {
            let middle = low + (high - low + 1) / 2;
            if from(middle) >= wanted { low = middle } else { high = middle - 1 }
        }
        Some(Highest { from: low as i64, customers: from(low), wanted })
    }
}
