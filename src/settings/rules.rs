//! The publisher's rules: who may be in segments, and from which size on a segment can be used. Of two changes of the same
//! rules one is kept, and the other is told.

use crate::access::Actor;
use crate::groups::recount::recount_soon;
use crate::state::State;
use crate::store::publishers::{self, Publisher, Rules};
use crate::store::{StoreError, group_counts};
use std::ops::RangeInclusive;

/// Youngest and oldest age that a publisher can demand.
pub const LEAST_AGES: RangeInclusive<i64> = 17..=130;

/// Smallest and largest minimum of a segment.
pub const MINIMUM_SIZES: RangeInclusive<i64> = 1..=10_000;

/// Why rules were not kept.
#[derive(Debug)]
pub enum Refusal {
    /// The least age is not one of [`LEAST_AGES`].
    LeastAge,
    /// The minimum size is not one of [`MINIMUM_SIZES`].
    MinimumSize,
    /// Another change came in between; these are the rules that hold now.
    ChangedMeanwhile(Box<Publisher>),
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Puts the rules in the place of those of this version, and has every segment counted again by a job.
pub fn save(state: &State, actor: &Actor, version: i64, rules: Rules) -> Result<Publisher, Refusal> {
    if !LEAST_AGES.contains(&rules.least_age.into()) {
        return Err(Refusal::LeastAge);
    }
    if !MINIMUM_SIZES.contains(&rules.minimum_size.into()) {
        return Err(Refusal::MinimumSize);
    }
    let kept = state.database.write_groups_now(actor.publisher, |connection| {
        let was = publishers::find(connection, actor.publisher)?;
        if was.rules_version != version || !publishers::update_rules(connection, &was, rules)? {
            return Ok(Err(Refusal::ChangedMeanwhile(Box::new(was))));
        }
        let availability = |rules: Rules| (rules.least_age, rules.count_unknown_age);
        if availability(was.rules()) != availability(rules) {
            group_counts::set_settings_changed(connection, actor.publisher, None, actor.user)?;
        }
        publishers::find(connection, actor.publisher).map(Ok)
    })?;
    recount_soon(state, actor.publisher);
    kept
}
