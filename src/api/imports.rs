//! Calls that import files, and say what became of imports.

use super::call::{Call, CallResult, Query, Work, json, json_with};
use super::groups::{Checked, Trial, moment};
use super::problem::{Kind, Problem, ProblemBody, WrongValue};
use crate::config::ReadingOptions;
use crate::ids::{AppId, ImportId};
use crate::imports::preview::Preview;
use crate::imports::quota::MEGABYTE;
use crate::imports::show::{export_refused, find, left_out_now};
use crate::imports::submit::{self, SentFile, WAITING_LIMIT};
use crate::imports::{ImportError, SubmitError, command, undo as undoing};
use crate::locale::Locale;
use crate::reading::chosen::Purpose;
use crate::reading::fields::DateOrder;
use crate::reading::look::Look;
use crate::reading::{Chosen, ImportKind};
use crate::store::imports::Import as StoredImport;
use crate::web::body::FORM_LIMIT;
use crate::web::error::PageError;
use crate::web::imports::refused_file;
use crate::web::uploaded::{largest, plain_name, receive_bytes};
use crate::zone::Zone;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// The types of bodies that are files.
const TYPES: [&str; 2] = ["text/csv", "text/tab-separated-values"];

/// How a file is read. What is not said is as it was for the last file with the same columns, or found from the file.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct FileRead {
    /// What its lines are: `customers`, `purchases`, `usage` or `ratings`.
    #[param(required = true)]
    kind: String,
    /// The name of the file.
    name: Option<String>,
    /// What columns are used for, as a JSON object: `{"Kunde": "account-id", "Note": "ignore"}`.
    map: Option<String>,
    /// The columns whose empty cells clear what is known, as a JSON array.
    clear: Option<String>,
    /// What comes first in dates such as 01/02/2026: `day-first` or `month-first`.
    dates: Option<String>,
    /// The zone of times that do not say theirs, such as `Europe/Paris`.
    time_zone: Option<String>,
    /// `1`: say what the import would do, and write nothing. For files of at most 8 MB.
    dry_run: Option<u8>,
}

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

/// What an import would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportPreview {
    pub dry_run: bool,
    pub total: u64,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub repeated: u64,
    pub refused: u64,
    pub customers_new: u64,
    pub values_left_out: u64,
    pub refused_reasons: Vec<LinesReason>,
    pub left_out_reasons: Vec<LinesReason>,
    /// What each column would be used for, in the order of the file.
    pub columns: Vec<ColumnUse>,
}

/// A column of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnUse {
    pub name: String,
    #[schema(example = "account-id")]
    pub used_as: String,
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Import {
    fn of(work: &Work, import: StoredImport) -> Result<Self, Problem> {
        let columns = import.survey().map(|survey| survey.columns);
        let left_out = if import.is_under_way() || import.cells_left_out == 0 || import.file_deleted_at.is_some() {
            Vec::new()
        } else {
            left_out_now(&work.state, &import)?
        };
        let left_out = left_out.into_iter().map(|group| LinesReason {
            detail: group.refusal(columns.as_deref().unwrap_or_default()).tell(Locale::En),
            count: group.cells,
            first_line: group.first_line,
        });
        let refused = import.refused_groups().into_iter().map(|group| LinesReason {
            detail: group.refusal.tell(Locale::En),
            count: group.lines,
            first_line: number(group.first_line),
        });
        let (_, until) = undoing::find(&work.state, &work.actor, import.id)?;
        let obstacles = import.obstacles().unwrap_or_default();
        let standing = obstacles.imports.into_iter().map(|one| match one.import {
            Some((id, name)) => format!("Import {id}, {name}"),
            None => String::from("Something newer"),
        });
        let attributes = obstacles.attributes.into_iter().map(|attribute| attribute.name);
        Ok(Self {
            left_out_reasons: left_out.collect(),
            refused_reasons: refused.collect(),
            undo_obstacles: standing.chain(attributes).collect(),
            undo_until: until.map(moment),
            id: import.id.to_string(),
            app: import.app_id.to_string(),
            kind: import.kind.word(),
            state: import.state.word(),
            created_at: moment(import.created_at),
            finished_at: import.finished_at.map(moment),
            failure: import.problem().map(|problem| problem.tell(Locale::En)),
            total: (columns.is_some() || import.finished_at.is_some()).then_some(import.lines_total),
            new: import.lines_new,
            changed: import.lines_changed,
            unchanged: import.lines_unchanged,
            repeated: import.lines_repeated,
            refused: import.lines_refused,
            customers_new: import.customers_new,
            values_left_out: import.cells_left_out,
            name: import.file_name,
        })
    }
}

