//! The ladder of an app: its flights by rank, with how many customers get what through each, and its releases.

use super::waiting;
use super::words::{rollout, row_name};
use crate::flights::counts::{self, are_shown};
use crate::flights::list::{self, Flights};
use crate::flights::releases;
use crate::flights::sets::Part;
use crate::ids::AppId;
use crate::locale::Locale;
use crate::store::apps::App;
use crate::store::customer_groups::CustomerGroup;
use crate::store::flights::FlightRow;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The app whose flights are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
}

/// A flight of the ladder in words.
struct Row {
    path: String,
    name: String,
    rank: String,
    /// Its groups, each with its page.
    groups: Vec<(String, String)>,
    version: Option<String>,
    state: Option<(String, &'static str)>,
    /// The release that waits, and what for.
    waiting: Option<(String, String, &'static str)>,
    /// Numbers of customers; `None` if they are hidden.
    counts: Option<RowCounts>,
}

/// How many customers get what through a flight, each with the page of their names.
struct RowCounts {
    newest: Count,
    fallback: Option<Count>,
    taken: Option<Count>,
}

struct Count {
    text: String,
    path: String,
    /// Of everyone, in per cent, for the bar.
    share: u64,
}

/// A release in words.
struct ReleaseRow {
    path: String,
    version: String,
    created: String,
    state: (String, &'static str),
}

#[derive(Template)]
#[template(path = "flights/list.html")]
struct ListPage {
    page: Page,
    apps: Vec<(String, String)>,
    /// The id of the app that is shown; empty if there is none.
    app_id: String,
    rows: Vec<Row>,
    nobody: Option<Count>,
    is_hidden: bool,
    releases: Vec<ReleaseRow>,
    retired: Vec<(String, String)>,
}

/// The ladder.
pub async fn list(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let apps = list::apps_of(&visit.state, &visit.actor)?;
        let wanted = query.app.parse::<AppId>().ok();
        let app = match wanted {
            Some(wanted) => Some(apps.iter().find(|app| app.id == wanted).ok_or(PageError::NotFound)?),
            None => apps.first(),
        };
        let choices = apps.iter().map(|app| (app.id.to_string(), app.name.clone())).collect();
        match app.cloned() {
            Some(app) => Answer::page(&of_app(visit, app, choices)?),
            None => Answer::page(&ListPage {
                page: visit.page,
                apps: choices,
                app_id: String::new(),
                rows: Vec::new(),
                nobody: None,
                is_hidden: false,
                releases: Vec::new(),
                retired: Vec::new(),
            }),
        }
    };
    visitor.answer(Section::Flights, work).await
}

fn of_app(visit: Visit, app: App, apps: Vec<(String, String)>) -> Result<ListPage, PageError> {
    let (locale, zone) = (visit.locale, visit.publisher.time_zone);
    let flights = list::of_app(&visit.state, &visit.actor, app.id)?;
    let counted = counts::count(&visit.state, &visit.publisher, app.id)?;
    let is_shown = are_shown(&counted.division, &counted.ladder, visit.sizes());
    let part = |row: &FlightRow| {
        let place = counted.ladder.flights.iter().position(|flight| flight.id == row.id).filter(|_| is_shown);
        place.and_then(|place| counted.division.flights.get(place))
    };
    let row = |one: &FlightRow| row(one, &flights, &counted.groups, (part(one), counted.everyone), locale);
    let released = |release: crate::store::releases::ReleaseRow| ReleaseRow {
        path: format!("/flights/releases/{}", release.id),
        created: locale.date(zone.day_of(release.created_at)),
        state: match release.published_at {
            Some(at) => (locale.with1("release-published-on", "date", locale.date(zone.day_of(at))), "good"),
            None => (locale.text("release-draft"), "neutral"),
        },
        version: release.version,
    };
    let nobody = counted.division.nobody.len();
    let is_any = !flights.live.is_empty();
    Ok(ListPage {
        rows: flights.rows.iter().map(row).collect(),
        nobody: (is_shown && is_any && nobody > 0).then(|| Count {
            text: locale.with1("flight-nobody", "count", nobody),
            path: format!("/flights/members?app={}&show=nothing", app.id),
            share: 0,
        }),
        is_hidden: !is_shown,
        releases: releases::of_app(&visit.state, app.key())?.into_iter().map(released).collect(),
        retired: flights.retired.iter().map(|row| (row.path(), row.name.clone())).collect(),
        page: visit.page,
        app_id: app.id.to_string(),
        apps,
    })
}

fn row(
    flight: &FlightRow,
    flights: &Flights,
    groups: &[CustomerGroup],
    (part, everyone): (Option<&Part>, u64),
    locale: Locale,
) -> Row {
    let own = flights.groups_of(flight.id);
    let submission = flights.submission_of(flight.id);
    let version = submission.and_then(|submission| flights.versions.get(&submission.release_id)).cloned();
    let count = |key: &str, number: u64, show: &str| Count {
        text: locale.with1(key, "count", number),
        path: format!("/flights/members?flight={}&show={show}", flight.id),
        share: number.saturating_mul(100).checked_div(everyone).unwrap_or(0),
    };
    Row {
        path: flight.path(),
        name: row_name(flight, locale),
        rank: locale.number(flight.rank),
        groups: groups
            .iter()
            .filter(|group| own.contains(&group.id))
            .map(|group| (group.path(), group.name.clone()))
            .collect(),
        state: submission.map(|submission| rollout(submission.rollout, submission.share.unsigned_abs(), locale)),
        waiting: flights.waiting_of(flight.id).map(|row| {
            let (text, tone) = waiting::state(row, locale);
            (flights.version_of(row), text, tone)
        }),
        counts: part.filter(|_| version.is_some()).map(|part| RowCounts {
            newest: count("flight-get-it", part.newest.len(), "newest"),
            fallback: (!part.fallback.is_empty()).then(|| count("flight-get-before", part.fallback.len(), "fallback")),
            taken: (!part.taken.is_empty() && !flight.is_standard())
                .then(|| count("flight-taken", part.taken.len(), "taken")),
        }),
        version,
    }
}
