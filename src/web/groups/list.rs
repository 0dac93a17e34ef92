//! The home page: my customer groups, inactive segments, segment templates.

use super::history_words::pairs;
use super::words::{members_text, status};
use crate::access::Sizes;
use crate::groups::list::{self as lists, Lists, Wanted};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::segments::templates::SEGMENT_TEMPLATES;
use crate::store::customer_groups::CustomerGroup;
use crate::store::group_lists::{ListedGroup, PAGE_SIZE, Sort};
use crate::store::snapshots::Size;
use crate::web::address::encoded;
use crate::web::chart::{least, line};
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;
use std::collections::HashMap;

/// The search, order and page of the list.
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
    has_apps: bool,
    sort: Sort,
    descending: bool,
    pager: Pager,
}

/// A group as the list shows it.
struct Row {
    group: CustomerGroup,
    app_name: String,
    members: String,
    status: (String, &'static str),
    updated: String,
    trend: Option<Trend>,
}

/// How a group's size has changed: the points of a line, and the change in words.
struct Trend {
    points: String,
    text: String,
}

impl ListPage {
    fn new(page: Page, query: Query, wanted: &Wanted, lists: &Lists, sizes: Sizes, now: NaiveDateTime) -> Self {
        let locale = page.locale;
        let mut trends = trends(&lists.sizes, sizes, locale);
        let mut row = |listed: &ListedGroup| Row::new(listed, trends.remove(&listed.group.id), sizes, now, locale);
        let (sort, descending) = (wanted.sort, wanted.descending);
        let order = if descending { "descending" } else { "ascending" };
        let base = format!("{}&page=", path(&query, sort.word(), order));
        Self {
            groups: lists.groups.iter().map(&mut row).collect(),
            inactive: lists.inactive.iter().map(&mut row).collect(),
            pager: Pager::new(wanted.page, lists.total, PAGE_SIZE, base, ""),
            has_apps: lists.has_apps,
            page,
            query,
            sort,
            descending,
        }
    }

    fn is_archive(&self) -> bool {
        !self.query.archived.is_empty()
    }

    /// The path of this list sorted by `sort`; reversed if it already is.
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

/// The path of the list in this order.
fn path(query: &Query, sort: &str, order: &str) -> String {
    let (search, archived) = (encoded(&query.search), encoded(&query.archived));
    format!("/groups?search={search}&archived={archived}&sort={sort}&order={order}")
}

/// The page with the lists.
pub async fn list(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let query = query.into_inner();
    let work = move |visit: Visit| {
        let wanted = query.wanted();
        let lists = lists::lists(&visit.state, &visit.actor, &visit.publisher, &wanted)?;
        let (sizes, now) = (visit.sizes(), visit.state.clock.now());
        Answer::page(&ListPage::new(visit.page, query, &wanted, &lists, sizes, now))
    };
    visitor.answer(Section::Groups, work).await
}

impl Query {
    fn wanted(&self) -> Wanted {
        Wanted {
            archived: !self.archived.is_empty(),
            search: self.search.clone(),
            sort: Sort::from_word(&self.sort).unwrap_or(Sort::Name),
            descending: self.order == "descending",
            page: Pager::number(&self.page),
        }
    }
}

impl Row {
    fn new(listed: &ListedGroup, trend: Option<Trend>, sizes: Sizes, now: NaiveDateTime, locale: Locale) -> Self {
        let group = listed.group.clone();
        let is_hidden = group.members.is_some_and(|members| sizes.hides(members.unsigned_abs()));
        Self {
            members: members_text(&group, sizes, locale),
            status: status(&group, sizes, locale),
            updated: group.refreshed_at.map_or_else(|| locale.text("updated-never"), |at| locale.ago(at, now)),
            app_name: listed.app_name.clone().unwrap_or_default(),
            trend: trend.filter(|_| !is_hidden),
            group,
        }
    }
}

/// The trends of the groups whose sizes are shown on at least two days.
fn trends(sizes: &[Size], shown: Sizes, locale: Locale) -> HashMap<GroupId, Trend> {
    let groups = sizes.chunk_by(|one, other| one.group == other.group).map(|days| shown.shown(days, |day| day.members));
    groups.filter_map(|days| Some((days.first()?.group, Trend::new(days, locale)?))).collect()
}

impl Trend {
    /// A line of 100 by 24 over the days of one group, in their order; `None` for fewer than two.
    fn new(days: &[Size], locale: Locale) -> Option<Self> {
        let [first, .., last] = days else { return None };
        let change = last.members - first.members;
        let key = if change < 0 { "trend-fewer" } else { "trend-more" };
        let since = locale.date(first.day);
        Some(Self {
            points: line(&pairs(days), (100, 24), least(&pairs(days)))?,
            text: locale.with(key, &[("count", change.abs().into()), ("date", since.into())]),
        })
    }
}
