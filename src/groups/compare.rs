//! Compares two sets of customers of an app, two groups or one segment on two days: by their sizes, by what they share,
//! and by the values that are much more frequent in one than in the other.

use super::breakdown::{self, PartValue};
use super::history::{self, Compared as Days, History};
use super::members::MembersError;
use super::pair;
use crate::access::{Actor, Sizes};
use crate::columns::View;
use crate::day::Day;
use crate::ids::{AppId, GroupId};
use crate::segments::{Attribute, BuiltIn, Choices};
use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::CustomerGroup;
use crate::store::publishers::Publisher;
use roaring::RoaringBitmap;
use std::cmp::Reverse;
use std::sync::atomic::{AtomicBool, Ordering};

/// The attributes that are shown side by side without being among what differs most.
const USUAL: [BuiltIn; 4] = [BuiltIn::Market, BuiltIn::AgeGroup, BuiltIn::Gender, BuiltIn::DeviceType];

/// The most values that are listed as those that differ most: a screen.
const MOST_DIFFERENT: usize = 10;

/// The most attributes whose values are compared: four times as many as are built in.
const MOST_ATTRIBUTES: usize = 100;

/// Two sets of customers, compared.
pub struct Comparison {
    pub view: View,
    pub one: u64,
    pub other: u64,
    pub both: u64,
    /// The values whose shares differ most, the greatest difference first.
    pub different: Vec<Difference>,
    /// The usual attributes.
    pub tables: Vec<(Attribute, Vec<Difference>)>,
}

/// How many of two sets have a value of an attribute.
#[derive(Clone, Debug)]
pub struct Difference {
    pub attribute: Attribute,
    pub value: PartValue,
    pub one: u64,
    pub other: u64,
}

/// Two groups, compared.
pub struct GroupsCompared {
    pub one: CustomerGroup,
    pub other: CustomerGroup,
    pub comparison: Comparison,
}

/// A segment on two days, compared. The values are those of today: Engage keeps who was in a segment, not how they were.
pub struct DaysCompared {
    pub group: CustomerGroup,
    pub from: Day,
    pub to: Day,
    pub comparison: Comparison,
}

/// Compares two groups in an app; `None` once `cancelled` is set.
pub fn groups(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    app: AppId,
    ids: (GroupId, GroupId),
    cancelled: &AtomicBool,
) -> Result<Option<GroupsCompared>, StoreError> {
    let found = pair::sets(state, actor, publisher, app, ids)?;
    let sets = (&*found.one.members, &*found.other.members);
    let comparison = compared(found.view, sets, Sizes::new(actor.role, publisher.minimum_size), cancelled)?;
    Ok(comparison.map(|comparison| GroupsCompared { one: found.one.group, other: found.other.group, comparison }))
}

/// Compares a segment on two days, each the last up to the requested one on which it was counted. [`StoreError::NotFound`]
/// if there are no two such days; `None` once `cancelled` is set.
pub fn days(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: GroupId,
    days: history::Days,
    cancelled: &AtomicBool,
) -> Result<Option<DaysCompared>, MembersError> {
    let History { group, compared: found, .. } = history::history(state, actor, publisher, group, Some(days))?;
    let (Days::Days(found), Some(app)) = (found, group.app_id) else { return Err(StoreError::NotFound.into()) };
    let view = state.audiences.view_now(publisher, app)?;
    let sets = (&found.before, &found.after);
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    let comparison = compared(view, sets, sizes, cancelled)?;
    Ok(comparison.map(|comparison| DaysCompared { group, from: found.from, to: found.to, comparison }))
}