impl ImportPreview {
    fn of(look: &Look, preview: &Preview) -> Self {
        let reasons = |is_of_lines: bool| {
            let faults = preview.faults.iter().filter(|fault| fault.is_of_lines == is_of_lines);
            let reason = faults.map(|fault| LinesReason {
                detail: fault.refusal.tell(Locale::En),
                count: number(fault.count),
                first_line: number(fault.first_line),
            });
            reason.collect()
        };
        let columns = look.survey.columns.iter();
        Self {
            dry_run: true,
            total: look.survey.lines,
            new: preview.new,
            changed: preview.changed,
            unchanged: preview.unchanged,
            repeated: preview.repeated,
            refused: preview.refused,
            customers_new: preview.customers_new,
            values_left_out: preview.cells_left_out,
            refused_reasons: reasons(true),
            left_out_reasons: reasons(false),
            columns: columns
                .map(|column| ColumnUse { name: column.header.clone(), used_as: Purpose::of(column).word() })
                .collect(),
        }
    }
}

impl FileRead {
    /// The kind of the file, and what is chosen for it.
    fn chosen(&self) -> Result<(ImportKind, Chosen), Problem> {
        let wrong = |name: &str, said: String| Problem::invalid(vec![WrongValue::of(name, said)]);
        let kind = ImportKind::from_word(&self.kind);
        let kind = kind.ok_or_else(|| wrong("kind", format!("Send one of {}.", ImportKind::WORDS.join(", "))))?;
        let map: Option<Result<BTreeMap<String, String>, _>> = self.map.as_deref().map(serde_json::from_str);
        let map = map.transpose().map_err(|error| wrong("map", format!("Send a JSON object of texts: {error}")))?;
        let clearing: Option<Result<Vec<String>, _>> = self.clear.as_deref().map(serde_json::from_str);
        let clearing = clearing.transpose().map_err(|error| wrong("clear", format!("Send a JSON array: {error}")))?;
        let dates = self.dates.as_deref().map(|dates| {
            let order = DateOrder::from_word(dates);
            order.ok_or_else(|| wrong("dates", String::from("Send day-first or month-first.")))
        });
        let time_zone = self.time_zone.as_deref().map(|zone| {
            Zone::parse(zone).ok_or_else(|| wrong("time_zone", String::from("Send a time zone such as Europe/Paris.")))
        });
        let options = ReadingOptions {
            columns: map.unwrap_or_default().iter().map(|(column, word)| format!("{column}={word}")).collect(),
            clearing: clearing.unwrap_or_default(),
            dates: dates.transpose()?,
            time_zone: time_zone.transpose()?,
            encoding: None,
            separator: None,
            header_line: None,
        };
        Ok((kind, options.chosen(kind).map_err(|said| wrong("map", said))?))
    }
}

