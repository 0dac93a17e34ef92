//! The keys with which back ends sign for whom a program on somebody's device asks.

use super::DbConnection;
use super::owners::{is_of_publisher, require_app};
use super::schema::identity_keys::dsl;
use crate::ids::{AppKey, IdentityKeyId};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// How tokens are signed, as RFC 7518 and RFC 8037 name it in small letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum Algorithm {
    /// HMAC with SHA-256, under a secret that both sides know.
    Hs256,
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

words!(Algorithm);

impl Algorithm {
    /// The name in the header of a token.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// A key.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::identity_keys)]
pub struct IdentityKey {
    pub id: IdentityKeyId,
    pub name: String,
    pub algorithm: Algorithm,
    /// The sealed secret, or the public key in hexadecimal.
    pub material: String,
    pub created_at: NaiveDateTime,
    /// Since when nothing signed with it counts.
    pub retired_at: Option<NaiveDateTime>,
}

/// A key to insert.
#[derive(Clone, Debug)]
pub struct NewIdentityKey<'a> {
    pub name: &'a str,
    pub algorithm: Algorithm,
    pub material: &'a str,
}

pub fn create(
    connection: &mut DbConnection,
    app: AppKey,
    new: &NewIdentityKey<'_>,
    now: NaiveDateTime,
) -> QueryResult<IdentityKeyId> {
    require_app(connection, app)?;
    let row = (
        dsl::app_id.eq(app.id),
        dsl::name.eq(new.name),
        dsl::algorithm.eq(new.algorithm),
        dsl::material.eq(new.material),
        dsl::created_at.eq(now),
    );
    diesel::insert_into(dsl::identity_keys).values(row).returning(dsl::id).get_result(connection)
}

/// The app's keys, the newest first.
pub fn of_app(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<IdentityKey>> {
    let of_app = dsl::identity_keys.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    of_app.order(dsl::id.desc()).select(IdentityKey::as_select()).load(connection)
}

/// Retires the app's key. Returns it as it was, or `None` if it was retired before.
pub fn retire(
    connection: &mut DbConnection,
    app: AppKey,
    key: IdentityKeyId,
    now: NaiveDateTime,
) -> QueryResult<Option<IdentityKey>> {
    let row = || dsl::identity_keys.filter(dsl::id.eq(key)).filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    let found = row().select(IdentityKey::as_select()).first(connection)?;
    let open = row().filter(dsl::retired_at.is_null());
    let is_first = diesel::update(open).set(dsl::retired_at.eq(Some(now))).execute(connection)? == 1;
    Ok(is_first.then_some(found))
}
