//! Calls about releases.

use super::super::call::{Call, CallResult, Json, Query, Work, json, json_with};
use super::super::groups::{Checked, Trial, moment};
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use crate::flights::ladder::{Architecture, File, System};
use crate::flights::list;
use crate::flights::msix::Identity;
use crate::flights::releases::{self, Draft, Fault, FileField, Put, ReleaseError};
use crate::flights::version::OsVersion;
use crate::ids::AppId;
use crate::segments::choices::DeviceType;
use crate::store::releases::ReleaseRow;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A file of a release, where the publisher put it. What it is not limited to is left out.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileBody {
    #[schema(max_length = 2_000, example = "https://files.example.com/app-1.2.3.exe")]
    pub url: String,
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub bytes: i64,
    /// In hexadecimal.
    #[schema(pattern = "^[0-9a-fA-F]{64}$")]
    pub sha256: String,
    /// In base64 or hexadecimal; electron-updater needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha512: Option<String>,
    /// Tauri needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2_000)]
    pub signature: Option<String>,
    /// Of an MSIX package: the name in its manifest; App Installer needs it, and the publisher.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9A-Za-z.-]{3,50}$", example = "Contoso.Notes")]
    pub package_name: Option<String>,
    /// Of an MSIX package: the publisher in its manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1_000, example = "CN=Contoso, C=FR")]
    pub package_publisher: Option<String>,
    /// `pc`, `phone`, `tablet`, `console`, `holographic`, `iot` or `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_type: Option<String>,
    /// `windows`, `macos`, `linux`, `android` or `ios`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// `x64`, `x86`, `arm64` or `arm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<String>,
    /// The least version of the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "10.0.17763")]
    pub min_os: Option<String>,
}

/// The content of a release.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseContent {
    /// By language.
    #[serde(default)]
    #[schema(example = json!({ "en": "Faster start." }))]
    pub notes: BTreeMap<String, String>,
    #[schema(min_items = 1, max_items = 50)]
    pub files: Vec<FileBody>,
}

/// A release.
#[derive(Debug, Serialize, ToSchema)]
pub struct Release {
    pub version: String,
    pub notes: BTreeMap<String, String>,
    pub files: Vec<FileBody>,
    pub created_at: String,
    /// When a flight first published it; it does not change since.
    pub published_at: Option<String>,
}

/// The newest releases of an app.
#[derive(Debug, Serialize, ToSchema)]
pub struct Releases {
    pub releases: Vec<Release>,
}

impl Release {
    fn of(row: &ReleaseRow) -> Result<Self, Problem> {
        Ok(Self {
            version: row.version.clone(),
            notes: releases::notes_of(row),
            files: releases::files_of(row)?.into_iter().map(FileBody::of).collect(),
            created_at: moment(row.created_at),
            published_at: row.published_at.map(moment),
        })
    }
}

impl FileBody {
    fn of(file: File) -> Self {
        let (package_name, package_publisher) = file.identity.map(|one| (one.name, one.publisher)).unzip();
        Self {
            package_name,
            package_publisher,
            url: file.url,
            bytes: file.bytes,
            sha256: file.sha256,
            sha512: file.sha512,
            signature: file.signature,
            device_type: file.device_type.map(|one| one.word().to_owned()),
            system: file.system.map(|one| one.word().to_owned()),
            architecture: file.architecture.map(|one| one.word().to_owned()),
            min_os: file.least_os.map(|least| least.to_string()),
        }
    }

    /// The file; a word that is none of the choices is added to `wrong`.
    fn read(self, number: usize, wrong: &mut Vec<WrongValue>) -> File {
        let mut word = |name: &str, is_known: bool, choices: &[&str]| {
            if !is_known {
                let said = format!("Send one of {}.", choices.join(", "));
                wrong.push(WrongValue::at(format!("/files/{number}/{name}"), said));
            }
        };
        let (device_type, system) =
            (self.device_type.as_deref().map(DeviceType::from_word), self.system.as_deref().map(System::from_word));
        let architecture = self.architecture.as_deref().map(Architecture::from_word);
        let least_os = self.min_os.as_deref().map(OsVersion::find);
        word("device_type", device_type != Some(None), DeviceType::WORDS);
        word("system", system != Some(None), System::WORDS);
        word("architecture", architecture != Some(None), Architecture::WORDS);
        word("min_os", least_os != Some(None), &["the versions such as 10.0.17763"]);
        File {
            device_type: device_type.flatten(),
            system: system.flatten(),
            architecture: architecture.flatten(),
            least_os: least_os.flatten(),
            url: self.url,
            bytes: self.bytes,
            sha256: self.sha256,
            sha512: self.sha512,
            signature: self.signature,
            identity: Identity::sent(self.package_name, self.package_publisher),
        }
    }
}

/// The release as it is saved.
fn draft(version: String, content: ReleaseContent) -> Result<Draft, Problem> {
    let mut wrong = Vec::new();
    let files = content.files.into_iter().enumerate().map(|(number, file)| file.read(number, &mut wrong)).collect();
    if wrong.is_empty() { Ok(Draft { version, notes: content.notes, files }) } else { Err(Problem::invalid(wrong)) }
}

