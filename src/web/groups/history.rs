//! The history of a segment: its size day by day, who was in it on a day, who came and who left between two days, and why.

use super::export::customers_file;
use super::find;
use super::members::{self, Question};
use crate::day::Day;
use crate::locale::Locale;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::PAGE_SIZE;
use crate::store::membership_changes::{self, Cause, MembershipChange};
use crate::store::snapshots;
use crate::web::customers::Row;
use crate::web::error::PageError;
use crate::web::page::{Page, Section, html};
use crate::web::pager::Pager;
use crate::web::visitor::SignedIn;
use actix_web::{HttpResponse, web};
use askama::Template;
use roaring::RoaringBitmap;
use serde::Deserialize;

/// Days of the chart.
const CHART_DAYS: i32 = 366;

/// Width and height of the chart's field.
const CHART: (i64, i64) = (600, 120);

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

/// The size as a line, and the days and sizes behind it.
struct Chart {
    points: String,
    text: String,
    least: String,
    greatest: String,
    first: String,
    last: String,
    days: Vec<(String, String)>,
}

/// Two days beside one another. The days are those of the snapshots, the last up to each day asked for.
struct Comparison {
    from: String,
    to: String,
    before: String,
    after: String,
    came: String,
    gone: String,
    causes: Vec<CauseRow>,
}

struct CauseRow {
    told: String,
    came: String,
    gone: String,
}

/// One count of the segment that changed it.
struct ChangeRow {
    when: String,
    told: String,
    came: String,
    gone: String,
}

/// Which customers are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Came,
    Gone,
    /// Everyone who was in on the later day.
    Members,
}

