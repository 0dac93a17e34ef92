//! Browsers that may be sent messages of an app.

use super::DbConnection;
use super::owners::{is_of_publisher, require_app};
use super::schema::apps;
use super::schema::subscriptions::{self, dsl};
use crate::ids::{AppId, AppKey, PublisherId, SubscriptionId};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// How a subscription is; the message `subscription-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum SubscriptionState {
    Live,
    /// The push service says that it is no more.
    Gone,
    /// The person signed out.
    Withdrawn,
}

words!(SubscriptionState);

/// A subscription.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = subscriptions)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub app_id: AppId,
    pub account_id: String,
    /// Empty once it has ended, as the keys are.
    pub endpoint: String,
    pub public_key: Vec<u8>,
    pub auth: Vec<u8>,
    /// As the browser says it, such as `fr-FR`.
    pub language: String,
    pub time_zone: Option<String>,
    /// The names of the browser and its operating system.
    pub agent: String,
    pub created_at: NaiveDateTime,
    pub seen_at: NaiveDateTime,
    /// When another account signed in at the browser.
    pub moved_at: Option<NaiveDateTime>,
    pub expires_at: Option<NaiveDateTime>,
    pub state: SubscriptionState,
    pub ended_at: Option<NaiveDateTime>,
}

/// What a browser sends.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    pub account_id: String,
    pub endpoint: String,
    /// SHA-256 of the endpoint in hexadecimal, by which it is found.
    pub endpoint_digest: String,
    pub public_key: Vec<u8>,
    pub auth: Vec<u8>,
    pub language: String,
    pub time_zone: Option<String>,
    pub agent: String,
    pub expires_at: Option<NaiveDateTime>,
}

#[diesel::dsl::auto_type]
fn of_app(app: AppKey) -> _ {
    let (id, own): (AppId, is_of_publisher) = (app.id, is_of_publisher(app));
    subscriptions::table.filter(subscriptions::app_id.eq(id)).filter(own)
}

/// The app's subscription at an endpoint, by its digest.
pub fn of_endpoint(connection: &mut DbConnection, app: AppKey, digest: &str) -> QueryResult<Option<Subscription>> {
    let found = of_app(app).filter(dsl::endpoint_digest.eq(digest.to_owned()));
    found.select(Subscription::as_select()).first(connection).optional()
}

/// The names of the zones that these accounts are in: that of the live browser of each that was seen last and has said its zone.
pub fn zones(connection: &mut DbConnection, app: AppKey, accounts: &[String]) -> QueryResult<HashMap<String, String>> {
    let live = of_app(app)
        .filter(dsl::account_id.eq_any(accounts.to_vec()))
        .filter(dsl::state.eq(SubscriptionState::Live))
        .filter(dsl::time_zone.is_not_null());
    let found: Vec<(String, Option<String>)> =
        live.order((dsl::seen_at, dsl::id)).select((dsl::account_id, dsl::time_zone)).load(connection)?;
    // The last of an account stays.
    Ok(found.into_iter().filter_map(|(account, zone)| Some((account, zone?))).collect())
}

/// Adds a subscription. The caller knows that the app has none at this endpoint.
pub fn create(
    connection: &mut DbConnection,
    app: AppKey,
    new: &NewSubscription,
    now: NaiveDateTime,
) -> QueryResult<SubscriptionId> {
    require_app(connection, app)?;
    let who = (dsl::app_id.eq(app.id), dsl::account_id.eq(&new.account_id), dsl::language.eq(&new.language));
    let address = (
        dsl::endpoint.eq(&new.endpoint),
        dsl::endpoint_digest.eq(&new.endpoint_digest),
        dsl::public_key.eq(&new.public_key),
        dsl::auth.eq(&new.auth),
    );
    let rest = (
        dsl::time_zone.eq(new.time_zone.as_deref()),
        dsl::agent.eq(&new.agent),
        dsl::expires_at.eq(new.expires_at),
        dsl::created_at.eq(now),
        dsl::seen_at.eq(now),
        dsl::state.eq(SubscriptionState::Live),
    );
    diesel::insert_into(dsl::subscriptions).values((who, address, rest)).returning(dsl::id).get_result(connection)
}

/// Makes the subscription what the browser says now; `moved_at` is when the account became another one.
pub fn renew(
    connection: &mut DbConnection,
    app: AppKey,
    id: SubscriptionId,
    (new, moved_at): (&NewSubscription, Option<NaiveDateTime>),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let address = (dsl::endpoint.eq(&new.endpoint), dsl::public_key.eq(&new.public_key), dsl::auth.eq(&new.auth));
    let rest = (
        dsl::account_id.eq(&new.account_id),
        dsl::language.eq(&new.language),
        dsl::time_zone.eq(new.time_zone.as_deref()),
        dsl::agent.eq(&new.agent),
        dsl::expires_at.eq(new.expires_at),
        dsl::seen_at.eq(now),
        dsl::moved_at.eq(moved_at),
        dsl::state.eq(SubscriptionState::Live),
        dsl::ended_at.eq(None::<NaiveDateTime>),
    );
    diesel::update(of_app(app).filter(dsl::id.eq(id))).set((address, rest)).execute(connection).map(drop)
}

