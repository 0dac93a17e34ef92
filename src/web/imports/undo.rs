//! Cancels an import under way, and takes back what an import brought; the page before it says what goes.

use super::fates;
use crate::ids::ImportId;
use crate::imports::undo::{self, find};
use crate::locale::Locale;
use crate::store::imports::{Import, ImportState, Obstacles};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;

#[derive(Template)]
#[template(path = "imports/undo.html")]
struct UndoPage {
    page: Page,
    import: Import,
    fates: [(String, String); 5],
    /// Until when it can be taken back; `None` if it cannot.
    until: Option<String>,
}

impl UndoPage {
    fn new(visit: Visit, (import, until): (Import, Option<NaiveDateTime>)) -> Self {
        let locale = visit.locale;
        let until = until.map(|until| locale.moment(until, visit.publisher.time_zone));
        Self { fates: fates(&import, locale), until, page: visit.page, import }
    }
}

/// Asks for confirmation, and says what is taken back.
pub async fn undo_page(Editor(visitor): Editor, import: web::Path<ImportId>) -> PageResult {
    let work = move |visit: Visit| {
        let found = find(&visit.state, &visit.actor, *import)?;
        Answer::page(&UndoPage::new(visit, found))
    };
    visitor.answer(Section::Imports, work).await
}

/// Has the import taken back, or shows the page again if it cannot be any more.
pub async fn undo(Editor(visitor): Editor, import: web::Path<ImportId>) -> PageResult {
    let work = move |visit: Visit| {
        let is_asked = undo::undo(&visit.state, &visit.actor, *import)?;
        match is_asked {
            true => Ok(Answer::SeeOther(Import::path_of(*import))),
            false => {
                let found = find(&visit.state, &visit.actor, *import)?;
                Answer::again(&UndoPage::new(visit, found))
            }
        }
    };
    visitor.answer(Section::Imports, work).await
}

/// Cancels the import, and shows it.
pub async fn cancel(Editor(visitor): Editor, import: web::Path<ImportId>) -> PageResult {
    let work = move |visit: Visit| {
        let import = undo::cancel(&visit.state, &visit.actor, *import)?;
        Ok(Answer::SeeOther(import.path()))
    };
    visitor.answer(Section::Imports, work).await
}

/// What was done with an import beside taking it in, in a sentence; `by` is who did it.
pub(super) fn taken_back(import: &Import, by: Option<&str>, ago: String, locale: Locale) -> Option<String> {
    let key = match import.state {
        ImportState::Cancelling | ImportState::Cancelled => "import-cancelled-by",
        ImportState::Undoing | ImportState::Undone => "import-undone-by",
        _ => return None,
    };
    Some(locale.with(key, &[("ago", ago.into()), ("user", by.unwrap_or("engage").into())]))
}

/// What stood in the way of taking an import back, for its page.
pub(super) struct Shown {
    /// The address and the name of each file of which something stands on what it brought, and about whom.
    pub imports: Vec<(String, String, String)>,
    pub attributes: Vec<String>,
}

impl Shown {
    pub(super) fn new(obstacles: Obstacles, locale: Locale) -> Self {
        let imports = obstacles.imports.into_iter().map(|standing| {
            let (path, name) = match standing.import {
                Some((import, name)) => (Import::path_of(import), name),
                None => (String::new(), locale.text("import-unknown")),
            };
            let listed = i64::try_from(standing.accounts.len()).unwrap_or(i64::MAX);
            let mut accounts = standing.accounts.join(", ");
            if standing.customers > listed {
                accounts.push_str(" …");
            }
            let whom = [("count", standing.customers.into()), ("accounts", accounts.into())];
            let whom = match listed {
                0 => locale.with1("import-undo-said-since", "count", standing.customers),
                _ => locale.with("import-undo-standing", &whom),
            };
            (path, name, whom)
        });
        let attributes = obstacles.attributes.into_iter().map(|attribute| match attribute.groups.as_slice() {
            [] => locale.with1("import-undo-kind-changed", "name", attribute.name),
            groups => {
                let groups = groups.join(", ");
                locale.with("import-undo-used", &[("name", attribute.name.into()), ("groups", groups.into())])
            }
        });
        Self { imports: imports.collect(), attributes: attributes.collect() }
    }
}