impl List {
    fn of(word: &str) -> Self {
        match word {
            "came" => Self::Came,
            "left" => Self::Gone,
            _ => Self::Members,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::Gone => "left",
            Self::Members => "members",
        }
    }
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

/// What the snapshots and the changes say of two days.
struct Found {
    from: i32,
    to: i32,
    before: RoaringBitmap,
    after: RoaringBitmap,
    changes: Vec<MembershipChange>,
}

impl Found {
    fn listed(&self, list: List) -> RoaringBitmap {
        match list {
            List::Came => &self.after - &self.before,
            List::Gone => &self.before - &self.after,
            List::Members => self.after.clone(),
        }
    }
}

/// The segment's history.
pub async fn history(
    visitor: SignedIn,
    state: web::Data<State>,
    path: web::Path<i32>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let (query, locale) = (query.into_inner(), visitor.locale);
    let (group, app) = find_segment(&visitor, &state, path.into_inner()).await?;
    let (id, today) = (group.id, state.clock.today());
    let read = state.database.read(move |connection| {
        let sizes = snapshots::sizes(connection, &[id], today.number() - CHART_DAYS)?;
        let changes = membership_changes::on_days(connection, id, today.number() - CHART_DAYS..today.number() + 1)?;
        Ok((sizes, changes))
    });
    let (sizes, changes) = read.await?;
    let first = sizes.first().map_or(today, |(_, day, _)| Day::from_number(*day));
    let (from, to, errors) = asked_days(&query, first, today, locale);
    let found = if errors.is_empty() { compare(&state, id, from, to).await? } else { None };
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
    visitor: SignedIn,
    state: web::Data<State>,
    path: web::Path<i32>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let (group, app) = find_segment(&visitor, &state, path.into_inner()).await?;
    let (from, to, errors) = asked_days(&query, state.clock.today(), state.clock.today(), visitor.locale);
    let found = if errors.is_empty() { compare(&state, group.id, from, to).await? } else { None };
    let (found, list) = (found.ok_or(PageError::NotFound)?, List::of(&query.list));
    let name = format!("{} {} {from} {to}", group.name, list.word());
    Ok(customers_file(&state, app, found.listed(list).into_iter().collect(), &name))
}

/// The segment and its app; what is hidden from a viewer is not there.
async fn find_segment(visitor: &SignedIn, state: &State, id: i32) -> Result<(CustomerGroup, i32), PageError> {
    let group = find(visitor, state, id).await?;
    let is_hidden = visitor.user.role == "viewer" && group.is_small(visitor.publisher.minimum_size);
    let app = group.app_id.filter(|_| !is_hidden).ok_or(PageError::NotFound)?;
    Ok((group, app))
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

/// What is known of the two days; none where the segment was not counted up to the later one.
async fn compare(state: &State, group: i32, from: Day, to: Day) -> Result<Option<Found>, PageError> {
    let read = state.database.read(move |connection| {
        let Some((to, after)) = snapshots::latest(connection, group, to.number())? else { return Ok(None) };
        // A day before the first count is taken for the day of the first count.
        let before = match snapshots::latest(connection, group, from.number())? {
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

impl Comparison {
    fn new(found: &Found, locale: Locale) -> Self {
        let (came, gone) = (found.listed(List::Came), found.listed(List::Gone));
        let day = |number: i32| locale.date(Day::from_number(number));
        Self {
            from: day(found.from),
            to: day(found.to),
            before: locale.number(found.before.len()),
            after: locale.number(found.after.len()),
            came: locale.number(came.len()),
            gone: locale.number(gone.len()),
            causes: causes(found, came, gone, locale),
        }
    }
}

/// The customers who came and who left by the last cause that moved each. They add up to all who did.
fn causes(found: &Found, mut came: RoaringBitmap, mut gone: RoaringBitmap, locale: Locale) -> Vec<CauseRow> {
    let mut sums: Vec<((Cause, Option<String>), u64, u64)> = Vec::new();
    for change in found.changes.iter().rev() {
        let set = |bytes: &[u8]| RoaringBitmap::deserialize_from(bytes).unwrap_or_default();
        let (came_so, gone_so) = (&came & &set(&change.came), &gone & &set(&change.gone));
        came -= &came_so;
        gone -= &gone_so;
        let is_edit = matches!(change.cause(), Cause::Rule | Cause::Settings | Cause::Group) && change.email.is_some();
        if came_so.is_empty() && gone_so.is_empty() && !is_edit {
            continue;
        }
        let key = (change.cause(), change.email.clone());
        match sums.iter_mut().find(|(other, ..)| *other == key) {
            Some((_, came, gone)) => (*came, *gone) = (*came + came_so.len(), *gone + gone_so.len()),
            None => sums.push((key, came_so.len(), gone_so.len())),
        }
    }
    let row =
        |told: String, came: u64, gone: u64| CauseRow { told, came: locale.number(came), gone: locale.number(gone) };
    let mut rows: Vec<_> = sums
        .iter()
        .rev()
        .map(|((cause, email), came, gone)| row(told_cause(*cause, email.as_deref(), locale), *came, *gone))
        .collect();
    if !came.is_empty() || !gone.is_empty() {
        rows.push(row(locale.text("cause-not-recorded"), came.len(), gone.len()));
    }
    rows
}

fn told_cause(cause: Cause, email: Option<&str>, locale: Locale) -> String {
    let key = format!("cause-{}", cause.word());
    match email {
        Some(email) => locale.with1(&format!("{key}-by"), "email", email),
        None => locale.text(&key),
    }
}

impl ChangeRow {
    /// `None` for a change that cannot be read.
    fn new(change: &MembershipChange, locale: Locale) -> Option<Self> {
        let count = |bytes: &[u8]| Some(RoaringBitmap::deserialize_from(bytes).ok()?.len());
        Some(Self {
            when: locale.date(Day::from_number(change.happened_on)),
            told: told_cause(change.cause(), change.email.as_deref(), locale),
            came: locale.number(count(&change.came)?),
            gone: locale.number(count(&change.gone)?),
        })
    }
}

impl Chart {
    /// A line over the days; none where there are not two.
    fn new(sizes: &[(i32, i32, i64)], locale: Locale) -> Option<Self> {
        let ((_, first, before), (_, last, after)) = (*sizes.first()?, *sizes.last()?);
        if sizes.len() < 2 {
            return None;
        }
        let greatest = sizes.iter().map(|size| size.2).max()?;
        let least = sizes.iter().map(|size| size.2).min()?;
        let (width, height) = CHART;
        let (span, spread) = (i64::from((last - first).max(1)), (greatest - least).max(1));
        let point = |(_, day, members): &(i32, i32, i64)| {
            let (x, y) = (i64::from(day - first) * width / span, height - (members - least) * height / spread);
            format!("{x},{y}")
        };
        let day = |number: i32| locale.date(Day::from_number(number));
        let told =
            [("from", day(first).into()), ("to", day(last).into()), ("before", before.into()), ("after", after.into())];
        Some(Self {
            points: sizes.iter().map(point).collect::<Vec<_>>().join(" "),
            text: locale.with("history-chart", &told),
            least: locale.number(least),
            greatest: locale.number(greatest),
            first: day(first),
            last: day(last),
            days: sizes.iter().rev().map(|(_, on, members)| (day(*on), locale.number(*members))).collect(),
        })
    }
}
