//! Who is not written to, by keyed digests: a list of people who are erased names nobody.

pub mod imported;

use super::consents::{ConsentChannel, ConsentPurpose};
use super::schema::suppressions::dsl;
use super::{DbConnection, secrets};
use crate::ids::PublisherId;
use crate::token::hex;
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The name of the secret that the digests are made with. The program makes it when it starts.
pub const SECRET: &str = "suppressions";

/// Why somebody is not written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum SuppressedFor {
    Unsubscribed,
    Erased,
}

words!(SuppressedFor);

/// HMAC-SHA-256 of the account id in hexadecimal, which differs from publisher to publisher.
pub fn digest(secret: &str, publisher: PublisherId, account: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{publisher}:{account}").as_bytes());
    hex(&mac.finalize().into_bytes())
}

fn digest_of(connection: &mut DbConnection, publisher: PublisherId, account: &str) -> QueryResult<String> {
    let secret = secrets::find(connection, SECRET)?.ok_or(diesel::NotFound)?;
    Ok(digest(&secret, publisher, account))
}

/// Adds that the person is not written to by the channel for this purpose.
pub fn add(
    connection: &mut DbConnection,
    (publisher, account): (PublisherId, &str),
    (channel, purpose): (ConsentChannel, ConsentPurpose),
    (reason, now): (SuppressedFor, NaiveDateTime),
) -> QueryResult<()> {
    remove(connection, (publisher, account), (channel, purpose))?;
    let row = (
        dsl::publisher_id.eq(publisher),
        dsl::channel.eq(channel),
        dsl::purpose.eq(purpose),
        dsl::digest.eq(digest_of(connection, publisher, account)?),
        dsl::reason.eq(reason),
        dsl::at.eq(now),
    );
    diesel::insert_into(dsl::suppressions).values(row).execute(connection).map(drop)
}

/// Removes it again, because the person has allowed it anew.
pub fn remove(
    connection: &mut DbConnection,
    (publisher, account): (PublisherId, &str),
    (channel, purpose): (ConsentChannel, ConsentPurpose),
) -> QueryResult<()> {
    let row = dsl::suppressions
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::channel.eq(channel))
        .filter(dsl::purpose.eq(purpose))
        .filter(dsl::digest.eq(digest_of(connection, publisher, account)?));
    diesel::delete(row).execute(connection).map(drop)
}

/// Has the person not be written to since a later moment.
pub fn move_on(
    connection: &mut DbConnection,
    (publisher, account): (PublisherId, &str),
    (channel, purpose): (ConsentChannel, ConsentPurpose),
    at: NaiveDateTime,
) -> QueryResult<()> {
    let row = dsl::suppressions
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::channel.eq(channel))
        .filter(dsl::purpose.eq(purpose))
        .filter(dsl::digest.eq(digest_of(connection, publisher, account)?));
    diesel::update(row).set(dsl::at.eq(at)).execute(connection).map(drop)
}

/// Since when the person is not written to by the channel for this purpose; `None` if she may be.
pub fn since(
    connection: &mut DbConnection,
    (publisher, account): (PublisherId, &str),
    (channel, purpose): (ConsentChannel, ConsentPurpose),
) -> QueryResult<Option<NaiveDateTime>> {
    let row = dsl::suppressions
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::channel.eq(channel))
        .filter(dsl::purpose.eq(purpose))
        .filter(dsl::digest.eq(digest_of(connection, publisher, account)?));
    row.select(dsl::at).first(connection).optional()
}

/// Whether the person is not written to by the channel for this purpose.
pub fn holds(
    connection: &mut DbConnection,
    (publisher, account): (PublisherId, &str),
    (channel, purpose): (ConsentChannel, ConsentPurpose),
) -> QueryResult<bool> {
    Ok(since(connection, (publisher, account), (channel, purpose))?.is_some())
}
