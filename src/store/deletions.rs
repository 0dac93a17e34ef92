//! What users deleted, by its kind and id: its page says so, and deleting it once more does no harm. Ids are never given
//! again, and nothing else of what was deleted is kept here.

use super::DbConnection;
use super::schema::deletions;
use crate::ids::{Number, PublisherId};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What can be deleted; the message `error-deleted-{word}` says that it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Deletable {
    App,
    Group,
    Customer,
    Draft,
}

words!(Deletable);

/// Remembers that the publisher deleted the item. Called in the transaction that deletes it.
pub fn remember(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (kind, item): (Deletable, Number),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        deletions::publisher_id.eq(publisher),
        deletions::kind.eq(kind),
        deletions::item_id.eq(item),
        deletions::deleted_at.eq(now),
    );
    diesel::insert_into(deletions::table).values(row).execute(connection).map(drop)
}

/// When the publisher deleted the item; `None` if it did not.
pub fn find(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (kind, item): (Deletable, Number),
) -> QueryResult<Option<NaiveDateTime>> {
    deletions::table
        .filter(deletions::publisher_id.eq(publisher))
        .filter(deletions::kind.eq(kind))
        .filter(deletions::item_id.eq(item))
        .select(deletions::deleted_at)
        .first(connection)
        .optional()
}

/// Forgets that the publisher deleted items of this kind before the moment.
pub fn forget(
    connection: &mut DbConnection,
    publisher: PublisherId,
    kind: Deletable,
    before: NaiveDateTime,
) -> QueryResult<()> {
    let old = deletions::table
        .filter(deletions::publisher_id.eq(publisher))
        .filter(deletions::kind.eq(kind))
        .filter(deletions::deleted_at.lt(before));
    diesel::delete(old).execute(connection).map(drop)
}
