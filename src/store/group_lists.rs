//! Lists of customer groups: search, filters, order and pages.

use super::customer_groups::{CustomerGroup, GroupKind};
use super::schema::{apps, customer_groups, favourite_groups, group_tags};
use super::{DbConnection, group_tags as tags};
use crate::ids::{AppId, GroupId, PublisherId, UserId};
use crate::words;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// Groups on one page of a list: two or three screens, which can still be looked through for a name.
pub const PAGE_SIZE: i64 = 50;

/// The groups in a list, by their state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Which {
    /// All that are not archived.
    #[default]
    All,
    /// Those that can be used.
    Active,
    /// Segments with fewer members than the minimum.
    Inactive,
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
    /// When they were counted.
    Updated,
    Edited,
    Created,
}

words!(Which, Sort);

impl Sort {
    /// Whether the greatest or the latest is what people look for first.
    pub const fn begins_with_greatest(self) -> bool {
        matches!(self, Self::Members | Self::Updated | Self::Edited | Self::Created)
    }
}

/// Whose groups are in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnedBy {
    User(UserId),
    /// Nobody, or one of these users, who have left the team.
    Nobody(Vec<UserId>),
}

/// What the groups of a list have in common. Empty and `None` let all through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// A part of the name.
    pub search: String,
    pub tag: Option<String>,
    pub owner: Option<OwnedBy>,
    /// The user whose favourites they are.
    pub favourite_of: Option<UserId>,
    pub app: Option<AppId>,
    pub kind: Option<GroupKind>,
}

/// The query of a list. Pages count from 1.
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub which: Which,
    /// The publisher's minimum size of a segment.
    pub minimum: i32,
    pub filters: Filters,
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

/// How many groups there are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub active: i64,
    pub inactive: i64,
    pub archived: i64,
}