/// Imports a file of customers, purchases, usage or ratings, which is its body. It is read and imported after the answer.
#[utoipa::path(post, path = "/api/v1/apps/{app}/imports", tag = "Imports", operation_id = "import_file",
    params(("app" = i32, Path, description = "The id of the app"), FileRead),
    request_body(content = String, content_type = "text/csv", description = "The file, in any encoding and with any separator"),
    responses(
        (status = 200, body = ImportPreview, description = "With dry_run: what the import would do"),
        (status = 202, body = Import, headers(("Location" = String, description = "The import"))),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "Three files wait already: call again after Retry-After"),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn send(
    call: Call,
    path: web::Path<AppId>,
    query: Query<FileRead>,
    request: HttpRequest,
    body: web::Payload,
) -> CallResult {
    let (app, Query(read)) = (*path, query);
    let is_trial = Trial::of(read.dry_run).is_trial()?;
    let (kind, chosen) = read.chosen()?;
    if !TYPES.contains(&request.content_type()) {
        return Err(Problem::new(Kind::WrongType).because("Send the file with Content-Type: text/csv"));
    }
    let limit = largest(&call.state).saturating_mul(MEGABYTE);
    let limit = if is_trial { limit.min(FORM_LIMIT as u64) } else { limit };
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let bytes: u64 = length.unwrap_or(limit);
    if bytes > limit {
        return Err(too_large(limit));
    }
    // Held until the file is stored or read.
    let _share = call.run(move |work| share(&work, app, bytes)).await?;
    let name = read.name.as_deref().map(plain_name).filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| format!("{}.csv", kind.word()));
    let body = body.map_err(|error| PageError::from(&error));
    let file = receive_bytes(body, name, &call.state, (limit, true)).await?;
    if file.is_too_large {
        return Err(too_large(limit));
    }
    if is_trial {
        let previewed = call.run(move |work| {
            let app = crate::apps::find(&work.state, &work.actor, app)?;
            let (look, preview) =
                command::preview(&work.state, &app, kind, file.file.path(), &chosen, &work.cancelled)?;
            Ok(ImportPreview::of(&look, &preview))
        });
        return json(&previewed.await?);
    }
    let sent = call.run(move |work| {
        let sent = SentFile { app, kind, name: &file.name, bytes: file.bytes, chosen: &chosen };
        let id = submit::send(&work.state, &work.actor, &sent, file.file)?;
        Import::of(&work, find(&work.state, &work.actor, id)?)
    });
    accepted(&sent.await?)
}

/// Room for a file of an app that the program may send to.
fn share(work: &Work, app: AppId, bytes: u64) -> Result<crate::imports::uploads::Upload, Problem> {
    work.must_see(Some(app))?;
    crate::apps::find(&work.state, &work.actor, app)?;
    Ok(submit::check_unread(&work.state, work.publisher.id, bytes)?)
}

fn too_large(limit: u64) -> Problem {
    Problem::new(Kind::TooLarge).because(format!("A file may have {limit} bytes here."))
}

fn accepted(import: &Import) -> CallResult {
    let mut response = HttpResponse::Accepted();
    response.insert_header((header::LOCATION, format!("/api/v1/imports/{}", import.id)));
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
        Import::of(&work, import)
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

/// Undoes an import. What it brought is taken back after the answer, unless something newer stands on it.
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
        Import::of(&work, seen(&work, import.id)?).map(Ok)
    });
    match asked.await? {
        Ok(import) => accepted(&import),
        Err(checked) => json(&checked),
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::TooManyWaiting => {
                Self::busy().because(format!("{WAITING_LIMIT} files wait already: call again once one is imported."))
            }
            SubmitError::OverQuota => {
                Self::new(Kind::TooLarge).because("The files that wait would take more room than they may.")
            }
            SubmitError::NoRoom => Self::new(Kind::Full),
            SubmitError::Problem(problem) => Self::of_file(problem.tell(Locale::En)),
            SubmitError::Store(error) => error.into(),
            error => Self::from(anyhow::Error::from(error)),
        }
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Problem(problem) => Self::of_file(problem.tell(Locale::En)),
            ImportError::Store(error) => error.into(),
            error => Self::from(anyhow::Error::from(error)),
        }
    }
}

impl Problem {
    /// Of a file that cannot be imported as a whole.
    fn of_file(said: String) -> Self {
        Self::new(Kind::Invalid).because(said)
    }
}
