//! The page that deletes what is kept of the file of an import: it first names what goes.

use crate::ids::ImportId;
use crate::imports::delete_file::{self, Effect, Obstacle};
use crate::store::imports::Import;
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

#[derive(Template)]
#[template(path = "imports/delete_file.html")]
struct DeletePage {
    page: Page,
    effect: Effect,
    /// Until when the import can be taken back; `None` if it cannot.
    until: Option<String>,
    obstacle: Option<String>,
}

impl DeletePage {
    fn new(visit: Visit, effect: Effect) -> Self {
        let (page, zone) = (visit.page, visit.publisher.time_zone);
        let locale = page.locale;
        let obstacle = effect.obstacle.map(|obstacle| match obstacle {
            Obstacle::AtWork => locale.text("import-delete-file-at-work"),
            Obstacle::Deleted => locale.text("import-file-deleted"),
        });
        Self { until: effect.until.map(|until| locale.moment(until, zone)), obstacle, page, effect }
    }
}

/// Asks for confirmation, and names what goes.
pub async fn delete_file_page(Editor(visitor): Editor, path: web::Path<ImportId>) -> PageResult {
    let work = move |visit: Visit| {
        let effect = delete_file::effect(&visit.state, &visit.actor, *path)?;
        Answer::page(&DeletePage::new(visit, effect))
    };
    visitor.answer(Section::Imports, work).await
}

/// Has it deleted, or shows the page again with what is in the way.
pub async fn delete_file(Editor(visitor): Editor, path: web::Path<ImportId>) -> PageResult {
    let work = move |visit: Visit| {
        if delete_file::delete_file(&visit.state, &visit.actor, *path)? {
            let message = visit.locale.text("import-file-deleted");
            return Ok(Answer::Done { path: Import::path_of(*path), message });
        }
        let effect = delete_file::effect(&visit.state, &visit.actor, *path)?;
        Answer::again(&DeletePage::new(visit, effect))
    };
    visitor.answer(Section::Imports, work).await
}
