//! The history of a segment: its size day by day, who was in it on a day, who came and who left between two days, and why.

use super::changes::{ChangeRow, Chart, Comparison, Found, List};
use super::export::customers_file;
use super::find;
use super::members::{self, Question};
use crate::day::Day;
use crate::ids::{AppId, GroupId};
use crate::locale::Locale;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::PAGE_SIZE;
use crate::store::membership_changes;
use crate::store::snapshots;
use crate::web::customers::Row;
use crate::web::error::PageError;
use crate::web::page::{Page, Section, html};
use crate::web::pager::Pager;
use crate::web::visitor::{SignedIn, Viewer};
use actix_web::{HttpResponse, web};
use askama::Template;
use roaring::RoaringBitmap;
use serde::Deserialize;

/// Days of the chart.
const CHART_DAYS: i32 = 366;

/// Changes that are listed, the latest first.
const MOST_CHANGES: usize = 100;

/// What is asked: two days to compare, and which list of customers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    from: String,
    to: String,
    list: String,
    page: String,
}

#[derive(Template)]
#[template(path = "groups/history.html")]
struct HistoryPage {
    page: Page,
    group: CustomerGroup,
    from: String,
    to: String,
    errors: Vec<(&'static str, String)>,
    chart: Option<Chart>,
    comparison: Option<Comparison>,
    changes: Vec<ChangeRow>,
    list: List,
    customers: Vec<Row>,
    pager: Pager,
    file: String,
}

impl HistoryPage {
    fn errors_of(&self, field: &str) -> Vec<String> {
        self.errors.iter().filter(|(of, _)| *of == field).map(|(_, error)| error.clone()).collect()
    }

    /// The address of this comparison with another list.
    fn list_path(&self, list: &str) -> String {
        format!("{}/history?from={}&to={}&list={list}", self.group.path(), self.from, self.to)
    }

