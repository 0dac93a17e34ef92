//! The codes of offers that have a pool of them.

use super::offers::is_offer_of;
use super::schema::offer_codes;
use super::{DbConnection, rows_per_statement};
use crate::ids::{GrantId, OfferId, PublisherId};
use crate::on_either;
use diesel::prelude::*;

/// Adds codes to the offer's pool, and returns how many were new.
pub fn add(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    codes: &[String],
) -> QueryResult<usize> {
    super::offers::find(connection, publisher, offer)?;
    let mut added = 0;
    for codes in codes.chunks(rows_per_statement(2)) {
        let rows: Vec<_> =
            codes.iter().map(|code| (offer_codes::offer_id.eq(offer), offer_codes::code.eq(code))).collect();
        added += on_either!(connection, inner => {
            diesel::insert_into(offer_codes::table).values(rows).on_conflict_do_nothing().execute(inner)?
        });
    }
    Ok(added)
}

/// The first code of the pool that nobody has, with its id.
pub fn free(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
) -> QueryResult<Option<(i32, String)>> {
    offer_codes::table
        .filter(offer_codes::offer_id.eq(offer))
        .filter(is_offer_of(publisher, offer))
        .filter(offer_codes::grant_id.is_null())
        .order(offer_codes::id)
        .select((offer_codes::id, offer_codes::code))
        .first(connection)
        .optional()
}

/// Gives the grant a code that nobody has. The caller holds [`super::Lock::Offer`].
pub fn give(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    (code, grant): (i32, GrantId),
) -> QueryResult<()> {
    let row = offer_codes::table.filter(offer_codes::id.eq(code)).filter(offer_codes::offer_id.eq(offer));
    let free = row.filter(is_offer_of(publisher, offer)).filter(offer_codes::grant_id.is_null());
    diesel::update(free).set(offer_codes::grant_id.eq(Some(grant))).execute(connection).map(drop)
}

/// The code that the grant has.
pub fn of_grant(
    connection: &mut DbConnection,
    (publisher, offer): (PublisherId, OfferId),
    grant: GrantId,
) -> QueryResult<Option<String>> {
    offer_codes::table
        .filter(offer_codes::offer_id.eq(offer))
        .filter(is_offer_of(publisher, offer))
        .filter(offer_codes::grant_id.eq(grant))
        .select(offer_codes::code)
        .first(connection)
        .optional()
}

/// How many codes the offer's pool has, and how many of them nobody has yet.
pub fn count(connection: &mut DbConnection, (publisher, offer): (PublisherId, OfferId)) -> QueryResult<(i64, i64)> {
    let all = || offer_codes::table.filter(offer_codes::offer_id.eq(offer)).filter(is_offer_of(publisher, offer));
    let total = all().count().get_result(connection)?;
    Ok((total, all().filter(offer_codes::grant_id.is_null()).count().get_result(connection)?))
}
