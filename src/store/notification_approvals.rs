//! Who has approved that a notification goes to many people.

use super::DbConnection;
use super::notifications::row;
use super::schema::notification_approvals::{self, dsl};
use crate::ids::{NotificationId, PublisherId, UserId};
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;

/// An approval of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notification_approvals)]
pub struct Approval {
    /// The version that it is for.
    pub version: i64,
    pub approved_by: UserId,
    pub approved_at: NaiveDateTime,
    /// How many people received it then.
    pub people: i64,
}

/// The approval of the publisher's notification.
pub fn of(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Option<Approval>> {
    let own = dsl::notification_approvals.filter(dsl::notification_id.eq(id)).filter(exists(row(publisher, id)));
    own.select(Approval::as_select()).first(connection).optional()
}

/// Keeps the approval of a notification that the caller holds, in the place of one before.
pub fn set(connection: &mut DbConnection, id: NotificationId, approval: &Approval) -> QueryResult<()> {
    diesel::delete(dsl::notification_approvals.filter(dsl::notification_id.eq(id))).execute(connection)?;
    let row = (
        dsl::notification_id.eq(id),
        dsl::version.eq(approval.version),
        dsl::approved_by.eq(approval.approved_by),
        dsl::approved_at.eq(approval.approved_at),
        dsl::people.eq(approval.people),
    );
    diesel::insert_into(dsl::notification_approvals).values(row).execute(connection).map(drop)
}

/// Makes an approval of one version of the publisher's notification one of another, which says the same.
pub fn carry(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    (from, to): (i64, i64),
) -> QueryResult<()> {
    let own = dsl::notification_approvals.filter(dsl::notification_id.eq(id)).filter(exists(row(publisher, id)));
    diesel::update(own.filter(dsl::version.eq(from))).set(dsl::version.eq(to)).execute(connection).map(drop)
}
