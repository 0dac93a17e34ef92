//! A group's page: what it is, its size, breakdowns, members.

use super::list::{members_text, status};
use super::members::{self, Question};
use super::overlap::{self, Shared};
use super::statistics::Statistics;
use super::uses;
use crate::audience::{Breakdown, Share};
use crate::columns::View;
use crate::ids::{AppId, GroupId};
use crate::locale::Locale;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers::PAGE_SIZE;
use crate::store::group_addresses::{self, GroupAddress};
use crate::store::wait_for;
use crate::web::customers::Row;
use crate::web::error::PageError;
use crate::web::page::{Page, Section, encoded, html};
use crate::web::pager::Pager;
use crate::web::visitor::{SignedIn, Viewer};
use actix_web::{HttpResponse, web};
use askama::Template;
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
    statistics: Option<Statistics>,
    charts: Vec<Chart>,
    addresses: Option<(String, String)>,
    members: Vec<Row>,
    listed: Vec<GroupAddress>,
    search: String,
    pager: Pager,
    is_hidden: bool,
    uses: Vec<CustomerGroup>,
    overlaps: Vec<Overlap>,
}

/// The groups beside this one in an app.
struct Overlap {
    app_name: String,
    app_id: AppId,
    groups: Vec<Shared>,
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

/// What a segment's page shows beyond what every group's does.
#[derive(Default)]
struct Parts {
    app: Option<App>,
    statistics: Option<Statistics>,
    charts: Vec<Chart>,
    addresses: Option<(String, String)>,
    members: Vec<Row>,
    listed: Vec<GroupAddress>,
    total: u64,
}

/// The group's page.
pub async fn show(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let (publisher, id, locale) = (visitor.publisher.id, path.into_inner(), visitor.locale);
    let group = state.database.read(move |connection| customer_groups::find(connection, publisher, id)).await?;
    let Query { search, page } = query.into_inner();
    let search = search.trim().to_owned();
    let number = Pager::number(&page);
    let minimum = visitor.publisher.minimum_size;
    let mut is_hidden = visitor.is_hidden(&group);
    let parts = match group.app_id {
        _ if is_hidden => Parts::default(),
        Some(app) => {
            let parts = segment_parts(&visitor, &state, &group, app, search.clone(), number).await?;
            // It may have become small since it was last counted.
            is_hidden = parts.is_none();
            parts.unwrap_or_default()
        }
        None => known_user_group_parts(&state, &group, search.clone(), number, locale).await?,
    };
    let uses = uses::of(&state, &group).await?;
    let overlaps = if is_hidden { Vec::new() } else { overlaps(&visitor, &state, &group).await? };
    let members_text =
        if is_hidden { locale.text("group-small") } else { members_text(&group, visitor.sizes(), locale) };
    let (status, tone) = status(&group, minimum, locale);
    let updated = group.refreshed_at.map(|at| locale.with1("updated-ago", "ago", locale.ago(at, state.clock.now())));
    let total = i64::try_from(parts.total).unwrap_or(i64::MAX);
    let base = format!("{}?search={}&page=", group.path(), encoded(&search));
    html(&ShowPage {
        pager: Pager::new(number, total, PAGE_SIZE, base, "#members-list"),
        app: parts.app,
        status,
        tone,
        members_text,
        updated: updated.unwrap_or_else(|| locale.text("updated-never")),
        statistics: parts.statistics,
        charts: parts.charts,
        addresses: parts.addresses,
        members: parts.members,
        listed: parts.listed,
        page: visitor.page(Section::Groups),
        group,
        search,
        is_hidden,
        uses,
        overlaps,
    })
}

/// The groups beside the group in its app, or in every app where it is a known user group.
async fn overlaps(visitor: &SignedIn, state: &State, group: &CustomerGroup) -> Result<Vec<Overlap>, PageError> {
    let publisher = visitor.publisher.id;
    let apps = state.database.read(move |connection| apps::of_publisher(connection, publisher)).await?;
    let mut found = Vec::new();
    for app in apps.into_iter().filter(|app| group.app_id.is_none_or(|of| of == app.id)) {
        let groups = overlap::beside(state, &visitor.publisher, group, app.id, visitor.sizes(), visitor.locale).await?;
        found.push(Overlap { app_name: app.name, app_id: app.id, groups });
    }
    found.retain(|overlap| !overlap.groups.is_empty());
    Ok(found)
}

/// What a segment's page shows; none where its size is hidden.
async fn segment_parts(
    visitor: &SignedIn,
    state: &State,
    group: &CustomerGroup,
    app: AppId,
    search: String,
    page: i64,
) -> Result<Option<Parts>, PageError> {
    let (sizes, locale) = (visitor.sizes(), visitor.locale);
    let view = state.audiences.view(&visitor.publisher, app).await?;
    let rule = group.rule().map_err(|error| PageError::Fault(error.into()))?;
    let counting = view.clone();
    let counted = wait_for(move || {
        let answer = counting.answer(&rule)?;
        if sizes.hides(answer.members) {
            return Ok(None);
        }
        let statistics = Statistics::of(&answer, &counting, &rule, sizes, 0, locale)?;
        Ok(Some((answer, statistics, counting.members(&rule)?)))
    });
    let Some((answer, statistics, members)) = counted.await? else { return Ok(None) };
    let charts = charts(&answer.breakdown, answer.members, &view, locale);
    let question = Question { app, search, page };
    let found = members::of_segment(&state.database, members, question).await?;
    Ok(Some(Parts {
        app: Some(view.app),
        statistics: Some(statistics),
        charts,
        total: found.total,
        members: found.customers.iter().map(|customer| Row::new(customer, view.today, locale)).collect(),
        ..Parts::default()
    }))
}

async fn known_user_group_parts(
    state: &State,
    group: &CustomerGroup,
    search: String,
    page: i64,
    locale: Locale,
) -> Result<Parts, PageError> {
    let found = members::of_known_user_group(&state.database, group, search, page).await?;
    let (publisher, id) = (group.publisher_id, group.id);
    let counts = state.database.read(move |connection| {
        let all = group_addresses::count(connection, id)?;
        Ok((all, group_addresses::count_members(connection, publisher, id)?))
    });
    let (all, members) = counts.await?;
    Ok(Parts {
        listed: found.addresses,
        total: found.total,
        addresses: Some((locale.number(members), locale.number(all - members))),
        ..Parts::default()
    })
}

fn charts(breakdown: &Breakdown, members: u64, view: &View, locale: Locale) -> Vec<Chart> {
    let parts = [
        ("market", &breakdown.market),
        ("age_group", &breakdown.age_group),
        ("gender", &breakdown.gender),
        ("device_type", &breakdown.device_type),
    ];
    parts.into_iter().filter_map(|(key, shares)| Chart::new(key, shares, members, view, locale)).collect()
}

impl Chart {
    fn new(key: &str, shares: &[Share], members: u64, view: &View, locale: Locale) -> Option<Self> {
        let attribute = view.catalogue.find(key)?;
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
        Some(Self { label: attribute.label(locale), bars })
    }
}
