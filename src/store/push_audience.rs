//! Which customers of an app can be written to by push notifications, by position: who has a browser, and who has allowed it.

use super::DbConnection;
use super::consents::{ConsentChannel, ConsentPurpose, ConsentState};
use super::owners::is_of_publisher;
use super::schema::{consents, customers, profiles, subscriptions};
use super::subscriptions::SubscriptionState;
use crate::ids::AppKey;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use roaring::RoaringBitmap;

/// The positions of those who have a browser that has subscribed.
pub fn subscribed(connection: &mut DbConnection, app: AppKey) -> QueryResult<RoaringBitmap> {
    let found: Vec<i32> = subscriptions::table
        .inner_join(customers::table.on(customers::account_id.eq(subscriptions::account_id)))
        .inner_join(profiles::table.on(profiles::customer_id.eq(customers::id)))
        .filter(subscriptions::app_id.eq(app.id))
        .filter(subscriptions::state.eq(SubscriptionState::Live))
        .filter(customers::publisher_id.eq(app.publisher))
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .select(profiles::position)
        .load(connection)?;
    Ok(found.into_iter().map(i32::unsigned_abs).collect())
}

/// The positions of those who allow it now, and of those who have taken it back.
pub fn consenting(
    connection: &mut DbConnection,
    app: AppKey,
    (channel, purpose): (ConsentChannel, ConsentPurpose),
) -> QueryResult<(RoaringBitmap, RoaringBitmap)> {
    let newer = diesel::alias!(consents as newer);
    let is_followed = newer
        .filter(newer.field(consents::publisher_id).eq(app.publisher))
        .filter(newer.field(consents::account_id).eq(consents::account_id))
        .filter(newer.field(consents::channel).eq(channel))
        .filter(newer.field(consents::purpose).eq(purpose))
        .filter(newer.field(consents::id).gt(consents::id));
    let found: Vec<(i32, ConsentState)> = consents::table
        .inner_join(customers::table.on(customers::account_id.eq(consents::account_id)))
        .inner_join(profiles::table.on(profiles::customer_id.eq(customers::id)))
        .filter(consents::publisher_id.eq(app.publisher))
        .filter(consents::channel.eq(channel))
        .filter(consents::purpose.eq(purpose))
        .filter(not(exists(is_followed)))
        .filter(customers::publisher_id.eq(app.publisher))
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .select((profiles::position, consents::state))
        .load(connection)?;
    let (mut given, mut withdrawn) = (RoaringBitmap::new(), RoaringBitmap::new());
    for (position, state) in found {
        let into = if state == ConsentState::Given { &mut given } else { &mut withdrawn };
        into.insert(position.unsigned_abs());
    }
    Ok((given, withdrawn))
}

/// The zone of each of those who have a browser, by position: that of the one that was seen last and has said its zone.
pub fn zones(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<(u32, Option<String>)>> {
    let found: Vec<(i32, Option<String>)> = subscriptions::table
        .inner_join(customers::table.on(customers::account_id.eq(subscriptions::account_id)))
        .inner_join(profiles::table.on(profiles::customer_id.eq(customers::id)))
        .filter(subscriptions::app_id.eq(app.id))
        .filter(subscriptions::state.eq(SubscriptionState::Live))
        .filter(customers::publisher_id.eq(app.publisher))
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .order((profiles::position, subscriptions::seen_at, subscriptions::id))
        .select((profiles::position, subscriptions::time_zone))
        .load(connection)?;
    let mut zones: Vec<(u32, Option<String>)> = Vec::with_capacity(found.len());
    for (position, zone) in found {
        let position = position.unsigned_abs();
        match zones.last_mut() {
            Some((last, known)) if *last == position => *known = zone.or(known.take()),
            _ => zones.push((position, zone)),
        }
    }
    Ok(zones)
}
