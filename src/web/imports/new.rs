//! The form that sends a file. What is in it is shown before it is imported.

use super::upload::{self, Upload};
use crate::apps;
use crate::ids::AppId;
use crate::imports::draft::{self, Found};
use crate::imports::quota::MEGABYTE;
use crate::imports::submit::{self, DRAFT_LIMIT, SubmitError, WAITING_LIMIT};
use crate::imports::uploads;
use crate::reading::ImportKind;
use crate::store::apps::App;
use crate::store::import_drafts::NewDraft;
use crate::web::address::see_other;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::uploaded::{UploadedFile, largest};
use crate::web::visitor::{Editor, SignedIn};
use crate::web::work::{PageResult, html, html_again, html_with};
use actix_multipart::Multipart;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, web};
use anyhow::Context;
use askama::Template;
use serde::Deserialize;
use validator::{Validate, ValidationError};

/// The values that the form starts with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
    kind: String,
}

/// The fields posted with the file.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ImportForm {
    app: String,
    #[validate(custom(function = "is_kind"))]
    kind: String,
}

impl PostedForm for ImportForm {
    const FIELDS: &'static [&'static str] = &["app", "kind", "file"];
}

fn is_kind(word: &str) -> Result<(), ValidationError> {
    ImportKind::from_word(word).map(|_| ()).ok_or_else(|| ValidationError::new("field-choose"))
}

#[derive(Template)]
#[template(path = "imports/new.html")]
struct NewPage {
    page: Page,
    apps: Vec<(AppId, String)>,
    form: ImportForm,
    kinds: Vec<KindChoice>,
    limit: u64,
    errors: Errors,
}

/// A kind of file, and what its lines contain.
struct KindChoice {
    word: &'static str,
    label: String,
    help: String,
}

impl NewPage {
    async fn load(visitor: &SignedIn, form: ImportForm, errors: Errors) -> Result<Self, PageError> {
        let apps = apps_of(visitor).await?;
        let kinds = ImportKind::ALL.iter().map(|kind| KindChoice {
            word: kind.word(),
            label: visitor.locale.text(kind.message()),
            help: visitor.locale.text(kind.help_message()),
        });
        Ok(Self {
            page: visitor.page(Section::Imports),
            apps: apps.into_iter().map(|app| (app.id, app.name)).collect(),
            form,
            kinds: kinds.collect(),
            limit: largest(&visitor.state),
            errors,
        })
    }
}

/// The empty form.
pub async fn new(Editor(visitor): Editor, query: web::Query<Query>) -> PageResult {
    let Query { app, kind } = query.into_inner();
    let kind = ImportKind::from_word(&kind).unwrap_or(ImportKind::Customers);
    let form = ImportForm { app, kind: kind.word().to_owned() };
    html(&NewPage::load(&visitor, form, Errors::default()).await?)
}

/// Accepts the file as a draft, or shows the form again.
pub async fn create(Editor(visitor): Editor, request: HttpRequest, parts: Multipart) -> PageResult {
    let (state, locale) = (&visitor.state, visitor.locale);
    let limit = largest(state).saturating_mul(MEGABYTE);
    let share = share(&visitor, &request, limit).await?;
    // A refused file is still received, so that the browser shows the response, but not stored.
    let Upload { fields, file } = upload::receive(parts, state, if share.is_ok() { limit } else { 0 }).await?;
    let Posted { form, mut errors, .. } = Posted::<ImportForm>::read(fields.as_bytes(), None, locale)?;
    // Held until the file is stored.
    let _share = match share {
        Ok(share) => share,
        Err(refused) => return again_refused(refused, &visitor, form).await,
    };
    let kind = ImportKind::from_word(&form.kind);
    let app = find_app(&visitor, &form, &mut errors).await?;
    let checked = check(&visitor, file, &mut errors);
    if let (Some(app), Some(kind), Some(file), true) = (app, kind, checked, errors.is_empty()) {
        return match submit(&visitor, app.id, kind, file).await? {
            Ok(path) => Ok(see_other(&path)),
            Err(refused) => again_refused(refused, &visitor, form).await,
        };
    }
    html_again(&NewPage::load(&visitor, form, errors).await?)
}

