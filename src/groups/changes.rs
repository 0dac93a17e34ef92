//! Who joined and who left a segment since it was last counted, split by cause.

use crate::ids::UserId;
use crate::store::membership_changes::{Cause, Edit, NewChange};
use roaring::RoaringBitmap;
use std::io;

/// What is known about the time between two counts of a segment.
pub struct Between {
    /// The edit that changes the segment, if there was one.
    pub edit: Option<Edit>,
    /// The first position that was not used yet at the earlier count.
    pub first_new_position: u32,
    /// The app's current customers.
    pub everyone: RoaringBitmap,
    /// The customers whose facts changed.
    pub touched: RoaringBitmap,
    pub day_passed: bool,
}

/// Customers who joined and left for one cause.
#[derive(Debug, PartialEq)]
pub struct Change {
    pub cause: Cause,
    pub user_id: Option<UserId>,
    pub came: RoaringBitmap,
    pub gone: RoaringBitmap,
}

/// The changes from `before` to `after`, with every customer in exactly one of them. An edit is listed even if it
/// changed nothing.
pub fn split(before: &RoaringBitmap, after: &RoaringBitmap, between: &Between) -> Vec<Change> {
    let (mut came, mut gone) = (after - before, before - after);
    let arrived: RoaringBitmap = came.iter().filter(|position| *position >= between.first_new_position).collect();
    let removed = &gone - &between.everyone;
    came -= &arrived;
    gone -= &removed;
    let change = |cause, came, gone| Change { cause, user_id: None, came, gone };
    let mut changes = vec![
        change(Cause::Arrival, arrived, RoaringBitmap::new()),
        change(Cause::Removal, RoaringBitmap::new(), removed),
    ];
    if between.edit.is_none() {
        let of_data = change(Cause::Data, &came & &between.touched, &gone & &between.touched);
        came -= &of_data.came;
        gone -= &of_data.gone;
        changes.push(of_data);
    }
    // If no day has passed and the customer's own facts did not change, the cause is the facts of others.
    let otherwise = if between.day_passed { Cause::Time } else { Cause::Data };
    let Edit { cause, user: user_id } = between.edit.unwrap_or(Edit { cause: otherwise, user: None });
    match changes.iter_mut().find(|change| change.cause == cause && change.user_id == user_id) {
        Some(change) => {
            change.came |= came;
            change.gone |= gone;
        }
        None => changes.push(Change { cause, user_id, came, gone }),
    }
    let is_listed = |change: &Change| {
        !change.came.is_empty()
            || !change.gone.is_empty()
            || between.edit == Some(Edit { cause: change.cause, user: change.user_id })
    };
    changes.retain(is_listed);
    changes
}

impl Change {
    /// The change in the form in which it is stored.
    pub fn to_keep(&self) -> io::Result<NewChange> {
        Ok(NewChange {
            cause: self.cause,
            user_id: self.user_id,
            came: serialised(&self.came)?,
            gone: serialised(&self.gone)?,
            came_count: i64::try_from(self.came.len()).unwrap_or(i64::MAX),
            gone_count: i64::try_from(self.gone.len()).unwrap_or(i64::MAX),
        })
    }
}

/// A bitmap in the portable Roaring format.
pub fn serialised(bitmap: &RoaringBitmap) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(bitmap.serialized_size());
    bitmap.serialize_into(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn between(edit: Option<Edit>) -> Between {
        let (everyone, touched) = ((0..8).collect(), [2, 3].into_iter().collect());
        Between { edit, first_new_position: 6, everyone, touched, day_passed: true }
    }

    fn listed(changes: &[Change]) -> Vec<(Cause, Vec<u32>, Vec<u32>)> {
        changes.iter().map(|one| (one.cause, one.came.iter().collect(), one.gone.iter().collect())).collect()
    }

    #[test]
    fn every_customer_who_came_or_left_has_one_cause() {
        let (before, after) = ([0, 1, 2, 9].into_iter().collect(), [0, 3, 4, 6].into_iter().collect());
        assert_eq!(
            listed(&split(&before, &after, &between(None))),
            [
                (Cause::Arrival, vec![6], vec![]),
                (Cause::Removal, vec![], vec![9]),
                (Cause::Data, vec![3], vec![2]),
                (Cause::Time, vec![4], vec![1]),
            ]
        );
        assert_eq!(
            listed(&split(&before, &after, &between(Some(Edit { cause: Cause::Rule, user: Some(UserId::from(7)) })))),
            [
                (Cause::Arrival, vec![6], vec![]),
                (Cause::Removal, vec![], vec![9]),
                (Cause::Rule, vec![3, 4], vec![1, 2]),
            ]
        );
    }

    #[test]
    fn an_edit_is_listed_even_where_it_changes_nobody() {
        let same: RoaringBitmap = (0..3).collect();
        assert_eq!(
            listed(&split(&same, &same, &between(Some(Edit { cause: Cause::Rule, user: None })))),
            [(Cause::Rule, vec![], vec![])]
        );
        assert_eq!(split(&same, &same, &between(None)), []);
    }

    proptest! {
        #[test]
        fn the_causes_add_up(before in any::<[bool; 12]>(), after in any::<[bool; 12]>(), touched in any::<[bool; 12]>()) {
            let set = |bits: [bool; 12]| (0..12).filter(|bit| bits[*bit as usize]).collect::<RoaringBitmap>();
            let (before, after) = (set(before), set(after));
            let changes = split(&before, &after, &Between { touched: set(touched), ..between(None) });
            let came: u64 = changes.iter().map(|change| change.came.len()).sum();
            let gone: u64 = changes.iter().map(|change| change.gone.len()).sum();
            prop_assert_eq!((came, gone), ((&after - &before).len(), (&before - &after).len()));
        }
    }
}
