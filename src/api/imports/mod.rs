//! Calls that import files, and say what became of imports.

pub mod send;

use super::call::{Call, CallResult, Query, Work, json, json_with};
use super::groups::{Checked, Trial, moment};
use super::problem::{Kind, Problem, ProblemBody};
use crate::ids::ImportId;
use crate::imports::show::{export_refused, find, left_out_now};
use crate::imports::undo as undoing;
use crate::locale::Locale;
use crate::store::imports::Import as StoredImport;
use crate::web::imports::refused_file;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub struct Import {
    pub id: String,
    pub app: String,
    #[schema(example = "customers")]
    pub kind: &'static str,
    pub name: String,
    /// `waiting`, `running`, `done`, `failed`, `cancelling`, `cancelled`, `undoing` or `undone`.
    pub state: &'static str,
    pub created_at: String,
    pub finished_at: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
    /// The lines of the file; null until it is read.
    pub total: Option<i64>,
    pub new: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub repeated: i64,
    pub refused: i64,
    pub customers_new: i64,
    /// Values that could not be read and are left out of lines that are taken.
    pub values_left_out: i64,
    /// Why lines are refused, the most frequent first.
    pub refused_reasons: Vec<LinesReason>,
    /// Why values are left out, once it has ended, the most frequent first.
    pub left_out_reasons: Vec<LinesReason>,
    /// Until when it can be undone; null if it cannot.
    pub undo_until: Option<String>,
    /// Why it could not be undone: newer imports and groups that stand on it.
    pub undo_obstacles: Vec<String>,
}

/// Lines or values with the same fault.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinesReason {
    /// The reason, with the first value.
    pub detail: String,
    pub count: i64,
    /// The number of the first line in the file, from 1.
    pub first_line: i64,
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Import {
    fn of(work: &Work, import: &StoredImport) -> Result<Self, Problem> {
        let is_listed = !import.is_under_way() && import.cells_left_out > 0 && import.file_deleted_at.is_none();
        let left_out = if is_listed { left_out_now(&work.state, import)? } else { Vec::new() };
        let columns = import.survey().map(|survey| survey.columns).unwrap_or_default();
        let reasons = left_out.into_iter().map(|group| LinesReason {
            detail: group.refusal(&columns).tell(Locale::En),
            count: group.cells,
            first_line: group.first_line,
        });
        let (_, until) = undoing::find(&work.state, &work.actor, import.id)?;
        Ok(Self { left_out_reasons: reasons.collect(), undo_until: until.map(moment), ..Self::new(import) })
    }

    /// An import without what other rows say about it, of which a new one has none.
    fn new(import: &StoredImport) -> Self {
        let refused = import.refused_groups().into_iter().map(|group| LinesReason {
            detail: group.refusal.tell(Locale::En),
            count: group.lines,
            first_line: number(group.first_line),
        });
        let obstacles = import.obstacles().unwrap_or_default();
        let standing = obstacles.imports.into_iter().map(|one| match one.import {
            Some((id, name)) => format!("Import {id}, {name}"),
            None => String::from("Something newer"),
        });
        let attributes = obstacles.attributes.into_iter().map(|attribute| attribute.name);
        let is_read = import.survey().is_some() || import.finished_at.is_some();
        Self {
            left_out_reasons: Vec::new(),
            refused_reasons: refused.collect(),
            undo_obstacles: standing.chain(attributes).collect(),
            undo_until: None,
            id: import.id.to_string(),
            app: import.app_id.to_string(),
            kind: import.kind.word(),
            state: import.state.word(),
            created_at: moment(import.created_at),
            finished_at: import.finished_at.map(moment),
            failure: import.problem().map(|problem| problem.tell(Locale::En)),
            total: is_read.then_some(import.lines_total),
            new: import.lines_new,
            changed: import.lines_changed,
            unchanged: import.lines_unchanged,
            repeated: import.lines_repeated,
            refused: import.lines_refused,
            customers_new: import.customers_new,
            values_left_out: import.cells_left_out,
            name: import.file_name.clone(),
        }
    }

    /// The address of the import.
    fn path(&self) -> String {
        format!("/api/v1/imports/{}", self.id)
    }
}

fn accepted(import: &Import) -> CallResult {
    let mut response = HttpResponse::Accepted();
    response.insert_header((header::LOCATION, import.path()));
    json_with(response, import)
}

/// The import with this id, as far as the token may ask for it.
fn seen(work: &Work, import: ImportId) -> Result<StoredImport, Problem> {
    let import = find(&work.state, &work.actor, import)?;
    work.must_see(Some(import.app_id))?;
    Ok(import)
}

/// An import: its state, its sums, and why lines are refused.
#[utoipa::path(get, path = "/api/v1/imports/{import}", tag = "Imports", operation_id = "get_import", params(
    ("import" = i32, Path, description = "The id of the import"),
), responses(
    (status = 200, body = Import),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn show(call: Call, path: web::Path<ImportId>) -> CallResult {
    let found = call.run(move |work| {
        let import = seen(&work, *path)?;
        Import::of(&work, &import)
    });
    json(&found.await?)
}

/// The refused lines of an import as a file of the same columns, with the reasons in one more.
#[utoipa::path(get, path = "/api/v1/imports/{import}/refused", tag = "Imports", operation_id = "get_refused_lines", params(
    ("import" = i32, Path, description = "The id of the import"),
), responses(
    (status = 200, body = String, content_type = "text/csv"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn refused(call: Call, path: web::Path<ImportId>) -> CallResult {
    let found = call.run(move |work| {
        let import = seen(&work, *path)?;
        let is_kept = import.survey().is_some();
        if is_kept {
            export_refused(&work.state, &work.actor, import.id)?;
        }
        Ok(import)
    });
    let import = found.await?;
    let file = refused_file(&call.state, &import, Locale::En);
    file.ok_or_else(|| Problem::new(Kind::NotFound).because("Nothing is kept of what was sent."))
}

/// Undoes an import after the answer, unless newer data depend on what it brought.
#[utoipa::path(post, path = "/api/v1/imports/{import}/undo", tag = "Imports", operation_id = "undo_import", params(
    ("import" = i32, Path, description = "The id of the import"),
    Trial,
), responses(
    (status = 200, body = Checked, description = "With dry_run: what would happen"),
    (status = 202, body = Import, headers(("Location" = String, description = "The import"))),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "It cannot be undone any more"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn undo(call: Call, path: web::Path<ImportId>, query: Query<Trial>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let asked = call.run(move |work| {
        let import = seen(&work, *path)?;
        if is_trial {
            let (_, until) = undoing::find(&work.state, &work.actor, import.id)?;
            return Ok(Err(Checked::would("undo", until.is_some())));
        }
        if !undoing::undo(&work.state, &work.actor, import.id)? {
            return Err(Problem::new(Kind::Conflict).because("The import cannot be undone any more."));
        }
        Import::of(&work, &seen(&work, import.id)?).map(Ok)
    });
    match asked.await? {
        Ok(import) => accepted(&import),
        Err(checked) => json(&checked),
    }
}