/// Shows the form again, with the reason why the file is not accepted beside its field.
async fn again_refused(refused: SubmitError, visitor: &SignedIn, form: ImportForm) -> PageResult {
    let (locale, mut errors) = (visitor.locale, Errors::default());
    let quota = visitor.state.options.upload_quota;
    let (status, text) = match refused {
        SubmitError::TooManyWaiting => {
            (StatusCode::UNPROCESSABLE_ENTITY, locale.with1("import-too-many-waiting", "limit", WAITING_LIMIT))
        }
        SubmitError::TooManyDrafts => {
            (StatusCode::UNPROCESSABLE_ENTITY, locale.with1("import-too-many-drafts", "limit", DRAFT_LIMIT))
        }
        SubmitError::OverQuota => (StatusCode::PAYLOAD_TOO_LARGE, locale.with1("import-over-quota", "limit", quota)),
        SubmitError::Problem(problem) => (StatusCode::UNPROCESSABLE_ENTITY, problem.tell(locale)),
        SubmitError::NoRoom => (StatusCode::INSUFFICIENT_STORAGE, locale.text("import-no-room")),
        error => return Err(error.into()),
    };
    errors.add("file", text);
    html_with(status, &NewPage::load(visitor, form, errors).await?)
}

/// Reserves the publisher's share for the file of this request, or returns why no file is accepted now, whatever its
/// content.
async fn share(
    visitor: &SignedIn,
    request: &HttpRequest,
    limit: u64,
) -> Result<Result<uploads::Upload, SubmitError>, PageError> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let (state, publisher, bytes) = (visitor.state.clone(), visitor.publisher.id, length.unwrap_or(limit).min(limit));
    let checked = tokio::task::spawn_blocking(move || submit::check(&state, publisher, bytes)).await;
    Ok(checked.context("the check of a publisher's share broke off")?)
}

/// The publisher's apps.
async fn apps_of(visitor: &SignedIn) -> Result<Vec<App>, PageError> {
    visitor.run(|visit| Ok(apps::all(&visit.state, &visit.actor)?)).await
}

async fn find_app(visitor: &SignedIn, form: &ImportForm, errors: &mut Errors) -> Result<Option<App>, PageError> {
    let found = apps_of(visitor).await?.into_iter().find(|app| app.id.to_string() == form.app);
    if found.is_none() {
        errors.add("app", visitor.locale.text("field-choose"));
    }
    Ok(found)
}

/// The file, unless it has an error.
fn check(visitor: &SignedIn, file: Option<UploadedFile>, errors: &mut Errors) -> Option<UploadedFile> {
    let locale = visitor.locale;
    match file {
        None => errors.add("file", locale.text("import-file-missing")),
        Some(file) if file.is_too_large => {
            errors.add("file", locale.with1("import-file-too-large", "limit", largest(&visitor.state)));
        }
        file => return file,
    }
    None
}

/// Stores the file, and returns the path of the page that shows what is in it. A file that is no table is refused.
async fn submit(
    visitor: &SignedIn,
    app: AppId,
    kind: ImportKind,
    file: UploadedFile,
) -> Result<Result<String, SubmitError>, PageError> {
    let (actor, state) = (visitor.actor(), visitor.state.clone());
    let submitted = tokio::task::spawn_blocking(move || {
        let draft = NewDraft {
            publisher: actor.publisher,
            app,
            user: actor.user,
            kind,
            file_name: &file.name,
            bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
            file_word: "",
            chosen: "{}",
            now: state.clock.now(),
        };
        let id = submit::submit(&state, &draft, file.file)?;
        let shown = draft::show(&state, &actor, id)?;
        match shown.found {
            Some(Found { look: None, problem: Some(problem), .. }) => {
                draft::discard(&state, &actor, id)?;
                Err(SubmitError::Problem(problem))
            }
            _ => Ok(shown.draft.path()),
        }
    });
    Ok(submitted.await.context("the keeping of a file broke off")?)
}
