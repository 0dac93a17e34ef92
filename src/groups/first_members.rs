//! The first members of a rule while it is edited, with what the rule asks about of each: enough to see whether it means
//! what was meant.

use crate::access::Sizes;
use crate::columns::View;
use crate::segments::{Condition, Key, Operand, Profile, Rule};
use crate::state::State;
use crate::store::customers::{self, Customer};
use crate::store::profiles::{self, Places};
use crate::store::{Database, StoreError};
use std::collections::HashMap;

/// How many members are shown: as many as are looked through at a glance.
pub const MOST: usize = 10;

/// The most attributes of a rule that have a column, so that the table can be read beside the form.
const MOST_COLUMNS: usize = 6;

/// The first members in the order in which customers were first imported, which stays the same while a rule is edited.
pub struct FirstMembers {
    /// The attributes that the rule asks about, in its order.
    pub attributes: Vec<Key>,
    pub rows: Vec<(Customer, Profile)>,
}

/// The first members of the rule; `None` if their number is hidden from the actor.
pub fn of(state: &State, view: &View, rule: &Rule, sizes: Sizes) -> Result<Option<FirstMembers>, StoreError> {
    let members = view.members(rule)?;
    if sizes.hides(members.len()) {
        return Ok(None);
    }
    let positions: Vec<u32> = members.iter().take(MOST).collect();
    let mut rows = read(&state.database, view, &positions)?;
    for group in groups_of(rule) {
        let in_group = view.among_everyone().members(&Rule::member_of(group))?;
        for (position, _, profile) in &mut rows {
            if in_group.contains(*position) {
                profile.groups.push(group.clone());
            }
        }
    }
    let rows = rows.into_iter().map(|(_, customer, profile)| (customer, profile)).collect();
    Ok(Some(FirstMembers { attributes: attributes_of(rule), rows }))
}

/// The customers at the positions, and what is known of each.
fn read(database: &Database, view: &View, positions: &[u32]) -> Result<Vec<(u32, Customer, Profile)>, StoreError> {
    let (app, moment) = (view.app.key(), view.moment());
    let places: Vec<i32> = positions.iter().filter_map(|position| i32::try_from(*position).ok()).collect();
    database.read_now(|connection| {
        let found = profiles::load(connection, app, moment, Places::At(&places))?;
        let customers = customers::at_positions(connection, app, positions)?;
        let mut customers: HashMap<_, _> = customers.into_iter().map(|customer| (customer.id, customer)).collect();
        let row = |placed: profiles::PlacedProfile| {
            Some((placed.position, customers.remove(&placed.customer_id)?, placed.profile))
        };
        Ok(found.into_iter().filter_map(row).collect())
    })
}

fn conditions(rule: &Rule) -> impl Iterator<Item = &Condition> {
    rule.conditions()
}

fn attributes_of(rule: &Rule) -> Vec<Key> {
    let mut attributes: Vec<Key> = Vec::new();
    for Condition { attribute, .. } in conditions(rule) {
        if !attributes.contains(attribute) {
            attributes.push(attribute.clone());
        }
    }
    attributes.truncate(MOST_COLUMNS);
    attributes
}

/// The groups that the rule names, without those past the first few.
fn groups_of(rule: &Rule) -> Vec<&String> {
    let mut groups: Vec<&String> = Vec::new();
    for condition in conditions(rule).filter(|condition| condition.attribute == Key::MemberOf) {
        if let Operand::Choices(codes) = &condition.operand {
            groups.extend(codes);
        }
    }
    groups.sort();
    groups.dedup();
    groups.truncate(MOST_COLUMNS);
    groups
}
