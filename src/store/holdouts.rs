//! The shares of customers whom no promotion reaches, by quarter.

use super::DbConnection;
use super::schema::holdouts::{self, dsl};
use crate::day::Day;
use crate::ids::PublisherId;
use crate::on_either;
use diesel::prelude::*;

/// A row: the share of a quarter.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = holdouts)]
pub struct HoldoutRow {
    /// Counted from the first quarter of the year 0.
    pub quarter: i32,
    /// In millionths.
    pub share: i32,
    /// The day from which on the share is what it is.
    pub since: Day,
    /// What was counted, as JSON.
    pub effect: Option<String>,
}

/// The publisher's rows, the newest first.
pub fn of_publisher(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<HoldoutRow>> {
    dsl::holdouts
        .filter(dsl::publisher_id.eq(publisher))
        .order(dsl::quarter.desc())
        .select(HoldoutRow::as_select())
        .load(connection)
}

/// The publisher's newest row.
pub fn newest(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Option<HoldoutRow>> {
    dsl::holdouts
        .filter(dsl::publisher_id.eq(publisher))
        .order(dsl::quarter.desc())
        .select(HoldoutRow::as_select())
        .first(connection)
        .optional()
}

/// Sets the share of a quarter. What was counted with another share is forgotten.
pub fn set(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (quarter, share, since): (i32, i32, Day),
) -> QueryResult<()> {
    let row = (
        dsl::publisher_id.eq(publisher),
        dsl::quarter.eq(quarter),
        dsl::share.eq(share),
        dsl::since.eq(since),
        dsl::effect.eq(None::<String>),
    );
    let change = (dsl::share.eq(share), dsl::since.eq(since), dsl::effect.eq(None::<String>));
    on_either!(connection, inner => {
        diesel::insert_into(dsl::holdouts)
            .values(row)
            .on_conflict((dsl::publisher_id, dsl::quarter))
            .do_update()
            .set(change)
            .execute(inner)
            .map(drop)
    })
}

/// Stores what was counted of a quarter, if its share is still the one that was counted.
pub fn set_effect(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (counted, effect): (&HoldoutRow, &str),
) -> QueryResult<()> {
    let row = dsl::holdouts
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::quarter.eq(counted.quarter))
        .filter(dsl::share.eq(counted.share))
        .filter(dsl::since.eq(counted.since));
    diesel::update(row).set(dsl::effect.eq(Some(effect))).execute(connection).map(drop)
}
