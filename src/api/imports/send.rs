//! The call that imports a file, and what it would do.

use super::super::call::{Call, CallResult, Query, Work, json};
use super::super::groups::Trial;
use super::super::once::answer;
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::{Import, LinesReason, accepted, number};
use crate::config::ReadingOptions;
use crate::ids::AppId;
use crate::imports::preview::Preview;
use crate::imports::quota::MEGABYTE;
use crate::imports::submit::{self, SentFile, WAITING_LIMIT};
use crate::imports::{ImportError, SubmitError, command};
use crate::locale::Locale;
use crate::reading::chosen::Purpose;
use crate::reading::fields::DateOrder;
use crate::reading::look::Look;
use crate::reading::{Chosen, ImportKind};
use crate::web::body::FORM_LIMIT;
use crate::web::error::PageError;
use crate::web::uploaded::{largest, plain_name, receive_bytes};
use crate::zone::Zone;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, web};
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
    #[param(required = true, pattern = "^(customers|purchases|usage|ratings)$")]
    kind: String,
    /// The name of the file.
    name: Option<String>,
    /// What columns are used for, as a JSON object: `{"Kunde": "account-id", "Note": "ignore"}`.
    map: Option<String>,
    /// The columns whose empty cells clear what is known, as a JSON array.
    clear: Option<String>,
    /// What comes first in dates such as 01/02/2026: `day-first` or `month-first`.
    #[param(pattern = "^(day|month)-first$")]
    dates: Option<String>,
    /// The zone of times that do not say theirs, such as `Europe/Paris`.
    time_zone: Option<String>,
    /// `1`: say what the import would do, and write nothing. For files of at most 8 MB.
    #[param(minimum = 0, maximum = 1)]
    dry_run: Option<u8>,
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
        let import = submit::send(&work.state, &work.actor, &sent, file.file, |connection, import| {
            let Some(making) = &work.making else { return Ok(()) };
            let import = Import::new(import);
            making.keep(connection, answer(StatusCode::ACCEPTED, Some(import.path()), &import))
        });
        Ok(Import::new(&import?))
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
