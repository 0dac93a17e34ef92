//! An import's page: its progress, then the outcome of its lines, and the refused lines with their reasons.

use super::{fates, kind_text, status, undo};
use crate::ids::ImportId;
use crate::imports;
use crate::imports::show::Shown;
use crate::locale::Locale;
use crate::reading::headers::{Column, Role};
use crate::reading::{RefusedLine, Survey};
use crate::segments::{Kind, Rule};
use crate::store::apps::App;
use crate::store::imports::{Import, LeftOutGroup, PAGE_SIZE};
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::statistics::UnknownAges;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
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
    started: String,
    /// Who cancelled it or took it back, and when.
    taken_back: Option<String>,
    obstacles: Option<undo::Shown>,
    /// Who had everything deleted that was kept of its file, and when.
    deleted: Option<String>,
    may_undo: bool,
    /// Of the app, once a file of customers was imported.
    unknown_ages: Option<UnknownAges>,
    failure: Option<String>,
    /// Each outcome of lines in words, and how many lines had it.
    fates: [(String, String); 5],
    /// The lines done and the total; `None` once the import has ended.
    progress: Option<Progress>,
    detected: Option<Detected>,
    refused_groups: Vec<RefusedLines>,
    refused: Vec<(String, RefusedLine)>,
    left_out: Vec<LeftOut>,
    /// How many cells these are.
    left_out_cells: i64,
    pager: Pager,
}

/// Lines that were refused for one reason.
struct RefusedLines {
    /// The reason, with the first value.
    reason: String,
    lines: String,
    first_line: String,
}

impl RefusedLines {
    fn all(import: &Import, locale: Locale) -> Vec<Self> {
        let shown = import.refused_groups().into_iter().map(|group| Self {
            reason: group.refusal.tell(locale),
            lines: locale.number(group.lines),
            first_line: locale.number(group.first_line),
        });
        shown.collect()
    }
}

/// The progress of an import, as plain numbers and in words.
struct Progress {
    done: String,
    total: String,
    text: String,
}

/// Cells of one column that were left out for one reason.
struct LeftOut {
    column: String,
    /// The reason, with the first value.
    reason: String,
    cells: String,
    first_line: String,
}

impl LeftOut {
    fn all(groups: Vec<LeftOutGroup>, import: &Import, locale: Locale) -> Vec<Self> {
        let columns = import.survey().map(|survey| survey.columns).unwrap_or_default();
        let shown = groups.into_iter().map(|group| Self {
            reason: group.refusal(&columns).tell(locale),
            column: columns.get(group.place).map(|column| column.header.clone()).unwrap_or_default(),
            cells: locale.number(group.cells),
            first_line: locale.number(group.first_line),
        });
        shown.collect()
    }
}

/// What the survey of the file found.
struct Detected {
    encoding: String,
    separator: String,
    /// The names of the zones of times, and of their days.
    zones: (&'static str, &'static str),
    /// The header of each column, and what the column is used for.
    columns: Vec<(String, String)>,
}

/// The import's page.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<ImportId>, query: web::Query<Query>) -> PageResult {
    let number = Pager::number(&query.page);
    let work = move |visit: Visit| {
        let shown = imports::show(&visit.state, &visit.actor, *path, number)?;
        let ages = unknown_ages(&visit, &shown.import)?;
        Answer::page(&ShowPage { unknown_ages: ages, ..ShowPage::new(visit, shown, number) })
    };
    visitor.answer(Section::Imports, work).await
}

/// Whether customers of the app are left out because their age is unknown, once a file that brings customers has ended.
fn unknown_ages(visit: &Visit, import: &Import) -> Result<Option<UnknownAges>, PageError> {
    if import.is_under_way() || !import.kind.brings_customers() {
        return Ok(None);
    }
    let view = visit.state.audiences.view_now(&visit.publisher, import.app_id)?;
    let answer = view.answer_unless(&visit.cancelled, &Rule::default())?.ok_or(PageError::Superseded)?;
    Ok(Some(UnknownAges::of(&answer, visit.locale)))
}

impl ShowPage {
    /// Says so if not all cells that were left out are listed.
    fn more_left_out(&self) -> Option<String> {
        let listed = self.left_out_cells;
        (self.import.cells_left_out > listed).then(|| self.page.locale.with1("import-left-out-listed", "count", listed))
    }

