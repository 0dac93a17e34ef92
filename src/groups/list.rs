//! The list of groups: one page of those of a state that some filters let through, with what its columns show.

use super::about::{self, MOST_OFFERED, Owner};
use crate::access::Actor;
use crate::ids::{GroupId, UserId};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::audit_entries::{self, AuditEntry};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::group_lists::{self, Counts, Filters, ListQuery, ListedGroup, OwnedBy, Sort, Which};
use crate::store::publishers::Publisher;
use crate::store::snapshots::{self, Size};
use crate::store::{DbConnection, QueryResult, StoreError, favourite_groups, group_tags, users};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many days a trend goes back: a month, as the attributes of use and spend do.
const TREND_DAYS: i32 = 30;

/// Whose groups are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedOwner {
    User(UserId),
    /// Nobody in the team.
    Nobody,
}

/// The state, filters, order and page of the list. Pages count from 1.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub which: Which,
    /// All but the owner and the favourites.
    pub filters: Filters,
    pub owner: Option<WantedOwner>,
    /// Only the favourites of the user who acts.
    pub favourites: bool,
    pub sort: Sort,
    pub descending: bool,
    pub page: i64,
}

/// One page of the groups.
pub struct List {
    pub groups: Vec<ListedGroup>,
    /// How many groups the filters let through, of each state.
    pub counts: Counts,
    /// The daily sizes of the groups on the page; the days of a group are in rising order.
    pub sizes: Vec<Size>,
    pub tags: HashMap<GroupId, Vec<String>>,
    /// The last edits of the groups on the page.
    pub edits: Vec<AuditEntry>,
    pub favourites: HashSet<GroupId>,
    pub apps: Vec<App>,
    /// Whoever was ever in the team.
    pub people: Vec<Owner>,
    /// The tags to filter by.
    pub offered_tags: Vec<String>,
    /// The columns that the user chose.
    pub columns: Option<String>,
}

/// The query of a list; `people` is the team.
pub(super) fn query_of(actor: &Actor, publisher: &Publisher, wanted: &Wanted, people: &[Owner]) -> ListQuery {
    let owner = wanted.owner.map(|owner| match owner {
        WantedOwner::User(user) => OwnedBy::User(user),
        WantedOwner::Nobody => {
            OwnedBy::Nobody(people.iter().filter(|person| person.has_left).map(|person| person.id).collect())
        }
    });
    let favourite_of = actor.user.filter(|_| wanted.favourites);
    ListQuery {
        which: wanted.which,
        minimum: publisher.minimum_size,
        filters: Filters { owner, favourite_of, ..wanted.filters.clone() },
        sort: wanted.sort,
        descending: wanted.descending,
        page: wanted.page,
    }
}

/// A page of the publisher's list.
pub fn list(state: &State, actor: &Actor, publisher: &Publisher, wanted: &Wanted) -> Result<Arc<List>, StoreError> {
    let since = state.today(publisher).minus(TREND_DAYS);
    let read = |connection: &mut DbConnection| -> QueryResult<List> {
        let people = about::people(connection, actor.publisher)?;
        let query = query_of(actor, publisher, wanted, &people);
        let counts = group_lists::counts(connection, actor.publisher, (&query.filters, query.minimum))?;
        let groups = group_lists::list(connection, actor.publisher, &query)?;
        let ids: Vec<GroupId> = groups.iter().map(|row| row.group.id).collect();
        Ok(List {
            sizes: snapshots::sizes(connection, actor.publisher, &ids, since)?,
            tags: group_tags::of_groups(connection, actor.publisher, &ids)?,
            edits: audit_entries::last_edits(connection, actor.publisher, &ids)?,
            favourites: favourites(connection, actor, &ids)?,
            apps: apps::of_publisher(connection, actor.publisher)?,
            offered_tags: group_tags::in_use(connection, actor.publisher, MOST_OFFERED)?,
            columns: columns(connection, actor)?,
            groups,
            counts,
            people,
        })
    };
    // Searches are not cached, because there are as many as there are words.
    if !wanted.filters.search.is_empty() {
        return state.database.read_now(read).map(Arc::new);
    }
    state.database.read_kept_now(&format!("groups for {actor:?} since {since}: {wanted:?}"), read)
}

fn favourites(connection: &mut DbConnection, actor: &Actor, groups: &[GroupId]) -> QueryResult<HashSet<GroupId>> {
    let among = |user| favourite_groups::among(connection, actor.publisher, user, groups);
    Ok(actor.user.map(among).transpose()?.unwrap_or_default())
}

fn columns(connection: &mut DbConnection, actor: &Actor) -> QueryResult<Option<String>> {
    let of = |user| users::group_columns(connection, actor.publisher, user);
    Ok(actor.user.map(of).transpose()?.flatten())
}

/// The publisher's groups that are not archived, by name.
pub fn active(state: &State, actor: &Actor) -> Result<Vec<CustomerGroup>, StoreError> {
    state.database.read_now(|connection| customer_groups::active(connection, actor.publisher))
}
