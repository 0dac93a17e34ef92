//! The lists of groups: the active ones, the inactive segments and the archive, each with the trend of its size.

use crate::access::Actor;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::group_lists::{self, ListQuery, ListedGroup, Sort, Which};
use crate::store::publishers::Publisher;
use crate::store::snapshots::{self, Size};
use crate::store::{ListPage, StoreError, apps};
use std::sync::Arc;

/// How many days a trend goes back: a month, as the attributes of use and spend do.
const TREND_DAYS: i32 = 30;

/// The search, order and pages of the lists. Pages count from 1.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub archived: bool,
    pub search: String,
    pub sort: Sort,
    pub descending: bool,
    pub page: i64,
}

/// One page of the groups, and the inactive segments beside it.
pub struct Lists {
    pub groups: Vec<ListedGroup>,
    /// The number of groups in the whole list.
    pub total: i64,
    pub inactive: Vec<ListedGroup>,
    /// The daily sizes of the groups on the page; the days of a group are in rising order.
    pub sizes: Vec<Size>,
    pub has_apps: bool,
}

/// The publisher's lists.
pub fn lists(state: &State, actor: &Actor, publisher: &Publisher, wanted: &Wanted) -> Result<Arc<Lists>, StoreError> {
    let (id, minimum) = (actor.publisher, publisher.minimum_size);
    let query = ListQuery {
        which: if wanted.archived { Which::Archived } else { Which::Active(minimum) },
        search: wanted.search.clone(),
        sort: wanted.sort,
        descending: wanted.descending,
        page: wanted.page,
    };
    let inactive =
        ListQuery { which: Which::Inactive(minimum), sort: Sort::Name, descending: false, page: 1, ..query.clone() };
    let since = state.today(publisher).minus(TREND_DAYS);
    let read = |connection: &mut _| {
        let ListPage { rows: groups, total } = group_lists::list(connection, id, &query)?;
        let inactive = if wanted.archived { Vec::new() } else { group_lists::list(connection, id, &inactive)?.rows };
        let ids: Vec<GroupId> = groups.iter().chain(&inactive).map(|row| row.group.id).collect();
        let sizes = snapshots::sizes(connection, id, &ids, since)?;
        let has_apps = !apps::of_publisher(connection, id)?.is_empty();
        Ok(Lists { groups, total, inactive, sizes, has_apps })
    };
    // Searches are not cached, because there are as many as there are words.
    if !query.search.is_empty() {
        return state.database.read_now(read).map(Arc::new);
    }
    state.database.read_kept_now(&format!("groups of {id} since {since}: {query:?}"), read)
}

/// The publisher's groups that are not archived, by name.
pub fn active(state: &State, actor: &Actor) -> Result<Vec<CustomerGroup>, StoreError> {
    state.database.read_now(|connection| customer_groups::active(connection, actor.publisher))
}