fn compared(
    view: View,
    (one, other): (&RoaringBitmap, &RoaringBitmap),
    sizes: Sizes,
    cancelled: &AtomicBool,
) -> Result<Option<Comparison>, StoreError> {
    // Whoever was a member on an earlier day may not be available today.
    let everyone = view.among_everyone();
    let (mut different, mut tables) = (Vec::new(), Vec::new());
    for attribute in view.catalogue.all().take(MOST_ATTRIBUTES).filter(|attribute| is_compared(&view, attribute)) {
        if cancelled.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let parts = breakdown::sets(&everyone, attribute)?;
        let difference = |(value, members): (PartValue, RoaringBitmap)| Difference {
            attribute: attribute.clone(),
            value,
            one: members.intersection_len(one),
            other: members.intersection_len(other),
        };
        let all: Vec<Difference> = parts.into_iter().map(difference).collect();
        let shown = shown(all.into_iter().filter(|one| one.one + one.other > 0).collect(), sizes);
        different.extend(shown.iter().filter(|one| one.value != PartValue::Unknown).cloned());
        if USUAL.iter().any(|key| attribute.key == *key) && shown.iter().any(|one| one.value != PartValue::Unknown) {
            tables.push((attribute.clone(), shown));
        }
    }
    let totals = (one.len(), other.len());
    different.retain(|one| one.points(totals) > 0);
    different.sort_by_key(|one| Reverse(one.points(totals)));
    different.truncate(MOST_DIFFERENT);
    let both = one.intersection_len(other);
    Ok(Some(Comparison { view, one: totals.0, other: totals.1, both, different, tables }))
}

/// Whether the values of an attribute are compared: where the database goes through all customers for each of them, those
/// of the usual attributes alone. A language includes its regions, so that its values are not apart.
fn is_compared(view: &View, attribute: &Attribute) -> bool {
    let is_usual = USUAL.iter().any(|key| attribute.key == *key);
    let is_apart = !matches!(attribute.choices, Choices::Groups | Choices::Languages);
    is_apart && (view.is_in_memory() || is_usual)
}

/// Leaves out the values that too few of either set have for the actor to see them, and then as many of the smallest others
/// as it takes that their sum is no small size either.
fn shown(all: Vec<Difference>, sizes: Sizes) -> Vec<Difference> {
    let is_small = |count: u64| count > 0 && sizes.hides(count);
    let (mut hidden, mut kept): (Vec<Difference>, Vec<Difference>) =
        all.into_iter().partition(|one| is_small(one.one) || is_small(one.other));
    let sum = |hidden: &[Difference], of: fn(&Difference) -> u64| hidden.iter().map(of).sum::<u64>();
    while is_small(sum(&hidden, |one| one.one)) || is_small(sum(&hidden, |one| one.other)) {
        let Some((place, _)) = kept.iter().enumerate().min_by_key(|(_, one)| one.one.min(one.other)) else { break };
        hidden.push(kept.remove(place));
    }
    kept
}

impl Difference {
    /// The difference between the shares of two sets of these sizes, in tenths of a percent.
    pub fn points(&self, (one, other): (u64, u64)) -> u64 {
        let share = |part: u64, whole: u64| (part.saturating_mul(2_000) + whole) / (whole.max(1) * 2);
        share(self.one, one).abs_diff(share(self.other, other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;

    fn difference(code: &str, one: u64, other: u64) -> Difference {
        let attribute = Attribute::built_in(BuiltIn::Market).clone();
        Difference { attribute, value: PartValue::Choice(code.into()), one, other }
    }

    #[test]
    fn a_viewer_can_compute_no_small_part_of_either_set() {
        let all = vec![difference("FR", 300, 200), difference("DE", 60, 90), difference("BE", 7, 80)];
        let names = |role| {
            let shown = shown(all.clone(), Sizes::new(role, 50));
            shown.into_iter().map(|one| one.one).collect::<Vec<_>>()
        };
        assert_eq!((names(Role::Editor), names(Role::Viewer)), (vec![300, 60, 7], vec![300]));
    }

    #[test]
    fn shares_are_compared_and_not_numbers() {
        assert_eq!(difference("FR", 50, 500).points((100, 1_000)), 0);
        assert_eq!(difference("FR", 29, 21).points((100, 100)), 80);
    }
}
