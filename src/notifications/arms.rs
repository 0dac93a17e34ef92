//! Who gets which variant of a notification, and who gets nothing so that the others can be compared with them. The buckets of
//! [`crate::shares`] below the holdout get nothing, and the others are divided among the variants by their weights, in their order.

use super::recipients::{Omission, Recipients, frozen as frozen_recipients};
use super::start::bytes;
use crate::access::Actor;
use crate::groups::members::MembersError;
use crate::ids::{AppKey, NotificationId, PublisherId};
use crate::shares::{WHOLE, bucket};
use crate::state::State;
use crate::store::notification_comparisons::{self, Comparison, Goal};
use crate::store::notifications::{self, NotificationState};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, StoreError, apps};
use chrono::NaiveDateTime;
use roaring::RoaringBitmap;

/// Who gets nothing, and who gets each variant, in their order.
#[derive(Clone, Debug, Default)]
pub struct Division {
    pub held_out: RoaringBitmap,
    pub variants: Vec<RoaringBitmap>,
}

/// What a notification compares, once it was sent: the people as positions in its app, and since when they are compared.
pub struct Arms {
    pub app: AppKey,
    pub sent_at: NaiveDateTime,
    pub goal: Option<Goal>,
    pub weights: Vec<u32>,
    /// In millionths.
    pub holdout: u32,
    pub people: Division,
}

/// The arms of a notification that was sent, as they were then; `None` of one that was not.
pub fn arms(state: &State, publisher: &Publisher, id: NotificationId) -> Result<Option<Arms>, MembersError> {
    let notification = state.database.read_now(|connection| notifications::find(connection, publisher.id, id))?;
    let Some(sent_at) = notification.sent_at.filter(|_| notification.state != NotificationState::Draft) else {
        return Ok(None);
    };
    let found = frozen_recipients(state, publisher, &notification)?;
    if found.forgotten.is_some() {
        return Ok(None);
    }
    let (_, comparison) = of(state, publisher.id, id)?;
    let held_out = found.omitted.into_iter().find(|(omission, _)| *omission == Omission::Holdout);
    let held_out = held_out.map(|(_, positions)| positions).unwrap_or_default();
    Ok(Some(Arms {
        app: notification.app(),
        sent_at,
        goal: comparison.goal,
        weights: comparison.weights,
        holdout: comparison.holdout,
        people: Division { held_out, variants: found.variants },
    }))
}

/// What the notification compares, and the salt by which people are divided.
pub fn of(state: &State, publisher: PublisherId, id: NotificationId) -> Result<(String, Comparison), StoreError> {
    state.database.read_now(|connection| notification_comparisons::find(connection, publisher, id))
}

/// The name of the app of the goal, if there is one.
pub fn goal_app(state: &State, actor: &Actor, comparison: &Comparison) -> Result<Option<String>, StoreError> {
    let Some(goal) = comparison.goal else { return Ok(None) };
    let all = state.database.read_now(|connection| apps::of_publisher(connection, actor.publisher))?;
    Ok(all.into_iter().find(|app| app.id == goal.app).map(|app| app.name))
}

/// The end of the buckets of each variant, in their order. The last is [`WHOLE`].
fn ends(comparison: &Comparison) -> Vec<u32> {
    let total: u64 = comparison.weights.iter().map(|weight| u64::from(*weight)).sum();
    let rest = u64::from(WHOLE - comparison.holdout.min(WHOLE));
    let mut sum = 0;
    let mut end = |weight: &u32| {
        sum += u64::from(*weight);
        // A share of what is left is no more than all of it.
        u32::try_from(rest * sum / total.max(1)).unwrap_or(WHOLE) + comparison.holdout
    };
    comparison.weights.iter().map(&mut end).collect()
}

/// The place of the variant that this person gets; `None` who gets nothing.
pub fn variant_of(salt: &str, comparison: &Comparison, account: &str) -> Option<usize> {
    let place = bucket(salt, account);
    if place < comparison.holdout {
        return None;
    }
    ends(comparison).iter().position(|end| place < *end)
}

/// Divides the customers at these positions.
pub(super) fn divide(
    state: &State,
    (app, salt): (AppKey, &str),
    comparison: &Comparison,
    people: &RoaringBitmap,
) -> Result<Division, StoreError> {
    let below = |share: u32| match share {
        0 => Ok(RoaringBitmap::new()),
        WHOLE => Ok(people.clone()),
        share => state.buckets.below(&state.database, (app, salt), people, share),
    };
    let held_out = below(comparison.holdout)?;
    let mut before = held_out.clone();
    let mut variants = Vec::with_capacity(comparison.weights.len());
    for end in ends(comparison) {
        let until = below(end)?;
        variants.push(&until - &before);
        before = until;
    }
    Ok(Division { held_out, variants })
}

/// Keeps who gets each variant, in the transaction that begins to send.
pub(super) fn freeze(connection: &mut DbConnection, id: NotificationId, found: &Recipients) -> QueryResult<()> {
    if found.variants.len() < 2 {
        return Ok(());
    }
    let variants: Vec<Vec<u8>> = found.variants.iter().map(bytes).collect();
    notification_comparisons::keep_arms(connection, id, &variants)
}

/// Who gets each variant of a notification that was sent; nothing if it has a single one.
pub(super) fn frozen(
    connection: &mut DbConnection,
    of: (PublisherId, NotificationId),
) -> QueryResult<Result<Vec<RoaringBitmap>, std::io::Error>> {
    let kept = notification_comparisons::arms(connection, of)?;
    Ok(kept.iter().map(|bytes| RoaringBitmap::deserialize_from(bytes.as_slice())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buckets_after_the_holdout_are_divided_by_the_weights() {
        let of = |holdout, weights: &[u32]| ends(&Comparison { holdout, weights: weights.to_vec(), goal: None });
        assert_eq!(of(0, &[1]), [WHOLE]);
        assert_eq!(of(100_000, &[1, 1]), [550_000, WHOLE]);
        assert_eq!(of(500_000, &[1, 2, 7]), [550_000, 650_000, WHOLE]);
    }

    #[test]
    fn a_person_gets_the_variant_of_the_bucket() {
        let comparison = Comparison { holdout: 300_000, weights: vec![1, 1], goal: None };
        let of = |salt, account| variant_of(salt, &comparison, account);
        // The buckets are those that `shares` lists.
        assert_eq!([of("flight-7", "u1"), of("flight-7", "Zoë@exemple.fr")], [Some(0), Some(1)]);
        assert_eq!(of("holdout-2026q4", "u1"), None);
    }
}
