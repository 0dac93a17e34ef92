//! The history of a segment: its size day by day, its members on a day, who joined and who left between two days, and
//! why.

use super::history_words::{ChangeRow, Chart, cause_text};
use crate::access::Addresses;
use crate::day::Day;
use crate::groups::export;
use crate::groups::history::{self, Compared, Days, History, List};
use crate::groups::members::{Found, PeopleSearch, Wanted};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::{Customer, PAGE_SIZE};
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
}

#[derive(Template)]
#[template(path = "groups/history.html")]
struct HistoryPage {
    page: Page,
    group: CustomerGroup,
    from: String,
    to: String,
    errors: Errors,
    chart: Option<Chart>,
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

    fn list(&self) -> List {
        match self.list.as_str() {
            "came" => List::Came,
            "left" => List::Gone,
            _ => List::Members,
        }
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

impl HistoryPage {
    fn new(
        page: Page,
        query: &Query,
        history: History,
        errors: Errors,
        (found, addresses): (Option<Found<Customer>>, Addresses),
    ) -> Self {
        let (locale, today, list) = (page.locale, history.today, query.list());
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
            chart: Chart::new(&history.sizes, locale),
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
            group: history.group,
            compared: history.compared,
            page,
            errors,
            list,
        }
    }

    /// The path of this comparison with another list.
    fn list_path(&self, list: &str) -> String {
        format!("{}/history?from={}&to={}&list={list}", self.group.path(), self.from, self.to)
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
        let listed = history.listed(query.list());
        let found = listed.map(|customers| customers.page(&visit.state.database, &wanted)).transpose()?;
        Answer::page(&HistoryPage::new(visit.page, &query, history, errors, (found, addresses)))
    };
    visitor.answer(Section::Groups, work).await
}

/// The list of customers as a .csv file.
pub async fn history_file(Viewer(visitor): Viewer, path: web::Path<GroupId>, query: web::Query<Query>) -> PageResult {
    let list = query.list();
    let days = query.days(visitor.locale).map_err(|_| PageError::NotFound)?;
    let found = visitor.run(move |visit| {
        let days = Days { from: days.from.or(Some(visit.today())), to: days.to };
        Ok(export::history(&visit.state, &visit.actor, &visit.publisher, *path, (days, list))?)
    });
    let (history, customers) = found.await?.ok_or(PageError::NotFound)?;
    let name = format!("{} {} {} {}", history.group.name, word(list), history.from, history.to);
    Ok(customers_file(&visitor.state, customers, &name, (Addresses::new(visitor.role), visitor.locale)))
}
