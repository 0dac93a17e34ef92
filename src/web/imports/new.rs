//! The form that imports a file. The file is read once before it is taken in, so that what is wrong with the whole of it
//! is said beside its field.

use super::upload::{self, Upload, UploadedFile};
use crate::ids::{AppId, ImportId};
use crate::imports::submit::{self, MEGABYTE, SubmitError, WAITING_LIMIT};
use crate::imports::uploads;
use crate::reading::survey::SurveyError;
use crate::reading::{ImportKind, Survey};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::imports::{self, NewImport};
use crate::web::address::see_other;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::{Editor, SignedIn};
use crate::web::work::{html, html_again, html_with};
use actix_multipart::Multipart;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use anyhow::Context;
use askama::Template;
use serde::Deserialize;

/// What the form begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
    kind: String,
}

#[derive(Template)]
#[template(path = "imports/new.html")]
struct NewPage {
    page: Page,
    apps: Vec<(AppId, String)>,
    app: String,
    kind: String,
    kinds: Vec<KindChoice>,
    limit: u64,
    app_errors: Vec<String>,
    kind_errors: Vec<String>,
    file_errors: Vec<String>,
}

/// A kind of file, with what its lines hold.
struct KindChoice {
    word: &'static str,
    label: String,
    help: String,
}

impl NewPage {
    async fn load(visitor: &SignedIn, state: &State, app: String, kind: String) -> Result<Self, PageError> {
        let publisher = visitor.publisher.id;
        let apps = state.database.read(move |connection| apps::of_publisher(connection, publisher)).await?;
        let kinds = ImportKind::ALL.map(|kind| KindChoice {
            word: kind.word(),
            label: visitor.locale.text(kind.message()),
            help: visitor.locale.text(kind.help_message()),
        });
        Ok(Self {
            page: visitor.page(Section::Imports),
            apps: apps.into_iter().map(|app| (app.id, app.name)).collect(),
            app,
            kind,
            kinds: kinds.into(),
            limit: largest(state),
            app_errors: Vec::new(),
            kind_errors: Vec::new(),
            file_errors: Vec::new(),
        })
    }

    fn summary(&self) -> Vec<(&'static str, String)> {
        let fields = [("app", &self.app_errors), ("kind", &self.kind_errors), ("file", &self.file_errors)];
        fields.into_iter().flat_map(|(id, errors)| errors.iter().map(move |error| (id, error.clone()))).collect()
    }
}

/// The empty form.
pub async fn new(
    Editor(visitor): Editor,
    state: web::Data<State>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let Query { app, kind } = query.into_inner();
    let kind = ImportKind::from_word(&kind).unwrap_or(ImportKind::Customers);
    html(&NewPage::load(&visitor, &state, app, kind.word().to_owned()).await?)
}

/// Keeps the file and lets it be taken in.
pub async fn create(
    Editor(visitor): Editor,
    state: web::Data<State>,
    request: HttpRequest,
    parts: Multipart,
) -> Result<HttpResponse, PageError> {
    let limit = largest(&state).saturating_mul(MEGABYTE);
    let share = share(&visitor, &state, &request, limit).await?;
    // What is refused is read, so that the browser shows the answer, but kept nowhere.
    let Upload { mut fields, file } = upload::receive(parts, &state, if share.is_ok() { limit } else { 0 }).await?;
    let mut field = |name: &str| fields.remove(name).unwrap_or_default();
    let mut shown = NewPage::load(&visitor, &state, field("app"), field("kind")).await?;
    // Held until the file is kept.
    let _share = match share {
        Ok(share) => share,
        Err(refused) => return again_refused(refused, &visitor, &state, shown),
    };
    let app = find_app(&visitor, &state, &mut shown).await?;
    let kind = ImportKind::from_word(&shown.kind);
    if kind.is_none() {
        shown.kind_errors.push(visitor.locale.text("field-choose"));
    }
    let checked = check(file, kind, &visitor, &mut shown).await?;
    let (Some(app), Some(kind), Some((file, survey))) = (app, kind, checked) else { return html_again(&shown) };
    match submit(&visitor, &state, &app, kind, file, survey).await? {
        Ok(id) => Ok(see_other(&imports::path(id))),
        Err(refused) => again_refused(refused, &visitor, &state, shown),
    }
}