    /// `number` is the page of the refused lines.
    fn new(
        visit: Visit,
        Shown { import, app, attributes, by, by_program, undone_by, deleted_by, may_undo, refused, left_out }: Shown,
        number: i64,
    ) -> Self {
        let locale = visit.locale;
        let kinds: HashMap<String, Kind> = attributes.into_iter().map(|row| (row.key, row.kind)).collect();
        let (status, tone) = status(&import, locale);
        let ago = locale.ago(import.created_at, visit.state.clock.now());
        let started = match (by, by_program) {
            (Some(user), _) => locale.with("import-started-by", &[("ago", ago.into()), ("user", user.email.into())]),
            (None, Some(token)) => locale.with("import-sent-by", &[("ago", ago.into()), ("token", token.into())]),
            (None, None) => locale.with1("import-started", "ago", ago),
        };
        let undone_ago = import.undo_at.map(|at| locale.ago(at, visit.state.clock.now())).unwrap_or_default();
        let undone_by = undone_by.as_ref().map(|user| user.email.as_str());
        Self {
            taken_back: undo::taken_back(&import, undone_by, undone_ago, locale),
            obstacles: import.obstacles().map(|obstacles| undo::Shown::new(obstacles, locale)),
            deleted: import.file_deleted_at.map(|at| {
                let (ago, user) = (locale.ago(at, visit.state.clock.now()), deleted_by.map(|user| user.email));
                locale.with("import-file-deleted-by", &[("ago", ago.into()), ("user", user.unwrap_or_default().into())])
            }),
            may_undo,
            unknown_ages: None,
            kind: kind_text(&import, locale),
            failure: import.problem().map(|problem| problem.tell(locale)),
            fates: fates(&import, locale),
            progress: Progress::of(&import, visit.state.clock.now(), locale),
            refused_groups: RefusedLines::all(&import, locale),
            left_out_cells: left_out.iter().map(|group| group.cells).sum(),
            left_out: LeftOut::all(left_out, &import, locale),
            detected: import.survey().map(|survey| Detected::new(survey, &kinds, locale)),
            refused: refused.into_iter().map(|line| (line.refusal.tell(locale), line)).collect(),
            pager: Pager::new(number, import.lines_refused, PAGE_SIZE, format!("{}?page=", import.path()), "#refused"),
            page: visit.page,
            import,
            app,
            status,
            tone,
            started,
        }
    }
}

impl Progress {
    fn of(import: &Import, now: NaiveDateTime, locale: Locale) -> Option<Self> {
        let (done, total) = (import.lines_done(), import.lines_total);
        let text = locale.with("import-progress-text", &[("done", done.into()), ("total", total.into())]);
        let pace = import.pace(now).map(|pace| {
            let speed = locale.with1("import-speed", "count", pace.lines_a_second);
            format!(" · {speed} · {}", time_left(pace.seconds_left, locale))
        });
        (done < total).then(|| Self {
            done: done.to_string(),
            total: total.to_string(),
            text: text + pace.unwrap_or_default().as_str(),
        })
    }
}

/// The time that is left in words: in the unit in which it is at least two, and rounded up.
fn time_left(seconds: i64, locale: Locale) -> String {
    let (key, unit) = match seconds {
        ..120 => ("import-left-seconds", 1),
        120..7_200 => ("import-left-minutes", 60),
        7_200.. => ("import-left-hours", 3_600),
    };
    locale.with1(key, "count", (seconds + unit - 1) / unit)
}

impl Detected {
    /// `kinds` is the kind of each custom attribute of the app, by its key.
    fn new(survey: Survey, kinds: &HashMap<String, Kind>, locale: Locale) -> Self {
        let separator = match survey.layout.separator {
            '\t' => locale.text("import-separator-tab"),
            sign => sign.to_string(),
        };
        let columns = survey.columns.into_iter().map(|column| (column.header.clone(), purpose(&column, kinds, locale)));
        let zones = (survey.zones.times.name(), survey.zones.days.name());
        Self { columns: columns.collect(), encoding: survey.layout.encoding, separator, zones }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_is_left_is_said_in_a_fitting_unit() {
        let left = [1, 119, 120, 121, 7_199, 7_200, 10_801].map(|seconds| time_left(seconds, Locale::En));
        let said = ["1 second", "119 seconds", "2 minutes", "3 minutes", "120 minutes", "2 hours", "4 hours"];
        assert_eq!(left, said.map(|said| format!("{said} left")));
        assert_eq!(time_left(60, Locale::Fr), "encore 60 secondes");
    }
}
