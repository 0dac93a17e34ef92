//! Which customers of an app can be written to by push notifications, by position: who has a browser, and who has allowed it. All
//! of it is read once, and then what has changed since.

use super::DbConnection;
use super::consents::{ConsentChannel, ConsentPurpose, ConsentState};
use super::imports::ImportState;
use super::owners::is_of_publisher;
use super::schema::{consents, customers, imports, profiles, subscriptions};
use super::subscriptions::SubscriptionState;
use crate::ids::{AppId, AppKey, PublisherId, SubscriptionId};
use crate::reading::ImportKind;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A browser of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Browser {
    pub id: SubscriptionId,
    pub position: i32,
    pub state: SubscriptionState,
    pub seen_at: NaiveDateTime,
    /// The name of the zone that its clock is in.
    pub time_zone: Option<String>,
    /// A tag of BCP 47.
    pub language: String,
}

/// What a customer said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Said {
    pub id: i32,
    pub position: i32,
    pub purpose: ConsentPurpose,
    pub state: ConsentState,
}

/// The last position of the app that anybody is at.
pub fn last_position(connection: &mut DbConnection, app: AppKey) -> QueryResult<Option<i32>> {
    let own = profiles::table.filter(profiles::app_id.eq(app.id)).filter(is_of_publisher(app));
    own.select(diesel::dsl::max(profiles::position)).first(connection)
}

#[diesel::dsl::auto_type]
fn browsers(app: AppKey) -> _ {
    let (id, publisher, own): (AppId, PublisherId, is_of_publisher) = (app.id, app.publisher, is_of_publisher(app));
    subscriptions::table
        .inner_join(customers::table.on(customers::account_id.eq(subscriptions::account_id)))
        .inner_join(profiles::table.on(profiles::customer_id.eq(customers::id)))
        .filter(subscriptions::app_id.eq(id))
        .filter(customers::publisher_id.eq(publisher))
        .filter(profiles::app_id.eq(id))
        .filter(own)
        .select((
            subscriptions::id,
            profiles::position,
            subscriptions::state,
            subscriptions::seen_at,
            subscriptions::time_zone,
            subscriptions::language,
        ))
}

/// The live browsers of customers from one position to before another.
pub fn browsers_between(
    connection: &mut DbConnection,
    app: AppKey,
    (first, end): (i32, i32),
) -> QueryResult<Vec<Browser>> {
    let live = browsers(app).filter(subscriptions::state.eq(SubscriptionState::Live));
    live.filter(profiles::position.ge(first)).filter(profiles::position.lt(end)).load(connection)
}

/// The browsers of the app that came after one, or that were seen or have ended since a moment, whosever they are.
pub fn changed(
    connection: &mut DbConnection,
    app: AppKey,
    (after, since): (SubscriptionId, NaiveDateTime),
) -> QueryResult<Vec<SubscriptionId>> {
    let own = || subscriptions::table.filter(subscriptions::app_id.eq(app.id)).filter(is_of_publisher(app));
    let ids = || own().select(subscriptions::id);
    let mut found: Vec<SubscriptionId> = ids().filter(subscriptions::id.gt(after)).load(connection)?;
    found.extend(ids().filter(subscriptions::seen_at.ge(since)).load::<SubscriptionId>(connection)?);
    found.extend(ids().filter(subscriptions::ended_at.ge(since)).load::<SubscriptionId>(connection)?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Those of these browsers that are customers'.
pub fn browsers_of(connection: &mut DbConnection, app: AppKey, ids: &[SubscriptionId]) -> QueryResult<Vec<Browser>> {
    let mut found = Vec::new();
    // Well below what a statement takes.
    for some in ids.chunks(2_000) {
        found.extend(browsers(app).filter(subscriptions::id.eq_any(some.to_vec())).load::<Browser>(connection)?);
    }
    Ok(found)
}

#[diesel::dsl::auto_type]
fn said(app: AppKey) -> _ {
    let (id, publisher, own): (AppId, PublisherId, is_of_publisher) = (app.id, app.publisher, is_of_publisher(app));
    let channel: ConsentChannel = ConsentChannel::WebPush;
    consents::table
        .inner_join(customers::table.on(customers::account_id.eq(consents::account_id)))
        .inner_join(profiles::table.on(profiles::customer_id.eq(customers::id)))
        .filter(consents::publisher_id.eq(publisher))
        .filter(consents::channel.eq(channel))
        .filter(customers::publisher_id.eq(publisher))
        .filter(profiles::app_id.eq(id))
        .filter(own)
        .order(consents::id)
        .select((consents::id, profiles::position, consents::purpose, consents::state))
}

/// What customers from one position to before another said, in its order.
pub fn said_between(connection: &mut DbConnection, app: AppKey, (first, end): (i32, i32)) -> QueryResult<Vec<Said>> {
    said(app).filter(profiles::position.ge(first)).filter(profiles::position.lt(end)).load(connection)
}

/// The number of what a customer of the publisher said last; 0 if nobody said anything.
pub fn last_said(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i32> {
    let own = consents::table.filter(consents::publisher_id.eq(publisher)).order(consents::id.desc());
    Ok(own.select(consents::id).first(connection).optional()?.unwrap_or(0))
}

/// How many imports of what people said are being taken back, and how many were: what they brought is not there any more, which no
/// number of a row tells.
pub fn taken_back(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<(i64, i64)> {
    let imports = |states: [ImportState; 2]| {
        let own = imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::state.eq_any(states));
        own.filter(imports::kind.eq(ImportKind::Consents)).count()
    };
    let at_work = imports([ImportState::Undoing, ImportState::Cancelling]).get_result(connection)?;
    Ok((at_work, imports([ImportState::Undone, ImportState::Cancelled]).get_result(connection)?))
}

/// What customers said after something, in its order.
pub fn said_after(connection: &mut DbConnection, app: AppKey, after: i32) -> QueryResult<Vec<Said>> {
    said(app).filter(consents::id.gt(after)).load(connection)
}
