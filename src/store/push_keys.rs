//! The keys with which messages of apps are signed for push services, one pair an app.

use super::DbConnection;
use super::owners::{is_of_publisher, require_app};
use super::schema::push_keys::dsl;
use crate::ids::AppKey;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An app's pair of keys, and what goes with it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::push_keys)]
pub struct PushKey {
    /// As browsers take it, in base64url.
    pub public_key: String,
    /// In PKCS #8, sealed.
    pub private_key: String,
    pub contact: String,
    /// Further hosts of push services, with a space between.
    pub hosts: String,
    pub version: i64,
}

impl PushKey {
    /// The further hosts of push services.
    pub fn further_hosts(&self) -> Vec<String> {
        self.hosts.split_whitespace().map(str::to_owned).collect()
    }
}

/// A pair of keys to insert.
#[derive(Clone, Copy, Debug)]
pub struct NewPushKey<'a> {
    pub public_key: &'a str,
    pub private_key: &'a str,
    pub contact: &'a str,
    pub hosts: &'a str,
}

/// The app's pair of keys, if it has one.
pub fn find(connection: &mut DbConnection, app: AppKey) -> QueryResult<Option<PushKey>> {
    let row = dsl::push_keys.find(app.id).filter(is_of_publisher(app));
    row.select(PushKey::as_select()).first(connection).optional()
}

/// Adds the app's pair of keys.
pub fn create(connection: &mut DbConnection, app: AppKey, new: NewPushKey<'_>, now: NaiveDateTime) -> QueryResult<()> {
    require_app(connection, app)?;
    let row = (
        dsl::app_id.eq(app.id),
        dsl::public_key.eq(new.public_key),
        dsl::private_key.eq(new.private_key),
        dsl::contact.eq(new.contact),
        dsl::hosts.eq(new.hosts),
        dsl::created_at.eq(now),
    );
    diesel::insert_into(dsl::push_keys).values(row).execute(connection).map(drop)
}

/// Changes what goes with the pair of keys if it is still at this version. Returns whether it was.
pub fn update(
    connection: &mut DbConnection,
    app: AppKey,
    version: i64,
    (contact, hosts): (&str, &str),
) -> QueryResult<bool> {
    let row = dsl::push_keys.find(app.id).filter(dsl::version.eq(version)).filter(is_of_publisher(app));
    let changed = diesel::update(row)
        .set((dsl::contact.eq(contact), dsl::hosts.eq(hosts), dsl::version.eq(version + 1)))
        .execute(connection)?;
    Ok(changed == 1)
}
