//! The members of a group, searched, a page at a time.

use crate::ids::AppId;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::{self, Customer, PAGE_SIZE};
use crate::store::group_addresses::{self, GroupAddress};
use crate::store::{Database, StoreError};
use roaring::RoaringBitmap;

/// One page of a group's members.
pub struct Members {
    pub customers: Vec<Customer>,
    pub addresses: Vec<GroupAddress>,
    /// All that the search found.
    pub total: u64,
}

/// Whose members, which search and which page, counted from 1.
pub struct Question {
    pub app: AppId,
    pub search: String,
    pub page: i64,
}

/// A page of the segment's members in the order in which they came.
pub async fn of_segment(
    database: &Database,
    members: RoaringBitmap,
    question: Question,
) -> Result<Members, StoreError> {
    let skip = usize::try_from((question.page - 1) * PAGE_SIZE).unwrap_or(usize::MAX);
    let size = usize::try_from(PAGE_SIZE).unwrap_or(0);
    let read = database.read(move |connection| {
        let (positions, total): (Vec<u32>, u64) = if question.search.is_empty() {
            let from = u32::try_from(skip).ok().and_then(|skip| members.select(skip));
            let page = from.map(|first| members.range(first..).take(size).collect());
            (page.unwrap_or_default(), members.len())
        } else {
            let found = customers::positions_matching(connection, question.app, &question.search)?;
            let found: Vec<u32> = found.into_iter().filter(|position| members.contains(*position)).collect();
            (found.iter().copied().skip(skip).take(size).collect(), found.len() as u64)
        };
        Ok((customers::at_positions(connection, question.app, &positions)?, total))
    });
    let (customers, total) = read.await?;
    Ok(Members { customers, addresses: Vec::new(), total })
}

/// A page of the known user group's addresses, each with whether a customer has it.
pub async fn of_known_user_group(
    database: &Database,
    group: &CustomerGroup,
    search: String,
    page: i64,
) -> Result<Members, StoreError> {
    let (publisher, group) = (group.publisher_id, group.id);
    let offset = (page - 1).saturating_mul(PAGE_SIZE);
    let read = database
        .read(move |connection| group_addresses::list(connection, publisher, group, &search, offset, PAGE_SIZE));
    let (addresses, total) = read.await?;
    Ok(Members { customers: Vec::new(), addresses, total: total.unsigned_abs() })
}
