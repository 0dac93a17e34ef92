//! Releases of an app: what a package is, and where its files lie. A release may change until a flight publishes it.

use super::ladder::File;
use super::load::unreadable;
use super::msix::Identity;
use super::save;
use super::version::Version;
use crate::access::{Actor, Forbidden, Role};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::{AppId, AppKey, ReleaseId};
use crate::state::State;
use crate::store::releases::{self, Content, ReleaseRow};
use crate::store::{DbConnection, QueryResult, StoreError, apps};
use crate::token::{hex, unhex};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::NaiveDateTime;
use std::collections::BTreeMap;
use url::{Host, Url};

/// The most releases of an app: one a day for 25 years.
pub const MOST: i64 = 10_000;

/// The most files of a release: each kind of device, system and processor.
pub const MOST_FILES: usize = 50;

/// The longest notes in a language, in characters: what stores take.
pub const LONGEST_NOTES: usize = 4_000;

/// The most languages of notes.
pub const MOST_LANGUAGES: usize = 40;

/// The longest address of a file in bytes: what browsers and proxies take.
pub const LONGEST_URL: usize = 2_000;

/// The longest signature, in bytes: those of minisign, which Tauri takes, have some 400.
pub const LONGEST_SIGNATURE: usize = 2_000;

/// The largest file, in bytes: a terabyte.
pub const LARGEST: i64 = 1_000_000_000_000;

/// A release as the user wants it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub version: String,
    /// By language, as BCP 47 names it.
    pub notes: BTreeMap<String, String>,
    pub files: Vec<File>,
}

/// A field of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileField {
    Url,
    Bytes,
    Sha256,
    Sha512,
    Signature,
    /// Of the identity of an MSIX package.
    PackageName,
    PackagePublisher,
}

/// What is wrong with a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Version,
    /// There is a release of this version already.
    Taken,
    Notes,
    NoFile,
    TooManyFiles,
    /// The field of the file with this number, from 0.
    File(usize, FileField),
}

/// Why a release was not saved.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("it is refused: {0:?}")]
    Faults(Vec<Fault>),
    #[error("there are {MOST} releases already")]
    TooMany,
    #[error("it was published, and does not change any more")]
    Published,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of a release that was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    Created,
    Changed,
    Same,
}

/// A release that was checked, as it is stored.
struct Checked {
    version: Version,
    notes: String,
    files: String,
    count: usize,
}

