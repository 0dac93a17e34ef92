//! An import's page: its progress, then the outcome of its lines, and the refused lines with their reasons.

use super::{kind_text, status};
use crate::ids::ImportId;
use crate::imports;
use crate::imports::show::Shown;
use crate::locale::Locale;
use crate::reading::headers::{Column, Role};
use crate::reading::{RefusedLine, Survey};
use crate::segments::Kind;
use crate::store::apps::App;
use crate::store::imports::{Import, PAGE_SIZE};
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use std::collections::HashMap;

/// The page of the refused lines.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    page: String,
}

#[derive(Template)]
#[template(path = "imports/show.html")]
struct ShowPage {
    page: Page,
    import: Import,
    app: App,
    kind: String,
    status: String,
    tone: &'static str,
    begun: String,
    failure: Option<String>,
    /// Each outcome of lines in words, and how many lines had it.
    fates: [(String, String); 4],
    /// The lines done and the total; `None` once the import has ended.
    progress: Option<Progress>,
    detected: Option<Detected>,
    refused: Vec<(String, RefusedLine)>,
    pager: Pager,
}

/// The progress of an import, as plain numbers and in words.
struct Progress {
    done: String,
    total: String,
    text: String,
}

/// What the survey of the file found.
struct Detected {
    encoding: String,
    separator: String,
    /// The header of each column, and what the column is used for.
    columns: Vec<(String, String)>,
}

/// The import's page.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<ImportId>, query: web::Query<Query>) -> PageResult {
    let number = Pager::number(&query.page);
    let work = move |visit: Visit| {
        let shown = imports::show(&visit.state, &visit.actor, *path, number)?;
        Answer::page(&ShowPage::new(visit, shown, number))
    };
    visitor.answer(Section::Imports, work).await
}

impl ShowPage {
    /// `number` is the page of the refused lines.
    fn new(visit: Visit, Shown { import, app, attributes, by, refused }: Shown, number: i64) -> Self {
        let locale = visit.locale;
        let kinds: HashMap<String, Kind> = attributes.into_iter().map(|row| (row.key, row.kind)).collect();
        let (status, tone) = status(&import, locale);
        let ago = locale.ago(import.created_at, visit.state.clock.now());
        let begun = match by {
            Some(user) => locale.with("import-begun-by", &[("ago", ago.into()), ("user", user.email.into())]),
            None => locale.with1("import-begun", "ago", ago),
        };
        Self {
            kind: kind_text(&import, locale),
            failure: import.problem().map(|problem| problem.tell(locale)),
            fates: fates(&import, locale),
            progress: Progress::of(&import, locale),
            detected: import.survey().map(|survey| Detected::new(survey, &kinds, locale)),
            refused: refused.into_iter().map(|line| (line.refusal.tell(locale), line)).collect(),
            pager: Pager::new(number, import.lines_refused, PAGE_SIZE, format!("{}?page=", import.path()), "#refused"),
            page: visit.page,
            import,
            app,
            status,
            tone,
            begun,
        }
    }
}

/// Each outcome of lines in words, and how many lines had it.
fn fates(import: &Import, locale: Locale) -> [(String, String); 4] {
    [
        ("import-lines-new", import.lines_new),
        ("import-lines-changed", import.lines_changed),
        ("import-lines-unchanged", import.lines_unchanged),
        ("import-lines-refused", import.lines_refused),
    ]
    .map(|(key, count)| (locale.text(key), locale.number(count)))
}

impl Progress {
    fn of(import: &Import, locale: Locale) -> Option<Self> {
        let (done, total) = (import.lines_done(), import.lines_total);
        (done < total).then(|| Self {
            done: done.to_string(),
            total: total.to_string(),
            text: locale.with("import-progress-text", &[("done", done.into()), ("total", total.into())]),
        })
    }
}

impl Detected {
    /// `kinds` is the kind of each custom attribute of the app, by its key.
    fn new(survey: Survey, kinds: &HashMap<String, Kind>, locale: Locale) -> Self {
        let separator = match survey.layout.separator {
            '\t' => locale.text("import-separator-tab"),
            sign => sign.to_string(),
        };
        let columns = survey.columns.into_iter().map(|column| (column.header.clone(), purpose(&column, kinds, locale)));
        Self { columns: columns.collect(), encoding: survey.layout.encoding, separator }
    }
}

/// What a column is used for, in words.
fn purpose(column: &Column, kinds: &HashMap<String, Kind>, locale: Locale) -> String {
    match &column.role {
        Role::Known(field) => locale.text(field.message()),
        Role::Custom(kind) => {
            let kind = kinds.get(&column.key()).unwrap_or(kind);
            locale.text(&format!("import-column-custom-{}", kind.word().replace('_', "-")))
        }
        Role::Ignored => locale.text("import-column-ignored"),
    }
}
