//! The publisher's apps.

use crate::apps::{self, CountedApp};
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use askama::Template;

#[derive(Template)]
#[template(path = "apps/list.html")]
struct ListPage {
    page: Page,
    apps: Vec<CountedApp>,
}

/// The list of apps with their numbers of customers.
pub async fn list(Viewer(visitor): Viewer) -> PageResult {
    let work = |visit: Visit| {
        let apps = apps::list(&visit.state, &visit.actor)?;
        Answer::page(&ListPage { page: visit.page, apps })
    };
    visitor.answer(Section::Apps, work).await
}
