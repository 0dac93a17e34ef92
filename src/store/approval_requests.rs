//! Which programs have asked that somebody approves a notification.

use super::DbConnection;
use super::notifications::{NotificationState, row};
use super::schema::approval_requests::{self, dsl};
use super::schema::{notification_approvals, notifications};
use crate::ids::{NotificationId, PublisherId, TokenId, UserId};
use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// That a program has asked for an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = approval_requests)]
pub struct Request {
    /// The version that it is for.
    pub version: i64,
    pub token_id: TokenId,
    /// Who created the token; `None` if it was created by command.
    pub asked_by: Option<UserId>,
    pub asked_at: NaiveDateTime,
}

/// The last request for an approval of the publisher's notification.
pub fn of(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Option<Request>> {
    let own = dsl::approval_requests.filter(dsl::notification_id.eq(id)).filter(exists(row(publisher, id)));
    own.select(Request::as_select()).first(connection).optional()
}

/// Keeps the request for an approval of a notification that the caller holds, in the place of one before.
pub fn set(connection: &mut DbConnection, id: NotificationId, request: &Request) -> QueryResult<()> {
    diesel::delete(dsl::approval_requests.filter(dsl::notification_id.eq(id))).execute(connection)?;
    let row = (
        dsl::notification_id.eq(id),
        dsl::version.eq(request.version),
        dsl::token_id.eq(request.token_id),
        dsl::asked_by.eq(request.asked_by),
        dsl::asked_at.eq(request.asked_at),
    );
    diesel::insert_into(dsl::approval_requests).values(row).execute(connection).map(drop)
}

/// The publisher's drafts and held notifications that are still at the version for which an approval was asked, and have none since by
/// somebody other than who asked.
pub fn open(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<NotificationId>> {
    let waits = [NotificationState::Draft, NotificationState::Held];
    let is_approved = notification_approvals::table
        .filter(notification_approvals::notification_id.eq(notifications::id))
        .filter(notification_approvals::version.eq(notifications::version))
        .filter(notification_approvals::approved_at.ge(dsl::asked_at))
        .filter(
            dsl::asked_by
                .is_null()
                .or(notification_approvals::approved_by.nullable().ne(dsl::asked_by).assume_not_null()),
        );
    dsl::approval_requests
        .inner_join(notifications::table.on(notifications::id.eq(dsl::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(notifications::state.eq_any(waits))
        .filter(notifications::version.eq(dsl::version))
        .filter(not(exists(is_approved)))
        .select(notifications::id)
        .load(connection)
}
