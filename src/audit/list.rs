//! Reads the audit log: a page of it, and all of it batch by batch for a file.

use super::export::record_export;
use super::{Subject, SubjectKind};
use crate::access::Actor;
use crate::ids::{Number, PublisherId};
use crate::state::State;
use crate::store::api_tokens::{self, ApiToken};
use crate::store::audit_entries::{self, AuditEntry};
use crate::store::users::{self, User};
use crate::store::{DbConnection, QueryResult, StoreError};
use std::collections::HashSet;

pub use audit_entries::{From, Wanted};

/// The entries of a page: two or three screens.
pub const PAGE_SIZE: usize = 50;

/// The entries that are read at once for a file: one query each, of at most ten megabytes.
const BATCH: usize = 1_000;

/// A page of the log.
pub struct LogPage {
    /// The newest first.
    pub entries: Vec<AuditEntry>,
    /// The place of the entries before these, and of those after them, if there are any.
    pub newer: Option<From>,
    pub older: Option<From>,
    /// The users and tokens of the publisher, to choose from.
    pub users: Vec<User>,
    pub tokens: Vec<ApiToken>,
    there: HashSet<(&'static str, Number)>,
}

impl LogPage {
    /// The id of what the entry is about, if that has a page still.
    pub fn is_there(&self, entry: &AuditEntry) -> Option<Number> {
        entry.subject_id.filter(|id| self.there.contains(&(entry.subject_kind.word(), *id)))
    }
}

/// The page of the wanted entries at a place in the log.
pub fn page(state: &State, actor: &Actor, wanted: &Wanted, from: From) -> Result<LogPage, StoreError> {
    let publisher = actor.publisher;
    state.database.read_now(|connection| {
        let entries = audit_entries::next(connection, publisher, wanted, from, PAGE_SIZE)?;
        let beside = |connection: &mut DbConnection, from: Option<From>| -> QueryResult<Option<From>> {
            let Some(from) = from else { return Ok(None) };
            let is_any = !audit_entries::next(connection, publisher, wanted, from, 1)?.is_empty();
            Ok(is_any.then_some(from))
        };
        let newer = beside(connection, entries.first().map(|entry| From::After(entry.id)))?;
        let older = beside(connection, entries.last().map(|entry| From::Before(entry.id)))?;
        let mut there = HashSet::new();
        for kind in SubjectKind::ALL {
            let of_kind = entries.iter().filter(|entry| entry.subject_kind == *kind);
            let ids: Vec<Number> = of_kind.filter_map(|entry| entry.subject_id).collect();
            let found = audit_entries::still_there(connection, publisher, *kind, &ids)?;
            there.extend(found.into_iter().map(|id| (kind.word(), id)));
        }
        Ok(LogPage {
            entries,
            newer,
            older,
            users: users::of_publisher(connection, publisher)?,
            tokens: api_tokens::of_publisher(connection, publisher)?,
            there,
        })
    })
}

/// Records that the log is downloaded.
pub fn export(state: &State, actor: &Actor) -> Result<(), StoreError> {
    record_export(state, actor, Subject::log(), ("audit.csv", None))
}

/// The next wanted entries for a file; none at the end.
pub async fn batch(
    state: &State,
    publisher: PublisherId,
    wanted: Wanted,
    from: From,
) -> Result<Vec<AuditEntry>, StoreError> {
    let read = move |connection: &mut _| audit_entries::next(connection, publisher, &wanted, from, BATCH);
    state.database.read(read).await
}
