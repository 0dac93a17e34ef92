//! The members of a group. Pages, files and freezing all get them from [`of`].

use crate::access::{Actor, Sizes};
use crate::addresses::account_of;
use crate::columns::View;
use crate::day::Day;
use crate::email::EmailAddress;
use crate::ids::{AppKey, GroupId, PublisherId};
use crate::paging::cut;
use crate::state::State;
pub use crate::store::PeopleSearch;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::{self, Customer, PAGE_SIZE};
use crate::store::group_addresses::{self, GroupAddress, NewAddress};
use crate::store::publishers::Publisher;
use crate::store::{Database, ListPage, StoreError, snapshots};
use roaring::RoaringBitmap;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::sync::Arc;

/// Customers read at once for a file or a new group: few enough for one query, and enough that the number of queries
/// costs nothing.
const BATCH: usize = 5_000;

/// Members on one page.
pub const PAGE: usize = PAGE_SIZE as usize;

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
    pub search: PeopleSearch,
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

    /// The next positions after one, at most `most`.
    fn after(&self, after: Option<u32>, most: usize) -> Vec<u32> {
        let first = after.map_or(Some(0), |after| after.checked_add(1));
        first.map_or_else(Vec::new, |first| self.positions.range(first..).take(most).collect())
    }

    /// Their distinct addresses in order, at most one more than `most`.
    pub fn addresses(&self, database: &Database, most: usize) -> Result<Vec<NewAddress>, StoreError> {
        let (mut seen, mut addresses, mut after) = (HashSet::new(), Vec::new(), None);
        while addresses.len() <= most {
            let positions = self.after(after, BATCH);
            let Some(last) = positions.last() else { break };
            after = Some(*last);
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
    pub next: Option<u64>,
}

/// The members that the actor may see, now or as they were counted last up to the end of a day, with the day that they are of;
/// `None` if the group was not counted up to then, as known user groups never are.
pub fn on(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: &CustomerGroup,
    day: Option<Day>,
) -> Result<Option<(Day, Members)>, MembersError> {
    let Some(day) = day else {
        let members = of(state, actor, publisher, group)?;
        let today = if let Members::Segment(customers) = &members { customers.today } else { state.today(publisher) };
        return Ok(Some((today, members)));
    };
    let Some(app) = group.app_id else { return Ok(None) };
    let read = |connection: &mut _| snapshots::latest(connection, group.publisher_id, group.id, day);
    let Some(snapshot) = state.database.read_now(read)? else { return Ok(None) };
    let positions = RoaringBitmap::deserialize_from(snapshot.bitmap.as_slice())?;
    if Sizes::new(actor.role, publisher.minimum_size).hides(positions.len()) {
        return Err(MembersError::Hidden);
    }
    let app = AppKey { publisher: group.publisher_id, id: app };
    let customers = Customers { app, positions: Arc::new(positions), today: snapshot.day };
    Ok(Some((snapshot.day, Members::Segment(customers))))
}

/// At most `limit` members after the place `after`: a segment's in the order in which they became customers, and a known user
/// group's in an order of its own. Members who join or leave in between do not move the others.
pub fn page_after(state: &State, members: &Members, after: Option<u64>, limit: u32) -> Result<PageAfter, MembersError> {
    let size = limit as usize;
    match members {
        Members::Segment(customers) => {
            let after = after.map(|after| u32::try_from(after).unwrap_or(u32::MAX));
            let mut positions = customers.after(after, size + 1);
            let has_more = cut(&mut positions, size);
            let next = positions.last().copied().filter(|_| has_more).map(u64::from);
            let read = |connection: &mut _| customers::at_positions(connection, customers.app, &positions);
            let rows = state.database.read_now(read)?.into_iter();
            let rows = rows.map(|one| Entry { account_id: Some(one.account_id), email: one.email }).collect();
            Ok(PageAfter { total: customers.len(), rows, next })
        }
        Members::Listed { publisher, group } => {
            let entries =
                state.database.read_now(|connection| group_addresses::entries(connection, *publisher, *group))?;
            let mut placed: Vec<(u64, &NewAddress)> = entries.iter().map(|entry| (place_of(entry), entry)).collect();
            placed.sort_unstable_by_key(|(place, _)| *place);
            let first = after.map_or(0, |after| placed.partition_point(|(place, _)| *place <= after));
            let page = &placed[first..placed.len().min(first.saturating_add(size))];
            let rows = page.iter().map(|(_, entry)| match account_of(&entry.email_key) {
                Some(_) => Entry { account_id: Some(entry.email.clone()), email: None },
                None => Entry { account_id: None, email: Some(entry.email.clone()) },
            });
            let rows: Vec<Entry> = rows.collect();
            let is_last = first + page.len() == placed.len();
            let next = page.last().map(|(place, _)| *place).filter(|_| !is_last);
            Ok(PageAfter { total: entries.len() as u64, rows, next })
        }
    }
}

/// The place of an entry among the others, which stays as they come and go, and says nothing of who it is.
fn place_of(entry: &NewAddress) -> u64 {
    let digest = Sha256::digest(entry.email_key.as_bytes());
    // 48 bits: two of 20,000 entries share a place with a probability below one in a million, and every language reads such
    // numbers exactly.
    digest.iter().take(6).fold(0, |place, byte| place << 8 | u64::from(*byte))
}

/// The next customers for a file, after the one at this position, and the position of the last; `None` at the end. Those who
/// were erased or removed meanwhile are left out.
pub async fn batch(
    state: &State,
    customers: &Arc<Customers>,
    after: Option<u32>,
) -> Result<Option<(Vec<Customer>, u32)>, StoreError> {
    let positions = customers.after(after, BATCH);
    let Some(last) = positions.last().copied() else { return Ok(None) };
    let app = customers.app;
    let rows = state.database.read(move |connection| customers::at_positions(connection, app, &positions)).await?;
    Ok(Some((rows, last)))
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
