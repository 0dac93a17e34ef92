//! What groups are put to use for: as long as a use runs, its groups stay.

use super::DbConnection;
use super::group_tests::GroupTest;
use super::offers::Offer;
use super::schema::{apps, flight_groups, flights};
use crate::ids::{GroupId, PublisherId};
use diesel::prelude::*;

/// A kind of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseKind {
    Flight,
    Offer,
    Test,
}

/// A use of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub kind: UseKind,
    pub name: String,
    /// The path of its page.
    pub path: String,
}

impl Use {
    /// The key of the message that names its kind.
    pub const fn message(&self) -> &'static str {
        match self.kind {
            UseKind::Flight => "use-flight",
            UseKind::Offer => "use-offer",
            UseKind::Test => "use-test",
        }
    }
}

/// The running uses of the publisher's group.
pub fn of_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<Use>> {
    let mut uses = in_flights(connection, publisher, group)?;
    uses.extend(in_offers(connection, publisher, group)?);
    uses.extend(in_tests(connection, publisher, group)?);
    Ok(uses)
}

/// The tests on the group, or without its members, that run or are to run.
fn in_tests(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<Use>> {
    let tests = super::group_tests::using(connection, publisher, group)?;
    let of_test = |test: GroupTest| Use { kind: UseKind::Test, path: test.path(), name: test.name };
    Ok(tests.into_iter().map(of_test).collect())
}

/// The offers that are for the group, or not for its members, and have not ended.
fn in_offers(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<Use>> {
    let offers = super::offers::using(connection, publisher, group)?;
    let of_offer = |offer: Offer| Use { kind: UseKind::Offer, path: offer.path(), name: offer.name };
    Ok(offers.into_iter().map(of_offer).collect())
}

/// The flights that the group is in.
fn in_flights(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<Use>> {
    let rows: Vec<(crate::ids::FlightId, String)> = flight_groups::table
        .inner_join(flights::table.inner_join(apps::table))
        .filter(flight_groups::group_id.eq(group))
        .filter(apps::publisher_id.eq(publisher))
        .filter(flights::retired_at.is_null())
        .order((flights::name_key, flights::id))
        .select((flights::id, flights::name))
        .load(connection)?;
    let of_flight = |(id, name)| Use { kind: UseKind::Flight, name, path: super::flights::path(id) };
    Ok(rows.into_iter().map(of_flight).collect())
}
