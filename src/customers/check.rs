//! Checks one customer against every group: whether the customer is in it and, for a segment, how each condition
//! compares with the customer's own value and the nearest change that would change the result.

use super::coming::{Coming, coming};
use super::groups_beside;
use super::mentions::names_nobody;
use crate::access::Actor;
use crate::audience::Reason;
use crate::columns::View;
use crate::email::EmailAddress;
use crate::segments::Rule;
use crate::segments::explanation::{Explanation, explain};
use crate::state::State;
use crate::store::apps::App;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::{self, Customer};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, apps, profiles};
use std::sync::atomic::{AtomicBool, Ordering};

/// The customer with an account id or email address.
pub enum Found {
    Nobody,
    One(Box<Checked>),
    /// Several customers have the email address.
    Several(Vec<Customer>),
}

/// A customer, checked against every group of the publisher.
pub struct Checked {
    pub customer: Customer,
    pub apps: Vec<CheckedApp>,
    pub known_user_groups: Vec<CheckedKnownUserGroup>,
}

/// A customer beside a known user group.
pub struct CheckedKnownUserGroup {
    pub group: CustomerGroup,
    /// Whether the group lists the customer.
    pub is_listed: bool,
}

/// A customer, checked against the segments of one app.
pub struct CheckedApp {
    pub app: App,
    pub standing: Standing,
    /// Segments whose rule cannot be read are left out; their own page says so.
    pub segments: Vec<CheckedSegment>,
}

/// Whether the customer is a customer of the app.
pub enum Standing {
    /// Not a customer of the app, or the profile is not computed yet.
    Elsewhere,
    /// A customer of the app; `against` is the reason why they cannot be in segments, if any.
    Customer { view: Box<View>, against: Option<Reason> },
}

/// A customer, checked against a segment.
pub struct CheckedSegment {
    pub group: CustomerGroup,
    pub is_in: bool,
    /// The reason for the result; `None` if the customer is not a customer of the app.
    pub explanation: Option<Explanation>,
    /// When that changes by itself, if that can be foreseen.
    pub coming: Option<Coming>,
}

/// Checks the customer with this account id or, if there is none, with this email address. `None` once `cancelled` is
/// set, because the answer is no longer needed.
pub fn check(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    who: &str,
    cancelled: &AtomicBool,
) -> Result<Option<Found>, StoreError> {
    let mut named = named(state, actor, who)?;
    Ok(match (named.len(), named.pop()) {
        (_, None) => Some(Found::Nobody),
        (1, Some(customer)) => {
            checked(state, actor, publisher, customer, cancelled)?.map(|checked| Found::One(Box::new(checked)))
        }
        (_, Some(last)) => {
            named.push(last);
            Some(Found::Several(named))
        }
    })
}

/// [`check`] of the customer with this account id.
pub fn check_account(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    account_id: &str,
    cancelled: &AtomicBool,
) -> Result<Option<Checked>, StoreError> {
    let customer = super::of_account(state, actor, account_id)?;
    checked(state, actor, publisher, customer, cancelled)
}

/// The customer with this account id or, if there is none, those with this address.
pub fn named(state: &State, actor: &Actor, who: &str) -> Result<Vec<Customer>, StoreError> {
    if who.is_empty() {
        return Ok(Vec::new());
    }
    let key = EmailAddress::parse(who).ok().map(|address| address.key());
    state.database.read_now(|connection| match (customers::of_account(connection, actor.publisher, who)?, &key) {
        (Some(customer), _) => Ok(vec![customer]),
        (None, Some(key)) => customers::of_email(connection, actor.publisher, key),
        (None, None) => Ok(Vec::new()),
    })
}

/// The one customer with this account id or, if there is none, with this address. Returns [`StoreError::NotFound`] if the text names
/// nobody, or if several customers share the address: then only an account id says who is meant.
pub fn one_named(state: &State, actor: &Actor, who: &str) -> Result<Option<Customer>, StoreError> {
    if names_nobody(who) {
        return Err(StoreError::NotFound);
    }
    let mut named = named(state, actor, who)?;
    if named.len() > 1 { Err(StoreError::NotFound) } else { Ok(named.pop()) }
}

fn checked(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    customer: Customer,
    cancelled: &AtomicBool,
) -> Result<Option<Checked>, StoreError> {
    let (apps, places, groups) = state.database.read_now(|connection| {
        let apps = apps::of_publisher(connection, actor.publisher)?;
        let places = customers::places(connection, actor.publisher, customer.id)?;
        Ok((apps, places, groups_beside(connection, actor, publisher, &customer)?))
    })?;
    let mut checked = Vec::new();
    for app in apps {
        let segments: Vec<_> = groups.segments.iter().filter(|group| group.app_id == Some(app.id)).cloned().collect();
        let position = places.iter().find(|place| place.app == app.id).map(|place| place.position);
        if position.is_some() || !segments.is_empty() {
            match in_app(state, publisher, (app, position), &customer, segments, cancelled)? {
                Some(app) => checked.push(app),
                None => return Ok(None),
            }
        }
    }
    let known = groups.known_user_groups.into_iter().map(|group| {
        let is_listed = groups.listing.iter().any(|one| one.id == group.id);
        CheckedKnownUserGroup { group, is_listed }
    });
    Ok(Some(Checked { customer, apps: checked, known_user_groups: known.collect() }))
}

fn in_app(
    state: &State,
    publisher: &Publisher,
    (app, position): (App, Option<u32>),
    customer: &Customer,
    segments: Vec<CustomerGroup>,
    cancelled: &AtomicBool,
) -> Result<Option<CheckedApp>, StoreError> {
    let view = state.audiences.view_now(publisher, app.id)?;
    let read =
        |position| state.database.read_now(|connection| profiles::at(connection, app.key(), view.moment(), position));
    let profile = position.map(read).transpose()?.flatten();
    let (Some(mut profile), Some(position)) = (profile, position) else {
        let out = |group| CheckedSegment { group, is_in: false, explanation: None, coming: None };
        let segments = segments.into_iter().map(out).collect();
        return Ok(Some(CheckedApp { app, standing: Standing::Elsewhere, segments }));
    };
    profile.groups = groups_of(&view, position)?;
    let against = view.availability.reason_against(&profile);
    let mut checked = Vec::new();
    for group in segments {
        if cancelled.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let Ok(rule) = group.rule() else { continue };
        let explanation = explain(&view.ranked(&rule)?, &view.catalogue, &profile, view.today).showing(&rule);
        let is_in = explanation.meets && against.is_none();
        let coming = coming(&view, &rule, customer, &profile);
        checked.push(CheckedSegment { group, is_in, explanation: Some(explanation), coming });
    }
    Ok(Some(CheckedApp { app, standing: Standing::Customer { view: Box::new(view), against }, segments: checked }))
}

/// The groups that the customer is in, available or not, among those that the rule of another group refers to.
fn groups_of(view: &View, position: u32) -> Result<Vec<String>, StoreError> {
    let everyone = view.among_everyone();
    let mut groups = Vec::new();
    let used = view.catalogue.groups().iter().filter(|group| view.catalogue.users_of(&group.id).next().is_some());
    for group in used {
        if everyone.contains(position, &Rule::member_of(&group.id))? {
            groups.push(group.id.clone());
        }
    }
    Ok(groups)
}
