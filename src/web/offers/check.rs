//! How one customer stands to the offers of an app.

use super::words::{standing, what};
use crate::ids::AppId;
use crate::offers;
use crate::offers::list;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// Who is checked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
    who: String,
}

/// An offer, and how the customer stands to it.
struct Row {
    path: String,
    name: String,
    what: String,
    standing: (String, &'static str),
    first: String,
}

#[derive(Template)]
#[template(path = "offers/check.html")]
struct CheckPage {
    page: Page,
    /// Values and texts.
    apps: Vec<(String, String)>,
    app: String,
    who: String,
    is_known: bool,
    rows: Vec<Row>,
}

/// The form, and the result for the customer that it names.
pub async fn check(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let (apps, _) = list::choices(&visit.state, &visit.actor)?;
        let who = query.who.trim().to_owned();
        let asked = query.app.parse::<AppId>().ok();
        let app = asked.and_then(|id| apps.iter().find(|app| app.id == id)).or_else(|| apps.first());
        let found = match app {
            Some(app) if !who.is_empty() => offers::checked(&visit.state, &visit.publisher, (app.id, &who))?,
            _ => None,
        };
        let currency = app.map_or(visit.publisher.currency, |app| app.currency);
        let is_known = found.is_some();
        let row = |checked: offers::Checked| Row {
            path: checked.offer.path(),
            what: what(&checked.offer, currency, locale),
            standing: standing(checked.standing, locale, zone),
            first: checked.first_offered_at.map(|at| locale.moment(at, zone)).unwrap_or_default(),
            name: checked.offer.name,
        };
        Answer::page(&CheckPage {
            page: visit.page,
            app: app.map(|app| app.id.to_string()).unwrap_or_default(),
            apps: apps.iter().map(|app| (app.id.to_string(), app.name.clone())).collect(),
            who,
            is_known,
            rows: found.unwrap_or_default().into_iter().map(row).collect(),
        })
    };
    visitor.answer(Section::Offers, work).await
}
