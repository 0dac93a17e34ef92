//! The publisher's rules: who may be in segments, and the minimum size of a usable segment. Of two changes to the same
//! version of the rules, one is saved and the other is rejected.

use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::groups::recount::recount_soon;
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::publishers::{self, Publisher, Rules};
use crate::store::{DbConnection, QueryResult, StoreError, customer_groups, group_counts};
use crate::webhooks::outbox::{self, Happening, Inactivity};
use std::ops::RangeInclusive;

/// The range of the least age. Customers younger than 17 are never counted; nobody is older than 130.
pub const LEAST_AGES: RangeInclusive<i64> = 17..=130;

/// The range of the minimum size, up to the size of the largest known user group.
pub const MINIMUM_SIZES: RangeInclusive<i64> = 1..=10_000;

/// Why rules were not saved.
#[derive(Debug)]
pub enum Refusal {
    /// The least age is not one of [`LEAST_AGES`].
    LeastAge,
    /// The minimum size is not one of [`MINIMUM_SIZES`].
    MinimumSize,
    /// Other changes came first; these are the current rules.
    ChangedMeanwhile {
        now: Box<Publisher>,
        changes: Vec<AuditEntry>,
    },
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Saves the rules if they are still at this version. A job counts every segment again if the new rules change who is
/// available.
pub fn save(state: &State, actor: &Actor, version: i64, rules: Rules) -> Result<Publisher, Refusal> {
    if !LEAST_AGES.contains(&rules.least_age.into()) {
        return Err(Refusal::LeastAge);
    }
    if !MINIMUM_SIZES.contains(&rules.minimum_size.into()) {
        return Err(Refusal::MinimumSize);
    }
    let now = state.clock.now();
    let kept = state.database.write_groups_now(actor.publisher, |connection| {
        let was = publishers::find(connection, actor.publisher)?;
        if was.rules_version != version || !publishers::update_rules(connection, &was, rules)? {
            let changes = audit::since(connection, was.id, Subject::settings(), version)?;
            return Ok(Err(Refusal::ChangedMeanwhile { now: Box::new(was), changes }));
        }
        // Before the numbers are forgotten.
        let became_small = became_small(connection, &was, rules)?;
        let availability = |rules: Rules| (rules.least_age, rules.count_unknown_age);
        if availability(was.rules()) != availability(rules) {
            group_counts::set_settings_changed(connection, actor.publisher, None, actor.user)?;
        }
        let changes = Changes::none()
            .change(Field::LeastAge, was.least_age, rules.least_age)
            .change(Field::CountUnknownAge, was.count_unknown_age, rules.count_unknown_age)
            .change(Field::MinimumSize, was.minimum_size, rules.minimum_size);
        let publisher = publishers::find(connection, actor.publisher)?;
        let subject = Subject::rules(publisher.rules_version);
        audit::record(connection, actor, now, (Action::Changed, subject, changes))?;
        outbox::publish(connection, actor.publisher, &became_small, now).map(|()| Ok(publisher))
    })?;
    state.new_message.notify_one();
    recount_soon(state, actor.publisher);
    kept
}

/// The segments that are smaller than the new minimum, and were not smaller than the one before.
fn became_small(connection: &mut DbConnection, was: &Publisher, rules: Rules) -> QueryResult<Vec<Happening>> {
    if rules.minimum_size <= was.minimum_size {
        return Ok(Vec::new());
    }
    let groups = customer_groups::active(connection, was.id)?;
    let small = groups.iter().filter(|group| group.is_small(rules.minimum_size) && !group.is_small(was.minimum_size));
    Ok(small.map(|group| Happening::inactive(group, Inactivity::Small)).collect())
}
