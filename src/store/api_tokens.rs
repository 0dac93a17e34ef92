//! API tokens, with which programs call. Only a digest of a token is stored. Looking one up by its digest does not filter
//! by publisher, because it determines the publisher.

use super::DbConnection;
use super::schema::api_tokens::dsl;
use crate::access::{Scope, Scopes};
use crate::day::Day;
use crate::ids::{AppId, AppKey, PublisherId, TokenId, UserId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A token's row.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::api_tokens)]
pub struct ApiToken {
    pub id: TokenId,
    pub publisher_id: PublisherId,
    /// The only app that it answers for; `None` for all.
    pub app_id: Option<AppId>,
    pub name: String,
    /// The first characters, by which people tell their tokens apart.
    pub prefix: String,
    scopes: String,
    /// `None` if it was created by command.
    pub created_by: Option<UserId>,
    pub created_at: NaiveDateTime,
    pub expires_at: Option<NaiveDateTime>,
    /// The last day on which it was used, as the clock has it in UTC.
    pub last_used_on: Option<Day>,
    pub revoked_at: Option<NaiveDateTime>,
    /// Whether it is in programs on people's devices, which ask for those people only.
    pub is_public: bool,
}

impl ApiToken {
    pub fn scopes(&self) -> Scopes {
        self.scopes.split(' ').filter_map(Scope::from_word).collect()
    }

    /// Whether programs may call with it at this moment.
    pub fn is_valid(&self, now: NaiveDateTime) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// A token to insert.
#[derive(Clone, Debug)]
pub struct NewApiToken<'a> {
    pub publisher: PublisherId,
    pub app: Option<AppId>,
    pub name: &'a str,
    pub prefix: &'a str,
    pub digest: &'a str,
    pub scopes: Scopes,
    pub created_by: Option<UserId>,
    pub created_at: NaiveDateTime,
    pub expires_at: Option<NaiveDateTime>,
    pub is_public: bool,
}

pub fn create(connection: &mut DbConnection, new: &NewApiToken<'_>) -> QueryResult<TokenId> {
    let words: Vec<&str> = new.scopes.iter().map(Scope::word).collect();
    let row = (
        dsl::publisher_id.eq(new.publisher),
        dsl::app_id.eq(new.app),
        dsl::name.eq(new.name),
        dsl::prefix.eq(new.prefix),
        dsl::digest.eq(new.digest),
        dsl::scopes.eq(words.join(" ")),
        dsl::created_by.eq(new.created_by),
        dsl::created_at.eq(new.created_at),
        dsl::expires_at.eq(new.expires_at),
        dsl::is_public.eq(new.is_public),
    );
    diesel::insert_into(dsl::api_tokens).values(row).returning(dsl::id).get_result(connection)
}

/// The publisher's tokens, the newest first.
pub fn of_publisher(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<ApiToken>> {
    let tokens = dsl::api_tokens.filter(dsl::publisher_id.eq(publisher)).order(dsl::id.desc());
    tokens.select(ApiToken::as_select()).load(connection)
}

/// How many of the publisher's tokens are not revoked.
pub fn count_open(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let open = dsl::api_tokens.filter(dsl::publisher_id.eq(publisher)).filter(dsl::revoked_at.is_null());
    open.count().get_result(connection)
}

/// The token with this digest, of any publisher.
pub fn of_digest(connection: &mut DbConnection, digest: &str) -> QueryResult<Option<ApiToken>> {
    dsl::api_tokens.filter(dsl::digest.eq(digest)).select(ApiToken::as_select()).first(connection).optional()
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, token: TokenId) -> _ {
    dsl::api_tokens.filter(dsl::id.eq(token)).filter(dsl::publisher_id.eq(publisher))
}

/// The publisher's token with this id.
pub fn find(connection: &mut DbConnection, publisher: PublisherId, token: TokenId) -> QueryResult<ApiToken> {
    row(publisher, token).select(ApiToken::as_select()).first(connection)
}

/// Revokes the token. Returns false if it was revoked before.
pub fn revoke(
    connection: &mut DbConnection,
    publisher: PublisherId,
    token: TokenId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let open = row(publisher, token).filter(dsl::revoked_at.is_null());
    Ok(diesel::update(open).set(dsl::revoked_at.eq(Some(now))).execute(connection)? == 1)
}

/// Revokes the tokens of an app.
pub fn revoke_of_app(connection: &mut DbConnection, app: AppKey, now: NaiveDateTime) -> QueryResult<()> {
    let open = dsl::api_tokens
        .filter(dsl::publisher_id.eq(app.publisher))
        .filter(dsl::app_id.eq(app.id))
        .filter(dsl::revoked_at.is_null());
    diesel::update(open).set(dsl::revoked_at.eq(Some(now))).execute(connection).map(drop)
}

/// Stores on which day the token was used last. Days only move forward.
pub fn set_used(connection: &mut DbConnection, publisher: PublisherId, token: TokenId, day: Day) -> QueryResult<()> {
    let before = row(publisher, token).filter(dsl::last_used_on.is_null().or(dsl::last_used_on.lt(day)));
    diesel::update(before).set(dsl::last_used_on.eq(Some(day))).execute(connection).map(drop)
}
