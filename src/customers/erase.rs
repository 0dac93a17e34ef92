//! Erases a customer: everything that [`super::held`] finds goes in one transaction, but for what imports kept as it was sent, which
//! goes before it in slices. A keyed digest of the account id and of the address keeps files from bringing the person again. The person
//! is the account and the address: another account with the address is not taken in either.

use super::check::one_named;
use super::forget_mentions;
use super::mentions::{self, Person};
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Subject};
use crate::consents;
use crate::deleted::{self, Deletable};
use crate::groups::recount;
use crate::ids::{AppId, CustomerId};
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customer_rows as rows;
use crate::store::customers::{self, Customer};
use crate::store::{
    DbConnection, Lock, QueryResult, StoreError, deletions, delivery_people, erased, idempotency_keys, import_drafts,
    not_found, subscriptions,
};
use crate::webhooks::outbox::{self, Happening};
use diesel::result::Error;

/// What goes with a customer.
pub struct Effect {
    pub customer: Customer,
    pub apps: Vec<InApp>,
    /// The known user groups that list the customer, archived ones among them, once for each entry.
    pub lists: Vec<CustomerGroup>,
    pub refused_lines: usize,
    pub left_out_cells: usize,
    /// The files that are not imported yet and may name the customer: they stay.
    pub waiting_files: usize,
}

/// The numbers of the customer's facts in one app.
pub struct InApp {
    pub name: String,
    pub purchases: usize,
    pub days_of_use: usize,
    pub ratings: usize,
    pub custom_values: usize,
}

/// What goes with the publisher's customer with this id.
pub fn effect(state: &State, actor: &Actor, customer: CustomerId) -> Result<Effect, StoreError> {
    let customer = state.database.read_now(|connection| customers::find(connection, actor.publisher, customer))?;
    let (kept, _) = mentions::find(&state.database, actor.publisher, &Person::of(&customer))?;
    state.database.read_now(|connection| {
        let customer = customers::find(connection, actor.publisher, customer.id)?;
        let lists = rows::entries(connection, actor.publisher, &Person::of(&customer).keys())?;
        Ok(Effect {
            apps: in_apps(connection, actor, customer.id)?,
            lists: lists.into_iter().map(|(group, _)| group).collect(),
            refused_lines: kept.lines.len(),
            left_out_cells: kept.cells.len(),
            waiting_files: import_drafts::waiting(connection, actor.publisher)?,
            customer,
        })
    })
}

fn in_apps(connection: &mut DbConnection, actor: &Actor, customer: CustomerId) -> QueryResult<Vec<InApp>> {
    let publisher = actor.publisher;
    let places = rows::positions(connection, publisher, customer)?;
    let purchases = rows::purchases(connection, publisher, customer)?;
    let usage = rows::usage_days(connection, publisher, customer)?;
    let ratings = rows::ratings(connection, publisher, customer)?;
    let custom = rows::custom_values(connection, publisher, customer)?;
    let names = rows::app_names(connection, publisher)?;
    let count = |apps: &mut dyn Iterator<Item = AppId>, id: AppId| apps.filter(|app| *app == id).count();
    let known = names.into_iter().filter(|(id, ..)| places.iter().any(|(app, _)| app == id));
    let in_app = known.map(|(id, name, _)| InApp {
        name,
        purchases: count(&mut purchases.iter().map(|one| one.app), id),
        days_of_use: count(&mut usage.iter().map(|(app, ..)| *app), id),
        ratings: count(&mut ratings.iter().map(|(app, ..)| *app), id),
        custom_values: count(&mut custom.iter().map(|(app, ..)| *app), id),
    });
    Ok(in_app.collect())
}

