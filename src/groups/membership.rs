//! Whether customers are in groups, by account id: one, or thousands at once.

use super::members::{self, MembersError};
use crate::access::{Actor, Sizes};
use crate::addresses::account_key;
use crate::ids::{AppId, GroupId};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, customers, group_addresses};
use std::collections::{HashMap, HashSet};

/// The most account ids that are asked for at once: one query for each app, and an answer of a few megabytes.
pub const MOST: usize = 10_000;

/// The most groups that are asked for at once by name; each is one question to the engine, which is kept.
pub const MOST_GROUPS: usize = 200;

/// An account and the groups that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub account_id: String,
    /// Whether the publisher has a customer with this account id. A known user group may list others too.
    pub is_customer: bool,
    /// In the order in which the groups were given.
    pub groups: Vec<GroupId>,
}

/// The active groups that may be asked for: those with these ids, or all if there are none. An error if one of the ids has
/// no active group. Of all groups, the segments whose size is hidden from the actor are left out.
pub fn groups(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    ids: &[GroupId],
) -> Result<Vec<CustomerGroup>, StoreError> {
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    let is_hidden = |group: &CustomerGroup| group.members.is_some_and(|members| sizes.hides(members.unsigned_abs()));
    state.database.read_now(|connection| {
        if ids.is_empty() {
            let mut groups = customer_groups::active(connection, actor.publisher)?;
            groups.retain(|group| !group.is_segment() || !is_hidden(group));
            return Ok(groups);
        }
        let mut groups = Vec::with_capacity(ids.len());
        for id in ids {
            let group = customer_groups::find(connection, actor.publisher, *id)?;
            if group.is_archived() {
                return Err(crate::store::not_found());
            }
            groups.push(group);
        }
        Ok(groups)
    })
}

/// Which of the groups each account is in, in the order of the accounts.
pub fn of(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    groups: &[CustomerGroup],
    accounts: &[String],
) -> Result<Vec<Membership>, MembersError> {
    let emails =
        state.database.read_now(|connection| customers::emails_of_accounts(connection, actor.publisher, accounts))?;
    let of_account = |account: &String| Membership {
        account_id: account.clone(),
        is_customer: emails.contains_key(account),
        groups: Vec::new(),
    };
    let mut found: Vec<Membership> = accounts.iter().map(of_account).collect();
    let listed = listed(state, actor, groups, accounts, &emails)?;
    let mut positions: HashMap<AppId, HashMap<String, u32>> = HashMap::new();
    for group in groups {
        let Some(app) = group.app_id else {
            let is_listed = |one: &Membership| {
                let is_entry = |key: &str| listed.contains(&(group.id, key.to_owned()));
                let email = emails.get(&one.account_id).and_then(Option::as_deref);
                is_entry(&account_key(&one.account_id)) || email.is_some_and(is_entry)
            };
            found.iter_mut().filter(|one| is_listed(one)).for_each(|one| one.groups.push(group.id));
            continue;
        };
        let view = state.audiences.view_now(publisher, app)?;
        let members = members::of_segment(&view, group, Sizes::new(actor.role, publisher.minimum_size))?;
        if let std::collections::hash_map::Entry::Vacant(entry) = positions.entry(app) {
            entry.insert(view.positions(accounts)?);
        }
        let places = &positions[&app];
        let is_member = |one: &Membership| {
            places.get(&one.account_id).is_some_and(|position| members.positions.contains(*position))
        };
        found.iter_mut().filter(|one| is_member(one)).for_each(|one| one.groups.push(group.id));
    }
    Ok(found)
}

/// The entries of the known user groups among `groups` that name one of the accounts, by its id or by the address in
/// `emails`.
fn listed(
    state: &State,
    actor: &Actor,
    groups: &[CustomerGroup],
    accounts: &[String],
    emails: &HashMap<String, Option<String>>,
) -> Result<HashSet<(GroupId, String)>, StoreError> {
    let ids: Vec<GroupId> = groups.iter().filter(|group| !group.is_segment()).map(|group| group.id).collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let keys = accounts.iter().map(|account| account_key(account)).chain(emails.values().flatten().cloned());
    let keys: Vec<String> = keys.collect();
    state.database.read_now(|connection| group_addresses::among(connection, actor.publisher, &ids, &keys))
}