    fn is_listed(&self, list: &str) -> bool {
        self.list.word() == list
    }
}

/// The segment's history.
pub async fn history(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let (query, locale) = (query.into_inner(), visitor.locale);
    let (group, app) = find_segment(&visitor, &state, path.into_inner()).await?;
    let (id, today) = (group.id, state.clock.today());
    let hidden_until = first_shown(&visitor, &state, id).await?.unwrap_or(i32::MAX);
    let read = state.database.read(move |connection| {
        let from = hidden_until.max(today.number() - CHART_DAYS);
        let sizes = snapshots::sizes(connection, &[id], from)?;
        // What changed on the first day that is shown would give the size of the day before away.
        let from = if from == hidden_until { from.saturating_add(1) } else { from };
        let changes = membership_changes::on_days(connection, id, from..today.number() + 1)?;
        Ok((sizes, changes))
    });
    let (sizes, changes) = read.await?;
    let first = sizes.first().map_or(today, |(_, day, _)| Day::from_number(*day));
    let (from, to, errors) = asked_days(&query, first, today, locale);
    let found = if errors.is_empty() { compare(&state, id, hidden_until, from, to).await? } else { None };
    let list = List::of(&query.list);
    let number = Pager::number(&query.page);
    let base = format!("{}/history?from={from}&to={to}&list={}", group.path(), list.word());
    let (mut customers, mut total) = (Vec::new(), 0);
    if let Some(found) = &found {
        let question = Question { app, search: String::new(), page: number };
        let listed = members::of_segment(&state.database, found.listed(list), question).await?;
        customers = listed.customers.iter().map(|customer| Row::new(customer, today, locale)).collect();
        total = i64::try_from(listed.total).unwrap_or(i64::MAX);
    }
    let as_typed = |typed: &str, day: Day| if typed.is_empty() { day.to_string() } else { typed.to_owned() };
    html(&HistoryPage {
        page: visitor.page(Section::Groups),
        from: as_typed(&query.from, from),
        to: as_typed(&query.to, to),
        chart: Chart::new(&sizes, locale),
        comparison: found.map(|found| Comparison::new(&found, locale)),
        changes: changes.iter().rev().take(MOST_CHANGES).filter_map(|change| ChangeRow::new(change, locale)).collect(),
        pager: Pager::new(number, total, PAGE_SIZE, format!("{base}&page="), "#listed"),
        file: base.replacen("/history?", "/history.csv?", 1),
        group,
        errors,
        list,
        customers,
    })
}

/// The list of customers as a .csv file.
pub async fn history_file(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let (group, app) = find_segment(&visitor, &state, path.into_inner()).await?;
    let (from, to, errors) = asked_days(&query, state.clock.today(), state.clock.today(), visitor.locale);
    let hidden_until = first_shown(&visitor, &state, group.id).await?.unwrap_or(i32::MAX);
    let found = if errors.is_empty() { compare(&state, group.id, hidden_until, from, to).await? } else { None };
    let (found, list) = (found.ok_or(PageError::NotFound)?, List::of(&query.list));
    let name = format!("{} {} {from} {to}", group.name, list.word());
    Ok(customers_file(&state, app, found.listed(list).into_iter().collect(), &name))
}

/// The segment and its app; what is hidden from a viewer is not there.
async fn find_segment(visitor: &SignedIn, state: &State, id: GroupId) -> Result<(CustomerGroup, AppId), PageError> {
    let group = find(visitor, state, id).await?;
    let app = group.app_id.filter(|_| !visitor.is_hidden(&group)).ok_or(PageError::NotFound)?;
    Ok((group, app))
}

/// The first day of the segment's history that the user is shown; none where it is all hidden.
async fn first_shown(visitor: &SignedIn, state: &State, group: GroupId) -> Result<Option<i32>, PageError> {
    let all = state.database.read(move |connection| snapshots::sizes(connection, &[group], i32::MIN)).await?;
    let shown = visitor.sizes().shown(&all, |day| day.2);
    Ok(if shown.len() == all.len() { Some(i32::MIN) } else { shown.first().map(|day| day.1) })
}

/// The two days, which are those given where none was typed, and what is wrong with what was.
fn asked_days(query: &Query, first: Day, last: Day, locale: Locale) -> (Day, Day, Vec<(&'static str, String)>) {
    let read = |typed: &str, otherwise: Day| if typed.is_empty() { Some(otherwise) } else { Day::parse(typed) };
    let (from, to) = (read(&query.from, first), read(&query.to, last));
    let mut errors = Vec::new();
    if from.is_none() {
        errors.push(("from", locale.text("condition-date")));
    }
    if to.is_none() {
        errors.push(("to", locale.text("condition-date")));
    }
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        errors.push(("to", locale.text("history-days-swapped")));
    }
    (from.unwrap_or(first), to.unwrap_or(last), errors)
}

/// What is known of the two days; none where the segment was not counted up to the later one, or is hidden on it. Days
/// before `hidden_until` are taken for it.
async fn compare(
    state: &State,
    group: GroupId,
    hidden_until: i32,
    from: Day,
    to: Day,
) -> Result<Option<Found>, PageError> {
    let read = state.database.read(move |connection| {
        let latest = snapshots::latest(connection, group, to.number())?;
        let Some((to, after)) = latest.filter(|(day, _)| *day >= hidden_until) else { return Ok(None) };
        // A day before the first count is taken for the day of the first count.
        let before = match snapshots::latest(connection, group, from.number().max(hidden_until))? {
            None => snapshots::earliest(connection, group)?,
            found => found,
        };
        let (from, before) = before.unwrap_or((to, after.clone()));
        let changes = membership_changes::on_days(connection, group, from + 1..to + 1)?;
        Ok(Some((from, to, before, after, changes)))
    });
    let Some((from, to, before, after, changes)) = read.await? else { return Ok(None) };
    let set = |bytes: &[u8]| RoaringBitmap::deserialize_from(bytes).map_err(|error| PageError::Fault(error.into()));
    Ok(Some(Found { from, to, before: set(&before)?, after: set(&after)?, changes }))
}
