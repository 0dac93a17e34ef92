//! The members of a group. Pages, files and freezing all get them from [`of`].

use crate::access::{Actor, Sizes};
use crate::addresses::account_of;
use crate::columns::View;
use crate::day::Day;
use crate::email::EmailAddress;
use crate::ids::{AppKey, GroupId, PublisherId};
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::{self, Customer, PAGE_SIZE};
use crate::store::group_addresses::{self, GroupAddress, NewAddress};
use crate::store::publishers::Publisher;
use crate::store::{Database, ListPage, StoreError};
use roaring::RoaringBitmap;
use std::collections::HashSet;
use std::sync::Arc;

/// Customers read at once for a file or a new group: few enough for one query, and enough that the number of queries
/// costs nothing.
const BATCH: usize = 5_000;

/// Who is in a group.
#[derive(Clone, Debug)]
pub enum Members {
    Segment(Customers),
    /// The known user group with this id.
    Listed {
        publisher: PublisherId,
        group: GroupId,
    },
}

/// Customers of an app, by position.
#[derive(Clone, Debug)]
pub struct Customers {
    pub app: AppKey,
    pub positions: Arc<RoaringBitmap>,
    pub today: Day,
}

/// One page of something that can be searched.
#[derive(Debug)]
pub struct Found<T> {
    pub rows: Vec<T>,
    /// The number of rows that match the search.
    pub total: u64,
}

/// The search and page of rows. Pages count from 1.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub search: String,
    pub page: i64,
}

