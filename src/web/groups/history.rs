//! The history of a segment: its size day by day, its members on a day, who joined and who left between two days, and
//! why.

use super::day_chart::DayChart;
use super::head::{GroupHead, Tab, TabLink};
use super::history_words::{ChangeRow, cause_text};
use crate::access::Addresses;
use crate::day::Day;
use crate::groups::export;
use crate::groups::head::head;
use crate::groups::history::{self, Compared, Comparison, Days, History, List};
use crate::groups::members::{Found, PeopleSearch, Wanted};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::store::customers::{Customer, PAGE_SIZE};
use crate::store::snapshots::Size;
use crate::web::customers::{Row, customers_file};
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The most changes that are listed, the latest first: three months of daily changes. The file has all of them.
const MOST_CHANGES: usize = 100;

/// The two days to compare, and the list of customers to show.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    from: String,
    to: String,
    list: String,
    page: String,
    /// The days that the chart goes back, or all.
    period: String,
}

/// The periods of the chart in days, the first by default, and its word for all days.
const PERIODS: [i32; 3] = [30, 7, 90];
const ALL: &str = "all";

#[derive(Template)]
#[template(path = "groups/history.html")]
struct HistoryPage {
    page: Page,
    head: GroupHead,
    periods: Vec<TabLink>,
    from: String,
    to: String,
    errors: Errors,
    chart: Option<DayChart>,
    compared: Compared,
    changes: Vec<ChangeRow>,
    list: List,
    customers: Vec<Row>,
    pager: Pager,
    file: String,
}

impl Query {
    /// The typed days, or the errors of those that cannot be parsed.
    fn days(&self, locale: Locale) -> Result<Days, Errors> {
        let mut errors = Errors::default();
        let mut read = |field: &str, typed: &str| {
            let day = Day::parse(typed);
            if day.is_none() && !typed.is_empty() {
                errors.add(field, locale.text("condition-date"));
            }
            day
        };
        let days = Days { from: read("from", &self.from), to: read("to", &self.to) };
        if errors.is_empty() { Ok(days) } else { Err(errors) }
    }

    /// The list to show: by default who joined, and on a single day, between which nobody joined, its members.
    fn list(&self, compared: &Compared) -> List {
        let is_one_day = matches!(compared, Compared::Days(comparison) if comparison.from == comparison.to);
        match self.list.as_str() {
            "came" => List::Came,
            "left" => List::Gone,
            "members" => List::Members,
            _ if is_one_day => List::Members,
            _ => List::Came,
        }
    }

    /// The days that the chart goes back; `None` for all.
    fn days_back(&self) -> Option<i32> {
        let asked = self.period.parse().ok().filter(|days| PERIODS.contains(days));
        asked.or((self.period != ALL).then_some(PERIODS[0]))
    }

    /// The periods to choose from, the shortest first.
    fn periods(&self, path: &str, locale: Locale) -> Vec<TabLink> {
        let mut days = PERIODS.map(Some).to_vec();
        days.sort_unstable();
        days.push(None);
        let link = |days: Option<i32>| {
            let word = days.map_or_else(|| String::from(ALL), |days| days.to_string());
            let text = match days {
                Some(days) => locale.with1("history-period-days", "count", days),
                None => locale.text("history-period-all"),
            };
            TabLink { path: format!("{path}/history?period={word}#size"), text, is_current: days == self.days_back() }
        };
        days.into_iter().map(link).collect()
    }
}

/// The word for the list in URLs.
const fn word(list: List) -> &'static str {
    match list {
        List::Came => "came",
        List::Gone => "left",
        List::Members => "members",
    }
}

/// The sizes from a day on, of which the first is the size that the segment had then.
fn since(sizes: &[Size], day: Day) -> Vec<Size> {
    let (before, after) = sizes.split_at(sizes.partition_point(|size| size.day <= day));
    let first = before.last().map(|size| Size { day: size.day.max(day), ..*size });
    first.into_iter().chain(after.iter().copied()).collect()
}

