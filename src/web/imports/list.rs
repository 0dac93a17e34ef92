//! The publisher's imports, the latest first.

use super::{kind_text, status};
use crate::imports;
use crate::imports::list::Imports;
use crate::locale::Locale;
use crate::store::import_drafts::ImportDraft;
use crate::store::imports::{Import, ListedImport, PAGE_SIZE};
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;

/// The page of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    page: String,
    /// `rows` for what programs sent.
    of: String,
}

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    page: Page,
    /// Files that are looked at and not imported yet.
    drafts: Vec<DraftRow>,
    imports: Vec<Row>,
    pager: Pager,
    has_apps: bool,
    /// Whether the files of a sample app are still being made.
    is_preparing: bool,
    /// Whether programs have sent rows.
    has_rows: bool,
    /// Whether those are shown, instead of files.
    is_of_rows: bool,
}

impl ListPage {
    fn is_under_way(&self) -> bool {
        self.is_preparing || self.imports.iter().any(|row| row.import.is_under_way())
    }
}

/// A file that is not imported yet.
struct DraftRow {
    path: String,
    name: String,
    /// What it holds, its app, and when it was sent.
    about: String,
}

impl DraftRow {
    fn new((draft, app_name): (ImportDraft, String), now: NaiveDateTime, locale: Locale) -> Self {
        let (kind, ago) = (locale.text(draft.kind.message()), locale.ago(draft.created_at, now));
        Self { path: draft.path(), about: format!("{kind} · {app_name} · {ago}"), name: draft.file_name }
    }
}

/// An import as the list shows it.
struct Row {
    import: Import,
    app_name: String,
    kind: String,
    status: String,
    tone: &'static str,
    started: String,
    /// The percentage done of an import that is running.
    share: Option<String>,
    lines: [String; 6],
}

impl Row {
    fn new(ListedImport { import, app_name }: ListedImport, now: NaiveDateTime, locale: Locale) -> Self {
        let (status, tone) = status(&import, locale);
        let counts = [
            import.lines_total,
            import.lines_new,
            import.lines_changed,
            import.lines_unchanged,
            import.lines_repeated,
            import.lines_refused,
        ];
        Self {
            kind: kind_text(&import, locale),
            share: import
                .is_under_way()
                .then(|| locale.percent(import.lines_done().unsigned_abs(), import.lines_total.unsigned_abs().max(1))),
            started: locale.ago(import.created_at, now),
            lines: counts.map(|count| locale.number(count)),
            import,
            app_name,
            status,
            tone,
        }
    }
}

/// The list of imports.
pub async fn list(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let (number, is_of_rows) = (Pager::number(&query.page), query.of == "rows");
    let work = move |visit: Visit| {
        let Imports { drafts, found, has_rows, has_apps, is_preparing } =
            imports::list(&visit.state, &visit.actor, is_of_rows, number)?;
        let base = if is_of_rows { "/imports?of=rows&page=" } else { "/imports?page=" };
        let now = visit.state.clock.now();
        Answer::page(&ListPage {
            pager: Pager::new(number, found.total, PAGE_SIZE, String::from(base), ""),
            drafts: drafts.into_iter().map(|draft| DraftRow::new(draft, now, visit.locale)).collect(),
            imports: found.rows.into_iter().map(|row| Row::new(row, now, visit.locale)).collect(),
            page: visit.page,
            has_apps,
            is_preparing,
            has_rows,
            is_of_rows,
        })
    };
    visitor.answer(Section::Imports, work).await
}
