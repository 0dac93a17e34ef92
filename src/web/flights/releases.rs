//! The pages of a release: the form of a new one with its first file, its page, and further files until it is published.

use super::PATH;
use super::errors::add_of_release;
use super::form::app_of;
use super::words::device;
use crate::flights::ladder::{Architecture, File, System};
use crate::flights::list;
use crate::flights::msix::Identity;
use crate::flights::releases::{self, Draft};
use crate::flights::version::OsVersion;
use crate::ids::{AppId, ReleaseId};
use crate::locale::{Locale, parse_number};
use crate::segments::choices::DeviceType;
use crate::store::releases::ReleaseRow;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::{Editor, Viewer};
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use std::collections::BTreeMap;
use validator::Validate;

/// A file as it was filled in.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct FileForm {
    #[validate(length(max = 2_000, message = "field-too-long"))]
    url: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    bytes: String,
    #[validate(length(max = 100, message = "field-too-long"))]
    sha256: String,
    #[validate(length(max = 200, message = "field-too-long"))]
    sha512: String,
    #[validate(length(max = 2_000, message = "field-too-long"))]
    signature: String,
    #[validate(length(max = 50, message = "field-too-long"))]
    package_name: String,
    #[validate(length(max = 1_000, message = "field-too-long"))]
    package_publisher: String,
    device_type: String,
    system: String,
    architecture: String,
    #[validate(length(max = 50, message = "field-too-long"))]
    least_os: String,
}

/// A release with its first file as it was filled in.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReleaseForm {
    #[validate(length(max = 64, message = "field-too-long"))]
    version: String,
    #[validate(length(max = 4_000, message = "field-too-long"))]
    notes_en: String,
    #[validate(length(max = 4_000, message = "field-too-long"))]
    notes_fr: String,
    app: String,
    #[validate(length(max = 2_000, message = "field-too-long"))]
    url: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    bytes: String,
    #[validate(length(max = 100, message = "field-too-long"))]
    sha256: String,
    #[validate(length(max = 200, message = "field-too-long"))]
    sha512: String,
    #[validate(length(max = 2_000, message = "field-too-long"))]
    signature: String,
    #[validate(length(max = 50, message = "field-too-long"))]
    package_name: String,
    #[validate(length(max = 1_000, message = "field-too-long"))]
    package_publisher: String,
    device_type: String,
    system: String,
    architecture: String,
    #[validate(length(max = 50, message = "field-too-long"))]
    least_os: String,
}

impl PostedForm for FileForm {
    const FIELDS: &'static [&'static str] = &[
        "url",
        "bytes",
        "sha256",
        "sha512",
        "signature",
        "package_name",
        "package_publisher",
        "device_type",
        "system",
        "architecture",
        "least_os",
    ];
}

impl PostedForm for ReleaseForm {
    const FIELDS: &'static [&'static str] = &[
        "version",
        "notes_en",
        "notes_fr",
        "url",
        "bytes",
        "sha256",
        "sha512",
        "signature",
        "package_name",
        "package_publisher",
        "device_type",
        "system",
        "architecture",
        "least_os",
    ];
}

impl ReleaseForm {
    fn file(&self) -> FileForm {
        FileForm {
            url: self.url.clone(),
            bytes: self.bytes.clone(),
            sha256: self.sha256.clone(),
            sha512: self.sha512.clone(),
            signature: self.signature.clone(),
            package_name: self.package_name.clone(),
            package_publisher: self.package_publisher.clone(),
            device_type: self.device_type.clone(),
            system: self.system.clone(),
            architecture: self.architecture.clone(),
            least_os: self.least_os.clone(),
        }
    }

    fn draft(&self, file: File) -> Draft {
        let notes = [("en", &self.notes_en), ("fr", &self.notes_fr)];
        Draft {
            version: self.version.trim().to_owned(),
            notes: notes.into_iter().map(|(tag, notes)| (tag.to_owned(), notes.clone())).collect(),
            files: vec![file],
        }
    }
}

impl FileForm {
    /// The file. What is typed as a number and is none is said where the file is checked.
    fn read(&self, errors: &mut Errors, locale: Locale) -> File {
        let least_os = OsVersion::find(&self.least_os);
        if !self.least_os.trim().is_empty() && least_os.is_none() {
            errors.add("least_os", locale.text("release-least-os-wrong"));
        }
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        File {
            device_type: DeviceType::from_word(&self.device_type),
            system: System::from_word(&self.system),
            architecture: Architecture::from_word(&self.architecture),
            least_os,
            url: self.url.trim().to_owned(),
            bytes: parse_number(locale, &self.bytes).unwrap_or(0),
            sha256: self.sha256.trim().to_owned(),
            sha512: some(&self.sha512),
            signature: some(&self.signature),
            identity: Identity::sent(some(&self.package_name), some(&self.package_publisher)),
        }
    }
}

/// What a file can be for, to choose from.
struct Choices {
    devices: Vec<(String, String)>,
    systems: Vec<(String, String)>,
    architectures: Vec<(String, String)>,
}

impl Choices {
    fn new(locale: Locale) -> Self {
        let all = || (String::new(), locale.text("release-for-all"));
        let devices = DeviceType::ALL.iter().map(|kind| (kind.word().to_owned(), device(*kind, locale)));
        let systems = System::ALL.iter().map(|system| (system.word().to_owned(), system_name(*system).to_owned()));
        let processors = Architecture::ALL.iter().map(|one| (one.word().to_owned(), one.word().to_owned()));
        Self {
            devices: [all()].into_iter().chain(devices).collect(),
            systems: [all()].into_iter().chain(systems).collect(),
            architectures: [all()].into_iter().chain(processors).collect(),
        }
    }
}