impl Counts {
    pub const fn of(self, which: Which) -> i64 {
        match which {
            Which::All => self.active + self.inactive,
            Which::Active => self.active,
            Which::Inactive => self.inactive,
            Which::Archived => self.archived,
        }
    }
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

/// The groups that the filters let through, in every state.
macro_rules! matching {
    ($publisher:expr, $filters:expr) => {{
        let filters: &Filters = $filters;
        let mut query = customer_groups::table
            .left_join(apps::table)
            .filter(customer_groups::publisher_id.eq($publisher))
            .filter(customer_groups::name_key.like(contains_pattern(&filters.search)).escape('\\'))
            .into_boxed();
        if let Some(tag) = &filters.tag {
            let tagged = group_tags::table.filter(group_tags::tag_key.eq(tags::key(tag))).select(group_tags::group_id);
            query = query.filter(customer_groups::id.eq_any(tagged));
        }
        if let Some(user) = filters.favourite_of {
            let own = favourite_groups::table.filter(favourite_groups::user_id.eq(user));
            query = query.filter(customer_groups::id.eq_any(own.select(favourite_groups::group_id)));
        }
        query = match &filters.owner {
            None => query,
            Some(OwnedBy::User(user)) => query.filter(customer_groups::owner_id.eq(*user)),
            Some(OwnedBy::Nobody(left)) => query.filter(
                customer_groups::owner_id
                    .is_null()
                    .or(customer_groups::owner_id.assume_not_null().eq_any(left.clone())),
            ),
        };
        if let Some(app) = filters.app {
            query = query.filter(customer_groups::app_id.eq(app));
        }
        if let Some(kind) = filters.kind {
            query = query.filter(customer_groups::kind.eq(kind));
        }
        query
    }};
}

/// How many groups of each state the filters let through.
pub fn counts(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (filters, minimum): (&Filters, i32),
) -> QueryResult<Counts> {
    let rows: Vec<(bool, GroupKind, Option<i64>)> = matching!(publisher, filters)
        .select((customer_groups::archived_at.is_not_null(), customer_groups::kind, customer_groups::members))
        .load(connection)?;
    let mut counts = Counts::default();
    for (is_archived, kind, members) in rows {
        let is_small = kind == GroupKind::Segment && members.is_some_and(|members| members < i64::from(minimum));
        let count = match (is_archived, is_small) {
            (true, _) => &mut counts.archived,
            (false, true) => &mut counts.inactive,
            (false, false) => &mut counts.active,
        };
        *count += 1;
    }
    Ok(counts)
}

/// The groups of a state and their order, whatever the page.
macro_rules! ordered {
    ($publisher:expr, $query:expr) => {{
        let query: &ListQuery = $query;
        let rows = matching!($publisher, &query.filters);
        let rows = match query.which {
            Which::All => rows.filter(customer_groups::archived_at.is_null()),
            Which::Archived => rows.filter(customer_groups::archived_at.is_not_null()),
            Which::Inactive => rows
                .filter(customer_groups::archived_at.is_null())
                .filter(customer_groups::kind.eq(GroupKind::Segment))
                .filter(customer_groups::members.lt(i64::from(query.minimum))),
            Which::Active => rows.filter(customer_groups::archived_at.is_null()).filter(
                customer_groups::kind
                    .ne(GroupKind::Segment)
                    .or(customer_groups::members.is_null())
                    .or(customer_groups::members.ge(i64::from(query.minimum)).assume_not_null()),
            ),
        };
        // What has no value comes last in either order; the two databases would put it elsewhere.
        let (members, counted) = (customer_groups::members, customer_groups::refreshed_at);
        let rows = match (query.sort, query.descending) {
            (Sort::Name, false) => rows.order(customer_groups::name_key.asc()),
            (Sort::Name, true) => rows.order(customer_groups::name_key.desc()),
            (Sort::Kind, false) => rows.order(customer_groups::kind.asc()),
            (Sort::Kind, true) => rows.order(customer_groups::kind.desc()),
            (Sort::App, false) => rows.order((apps::name_key.nullable().is_null(), apps::name_key.nullable().asc())),
            (Sort::App, true) => rows.order((apps::name_key.nullable().is_null(), apps::name_key.nullable().desc())),
            (Sort::Members, false) => rows.order((members.is_null(), members.asc())),
            (Sort::Members, true) => rows.order((members.is_null(), members.desc())),
            (Sort::Updated, false) => rows.order((counted.is_null(), counted.asc())),
            (Sort::Updated, true) => rows.order((counted.is_null(), counted.desc())),
            (Sort::Edited, false) => rows.order(customer_groups::updated_at.asc()),
            (Sort::Edited, true) => rows.order(customer_groups::updated_at.desc()),
            (Sort::Created, false) => rows.order(customer_groups::created_at.asc()),
            (Sort::Created, true) => rows.order(customer_groups::created_at.desc()),
        };
        rows.then_order_by(customer_groups::id)
    }};
}

/// One page of the list.
pub fn list(connection: &mut DbConnection, publisher: PublisherId, query: &ListQuery) -> QueryResult<Vec<ListedGroup>> {
    let mut rows: Vec<ListedGroup> = ordered!(publisher, query)
        .offset((query.page.max(1) - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
        .select((CustomerGroup::as_select(), apps::name.nullable()))
        .load(connection)?;
    rows.iter_mut().for_each(|row| row.group.forget_rule());
    Ok(rows)
}

/// The whole list with its rules, for a file.
pub fn all(connection: &mut DbConnection, publisher: PublisherId, query: &ListQuery) -> QueryResult<Vec<ListedGroup>> {
    ordered!(publisher, query).select((CustomerGroup::as_select(), apps::name.nullable())).load(connection)
}

/// The groups that the filters let through after the one with the id `after` in the order of their ids, archived ones or the
/// others; at most `most`.
pub fn page_after(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (filters, is_archived): (&Filters, bool),
    after: Option<GroupId>,
    most: i64,
) -> QueryResult<Vec<CustomerGroup>> {
    let mut rows = matching!(publisher, filters);
    if let Some(after) = after {
        rows = rows.filter(customer_groups::id.gt(after));
    }
    rows = if is_archived {
        rows.filter(customer_groups::archived_at.is_not_null())
    } else {
        rows.filter(customer_groups::archived_at.is_null())
    };
    rows.order(customer_groups::id).limit(most).select(CustomerGroup::as_select()).load(connection)
}
