//! The table of customers beside flights: what each gets, and through which flight.

use super::form::app_of;
use super::words::{outcome, row_name};
use crate::flights::people::{self, PersonAnswer};
use crate::groups::members::PeopleSearch;
use crate::ids::AppId;
use crate::store::customers::PAGE_SIZE;
use crate::web::address::encoded;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The app, the search and the page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
    search: String,
    page: String,
}

/// A customer beside the flights.
struct Row {
    path: String,
    account_id: String,
    /// What the customer gets, and whether that is good.
    outcome: (String, &'static str),
    /// For each flight, whether the customer is in it and whether it decides.
    cells: Vec<Cell>,
}

struct Cell {
    text: String,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "flights/people.html")]
struct PeoplePage {
    page: Page,
    app: AppId,
    search: String,
    flights: Vec<(String, String)>,
    rows: Vec<Row>,
    pager: Pager,
}

impl PeoplePage {
    fn list_path(&self) -> String {
        format!("/flights?app={}", self.app)
    }
}

/// The table.
pub async fn people(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let query = query.into_inner();
    let work = move |visit: Visit| Answer::page(&of(visit, query)?);
    visitor.answer(Section::Flights, work).await
}

fn of(visit: Visit, query: Query) -> Result<PeoplePage, PageError> {
    let (locale, addresses) = (visit.locale, visit.addresses());
    let app = app_of(&visit, &query.app)?;
    let search = PeopleSearch::new(&query.search, addresses);
    let number = Pager::number(&query.page);
    let found = people::page(&visit.state, &visit.publisher, app, (&search, number))?;
    let row = |one: &PersonAnswer| {
        let answer = found.ladder.answer(&one.person());
        let cell = |rung: &crate::flights::ladder::Rung<'_>| Cell {
            text: locale.text(&format!("flight-verdict-{}", rung.verdict.word())),
            tone: super::words::tone(rung.verdict),
        };
        Row {
            path: one.customer.path(),
            account_id: addresses.shown(&one.customer.account_id),
            outcome: outcome(&answer, locale),
            cells: answer.rungs.iter().map(cell).collect(),
        }
    };
    let base = format!("/flights/people?app={app}&search={}&page=", encoded(&query.search));
    Ok(PeoplePage {
        rows: found.rows.iter().map(row).collect(),
        flights: found.flights.iter().map(|row| (row.path(), row_name(row, locale))).collect(),
        pager: Pager::new(number, found.total, PAGE_SIZE, base, ""),
        search: search.text,
        page: visit.page,
        app,
    })
}