/// The name of a system, which is the same in every language.
const fn system_name(system: System) -> &'static str {
    match system {
        System::Windows => "Windows",
        System::MacOs => "macOS",
        System::Linux => "Linux",
        System::Android => "Android",
        System::Ios => "iOS",
    }
}

#[derive(Template)]
#[template(path = "flights/release_form.html")]
struct NewPage {
    page: Page,
    form: ReleaseForm,
    choices: Choices,
    errors: Errors,
}

/// A file of a release in words.
struct FileRow {
    url: String,
    bytes: String,
    /// What it is for.
    fits: String,
    sha256: String,
    /// The identity of an MSIX package.
    identity: Option<String>,
}

#[derive(Template)]
#[template(path = "flights/release.html")]
struct ShowPage {
    page: Page,
    release: ReleaseRow,
    published: Option<String>,
    notes: BTreeMap<String, String>,
    files: Vec<FileRow>,
    form: FileForm,
    choices: Choices,
    errors: Errors,
}

impl ShowPage {
    fn of(visit: Visit, id: ReleaseId, form: FileForm, errors: Errors) -> Result<Self, PageError> {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let release = releases::find(&visit.state, &visit.actor, id)?;
        let files = releases::files_of(&release)?;
        Ok(Self {
            published: release.published_at.map(|at| locale.date(zone.day_of(at))),
            notes: releases::notes_of(&release),
            files: files.iter().map(|file| file_row(file, locale)).collect(),
            choices: Choices::new(locale),
            page: visit.page,
            release,
            form,
            errors,
        })
    }

    fn path(&self) -> String {
        format!("{PATH}/releases/{}", self.release.id)
    }

    /// The list of its app.
    fn list_path(&self) -> String {
        format!("{PATH}?app={}", self.release.app_id)
    }
}

fn file_row(file: &File, locale: Locale) -> FileRow {
    let parts = [
        file.device_type.map(|kind| device(kind, locale)),
        file.system.map(|system| system_name(system).to_owned()),
        file.architecture.map(|one| one.word().to_owned()),
        file.least_os.as_ref().map(|least| locale.with1("release-from-os", "version", least.to_string())),
    ];
    let fits: Vec<String> = parts.into_iter().flatten().collect();
    FileRow {
        url: file.url.clone(),
        bytes: locale.with1("release-bytes", "count", file.bytes),
        fits: if fits.is_empty() { locale.text("release-for-all") } else { fits.join(" · ") },
        sha256: file.sha256.clone(),
        identity: file.identity.as_ref().map(|identity| format!("{} · {}", identity.name, identity.publisher)),
    }
}

/// The app of a new release.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
}

/// The form of a new release.
pub async fn new(Editor(visitor): Editor, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let app = app_of(&visit, &query.app)?;
        let form = ReleaseForm { app: app.to_string(), ..ReleaseForm::default() };
        let choices = Choices::new(visit.locale);
        Answer::page(&NewPage { page: visit.page, form, choices, errors: Errors::default() })
    };
    visitor.answer(Section::Flights, work).await
}

/// Creates a release, or shows the form again.
pub async fn create(Editor(visitor): Editor, posted: Posted<ReleaseForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let (app, locale) = (app_of(&visit, &form.app)?, visit.locale);
        let file = form.file().read(&mut errors, locale);
        if errors.is_empty() {
            match releases::create(&visit.state, &visit.actor, app, &form.draft(file)) {
                Ok(release) => {
                    let path = format!("{PATH}/releases/{}", release.id);
                    return visit.done(path, "saved", &release.version);
                }
                Err(error) => add_of_release(&mut errors, error, locale)?,
            }
        }
        let choices = Choices::new(locale);
        Answer::again(&NewPage { page: visit.page, form, choices, errors })
    };
    visitor.answer(Section::Flights, work).await
}

/// The page of a release.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<ReleaseId>) -> PageResult {
    let work = move |visit: Visit| Answer::page(&ShowPage::of(visit, *path, FileForm::default(), Errors::default())?);
    visitor.answer(Section::Flights, work).await
}

/// Adds a file to a release that is not published yet.
pub async fn add_file(Editor(visitor): Editor, path: web::Path<ReleaseId>, posted: Posted<FileForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let release = releases::find(&visit.state, &visit.actor, *path)?;
        let file = form.read(&mut errors, locale);
        if errors.is_empty() {
            match releases::add_file(&visit.state, &visit.actor, &release, file) {
                Ok(()) => return visit.done(format!("{PATH}/releases/{}", release.id), "saved", &release.version),
                Err(error) => add_of_release(&mut errors, error, locale)?,
            }
        }
        Answer::again(&ShowPage::of(visit, *path, form, errors)?)
    };
    visitor.answer(Section::Flights, work).await
}

/// Those of the app's releases that can be published, the newest first: their ids and versions.
pub(super) fn choices(visit: &Visit, app: AppId) -> Result<Vec<(String, String)>, PageError> {
    let app = list::of_app(&visit.state, &visit.actor, app)?.app.key();
    let rows = releases::of_app(&visit.state, app)?;
    Ok(rows.into_iter().map(|row| (row.id.to_string(), row.version)).collect())
}
