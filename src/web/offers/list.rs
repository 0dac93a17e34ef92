//! The list of offers.

use super::words::{state, what};
use crate::offers::list::{self, Listed};
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// Which offers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    archived: String,
}

/// An offer in words.
struct Row {
    path: String,
    name: String,
    app: String,
    what: String,
    groups: String,
    state: (String, &'static str),
    shown: String,
    claimed: String,
    confirmed: String,
    revenue: String,
}

#[derive(Template)]
#[template(path = "offers/list.html")]
struct ListPage {
    page: Page,
    is_archive: bool,
    has_apps: bool,
    rows: Vec<Row>,
}

/// The offers.
pub async fn list(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let is_archive = !query.archived.is_empty();
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let (apps, _) = list::choices(&visit.state, &visit.actor)?;
        let row = |Listed { offer, app, groups, sums }: Listed| {
            let currency = apps.iter().find(|app| app.id == offer.app_id).map(|app| app.currency);
            Row {
                path: offer.path(),
                what: what(&offer, currency.unwrap_or(visit.publisher.currency), locale),
                groups: groups.join(", "),
                state: state(offer.state, locale),
                shown: locale.number(sums.shown),
                claimed: locale.number(sums.claimed + sums.confirmed),
                confirmed: locale.number(sums.confirmed),
                revenue: locale.money(sums.cents, currency.unwrap_or(visit.publisher.currency)),
                name: offer.name,
                app,
            }
        };
        let rows = list::list(&visit.state, &visit.actor, is_archive)?.into_iter().map(row).collect();
        Answer::page(&ListPage { page: visit.page, is_archive, has_apps: !apps.is_empty(), rows })
    };
    visitor.answer(Section::Offers, work).await
}