/// Why the members of a group cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum MembersError {
    #[error("the size of the segment is hidden")]
    Hidden,
    #[error("the rule of the segment cannot be read: {0}")]
    Rule(#[from] serde_json::Error),
    #[error("a snapshot of the segment cannot be read: {0}")]
    Snapshot(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The group's current members, if the actor may see them.
pub fn of(state: &State, actor: &Actor, publisher: &Publisher, group: &CustomerGroup) -> Result<Members, MembersError> {
    let Some(app) = group.app_id else {
        return Ok(Members::Listed { publisher: group.publisher_id, group: group.id });
    };
    let view = state.audiences.view_now(publisher, app)?;
    of_segment(&view, group, Sizes::new(actor.role, publisher.minimum_size)).map(Members::Segment)
}

/// The members of a segment of the app.
pub fn of_segment(view: &View, group: &CustomerGroup, sizes: Sizes) -> Result<Customers, MembersError> {
    let positions = view.members(&group.rule()?)?;
    if sizes.hides(positions.len()) {
        return Err(MembersError::Hidden);
    }
    Ok(Customers { app: view.app.key(), positions, today: view.today })
}

impl Customers {
    pub fn len(&self) -> u64 {
        self.positions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// A page of the customers that match a search by account id or address, in order of position.
    pub fn page(&self, database: &Database, wanted: &Wanted) -> Result<Found<Customer>, StoreError> {
        let skip = usize::try_from((wanted.page - 1) * PAGE_SIZE).unwrap_or(usize::MAX);
        let size = usize::try_from(PAGE_SIZE).unwrap_or(0);
        database.read_now(|connection| {
            let (positions, total): (Vec<u32>, u64) = if wanted.search.is_empty() {
                let from = u32::try_from(skip).ok().and_then(|skip| self.positions.select(skip));
                let page = from.map(|first| self.positions.range(first..).take(size).collect());
                (page.unwrap_or_default(), self.positions.len())
            } else {
                let found = customers::positions_matching(connection, self.app, &wanted.search)?;
                let found: Vec<u32> = found.into_iter().filter(|position| self.positions.contains(*position)).collect();
                (found.iter().copied().skip(skip).take(size).collect(), found.len() as u64)
            };
            Ok(Found { rows: customers::at_positions(connection, self.app, &positions)?, total })
        })
    }

    fn positions_after(&self, taken: usize) -> Vec<u32> {
        let first = u32::try_from(taken).ok().and_then(|taken| self.positions.select(taken));
        first.map_or_else(Vec::new, |first| self.positions.range(first..).take(BATCH).collect())
    }

    /// Their distinct addresses in order, at most one more than `most`.
    pub fn addresses(&self, database: &Database, most: usize) -> Result<Vec<NewAddress>, StoreError> {
        let (mut seen, mut addresses, mut taken) = (HashSet::new(), Vec::new(), 0);
        while addresses.len() <= most {
            let positions = self.positions_after(taken);
            if positions.is_empty() {
                break;
            }
            taken += positions.len();
            let emails = database.read_now(|connection| customers::emails_at(connection, self.app, &positions))?;
            let read = emails.iter().filter_map(|email| EmailAddress::parse(email).ok());
            let new = read.map(|address| NewAddress { email: address.as_str().to_owned(), email_key: address.key() });
            addresses.extend(new.filter(|address| seen.insert(address.email_key.clone())));
        }
        addresses.truncate(most + 1);
        Ok(addresses)
    }
}

/// A member of a group for other programs: a customer of a segment, or an entry of a known user group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub account_id: Option<String>,
    pub email: Option<String>,
}

/// The members after a place in their order.
#[derive(Debug)]
pub struct PageAfter {
    pub total: u64,
    pub rows: Vec<Entry>,
    /// The place after which the next page starts; `None` after the last.
    pub next: Option<u32>,
}

/// At most `limit` members after the place `after`: a segment's in the order in which they became customers, and a known user
/// group's in the order of its entries. Members who join or leave in between do not move the others.
pub fn page_after(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: &CustomerGroup,
    after: Option<u32>,
    limit: u32,
) -> Result<PageAfter, MembersError> {
    let size = limit as usize;
    match of(state, actor, publisher, group)? {
        Members::Segment(customers) => {
            let first = after.map_or(0, |after| after.saturating_add(1));
            let mut positions: Vec<u32> = customers.positions.range(first..).take(size + 1).collect();
            let has_more = positions.len() > size;
            positions.truncate(size);
            let next = positions.last().copied().filter(|_| has_more);
            let read = |connection: &mut _| customers::at_positions(connection, customers.app, &positions);
            let rows = state.database.read_now(read)?.into_iter();
            let rows = rows.map(|one| Entry { account_id: Some(one.account_id), email: one.email }).collect();
            Ok(PageAfter { total: customers.len(), rows, next })
        }
        Members::Listed { publisher, group } => {
            let entries =
                state.database.read_now(|connection| group_addresses::entries(connection, publisher, group))?;
            let first = after.map_or(0, |after| after as usize + 1);
            let rows = entries.iter().skip(first).take(size).map(|entry| match account_of(&entry.email_key) {
                Some(_) => Entry { account_id: Some(entry.email.clone()), email: None },
                None => Entry { account_id: None, email: Some(entry.email.clone()) },
            });
            let rows: Vec<Entry> = rows.collect();
            let end = first + rows.len();
            let next = (end < entries.len()).then(|| u32::try_from(end - 1).unwrap_or(u32::MAX));
            Ok(PageAfter { total: entries.len() as u64, rows, next })
        }
    }
}

/// The next customers for a file, after the first `taken` ones; empty at the end.
pub async fn batch(state: &State, customers: &Arc<Customers>, taken: usize) -> Result<Vec<Customer>, StoreError> {
    let listed = Arc::clone(customers);
    let read =
        move |connection: &mut _| customers::at_positions(connection, listed.app, &listed.positions_after(taken));
    state.database.read(read).await
}

/// A page of a known user group's addresses, and whether a customer has each of them.
pub fn listed_page(
    database: &Database,
    group: &CustomerGroup,
    wanted: &Wanted,
) -> Result<Found<GroupAddress>, StoreError> {
    let offset = (wanted.page - 1).saturating_mul(PAGE_SIZE);
    let ListPage { rows, total } = database.read_now(|connection| {
        let publisher = group.publisher_id;
        group_addresses::list(connection, publisher, group.id, &wanted.search, offset, PAGE_SIZE)
    })?;
    Ok(Found { rows, total: total.unsigned_abs() })
}