impl HistoryPage {
    fn new(
        page: Page,
        query: &Query,
        head: GroupHead,
        history: History,
        errors: Errors,
        (found, addresses): (Option<Found<Customer>>, Addresses),
    ) -> Self {
        let (locale, today, list) = (page.locale, history.today, query.list(&history.compared));
        let shown =
            query.days_back().map_or_else(|| history.sizes.clone(), |days| since(&history.sizes, today.minus(days)));
        let total = found.as_ref().map_or(0, |found| i64::try_from(found.total).unwrap_or(i64::MAX));
        let base = |file: &str| {
            let (from, to) = (history.from, history.to);
            format!("{}/{file}?from={from}&to={to}&list={}", history.group.path(), word(list))
        };
        let as_typed = |typed: &str, day: Day| if typed.is_empty() { day.to_string() } else { typed.to_owned() };
        let customers = found.iter().flat_map(|found| &found.rows);
        Self {
            from: as_typed(&query.from, history.from),
            to: as_typed(&query.to, history.to),
            chart: DayChart::of_history(&shown, &history.changes, locale),
            periods: query.periods(&history.group.path(), locale),
            changes: ChangeRow::latest(&history.changes, MOST_CHANGES, locale),
            customers: customers.map(|customer| Row::new(customer, today, (addresses, locale))).collect(),
            pager: Pager::new(
                Pager::number(&query.page),
                total,
                PAGE_SIZE,
                format!("{}&page=", base("history")),
                "#listed",
            ),
            file: base("history.csv"),
            head,
            compared: history.compared,
            page,
            errors,
            list,
        }
    }

    /// The lists of this comparison, each with its number of customers; of a single day its members alone.
    fn lists(&self, comparison: &Comparison) -> Vec<TabLink> {
        let all = [(List::Came, "history-came"), (List::Gone, "history-left"), (List::Members, "group-members")];
        let is_one_day = comparison.from == comparison.to;
        let all = all.into_iter().filter(|(list, _)| !is_one_day || *list == List::Members);
        let link = |(list, message): (List, &str)| {
            let (path, word) = (self.head.group.path(), word(list));
            let count = self.page.locale.number(comparison.listed(list).len());
            TabLink {
                path: format!("{path}/history?from={}&to={}&list={word}#listed", self.from, self.to),
                text: format!("{} {count}", self.page.locale.text(message)),
                is_current: list == self.list,
            }
        };
        all.map(link).collect()
    }

    fn is_listed(&self, list: &str) -> bool {
        word(self.list) == list
    }
}

/// The segment's history.
pub async fn history(Viewer(visitor): Viewer, path: web::Path<GroupId>, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (days, mut errors) = match query.days(visit.locale) {
            Ok(days) => (Some(days), Errors::default()),
            Err(errors) => (None, errors),
        };
        let history = history::history(&visit.state, &visit.actor, &visit.publisher, *path, days)?;
        if matches!(history.compared, Compared::Swapped) {
            errors.add("to", visit.locale.text("history-days-swapped"));
        }
        let addresses = visit.addresses();
        let wanted = Wanted { search: PeopleSearch::default(), page: Pager::number(&query.page) };
        let listed = history.listed(query.list(&history.compared));
        let found = listed.map(|customers| customers.page(&visit.state.database, &wanted)).transpose()?;
        let head = head(&visit.state, &visit.actor, &visit.publisher, *path)?;
        let head = GroupHead::new(head, Tab::History, &visit);
        Answer::page(&HistoryPage::new(visit.page, &query, head, history, errors, (found, addresses)))
    };
    visitor.answer(Section::Groups, work).await
}

/// The list of customers as a .csv file.
pub async fn history_file(Viewer(visitor): Viewer, path: web::Path<GroupId>, query: web::Query<Query>) -> PageResult {
    let list = query.list(&Compared::Nothing);
    let days = query.days(visitor.locale).map_err(|_| PageError::NotFound)?;
    let found = visitor.run(move |visit| {
        let days = Days { from: days.from.or(Some(visit.today())), to: days.to };
        Ok(export::history(&visit.state, &visit.actor, &visit.publisher, *path, (days, list))?)
    });
    let (history, customers) = found.await?.ok_or(PageError::NotFound)?;
    let name = format!("{} {} {} {}", history.group.name, word(list), history.from, history.to);
    Ok(customers_file(&visitor.state, customers, &name, (Addresses::new(visitor.role), visitor.locale)))
}
