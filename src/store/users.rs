//! Users: the people who sign in for a publisher. Lookups by address, session or link do not filter by publisher,
//! because they determine it.

use super::DbConnection;
use super::schema::users::dsl;
use crate::access::Role;
use crate::ids::{PublisherId, UserId};
use crate::locale::Locale;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A person who signs in.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::users)]
pub struct User {
    pub id: UserId,
    pub publisher_id: PublisherId,
    pub email: String,
    pub password_hash: String,
    pub role: Role,
    /// The chosen language; `None` follows the browser.
    pub locale: Option<Locale>,
    /// When an owner disabled the account; `None` if the user may sign in.
    pub disabled_at: Option<NaiveDateTime>,
    /// When the user was last seen, to within some minutes; `None` before the first sign-in.
    pub seen_at: Option<NaiveDateTime>,
}

impl User {
    /// The URL of the user's page in the team.
    pub fn path(&self) -> String {
        format!("/team/{}", self.id)
    }

    /// Whether the user may not sign in.
    pub const fn is_disabled(&self) -> bool {
        self.disabled_at.is_some()
    }

    /// Whether the user is an owner who may sign in. Every publisher has at least one.
    pub fn is_active_owner(&self) -> bool {
        self.role == Role::Owner && !self.is_disabled()
    }
}

/// A user to insert. `email_key` is the address normalised for comparison, without regard to case.
#[derive(Insertable)]
#[diesel(table_name = super::schema::users, treat_none_as_default_value = false)]
pub struct NewUser<'a> {
    pub publisher_id: PublisherId,
    pub email: &'a str,
    pub email_key: &'a str,
    pub password_hash: &'a str,
    pub role: Role,
    pub locale: Option<Locale>,
    pub created_at: NaiveDateTime,
}

pub fn create(connection: &mut DbConnection, user: &NewUser<'_>) -> QueryResult<UserId> {
    diesel::insert_into(dsl::users).values(user).returning(dsl::id).get_result(connection)
}

pub fn find(connection: &mut DbConnection, publisher: PublisherId, user: UserId) -> QueryResult<User> {
    row(publisher, user).select(User::as_select()).first(connection)
}

/// The user of a session or a one-time link, of any publisher.
pub fn of_session_or_link(connection: &mut DbConnection, user: UserId) -> QueryResult<User> {
    dsl::users.find(user).select(User::as_select()).first(connection)
}

/// The publisher's users, in the order in which they were created.
pub fn of_publisher(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<User>> {
    let users = dsl::users.filter(dsl::publisher_id.eq(publisher)).order(dsl::id);
    users.select(User::as_select()).load(connection)
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, user: UserId) -> _ {
    dsl::users.filter(dsl::id.eq(user)).filter(dsl::publisher_id.eq(publisher))
}

/// The user with this address, of any publisher: an address belongs to one publisher only.
pub fn of_email_key(connection: &mut DbConnection, email_key: &str) -> QueryResult<Option<User>> {
    dsl::users.filter(dsl::email_key.eq(email_key)).select(User::as_select()).first(connection).optional()
}

pub fn update_password(
    connection: &mut DbConnection,
    publisher: PublisherId,
    user: UserId,
    password_hash: &str,
) -> QueryResult<()> {
    let row = diesel::update(row(publisher, user)).set(dsl::password_hash.eq(password_hash));
    row.execute(connection).map(drop)
}

/// Stores a new hash of the same password. Returns false and stores nothing if the password has changed in the
/// meantime.
pub fn rehash_password(
    connection: &mut DbConnection,
    publisher: PublisherId,
    user: UserId,
    old: &str,
    new: &str,
) -> QueryResult<bool> {
    let row = row(publisher, user).filter(dsl::password_hash.eq(old));
    Ok(diesel::update(row).set(dsl::password_hash.eq(new)).execute(connection)? == 1)
}

/// Sets the user's language; `None` follows the browser.
pub fn update_locale(
    connection: &mut DbConnection,
    publisher: PublisherId,
    user: UserId,
    locale: Option<Locale>,
) -> QueryResult<()> {
    diesel::update(row(publisher, user)).set(dsl::locale.eq(locale)).execute(connection).map(drop)
}

pub fn update_role(connection: &mut DbConnection, publisher: PublisherId, user: UserId, role: Role) -> QueryResult<()> {
    diesel::update(row(publisher, user)).set(dsl::role.eq(role)).execute(connection).map(drop)
}

/// Disables the account as of a moment; `None` enables it.
pub fn update_disabled(
    connection: &mut DbConnection,
    publisher: PublisherId,
    user: UserId,
    disabled_at: Option<NaiveDateTime>,
) -> QueryResult<()> {
    diesel::update(row(publisher, user)).set(dsl::disabled_at.eq(disabled_at)).execute(connection).map(drop)
}

/// The columns that the user chose for the list of groups, as they were stored.
pub fn group_columns(
    connection: &mut DbConnection,
    publisher: PublisherId,
    user: UserId,
) -> QueryResult<Option<String>> {
    row(publisher, user).select(dsl::group_columns).first(connection)
}

/// Stores the columns that the user chose for the list of groups.
pub fn set_group_columns(
    connection: &mut DbConnection,
    publisher: PublisherId,
    user: UserId,
    columns: &str,
) -> QueryResult<()> {
    diesel::update(row(publisher, user)).set(dsl::group_columns.eq(columns)).execute(connection).map(drop)
}

/// Stores when the user of a session was last seen.
pub fn update_seen(connection: &mut DbConnection, user: UserId, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(dsl::users.find(user)).set(dsl::seen_at.eq(at)).execute(connection).map(drop)
}
