//! The home page: my customer groups, inactive segments, segment templates.

use crate::access::Sizes;
use crate::day::Day;
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::segments::templates::SEGMENT_TEMPLATES;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::group_lists::{self, ListQuery, ListedGroup, PAGE_SIZE, Sort, Which};
use crate::store::{apps, snapshots};
use crate::web::error::PageError;
use crate::web::page::{Page, Section, encoded, html};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;
use std::collections::HashMap;

/// Days that a trend looks back.
const TREND_DAYS: i32 = 30;

/// What the list is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    search: String,
    sort: String,
    order: String,
    page: String,
    archived: String,
}

#[derive(Template)]
#[template(path = "groups/list.html")]
struct ListPage {
    page: Page,
    query: Query,
    groups: Vec<Row>,
    inactive: Vec<Row>,
    templates: Vec<TemplateRow>,
    has_apps: bool,
    sort: Sort,
    descending: bool,
    pager: Pager,
}

/// A group as the list shows it.
struct Row {
    group: CustomerGroup,
    app_name: String,
    kind: String,
    members: String,
    status: String,
    tone: &'static str,
    updated: String,
    trend: Option<Trend>,
}

/// How a group's size went: points of a line, and the change in words.
struct Trend {
    points: String,
    text: String,
}

struct TemplateRow {
    key: &'static str,
    name: String,
    text: String,
}

impl ListPage {
    fn is_archive(&self) -> bool {
        !self.query.archived.is_empty()
    }

    /// The address of this list, sorted by `sort`: turned round where it already is.
    fn sort_path(&self, sort: &str) -> String {
        let turned = self.sort.word() == sort && !self.descending;
        path(&self.query, sort, if turned { "descending" } else { "ascending" })
    }

    fn direction(&self, sort: &str) -> &'static str {
        match (self.sort.word() == sort, self.descending) {
            (false, _) => "",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }
}

/// The address of the list in this order.
fn path(query: &Query, sort: &str, order: &str) -> String {
    let (search, archived) = (encoded(&query.search), encoded(&query.archived));
    format!("/groups?search={search}&archived={archived}&sort={sort}&order={order}")
}

/// The lists.
pub async fn list(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let query = query.into_inner();
    let (publisher, minimum) = (visitor.publisher.id, visitor.publisher.minimum_size);
    let is_archive = !query.archived.is_empty();
    let asked = ListQuery {
        which: if is_archive { Which::Archived } else { Which::Active(minimum) },
        search: query.search.clone(),
        sort: Sort::from_word(&query.sort).unwrap_or(Sort::Name),
        descending: query.order == "descending",
        page: Pager::number(&query.page),
    };
    let (sort, descending, number) = (asked.sort, asked.descending, asked.page);
    let since = state.clock.today().number() - TREND_DAYS;
    let read = state.database.read(move |connection| {
        let (groups, total) = group_lists::list(connection, publisher, &asked)?;
        let inactive = ListQuery {
            which: Which::Inactive(minimum),
            sort: Sort::Name,
            descending: false,
            page: 1,
            ..asked.clone()
        };
        let inactive = if is_archive { Vec::new() } else { group_lists::list(connection, publisher, &inactive)?.0 };
        let ids: Vec<GroupId> = groups.iter().chain(&inactive).map(|row| row.group.id).collect();
        let sizes = snapshots::sizes(connection, &ids, since)?;
        let has_apps = !apps::of_publisher(connection, publisher)?.is_empty();
        Ok((groups, total, inactive, sizes, has_apps))
    });
    let (groups, total, inactive, sizes, has_apps) = read.await?;
    let order = if descending { "descending" } else { "ascending" };
    let (now, locale) = (state.clock.now(), visitor.locale);
    let shown = visitor.sizes();
    let mut trends = trends(&sizes, shown, locale);
    let mut row = |listed: ListedGroup| {
        let trend = trends.remove(&listed.group.id);
        Row::new(listed, trend, minimum, shown, now, locale)
    };
    html(&ListPage {
        groups: groups.into_iter().map(&mut row).collect(),
        inactive: inactive.into_iter().map(&mut row).collect(),
        templates: SEGMENT_TEMPLATES
            .iter()
            .map(|template| TemplateRow {
                key: template.key,
                name: template.name(locale),
                text: template.description(locale),
            })
            .collect(),
        page: visitor.page(Section::Groups),
        pager: Pager::new(number, total, PAGE_SIZE, format!("{}&page=", path(&query, sort.word(), order)), ""),
        query,
        has_apps,
        sort,
        descending,
    })
}

