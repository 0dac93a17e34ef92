//! The effect of new rules on today's numbers before they are saved: of each change by itself, and of all together.

use crate::access::Actor;
use crate::columns::View;
use crate::segments::Rule;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::{Publisher, Rules};
use crate::store::{StoreError, apps};
use std::cmp::Reverse;
use std::sync::atomic::{AtomicBool, Ordering};

/// The most segments that are counted, the largest first: each is counted four times while the owner waits, which
/// takes the columns of a million customers about a millisecond.
pub const MOST_SEGMENTS: usize = 100;

/// The effect of new rules.
pub struct Effect {
    pub apps: Vec<Counted>,
    /// The largest segments, by app and name.
    pub segments: Vec<Counted>,
    /// The number of segments that are not counted.
    pub left_out: usize,
    /// The minimum size of a usable segment.
    pub minimum_now: i32,
    pub minimum_then: i32,
}

/// The available customers of an app, or the members of one of its segments, under each set of rules.
pub struct Counted {
    pub name: String,
    pub now: u64,
    /// With only the least age changed.
    pub least_age: u64,
    /// With only the rule for unknown ages changed.
    pub unknown_age: u64,
    /// With all the new rules.
    pub then: u64,
}

impl Effect {
    /// Whether the segment is too small to be used.
    pub fn is_small_now(&self, segment: &Counted) -> bool {
        is_below(segment.now, self.minimum_now)
    }

    /// Whether the segment will be too small under all the new rules.
    pub fn is_small_then(&self, segment: &Counted) -> bool {
        is_below(segment.then, self.minimum_then)
    }

    /// Whether the segment with its current members would be too small under the new minimum.
    pub fn would_be_small(&self, segment: &Counted) -> bool {
        is_below(segment.now, self.minimum_then)
    }

    /// The segments that would change.
    pub fn changed(&self) -> impl Iterator<Item = &Counted> {
        self.segments
            .iter()
            .filter(|segment| segment.now != segment.then || self.is_small_now(segment) != self.is_small_then(segment))
    }
}

fn is_below(members: u64, minimum: i32) -> bool {
    members < u64::from(minimum.unsigned_abs())
}

/// The effect of `rules`; `None` once `cancelled` is set, because the answer is no longer needed. Segments whose rules
/// cannot be read are left out; their own pages report it.
pub fn effect(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    rules: Rules,
    cancelled: &AtomicBool,
) -> Result<Option<Effect>, StoreError> {
    let id = actor.publisher;
    let (apps, mut groups) = state
        .database
        .read_now(|connection| Ok((apps::of_publisher(connection, id)?, customer_groups::active(connection, id)?)))?;
    groups.retain(CustomerGroup::is_segment);
    groups.sort_by_key(|group| Reverse(group.members));
    let left_out = groups.len().saturating_sub(MOST_SEGMENTS);
    groups.truncate(MOST_SEGMENTS);
    groups.sort_by_cached_key(|group| group.name.to_lowercase());
    let mut effect = Effect {
        apps: Vec::new(),
        segments: Vec::new(),
        left_out,
        minimum_now: publisher.minimum_size,
        minimum_then: rules.minimum_size,
    };
    for app in apps {
        let counter = Counter::new(&state.audiences.view_now(publisher, app.id)?, publisher, rules);
        effect.apps.push(counter.count(app.name, &Rule::default())?);
        for group in groups.iter().filter(|group| group.app_id == Some(app.id)) {
            if cancelled.load(Ordering::Relaxed) {
                return Ok(None);
            }
            effect.segments.extend(counter.segment(group).transpose()?);
        }
    }
    Ok(Some(effect))
}

/// Counts the customers of one app under the current rules, with each change by itself, and under all new rules.
struct Counter {
    now: View,
    least_age: View,
    unknown_age: View,
    then: View,
}

impl Counter {
    fn new(view: &View, publisher: &Publisher, rules: Rules) -> Self {
        let of = |least_age: i32, count_unknown_age: bool| {
            view.among(view.app.availability(&Publisher { least_age, count_unknown_age, ..publisher.clone() }))
        };
        Self {
            now: view.clone(),
            least_age: of(rules.least_age, publisher.count_unknown_age),
            unknown_age: of(publisher.least_age, rules.count_unknown_age),
            then: of(rules.least_age, rules.count_unknown_age),
        }
    }

    fn count(&self, name: String, rule: &Rule) -> Result<Counted, StoreError> {
        Ok(Counted {
            name,
            now: self.now.count(rule)?,
            least_age: self.least_age.count(rule)?,
            unknown_age: self.unknown_age.count(rule)?,
            then: self.then.count(rule)?,
        })
    }

    /// A segment's sizes; `None` if its rule cannot be read, which its own page reports.
    fn segment(&self, group: &CustomerGroup) -> Option<Result<Counted, StoreError>> {
        Some(self.count(group.name.clone(), &group.rule().ok()?))
    }
}
