//! Who is not written to because a file says so, and what of it is taken back with an import.

use super::{SECRET, SuppressedFor, digest};
use crate::ids::{ImportId, PublisherId};
use crate::store::consents::{ConsentChannel, ConsentPurpose};
use crate::store::schema::suppressions::dsl;
use crate::store::{DbConnection, QueryResult, secrets};
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::HashMap;

/// That somebody is not written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub digest: String,
    pub at: NaiveDateTime,
    pub import: Option<ImportId>,
}

/// Makes the digests of a publisher's people.
pub struct Digests {
    secret: String,
    publisher: PublisherId,
}

impl Digests {
    /// Reads the secret, unless there is nobody.
    pub fn of(connection: &mut DbConnection, publisher: PublisherId, is_empty: bool) -> QueryResult<Self> {
        let secret = match is_empty {
            true => String::new(),
            false => secrets::find(connection, SECRET)?.ok_or(diesel::NotFound)?,
        };
        Ok(Self { secret, publisher })
    }

    pub fn of_account(&self, account: &str) -> String {
        digest(&self.secret, self.publisher, account)
    }
}

/// Which of these people are not written to, by what and about what.
pub fn of_accounts(
    connection: &mut DbConnection,
    publisher: PublisherId,
    accounts: &[&str],
) -> QueryResult<Vec<(String, ConsentChannel, ConsentPurpose, Held)>> {
    let digests = Digests::of(connection, publisher, accounts.is_empty())?;
    let by_digest: HashMap<String, &str> =
        accounts.iter().map(|account| (digests.of_account(account), *account)).collect();
    let rows: Vec<(ConsentChannel, ConsentPurpose, String, NaiveDateTime, Option<ImportId>)> = dsl::suppressions
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::channel.eq_any(ConsentChannel::ALL))
        .filter(dsl::purpose.eq_any(ConsentPurpose::ALL))
        .filter(dsl::digest.eq_any(by_digest.keys()))
        .select((dsl::channel, dsl::purpose, dsl::digest, dsl::at, dsl::import_id))
        .load(connection)?;
    let found = rows.into_iter().filter_map(|(channel, purpose, digest, at, import)| {
        let account = (*by_digest.get(&digest)?).to_owned();
        Some((account, channel, purpose, Held { digest, at, import }))
    });
    Ok(found.collect())
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, channel: ConsentChannel, purpose: ConsentPurpose, digest: String) -> _ {
    dsl::suppressions
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::channel.eq(channel))
        .filter(dsl::purpose.eq(purpose))
        .filter(dsl::digest.eq(digest))
}

/// Removes it, because what was said since counts.
pub fn remove(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (channel, purpose): (ConsentChannel, ConsentPurpose),
    digest: &str,
) -> QueryResult<()> {
    diesel::delete(row(publisher, channel, purpose, digest.to_owned())).execute(connection).map(drop)
}

/// Removes it if this import brought it.
pub fn remove_imported(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (channel, purpose): (ConsentChannel, ConsentPurpose),
    (digest, import): (&str, ImportId),
) -> QueryResult<()> {
    let brought = row(publisher, channel, purpose, digest.to_owned()).filter(dsl::import_id.eq(import));
    diesel::delete(brought).execute(connection).map(drop)
}

/// Has it as it was before an import, unless the person is not written to anyway.
pub fn restore(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (channel, purpose): (ConsentChannel, ConsentPurpose),
    (digest, at, import): (&str, NaiveDateTime, Option<ImportId>),
) -> QueryResult<()> {
    let standing = row(publisher, channel, purpose, digest.to_owned());
    if diesel::select(exists(standing)).get_result::<bool>(connection)? {
        return Ok(());
    }
    let restored = (
        dsl::publisher_id.eq(publisher),
        dsl::channel.eq(channel),
        dsl::purpose.eq(purpose),
        dsl::digest.eq(digest),
        dsl::reason.eq(SuppressedFor::Unsubscribed),
        dsl::at.eq(at),
        dsl::import_id.eq(import),
    );
    diesel::insert_into(dsl::suppressions).values(restored).execute(connection).map(drop)
}
