//! The names behind the numbers: who is in a flight, who gets what through it, and who would get what.

use super::form::app_of;
use super::words::{device, row_name};
use crate::flights::counts::{self, Counted, are_shown};
use crate::flights::ladder::Ladder;
use crate::flights::{list, preview};
use crate::groups::members::{Customers, PeopleSearch, Wanted};
use crate::ids::{FlightId, ReleaseId};
use crate::locale::Locale;
use crate::segments::choices::DeviceType;
use crate::shares::WHOLE;
use crate::store::customers::PAGE_SIZE;
use crate::web::address::encoded;
use crate::web::customers::Row;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use roaring::RoaringBitmap;
use serde::Deserialize;

/// Whose names are wanted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    flight: String,
    app: String,
    /// What of the flight: `members`, `newest`, `fallback`, `taken`, `kept`; of a release that could be published to it: `get`, `change`,
    /// `down`, `no-file-` with a kind of device; of the app: `nothing`.
    show: String,
    release: String,
    share: String,
    search: String,
    page: String,
}

#[derive(Template)]
#[template(path = "flights/members.html")]
struct MembersPage {
    page: Page,
    query: Query,
    list_path: String,
    title: String,
    customers: Vec<Row>,
    pager: Pager,
    /// Whether there are names that are not shown to the visitor.
    is_hidden: bool,
}

/// The names.
pub async fn members(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let query = query.into_inner();
    let work = move |visit: Visit| {
        let (counted, title, set) = found(&visit, &query)?;
        let is_shown = are_shown(&counted.division, &counted.ladder, visit.sizes()) && !visit.sizes().hides(set.len());
        let set = if is_shown { set } else { RoaringBitmap::new() };
        let wanted =
            Wanted { search: PeopleSearch::new(&query.search, visit.addresses()), page: Pager::number(&query.page) };
        let customers = preview::named(&counted.view, set);
        let page = page_of(visit, (query, title), &customers, &wanted)?;
        Answer::page(&MembersPage { is_hidden: !is_shown, ..page })
    };
    visitor.answer(Section::Flights, work).await
}

fn page_of(
    visit: Visit,
    (query, title): (Query, String),
    customers: &Customers,
    wanted: &Wanted,
) -> Result<MembersPage, PageError> {
    let found = crate::flights::list::page_of(&visit.state, customers, wanted)?;
    let (addresses, locale) = (visit.addresses(), visit.locale);
    let Query { flight, app, show, release, share, .. } = &query;
    let [flight, app, show, release, share] = [flight, app, show, release, share].map(|text| encoded(text));
    let base = format!(
        "/flights/members?flight={flight}&app={app}&show={show}&release={release}&share={share}&search={}&page=",
        encoded(&wanted.search.text)
    );
    let total = i64::try_from(found.total).unwrap_or(i64::MAX);
    Ok(MembersPage {
        customers: found.rows.iter().map(|one| Row::new(one, customers.today, (addresses, locale))).collect(),
        pager: Pager::new(wanted.page, total, PAGE_SIZE, base, ""),
        list_path: format!("/flights?app={}", customers.app.id),
        page: visit.page,
        is_hidden: false,
        query,
        title,
    })
}

/// The customers who are wanted, and what they are in words.
fn found(visit: &Visit, query: &Query) -> Result<(Counted, String, RoaringBitmap), PageError> {
    let locale = visit.locale;
    let Ok(flight) = query.flight.parse::<FlightId>() else {
        let app = app_of(visit, &query.app)?;
        let counted = counts::count(&visit.state, &visit.publisher, app)?;
        let nobody = counted.division.nobody.clone();
        return Ok((counted, locale.text("flight-who-nothing"), nobody));
    };
    let row = list::find(&visit.state, &visit.actor, flight)?;
    let counted = counts::count(&visit.state, &visit.publisher, row.app_id)?;
    let place = place_of(&counted.ladder, flight).ok_or(PageError::NotFound)?;
    let part = counted.division.flights.get(place).ok_or(PageError::NotFound)?;
    let set = match query.show.as_str() {
        "members" => Some((*part.members).clone()),
        "newest" => Some(part.newest.clone()),
        "fallback" => Some(part.fallback.clone()),
        "taken" => Some(part.taken.clone()),
        "kept" => Some(counts::kept(&visit.state, &visit.publisher, &counted, flight)?.unwrap_or_default()),
        _ => None,
    };
    let name = row_name(&row, locale);
    match set {
        Some(set) => {
            let title = locale.with1(&format!("flight-who-{}", query.show), "name", name);
            Ok((counted, title, set))
        }
        None => {
            let set = previewed(visit, query, &counted, flight)?;
            Ok((counted, title_of(&query.show, &name, locale), set))
        }
    }
}

fn place_of(ladder: &Ladder, flight: FlightId) -> Option<usize> {
    ladder.flights.iter().position(|one| one.id == flight)
}

/// What those are of whom a preview speaks.
fn title_of(show: &str, name: &str, locale: Locale) -> String {
    match show.strip_prefix("no-file-").and_then(DeviceType::from_word) {
        Some(kind) => locale.with1("flight-who-no-file", "device", device(kind, locale)),
        None => locale.with1(&format!("flight-who-{show}"), "name", name),
    }
}

/// Who would get what.
fn previewed(visit: &Visit, query: &Query, counted: &Counted, flight: FlightId) -> Result<RoaringBitmap, PageError> {
    let release = query.release.parse::<ReleaseId>().map_err(|_| PageError::NotFound)?;
    let share = query.share.parse::<u32>().ok().filter(|share| *share <= WHOLE);
    let found = preview::preview(&visit.state, &visit.publisher, counted, (flight, release, share))?;
    let of_kind = |kind: DeviceType| found.no_file.iter().find(|(of, _)| *of == kind).map(|(_, set)| set.clone());
    match query.show.as_str() {
        "get" => Ok(found.get),
        "change" => Ok(found.change),
        "down" => Ok(found.down),
        show => {
            let kind = show.strip_prefix("no-file-").and_then(DeviceType::from_word).ok_or(PageError::NotFound)?;
            Ok(of_kind(kind).unwrap_or_default())
        }
    }
}