impl From<ReleaseError> for Problem {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Forbidden(error) => error.into(),
            ReleaseError::Store(error) => error.into(),
            ReleaseError::Faults(faults) => Self::invalid(faults.iter().map(wrong_value).collect()),
            ReleaseError::TooMany | ReleaseError::Published => {
                Self::new(Kind::Conflict).because(format!("The release was not saved: {error}."))
            }
        }
    }
}

fn wrong_value(fault: &Fault) -> WrongValue {
    match fault {
        Fault::Version => WrongValue::of("version", "Send four numbers, or a version of Semantic Versioning."),
        Fault::Taken => WrongValue::of("version", "There is a release of this version already."),
        Fault::Notes => {
            let said = format!(
                "Send up to {} languages of up to {} characters.",
                releases::MOST_LANGUAGES,
                releases::LONGEST_NOTES
            );
            WrongValue::at("/notes", said)
        }
        Fault::NoFile => WrongValue::at("/files", "Send at least one file."),
        Fault::TooManyFiles => WrongValue::at("/files", format!("Send at most {} files.", releases::MOST_FILES)),
        Fault::File(number, field) => {
            let (name, said) = match field {
                FileField::Url => ("url", "Send an address that begins with https://."),
                FileField::Bytes => ("bytes", "Send the size of the file, up to a terabyte."),
                FileField::Sha256 => ("sha256", "Send 64 hexadecimal characters."),
                FileField::Sha512 => ("sha512", "Send the digest in base64 or hexadecimal."),
                FileField::Signature => ("signature", "It is too long."),
                FileField::PackageName => ("package_name", "Send 3 to 50 letters, digits, points and hyphens."),
                FileField::PackagePublisher => ("package_publisher", "Send a subject such as CN=Contoso, C=FR."),
            };
            WrongValue::at(format!("/files/{number}/{name}"), said)
        }
    }
}

/// The newest releases of an app, up to 200.
#[utoipa::path(get, path = "/api/v1/apps/{app}/releases", tag = "Flights", operation_id = "list_releases",
    params(("app" = i32, Path, description = "The id of the app")), responses(
        (status = 200, body = Releases),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn list(call: Call, path: web::Path<AppId>) -> CallResult {
    let found = call.run(move |work| {
        work.must_see(Some(*path))?;
        let app = list::of_app(&work.state, &work.actor, *path)?.app.key();
        let rows = releases::of_app(&work.state, app)?;
        Ok(Releases { releases: rows.iter().map(Release::of).collect::<Result<_, _>>()? })
    });
    json(&found.await?)
}

/// One release.
#[utoipa::path(get, path = "/api/v1/apps/{app}/releases/{version}", tag = "Flights", operation_id = "get_release",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("version" = String, Path, description = "The version"),
    ), responses(
        (status = 200, body = Release),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn show(call: Call, path: web::Path<(AppId, String)>) -> CallResult {
    let (app, version) = path.into_inner();
    let found = call.run(move |work| Release::of(&find(&work, app, &version)?));
    json(&found.await?)
}

/// The release of this version, as far as the token may ask for it.
pub(super) fn find(work: &Work, app: AppId, version: &str) -> Result<ReleaseRow, Problem> {
    work.must_see(Some(app))?;
    let found = releases::find_version(&work.state, &work.actor, app, version)?;
    found.ok_or_else(|| Problem::new(Kind::NotFound))
}

/// What became of a release.
enum Saved {
    Trial(Checked),
    Release(Box<Release>, bool),
}

/// Creates the release of this version, or makes it as it is sent, as long as no flight has published it. The same call again
/// changes nothing.
#[utoipa::path(put, path = "/api/v1/apps/{app}/releases/{version}", tag = "Flights", operation_id = "put_release",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("version" = String, Path, description = "Four numbers, or a version of Semantic Versioning"),
        Trial,
    ), request_body = ReleaseContent, responses(
        (status = 200, body = Release),
        (status = 201, body = Release, headers(("Location" = String, description = "The release"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn put(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    body: Json<ReleaseContent>,
) -> CallResult {
    let ((app, version), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let saved = call.run(move |work| {
        work.must_see(Some(app))?;
        let draft = draft(version, body.read()?)?;
        let (row, put) = releases::put(&work.state, &work.actor, app, &draft, is_trial)?;
        if is_trial {
            let would = if put == Put::Created { "create" } else { "change" };
            return Ok(Saved::Trial(Checked::would(would, put != Put::Same)));
        }
        let row = row.ok_or_else(|| Problem::new(Kind::NotFound))?;
        Ok(Saved::Release(Box::new(Release::of(&row)?), put == Put::Created))
    });
    match saved.await? {
        Saved::Trial(checked) => json(&checked),
        Saved::Release(release, is_new) => {
            let mut response = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
            let path = format!("/api/v1/apps/{app}/releases/{}", release.version);
            json_with(response.insert_header((header::LOCATION, path)).take(), &*release)
        }
    }
}
