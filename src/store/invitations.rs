//! Invitations: one-time links with which a person joins a publisher's team. Only a digest of the link's token is
//! stored. An invitation that was accepted or withdrawn is kept for a while, so that a second click finds it.

use super::DbConnection;
use super::schema::invitations::dsl;
use crate::access::Role;
use crate::ids::{InvitationId, PublisherId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// An invitation. Its link is valid for some days after `linked_at`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::invitations)]
pub struct Invitation {
    pub id: InvitationId,
    pub publisher_id: PublisherId,
    pub email: String,
    pub role: Role,
    pub linked_at: NaiveDateTime,
    /// When it was accepted or withdrawn; `None` while it is open.
    pub ended_at: Option<NaiveDateTime>,
}

/// An invitation to insert. `email_key` is the address normalised for comparison, without regard to case.
#[derive(Insertable)]
#[diesel(table_name = super::schema::invitations, treat_none_as_default_value = false)]
pub struct NewInvitation<'a> {
    pub publisher_id: PublisherId,
    pub email: &'a str,
    pub email_key: &'a str,
    pub role: Role,
    pub token_digest: &'a str,
    pub created_at: NaiveDateTime,
    pub linked_at: NaiveDateTime,
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, invitation: InvitationId) -> _ {
    dsl::invitations.filter(dsl::id.eq(invitation)).filter(dsl::publisher_id.eq(publisher))
}

/// Creates an invitation. The address must not have an open one of the publisher.
pub fn create(connection: &mut DbConnection, invitation: &NewInvitation<'_>) -> QueryResult<InvitationId> {
    diesel::insert_into(dsl::invitations).values(invitation).returning(dsl::id).get_result(connection)
}

pub fn find(
    connection: &mut DbConnection,
    publisher: PublisherId,
    invitation: InvitationId,
) -> QueryResult<Invitation> {
    row(publisher, invitation).select(Invitation::as_select()).first(connection)
}

/// The publisher's open invitations in order, even if their links have expired.
pub fn open(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<Invitation>> {
    let open = dsl::invitations.filter(dsl::publisher_id.eq(publisher)).filter(dsl::ended_at.is_null());
    open.order(dsl::id).select(Invitation::as_select()).load(connection)
}

/// Whether the publisher has an open invitation for this address.
pub fn is_open(connection: &mut DbConnection, publisher: PublisherId, email_key: &str) -> QueryResult<bool> {
    let open = dsl::invitations.filter(dsl::publisher_id.eq(publisher)).filter(dsl::ended_at.is_null());
    let count: i64 = open.filter(dsl::email_key.eq(email_key)).count().get_result(connection)?;
    Ok(count > 0)
}

/// The open invitation, of any publisher, whose link was made after `since`.
pub fn of_token(
    connection: &mut DbConnection,
    token_digest: &str,
    since: NaiveDateTime,
) -> QueryResult<Option<Invitation>> {
    let of_token = dsl::invitations.filter(dsl::token_digest.eq(token_digest));
    let open = of_token.filter(dsl::ended_at.is_null()).filter(dsl::linked_at.gt(since));
    open.select(Invitation::as_select()).first(connection).optional()
}

/// Gives an open invitation a new link in place of the earlier one. Returns false if it has ended.
pub fn renew(
    connection: &mut DbConnection,
    invitation: &Invitation,
    token_digest: &str,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let open = row(invitation.publisher_id, invitation.id).filter(dsl::ended_at.is_null());
    let row = diesel::update(open).set((dsl::token_digest.eq(token_digest), dsl::linked_at.eq(now)));
    Ok(row.execute(connection)? == 1)
}

/// Ends an open invitation. Returns false if it has ended before.
pub fn end(connection: &mut DbConnection, invitation: &Invitation, now: NaiveDateTime) -> QueryResult<bool> {
    let open = row(invitation.publisher_id, invitation.id).filter(dsl::ended_at.is_null());
    Ok(diesel::update(open).set(dsl::ended_at.eq(now)).execute(connection)? == 1)
}

/// Deletes the invitations that ended before `moment`.
pub fn delete_ended(connection: &mut DbConnection, moment: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::invitations.filter(dsl::ended_at.le(moment))).execute(connection)
}