/// Megabytes of the largest file that can be sent.
fn largest(state: &State) -> u64 {
    state.options.upload_limit.min(state.options.upload_quota)
}

/// The form again, with why the file is not accepted beside its field.
fn again_refused(
    refused: SubmitError,
    visitor: &SignedIn,
    state: &State,
    mut shown: NewPage,
) -> Result<HttpResponse, PageError> {
    let locale = visitor.locale;
    let (status, text) = match refused {
        SubmitError::TooManyWaiting => {
            (StatusCode::UNPROCESSABLE_ENTITY, locale.with1("import-too-many-waiting", "limit", WAITING_LIMIT))
        }
        SubmitError::OverQuota => {
            (StatusCode::PAYLOAD_TOO_LARGE, locale.with1("import-over-quota", "limit", state.options.upload_quota))
        }
        SubmitError::Problem(problem) => (StatusCode::UNPROCESSABLE_ENTITY, problem.tell(locale)),
        SubmitError::NoRoom => (StatusCode::INSUFFICIENT_STORAGE, locale.text("import-no-room")),
        error => return Err(error.into()),
    };
    shown.file_errors.push(text);
    html_with(status, &shown)
}

/// The publisher's share that the file of this request takes, or why it is not accepted, whatever is in it.
async fn share(
    visitor: &SignedIn,
    state: &web::Data<State>,
    request: &HttpRequest,
    limit: u64,
) -> Result<Result<uploads::Upload, SubmitError>, PageError> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let (state, publisher, bytes) = (state.clone(), visitor.publisher.id, length.unwrap_or(limit).min(limit));
    let checked = tokio::task::spawn_blocking(move || submit::check(&state, publisher, bytes)).await;
    Ok(checked.context("the check of a publisher's share broke off")?)
}

async fn find_app(visitor: &SignedIn, state: &State, shown: &mut NewPage) -> Result<Option<App>, PageError> {
    let Ok(id) = shown.app.parse() else {
        shown.app_errors.push(visitor.locale.text("field-choose"));
        return Ok(None);
    };
    let publisher = visitor.publisher.id;
    match state.database.read(move |connection| apps::find(connection, publisher, id)).await {
        Err(error) if error.is_not_found() => {
            shown.app_errors.push(visitor.locale.text("field-choose"));
            Ok(None)
        }
        found => Ok(Some(found?)),
    }
}

/// The file with what its first reading found, unless there is something wrong with it.
async fn check(
    file: Option<UploadedFile>,
    kind: Option<ImportKind>,
    visitor: &SignedIn,
    shown: &mut NewPage,
) -> Result<Option<(UploadedFile, Survey)>, PageError> {
    let locale = visitor.locale;
    let Some(file) = file else {
        shown.file_errors.push(locale.text("import-file-missing"));
        return Ok(None);
    };
    if file.is_too_large {
        shown.file_errors.push(locale.with1("import-file-too-large", "limit", shown.limit));
        return Ok(None);
    }
    let Some(kind) = kind else { return Ok(None) };
    let reader = file.file.reopen().context("an uploaded file cannot be read")?;
    let survey = tokio::task::spawn_blocking(move || Survey::of(reader, kind)).await;
    match survey.context("the reading of a file broke off")? {
        Ok(survey) => Ok(Some((file, survey))),
        Err(SurveyError::Problem(problem)) => {
            shown.file_errors.push(problem.tell(locale));
            Ok(None)
        }
        Err(SurveyError::Io(error)) => Err(PageError::Fault(error.into())),
    }
}

async fn submit(
    visitor: &SignedIn,
    state: &State,
    app: &App,
    kind: ImportKind,
    file: UploadedFile,
    survey: Survey,
) -> Result<Result<ImportId, SubmitError>, PageError> {
    let (publisher, user, app, now) = (visitor.publisher.id, visitor.user.id, app.id, state.clock.now());
    let state = state.clone();
    let submitted = tokio::task::spawn_blocking(move || {
        let import = NewImport {
            publisher,
            app,
            user: Some(user),
            kind,
            file_name: &file.name,
            bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
            survey: &survey,
            now,
            file_word: None,
        };
        submit::submit(&state, &import, file.file)
    });
    Ok(submitted.await.context("the keeping of a file broke off")?)
}
