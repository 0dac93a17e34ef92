//! Lists of customer groups: search, order and pages.

use super::customer_groups::{CustomerGroup, GroupKind};
use super::schema::{apps, customer_groups};
use super::{DbConnection, ListPage};
use crate::ids::PublisherId;
use crate::words;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// Groups on one page of a list: two or three screens, which can still be looked through for a name.
pub const PAGE_SIZE: i64 = 50;

/// The groups in a list. The numbers are the publisher's minimum size of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Active(i32),
    /// Segments with fewer members than the minimum.
    Inactive(i32),
    Archived,
}

/// The column that a list is ordered by, with its name in URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Sort {
    Name,
    #[strum(serialize = "type")]
    Kind,
    App,
    Members,
    Updated,
}

words!(Sort);

/// The query of a list. Pages count from 1.
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub which: Which,
    pub search: String,
    pub sort: Sort,
    pub descending: bool,
    pub page: i64,
}

/// A group, without its rule, with the name of its app.
#[derive(Clone, Debug, Queryable)]
pub struct ListedGroup {
    pub group: CustomerGroup,
    pub app_name: Option<String>,
}

/// The LIKE pattern, with `\` as its escape, that finds `text` anywhere in texts of lower case.
pub fn contains_pattern(text: &str) -> String {
    pattern_of(&text.to_lowercase())
}

/// The LIKE patterns that find `text` anywhere as it is typed and in upper case: SQLite knows the lower case of ASCII
/// letters only, so it needs them for others.
pub fn other_patterns(text: &str) -> [String; 2] {
    [pattern_of(text), pattern_of(&text.to_uppercase())]
}

pub(super) fn pattern_of(text: &str) -> String {
    format!("%{}%", escaped(text))
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

macro_rules! matching {
    ($publisher:expr, $query:expr) => {{
        let query = customer_groups::table
            .left_join(apps::table)
            .filter(customer_groups::publisher_id.eq($publisher))
            .filter(customer_groups::name_key.like(contains_pattern(&$query.search)).escape('\\'))
            .into_boxed();
        match $query.which {
            Which::Archived => query.filter(customer_groups::archived_at.is_not_null()),
            Which::Inactive(minimum) => query
                .filter(customer_groups::archived_at.is_null())
                .filter(customer_groups::kind.eq(GroupKind::Segment))
                .filter(customer_groups::members.lt(i64::from(minimum))),
            Which::Active(minimum) => query.filter(customer_groups::archived_at.is_null()).filter(
                customer_groups::kind
                    .ne(GroupKind::Segment)
                    .or(customer_groups::members.is_null())
                    .or(customer_groups::members.ge(i64::from(minimum)).assume_not_null()),
            ),
        }
    }};
}

/// One page of the list.
pub fn list(
    connection: &mut DbConnection,
    publisher: PublisherId,
    query: &ListQuery,
) -> QueryResult<ListPage<ListedGroup>> {
    let rows = matching!(publisher, query);
    let rows = match (query.sort, query.descending) {
        (Sort::Name, false) => rows.order(customer_groups::name_key.asc()),
        (Sort::Name, true) => rows.order(customer_groups::name_key.desc()),
        (Sort::Kind, false) => rows.order(customer_groups::kind.asc()),
        (Sort::Kind, true) => rows.order(customer_groups::kind.desc()),
        (Sort::App, false) => rows.order(apps::name_key.nullable().asc()),
        (Sort::App, true) => rows.order(apps::name_key.nullable().desc()),
        (Sort::Members, false) => rows.order(customer_groups::members.asc()),
        (Sort::Members, true) => rows.order(customer_groups::members.desc()),
        (Sort::Updated, false) => rows.order(customer_groups::updated_at.asc()),
        (Sort::Updated, true) => rows.order(customer_groups::updated_at.desc()),
    };
    let mut rows: Vec<ListedGroup> = rows
        .then_order_by(customer_groups::id)
        .offset((query.page.max(1) - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
        .select((CustomerGroup::as_select(), apps::name.nullable()))
        .load(connection)?;
    rows.iter_mut().for_each(|row| row.group.forget_rule());
    // Most lists fit on the first page.
    let shown = i64::try_from(rows.len()).unwrap_or(PAGE_SIZE);
    let is_whole = query.page <= 1 && shown < PAGE_SIZE;
    let total = if is_whole { shown } else { matching!(publisher, query).count().get_result(connection)? };
    Ok(ListPage { rows, total })
}