/// Erases the publisher's customer with this id, and counts the groups again. Erasing again is as good as erasing once. The history of segments no longer knows the
/// position either once they are counted.
pub fn erase(state: &State, actor: &Actor, customer: CustomerId) -> Result<(), StoreError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    state.database.write_holding_now(Lock::Setup, erased::make_secret)?;
    let find = |connection: &mut _| match customers::find(connection, publisher, customer) {
        Err(Error::NotFound) => Ok(None),
        found => found.map(Some),
    };
    let found = state.database.read_now(find)?;
    let before = match &found {
        Some(found) => forget_mentions::in_slices(state, publisher, &Person::of(found))?,
        None => Vec::new(),
    };
    state.database.write_groups_now(publisher, |connection| {
        Lock::Facts(publisher).also(connection)?;
        let customer = match customers::find(connection, publisher, customer) {
            Err(Error::NotFound) => return deleted::before(connection, actor, Deletable::Customer, customer.into()),
            customer => customer?,
        };
        let person = Person::of(&customer);
        let places = customers::places(connection, publisher, customer.id)?;
        erased::remember(connection, publisher, &person.remembered(), now)?;
        // What was looked through for another address does not count.
        let is_same = found.as_ref().is_some_and(|found| Person::of(found) == person);
        forget_mentions::rest(connection, publisher, (&person, if is_same { &before } else { &[] }))?;
        erased::delete_entries(connection, publisher, &person.keys(), now)?;
        delivery_people::forget(connection, publisher, customer.id, now)?;
        consents::erase(connection, (publisher, &customer.account_id), now)?;
        erased::delete(connection, publisher, customer.id)?;
        idempotency_keys::forget_answers(connection, publisher)?;
        let what = (Action::Erased, Subject::customer(Some(customer.id)), Changes::none());
        audit::record(connection, actor, now, what)?;
        deletions::remember(connection, publisher, (Deletable::Customer, customer.id.into()), now)?;
        let happening = Happening::erased(
            &state.seal,
            publisher,
            &customer.account_id,
            places.iter().map(|place| place.app).collect(),
        )?;
        outbox::publish(connection, publisher, &[happening], now)
    })?;
    state.new_message.notify_one();
    recount::recount_soon(state, publisher);
    Ok(())
}

/// Whether anything is held of whoever has this account id, but for what imports kept as it was sent.
pub fn is_subscribed(state: &State, actor: &Actor, account: &str) -> Result<bool, StoreError> {
    state.database.read_now(|connection| {
        let is_customer = customers::of_account(connection, actor.publisher, account)?.is_some();
        Ok(is_customer || consents::knows(connection, actor.publisher, account)?)
    })
}

/// Whether anything is held of whoever has this account id or, if it is an address, of the one customer who has it.
pub fn is_known(state: &State, actor: &Actor, account: &str) -> Result<bool, StoreError> {
    let is_customer = match one_named(state, actor, account) {
        Err(StoreError::NotFound) => return Ok(false),
        found => found?.is_some(),
    };
    if is_customer || is_subscribed(state, actor, account)? {
        return Ok(true);
    }
    let person = Person::of_account(account);
    let entries = |connection: &mut _| rows::entries(connection, actor.publisher, &person.keys());
    Ok(!state.database.read_now(entries)?.is_empty()
        || person.is_told_by(&mentions::find(&state.database, actor.publisher, &person)?.0))
}

/// Erases whoever has this account id or, if it is an address, the one customer who has it: also a person who is no customer, but has allowed messages in a browser, is in a list of people
/// or is named in what imports refused. Returns [`StoreError::NotFound`] if nothing is held of her.
pub fn erase_account(state: &State, actor: &Actor, account: &str) -> Result<(), StoreError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    if let Some(customer) = one_named(state, actor, account)? {
        return erase(state, actor, customer.id);
    }
    if !is_known(state, actor, account)? {
        return Err(not_found().into());
    }
    let person = Person::of_account(account);
    state.database.write_holding_now(Lock::Setup, erased::make_secret)?;
    let before = forget_mentions::in_slices(state, publisher, &person)?;
    let came = state.database.write_groups_now(publisher, |connection| {
        Lock::Facts(publisher).also(connection)?;
        // An import may have brought the person while the slices were looked through.
        if let Some(customer) = customers::of_account(connection, publisher, account)? {
            return Ok(Some(customer.id));
        }
        let subscribed = subscriptions::of_account(connection, publisher, account)?;
        let mut apps: Vec<AppId> = subscribed.into_iter().map(|subscription| subscription.app_id).collect();
        apps.sort_unstable();
        apps.dedup();
        erased::remember(connection, publisher, &person.remembered(), now)?;
        forget_mentions::rest(connection, publisher, (&person, &before))?;
        erased::delete_entries(connection, publisher, &person.keys(), now)?;
        consents::erase(connection, (publisher, account), now)?;
        idempotency_keys::forget_answers(connection, publisher)?;
        audit::record(connection, actor, now, (Action::Erased, Subject::customer(None), Changes::none()))?;
        let happening = Happening::erased(&state.seal, publisher, account, apps)?;
        outbox::publish(connection, publisher, &[happening], now)?;
        Ok(None)
    })?;
    if let Some(customer) = came {
        return erase(state, actor, customer);
    }
    state.new_message.notify_one();
    recount::recount_soon(state, publisher);
    Ok(())
}
