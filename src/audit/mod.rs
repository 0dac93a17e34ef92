//! The audit log: each use case that changes something, or takes data out, records an entry in the transaction of the
//! change. Below the other use cases, which all call [`record`].

mod changes;
pub mod list;

pub use crate::store::audit_entries::{Action, ActorKind, SubjectKind};
pub use changes::{Changes, Field};

use crate::access::Actor;
use crate::ids::{Number, PublisherId, UserId};
use crate::store::audit_entries::{self, NewAuditEntry};
use crate::store::customer_groups::CustomerGroup;
use crate::store::{DbConnection, QueryResult, users};
use chrono::NaiveDateTime;

/// Who did something, and for which publisher.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    publisher: PublisherId,
    kind: ActorKind,
    user: Option<UserId>,
    token: Option<Number>,
}

impl Author {
    /// Background work.
    pub const fn job(publisher: PublisherId) -> Self {
        Self { publisher, kind: ActorKind::Job, user: None, token: None }
    }

    /// Whoever ran a command.
    pub const fn command(publisher: PublisherId) -> Self {
        Self { publisher, kind: ActorKind::Command, user: None, token: None }
    }

    pub const fn user(publisher: PublisherId, user: UserId) -> Self {
        Self { publisher, kind: ActorKind::Person, user: Some(user), token: None }
    }
}

impl From<&Actor> for Author {
    fn from(actor: &Actor) -> Self {
        match actor.user {
            Some(user) => Self::user(actor.publisher, user),
            None => Self::command(actor.publisher),
        }
    }
}

/// What something was done to, with its name at that time.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    kind: SubjectKind,
    id: Option<Number>,
    name: &'a str,
}

impl<'a> Subject<'a> {
    pub fn group(group: &'a CustomerGroup) -> Self {
        Self { kind: SubjectKind::Group, id: Some(group.id.into()), name: &group.name }
    }
}

/// Adds an entry to the log, in the transaction of what it says.
pub fn record(
    connection: &mut DbConnection,
    author: impl Into<Author>,
    at: NaiveDateTime,
    (action, subject, changes): (Action, Subject<'_>, Changes),
) -> QueryResult<()> {
    let author = author.into();
    let name = match author.user {
        Some(user) => users::find(connection, author.publisher, user)?.email,
        None => String::new(),
    };
    let (before, after) = changes.into_texts();
    let entry = NewAuditEntry {
        publisher_id: author.publisher,
        at,
        actor_kind: author.kind,
        user_id: author.user,
        token_id: author.token,
        actor_name: &name,
        action,
        subject_kind: subject.kind,
        subject_id: subject.id,
        subject_name: subject.name,
        before,
        after,
        network: None,
    };
    audit_entries::add(connection, &entry)
}
