//! Adding people to a known user group, replacing all of them, or removing some: what would change, and the change.

use super::check::{Content, Draft, People, Refusal};
use super::people::{self, Judged};
use super::save::{self, Deed, Place};
use crate::access::Actor;
use crate::audit::Action;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::group_addresses::{self, NewAddress};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, customer_groups, not_found};
use crate::words;
use std::collections::HashSet;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What becomes of the people that a group has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Choice {
    /// They stay, and the entered ones come after them.
    Add,
    /// The entered ones take their place.
    Replace,
    /// The entered ones go.
    Remove,
}

words!(Choice);

/// What a change would do. Entries are as they were entered, in their order.
#[derive(Debug)]
pub struct Plan {
    pub group: CustomerGroup,
    pub choice: Choice,
    pub judged: Judged,
    pub added: Vec<String>,
    /// Entered ones that the group has already.
    pub there: Vec<String>,
    pub removed: Vec<String>,
    /// Entered ones that would be removed, but are not in the group.
    pub missing: Vec<String>,
    /// All entries after the change.
    after: Vec<NewAddress>,
}

impl Plan {
    /// Whether the group would change.
    pub const fn changes(&self) -> bool {
        !self.added.is_empty() || !self.removed.is_empty()
    }

    /// How many entries the group would have.
    pub const fn size(&self) -> usize {
        self.after.len()
    }
}

/// What the change would do to the group as it is now. An error if the group is a segment.
pub fn plan(state: &State, actor: &Actor, group: GroupId, choice: Choice, typed: &str) -> Result<Plan, StoreError> {
    let (group, before) = state.database.read_now(|connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        if group.is_segment() {
            return Err(not_found());
        }
        let before = group_addresses::entries(connection, actor.publisher, group.id)?;
        Ok((group, before))
    })?;
    let judged = people::judge(state, actor, typed, Some(group.id))?;
    let entered = judged.people(true, true).accepted;
    let keys = |list: &[NewAddress]| list.iter().map(|entry| entry.email_key.clone()).collect::<HashSet<_>>();
    let (had, named) = (keys(&before), keys(&entered));
    let (there, new): (Vec<NewAddress>, Vec<NewAddress>) =
        entered.iter().cloned().partition(|entry| had.contains(&entry.email_key));
    let (going, staying): (Vec<NewAddress>, Vec<NewAddress>) = before.iter().cloned().partition(|entry| match choice {
        Choice::Add => false,
        Choice::Replace => !named.contains(&entry.email_key),
        Choice::Remove => named.contains(&entry.email_key),
    });
    let (added, there, missing, after) = match choice {
        Choice::Add => (new.clone(), there, Vec::new(), [before, new].concat()),
        Choice::Replace => (new, there, Vec::new(), entered),
        Choice::Remove => (Vec::new(), Vec::new(), new, staying),
    };
    let texts = |list: Vec<NewAddress>| list.into_iter().map(|entry| entry.email).collect();
    let (added, there, removed, missing) = (texts(added), texts(there), texts(going), texts(missing));
    Ok(Plan { group, choice, judged, added, there, removed, missing, after })
}

/// Makes the change, unless the group has changed since it was planned. Refused entries are left out. `agreed` says
/// that the added people consented.
pub fn apply(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    plan: &Plan,
    agreed: bool,
) -> Result<CustomerGroup, Refusal> {
    let people = People {
        accepted: plan.after.clone(),
        refused: 0,
        unread: plan.judged.unread,
        without_refused: true,
        agreed: agreed || plan.choice == Choice::Remove,
    };
    let draft = Draft { name: plan.group.name.clone(), content: Content::KnownUserGroup(people), about: None };
    let place = Place::Of { group: plan.group.id, version: plan.group.version };
    let action = match plan.choice {
        Choice::Add => Action::PeopleAdded,
        Choice::Replace => Action::PeopleReplaced,
        Choice::Remove => Action::PeopleRemoved,
    };
    save::save_by(state, actor, publisher, (&place, Deed::ChangedPeople(action)), &draft)
}