impl Draft {
    fn checked(&self) -> Result<Checked, ReleaseError> {
        let mut faults = Vec::new();
        let version = Version::parse(&self.version);
        if version.is_err() {
            faults.push(Fault::Version);
        }
        let is_tag = |tag: &String| {
            (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_long = |notes: &String| notes.chars().count() > LONGEST_NOTES;
        if self.notes.len() > MOST_LANGUAGES || !self.notes.keys().all(is_tag) || self.notes.values().any(is_long) {
            faults.push(Fault::Notes);
        }
        match self.files.len() {
            0 => faults.push(Fault::NoFile),
            count if count > MOST_FILES => faults.push(Fault::TooManyFiles),
            _ => {}
        }
        let mut files = Vec::new();
        for (number, file) in self.files.iter().enumerate().take(MOST_FILES) {
            match checked_file(file) {
                Ok(file) => files.push(file),
                Err(fields) => faults.extend(fields.into_iter().map(|field| Fault::File(number, field))),
            }
        }
        let notes: BTreeMap<&String, &str> =
            self.notes.iter().map(|(tag, notes)| (tag, notes.trim())).filter(|(_, notes)| !notes.is_empty()).collect();
        match version {
            Ok(version) if faults.is_empty() => Ok(Checked {
                version,
                notes: serde_json::json!(notes).to_string(),
                count: files.len(),
                files: serde_json::json!(files).to_string(),
            }),
            _ => Err(ReleaseError::Faults(faults)),
        }
    }
}

/// The file with its digests as they are stored, or the fields that are wrong.
fn checked_file(file: &File) -> Result<File, Vec<FileField>> {
    let mut wrong = Vec::new();
    if !is_address(&file.url) {
        wrong.push(FileField::Url);
    }
    if !(1..=LARGEST).contains(&file.bytes) {
        wrong.push(FileField::Bytes);
    }
    let sha256 = unhex(file.sha256.trim()).filter(|digest| digest.len() == 32);
    if sha256.is_none() {
        wrong.push(FileField::Sha256);
    }
    let sha512 = file.sha512.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(sha512_of);
    if sha512 == Some(None) {
        wrong.push(FileField::Sha512);
    }
    let signature = file.signature.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if signature.is_some_and(|text| text.len() > LONGEST_SIGNATURE) {
        wrong.push(FileField::Signature);
    }
    wrong.extend(file.identity.iter().flat_map(Identity::faults));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(File {
        url: file.url.trim().to_owned(),
        sha256: hex(&sha256.unwrap_or_default()),
        sha512: sha512.flatten(),
        signature: signature.map(str::to_owned),
        ..file.clone()
    })
}

/// A digest of SHA-512 in base64, which was sent so or in hexadecimal.
fn sha512_of(text: &str) -> Option<String> {
    let digest = if text.len() == 128 { unhex(text) } else { BASE64_STANDARD.decode(text).ok() };
    digest.filter(|digest| digest.len() == 64).map(|digest| BASE64_STANDARD.encode(digest))
}

/// Whether a file may lie there: at an address with TLS, or on the machine itself, for trying it out.
fn is_address(text: &str) -> bool {
    let Ok(url) = Url::parse(text.trim()) else { return false };
    let is_own = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_own);
    is_safe && url.host().is_some() && text.len() <= LONGEST_URL && url.password().is_none()
}

/// Creates the release, or makes the one of this version as it is sent, unless it was published.
pub fn put(
    state: &State,
    actor: &Actor,
    app: AppId,
    draft: &Draft,
    is_trial: bool,
) -> Result<(Option<ReleaseRow>, Put), ReleaseError> {
    actor.require(Role::Editor)?;
    let (checked, now) = (draft.checked()?, state.clock.now());
    let work = |connection: &mut DbConnection| put_in(connection, actor, (app, &checked), now, is_trial);
    if is_trial { state.database.read_now(work)? } else { state.database.write_groups_now(actor.publisher, work)? }
}

type Done = Result<(Option<ReleaseRow>, Put), ReleaseError>;

fn put_in(
    connection: &mut DbConnection,
    actor: &Actor,
    (app, checked): (AppId, &Checked),
    now: NaiveDateTime,
    is_trial: bool,
) -> QueryResult<Done> {
    let app = apps::find(connection, actor.publisher, app)?.key();
    let content = Content { version: checked.version.as_str(), notes: &checked.notes, files: &checked.files };
    let Some(found) = releases::of_version(connection, app, content.version)? else {
        if releases::count(connection, app)? >= MOST {
            return Ok(Err(ReleaseError::TooMany));
        }
        if is_trial {
            return Ok(Ok((None, Put::Created)));
        }
        // The first release makes the standard submission that it can be published to.
        save::standard(connection, app, now)?;
        let id = releases::create(connection, (app, actor.user), content, now)?;
        let row = releases::find(connection, app, id)?;
        record(connection, actor, (&row, Action::Created, checked.count), now)?;
        return Ok(Ok((Some(row), Put::Created)));
    };
    if found.notes == checked.notes && found.files == checked.files {
        return Ok(Ok((Some(found), Put::Same)));
    }
    if found.published_at.is_some() {
        return Ok(Err(ReleaseError::Published));
    }
    if is_trial {
        return Ok(Ok((Some(found), Put::Changed)));
    }
    if !releases::update(connection, (app, &found), content)? {
        return Ok(Err(ReleaseError::Published));
    }
    let row = releases::find(connection, app, found.id)?;
    record(connection, actor, (&row, Action::Changed, checked.count), now)?;
    Ok(Ok((Some(row), Put::Changed)))
}

/// Creates a release whose version the app does not have yet.
pub fn create(state: &State, actor: &Actor, app: AppId, draft: &Draft) -> Result<ReleaseRow, ReleaseError> {
    let taken = || ReleaseError::Faults(vec![Fault::Taken]);
    let is_taken = find_version(state, actor, app, draft.version.trim())?.is_some();
    if is_taken && draft.checked().is_ok() {
        return Err(taken());
    }
    let (row, _) = put(state, actor, app, draft, false)?;
    row.ok_or_else(taken)
}

fn record(
    connection: &mut DbConnection,
    actor: &Actor,
    (row, action, files): (&ReleaseRow, Action, usize),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let name = apps::find(connection, actor.publisher, row.app_id)?.name;
    let changes = Changes::none().has(Field::App, name).has(Field::Files, files);
    audit::record(connection, actor, now, (action, Subject::release(row), changes))
}

/// The app's release of this version.
pub fn find_version(state: &State, actor: &Actor, app: AppId, version: &str) -> Result<Option<ReleaseRow>, StoreError> {
    state.database.read_now(|connection| {
        let app = apps::find(connection, actor.publisher, app)?.key();
        releases::of_version(connection, app, version)
    })
}

/// The publisher's release with this id.
pub fn find(state: &State, actor: &Actor, release: ReleaseId) -> Result<ReleaseRow, StoreError> {
    state.database.read_now(|connection| releases::find_of(connection, actor.publisher, release))
}

/// Adds a file to the release as it was read.
pub fn add_file(state: &State, actor: &Actor, release: &ReleaseRow, file: File) -> Result<(), ReleaseError> {
    if release.published_at.is_some() {
        return Err(ReleaseError::Published);
    }
    let mut files = files_of(release)?;
    files.push(file);
    let draft = Draft { version: release.version.clone(), notes: notes_of(release), files };
    put(state, actor, release.app_id, &draft, false).map(drop)
}

/// The most releases of a list: some screens.
const LISTED: i64 = 200;

/// The newest releases of the app.
pub fn of_app(state: &State, app: AppKey) -> Result<Vec<ReleaseRow>, StoreError> {
    state.database.read_now(|connection| releases::of_app(connection, app, LISTED))
}

/// The files of a release.
pub fn files_of(row: &ReleaseRow) -> Result<Vec<File>, StoreError> {
    serde_json::from_str(&row.files).map_err(|error| unreadable(error).into())
}

/// The notes of a release by language.
pub fn notes_of(row: &ReleaseRow) -> BTreeMap<String, String> {
    serde_json::from_str(&row.notes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_at_addresses_that_nobody_can_change_on_the_way() {
        for good in ["https://files.example/a.exe", "http://127.0.0.1:8080/a", "http://localhost/a", "http://[::1]/a"] {
            assert!(is_address(good), "{good}");
        }
        for bad in
            ["", "a.exe", "http://files.example/a", "ftp://localhost/a", "https://u:p@files.example/", "file:///a"]
        {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_long_digest_is_read_in_both_of_its_forms() {
        let digest = [7_u8; 64];
        let base64 = BASE64_STANDARD.encode(digest);
        assert_eq!((sha512_of(&hex(&digest)), sha512_of(&base64)), (Some(base64.clone()), Some(base64)));
        assert_eq!([sha512_of("abc"), sha512_of(&hex(&[7; 63]))], [None, None]);
    }
}