/// The number of members, or `Small` of a segment whose size is hidden.
pub fn members_text(group: &CustomerGroup, sizes: Sizes, locale: Locale) -> String {
    match group.members {
        None => locale.text("updated-never"),
        Some(members) if group.is_segment() => size_text(members.unsigned_abs(), sizes, locale),
        Some(members) => locale.number(members),
    }
}

/// The size of a segment, or `Small` where it is hidden.
pub fn size_text(members: u64, sizes: Sizes, locale: Locale) -> String {
    if sizes.hides(members) { locale.text("group-small") } else { locale.number(members) }
}

/// What is to be said of the group's state, and in which tone.
pub fn status(group: &CustomerGroup, minimum: i32, locale: Locale) -> (String, &'static str) {
    let (key, tone) = if group.is_archived() {
        ("status-archived", "neutral")
    } else if group.refresh_failed {
        ("status-failed", "bad")
    } else if group.members.is_none() {
        ("status-waiting", "neutral")
    } else if group.is_small(minimum) {
        ("status-small", "warning")
    } else if group.members == Some(0) {
        ("status-empty", "warning")
    } else {
        ("status-active", "good")
    };
    (locale.text(key), tone)
}

impl Row {
    fn new(
        ListedGroup { group, app_name }: ListedGroup,
        trend: Option<Trend>,
        minimum: i32,
        sizes: Sizes,
        now: NaiveDateTime,
        locale: Locale,
    ) -> Self {
        let (status, tone) = status(&group, minimum, locale);
        let is_hidden = group.members.is_some_and(|members| sizes.hides(members.unsigned_abs()));
        Self {
            kind: locale.text(if group.is_segment() { "segment" } else { "known-user-group" }),
            members: members_text(&group, sizes, locale),
            updated: group.refreshed_at.map_or_else(|| locale.text("updated-never"), |at| locale.ago(at, now)),
            app_name: app_name.unwrap_or_default(),
            group,
            status,
            tone,
            trend: trend.filter(|_| !is_hidden),
        }
    }
}

fn trends(sizes: &[(GroupId, i32, i64)], shown: Sizes, locale: Locale) -> HashMap<GroupId, Trend> {
    let groups = sizes.chunk_by(|one, other| one.0 == other.0).map(|days| shown.shown(days, |day| day.2));
    let groups = groups.filter(|days| days.len() > 1);
    groups.filter_map(|days| Some((days.first()?.0, Trend::new(days, locale)?))).collect()
}

/// The points of a line over the sizes of one group, days ascending, through a field of this width and height. None
/// where there are no sizes.
pub fn line(sizes: &[(GroupId, i32, i64)], (width, height): (i64, i64)) -> Option<String> {
    let (first, last) = (sizes.first()?.1, sizes.last()?.1);
    let least = sizes.iter().map(|size| size.2).min()?;
    let spread = (sizes.iter().map(|size| size.2).max()? - least).max(1);
    let span = i64::from((last - first).max(1));
    let point = |(_, day, members): &(GroupId, i32, i64)| {
        let (x, y) = (i64::from(day - first) * width / span, height - (members - least) * height / spread);
        format!("{x},{y}")
    };
    Some(sizes.iter().map(point).collect::<Vec<_>>().join(" "))
}

impl Trend {
    /// A line through a field of 100 by 24, over the days of one group in their order.
    fn new(days: &[(GroupId, i32, i64)], locale: Locale) -> Option<Self> {
        let (first, last) = (days.first()?, days.last()?);
        let change = last.2 - first.2;
        let key = if change < 0 { "trend-fewer" } else { "trend-more" };
        let since = locale.date(Day::from_number(first.1));
        Some(Self {
            points: line(days, (100, 24))?,
            text: locale.with(key, &[("count", change.abs().into()), ("date", since.into())]),
        })
    }
}