/// Ends subscriptions of the app; their addresses and keys are forgotten.
pub fn end(
    connection: &mut DbConnection,
    app: AppKey,
    ids: &[SubscriptionId],
    state: SubscriptionState,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let live = of_app(app).filter(dsl::id.eq_any(ids.to_vec())).filter(dsl::state.eq(SubscriptionState::Live));
    let nothing: Vec<u8> = Vec::new();
    diesel::update(live)
        .set((
            dsl::state.eq(state),
            dsl::ended_at.eq(Some(now)),
            dsl::endpoint.eq(""),
            dsl::public_key.eq(&nothing),
            dsl::auth.eq(&nothing),
        ))
        .execute(connection)
        .map(drop)
}

/// Deletes the account's subscriptions of the app beyond `most`: first those that have ended, then those that were not seen
/// for the longest time.
pub fn keep(connection: &mut DbConnection, app: AppKey, account: &str, most: i64) -> QueryResult<()> {
    let of_account = || of_app(app).filter(dsl::account_id.eq(account.to_owned()));
    // `live` comes after `gone` and before `withdrawn`, so its words are no order.
    let ended = of_account().filter(dsl::state.ne(SubscriptionState::Live)).order((dsl::seen_at, dsl::id));
    let live = of_account().filter(dsl::state.eq(SubscriptionState::Live)).order((dsl::seen_at, dsl::id));
    let mut all: Vec<SubscriptionId> = ended.select(dsl::id).load(connection)?;
    all.extend(live.select(dsl::id).load::<SubscriptionId>(connection)?);
    let excess = all.len().saturating_sub(usize::try_from(most).unwrap_or(usize::MAX));
    all.truncate(excess);
    diesel::delete(of_app(app).filter(dsl::id.eq_any(all))).execute(connection).map(drop)
}

/// The number of the app's live subscriptions and of the accounts that have one.
pub fn count(connection: &mut DbConnection, app: AppKey) -> QueryResult<(i64, i64)> {
    let live = || of_app(app).filter(dsl::state.eq(SubscriptionState::Live));
    let accounts = live().select(diesel::dsl::count(dsl::account_id).aggregate_distinct()).first(connection)?;
    Ok((live().count().get_result(connection)?, accounts))
}

#[diesel::dsl::auto_type]
fn of_person(publisher: PublisherId, account: String) -> _ {
    let own = apps::table.filter(apps::publisher_id.eq(publisher)).select(apps::id);
    subscriptions::table.filter(subscriptions::account_id.eq(account)).filter(subscriptions::app_id.eq_any(own))
}

/// The subscriptions of a person in all apps of the publisher, the newest first.
pub fn of_account(
    connection: &mut DbConnection,
    publisher: PublisherId,
    account: &str,
) -> QueryResult<Vec<Subscription>> {
    let found = of_person(publisher, account.to_owned()).order(dsl::id.desc());
    found.select(Subscription::as_select()).load(connection)
}

/// Deletes the subscriptions of a person in all apps of the publisher.
pub fn delete_of_account(connection: &mut DbConnection, publisher: PublisherId, account: &str) -> QueryResult<()> {
    let found: Vec<SubscriptionId> = of_person(publisher, account.to_owned()).select(dsl::id).load(connection)?;
    let own = apps::table.filter(apps::publisher_id.eq(publisher)).select(apps::id);
    let rows = dsl::subscriptions.filter(dsl::id.eq_any(found)).filter(dsl::app_id.eq_any(own));
    diesel::delete(rows).execute(connection).map(drop)
}

/// Whose the subscription is, whichever the publisher: for who holds a token that names it.
pub fn whose(connection: &mut DbConnection, id: SubscriptionId) -> QueryResult<Option<(PublisherId, AppId, String)>> {
    subscriptions::table
        .inner_join(apps::table.on(apps::id.eq(subscriptions::app_id)))
        .filter(subscriptions::id.eq(id))
        .select((apps::publisher_id, apps::id, subscriptions::account_id))
        .first(connection)
        .optional()
}

/// Deletes some of a deleted app's subscriptions. Returns false if there are no more.
pub fn delete_slice(connection: &mut DbConnection, app: AppKey, most: i64) -> QueryResult<bool> {
    let ids: Vec<SubscriptionId> = of_app(app).order(dsl::id).limit(most).select(dsl::id).load(connection)?;
    let has_some = !ids.is_empty();
    diesel::delete(of_app(app).filter(dsl::id.eq_any(ids))).execute(connection)?;
    Ok(has_some)
}
