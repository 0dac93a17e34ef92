//! The list of an app's custom attributes.

use super::{kind_text, links, list_path, path};
use crate::apps::attributes::{self, Listed, PAGE_SIZE, Row};
use crate::ids::AppId;
use crate::store::apps::App;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The page of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    page: String,
}

#[derive(Template)]
#[template(path = "apps/attributes.html")]
struct ListPage {
    page: Page,
    app: App,
    rows: Vec<ListedRow>,
    pager: Pager,
    /// Whether values are still moving to an attribute.
    is_moving: bool,
}

/// An attribute as the list shows it.
struct ListedRow {
    name: String,
    key: String,
    kind: String,
    is_moving: bool,
    values: String,
    coverage: String,
    used_by: Vec<(String, String)>,
    path: String,
}

/// The app's custom attributes.
pub async fn list(Viewer(visitor): Viewer, path: web::Path<AppId>, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let number = Pager::number(&query.page);
        let page = usize::try_from(number).unwrap_or(1);
        let listed = attributes::list(&visit.state, &visit.actor, &visit.publisher, *path, page)?;
        Answer::page(&ListPage::new(visit.page, listed, number))
    };
    visitor.answer(Section::Apps, work).await
}

impl ListPage {
    fn new(page: Page, listed: Listed, number: i64) -> Self {
        let locale = page.locale;
        let Listed { app, customers, rows, total } = listed;
        let is_moving = rows.iter().any(|row| row.is_being_filled);
        let row = |Row { attribute, values, used_by, is_being_filled }: Row| ListedRow {
            path: path(app.id, attribute.id),
            kind: kind_text(attribute.kind, locale),
            name: attribute.name,
            key: attribute.key,
            is_moving: is_being_filled,
            values: locale.number(values),
            coverage: locale.percent(values, customers),
            used_by: links(&used_by),
        };
        let (total, size) = (i64::try_from(total).unwrap_or(i64::MAX), PAGE_SIZE as i64);
        let pager = Pager::new(number, total, size, format!("{}?page=", list_path(app.id)), "");
        Self { rows: rows.into_iter().map(row).collect(), page, app, pager, is_moving }
    }
}
