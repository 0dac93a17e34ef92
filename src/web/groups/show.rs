//! A group's page: what it is, its size, breakdowns, members.

use super::overlap::BesideWords;
use super::statistics::StatisticsWords;
use super::words::{members_text, status};
use crate::access::Sizes;
use crate::audience::{Breakdown, Share};
use crate::groups;
use crate::groups::members::Wanted;
use crate::groups::show::{Content, Shown};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::segments::{Attribute, BuiltIn};
use crate::state::State;
use crate::store::apps::App;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::PAGE_SIZE;
use crate::store::group_addresses::GroupAddress;
use crate::web::address::encoded;
use crate::web::customers::Row;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, answer};
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;

/// Parts of a breakdown that are shown one by one; the rest is summed up.
const MOST_PARTS: usize = 12;

/// Which members are asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    search: String,
    page: String,
}

#[derive(Template)]
#[template(path = "groups/show.html")]
struct ShowPage {
    page: Page,
    group: CustomerGroup,
    app: Option<App>,
    status: String,
    tone: &'static str,
    members_text: String,
    updated: String,
    statistics: Option<StatisticsWords>,
    charts: Vec<Chart>,
    addresses: Option<(String, String)>,
    members: Vec<Row>,
    listed: Vec<GroupAddress>,
    search: String,
    pager: Pager,
    is_hidden: bool,
    uses: Vec<CustomerGroup>,
    overlaps: Vec<BesideWords>,
}

/// A breakdown as a chart.
struct Chart {
    label: String,
    bars: Vec<Bar>,
}

struct Bar {
    label: String,
    count: String,
    percent: String,
    share: u64,
}

/// The group's page.
pub async fn show(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let (actor, publisher, page) = (visitor.actor(), visitor.publisher.clone(), visitor.page(Section::Groups));
    let (sizes, query) = (visitor.sizes(), query.into_inner());
    answer(&visitor, move |cancelled| {
        let wanted = Wanted { search: query.search.trim().to_owned(), page: Pager::number(&query.page) };
        let shown = groups::show::show(&state, &actor, &publisher, *path, &wanted, cancelled)?;
        let shown = shown.ok_or(PageError::Superseded)?;
        Answer::page(&ShowPage::new(page, shown, wanted, sizes, state.clock.now()))
    })
    .await
}

impl ShowPage {
    fn new(page: Page, shown: Shown, wanted: Wanted, sizes: Sizes, now: NaiveDateTime) -> Self {
        let (locale, group) = (page.locale, shown.group);
        let (status, tone) = status(&group, sizes, locale);
        let updated = group.refreshed_at.map(|at| locale.with1("updated-ago", "ago", locale.ago(at, now)));
        let beside = shown.beside.into_iter().map(|beside| BesideWords::new(beside, locale));
        let base = format!("{}?search={}&page=", group.path(), encoded(&wanted.search));
        let mut drawn = Self {
            app: None,
            status,
            tone,
            members_text: members_text(&group, sizes, locale),
            updated: updated.unwrap_or_else(|| locale.text("updated-never")),
            statistics: None,
            charts: Vec::new(),
            addresses: None,
            members: Vec::new(),
            listed: Vec::new(),
            search: wanted.search,
            pager: Pager::new(wanted.page, 0, PAGE_SIZE, base.clone(), "#members-list"),
            is_hidden: false,
            uses: shown.used_by,
            overlaps: beside.collect(),
            page,
            group,
        };
        let pager = |total: u64| {
            Pager::new(wanted.page, i64::try_from(total).unwrap_or(i64::MAX), PAGE_SIZE, base, "#members-list")
        };
        match shown.content {
            Content::Hidden => {
                drawn.is_hidden = true;
                drawn.members_text = locale.text("group-small");
            }
            Content::Segment(numbers, found) => {
                let today = numbers.view.today;
                drawn.pager = pager(found.total);
                drawn.members = found.rows.iter().map(|customer| Row::new(customer, today, locale)).collect();
                drawn.charts = charts(&numbers.answer.breakdown, numbers.answer.members, locale);
                drawn.statistics = Some(StatisticsWords::new(&numbers, 0, locale));
                drawn.app = Some(numbers.view.app);
            }
            Content::KnownUserGroup { members, not_yet, listed } => {
                drawn.pager = pager(listed.total);
                drawn.addresses = Some((locale.number(members), locale.number(not_yet)));
                drawn.listed = listed.rows;
            }
        }
        drawn
    }
}

fn charts(breakdown: &Breakdown, members: u64, locale: Locale) -> Vec<Chart> {
    let parts = [
        (BuiltIn::Market, &breakdown.market),
        (BuiltIn::AgeGroup, &breakdown.age_group),
        (BuiltIn::Gender, &breakdown.gender),
        (BuiltIn::DeviceType, &breakdown.device_type),
    ];
    parts.into_iter().map(|(key, shares)| Chart::new(key, shares, members, locale)).collect()
}

impl Chart {
    fn new(key: BuiltIn, shares: &[Share], members: u64, locale: Locale) -> Self {
        let attribute = Attribute::built_in(key);
        let bar = |label: String, count: u64| Bar {
            label,
            count: locale.number(count),
            percent: locale.percent(count, members.max(1)),
            share: count.saturating_mul(100) / members.max(1),
        };
        let named = |code: &Option<String>| match code {
            Some(code) => attribute.choice_label(code, locale),
            None => locale.text("unknown"),
        };
        let mut bars: Vec<Bar> = shares.iter().take(MOST_PARTS).map(|(code, count)| bar(named(code), *count)).collect();
        let rest: u64 = shares.iter().skip(MOST_PARTS).map(|(_, count)| count).sum();
        if rest > 0 {
            bars.push(bar(locale.with1("breakdown-rest", "count", shares.len() - MOST_PARTS), rest));
        }
        Self { label: attribute.label(locale), bars }
    }
}
