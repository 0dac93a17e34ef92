//! The publisher's apps.

use crate::state::State;
use crate::store::apps::{self, App};
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::html;
use actix_web::{HttpResponse, web};
use askama::Template;

#[derive(Template)]
#[template(path = "apps/list.html")]
struct ListPage {
    page: Page,
    apps: Vec<(App, i64)>,
}

/// The list, each app with how many customers it has.
pub async fn list(Viewer(visitor): Viewer, state: web::Data<State>) -> Result<HttpResponse, PageError> {
    let publisher = visitor.publisher.id;
    let apps = state.database.read(move |connection| {
        let apps = apps::of_publisher(connection, publisher)?;
        apps.into_iter().map(|app| Ok((apps::totals(connection, publisher, app.id)?.customers, app))).collect()
    });
    let apps: Vec<(i64, App)> = apps.await?;
    let apps = apps.into_iter().map(|(customers, app)| (app, customers)).collect();
    html(&ListPage { page: visitor.page(Section::Apps), apps })
}
