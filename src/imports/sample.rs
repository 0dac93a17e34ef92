//! Loads a sample app: a new app and its five files, imported like any others.

use super::{ImportError, command, files, quota};
use crate::apps::save::described;
use crate::audit::{self, Action, Author, Subject};
use crate::currency::Currency;
use crate::day::Day;
use crate::ids::{AppId, PublisherId, UserId};
use crate::queue::{self, Outcome, Task, WorkError};
use crate::reading::{Chosen, ImportKind, Survey};
use crate::sample;
use crate::state::State;
use crate::store::apps::{self, App, Platform};
use crate::store::imports::NewImport;
use crate::store::jobs::{self, Lease};
use crate::store::{DbConnection, Lock, StoreError, imports};
use chrono::NaiveDateTime;
use diesel::QueryResult;
use rayon::prelude::*;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tempfile::NamedTempFile;

/// How many sample apps of a publisher may be loading at once: each takes minutes of work and disk space.
pub const LIMIT: i64 = 2;

/// Numbers below this are added to an app's name to make it unique. Each is a query; nobody has as many sample apps.
const MOST_OF_A_NAME: u32 = 1_000;

/// Why no sample app can be created.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    #[error("{LIMIT} sample apps of the publisher are being filled already")]
    TooMany,
    #[error("the files of the publisher that wait would take more room than they may")]
    OverQuota,
    #[error("the disk has no room for the files")]
    NoRoom,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Creates an app with this name, followed by a number if the publisher already has one with that name.
pub fn create_app(
    connection: &mut DbConnection,
    publisher: PublisherId,
    name: &str,
    now: NaiveDateTime,
) -> QueryResult<App> {
    let mut free = name.to_owned();
    for number in 2..MOST_OF_A_NAME {
        if apps::find_by_name(connection, publisher, &free)?.is_none() {
            break;
        }
        free = format!("{name} {number}");
    }
    // The prices of the sample are in dollars.
    let id = apps::create(connection, publisher, &free, (Platform::Other, Currency::Usd), now)?;
    apps::find(connection, publisher, id)
}

/// Creates an app for a sample that the caller imports itself, as [`create_app`].
pub fn create(state: &State, publisher: PublisherId, name: &str) -> Result<App, StoreError> {
    let now = state.clock.now();
    let create = |connection: &mut _| {
        let app = create_app(connection, publisher, name, now)?;
        let what = (Action::Created, Subject::app(&app), described(&app));
        audit::record(connection, Author::command(publisher), now, what)?;
        Ok(app)
    };
    state.database.write_holding_now(Lock::Groups(publisher), create)
}

/// Creates a sample app and queues a job that fills it, if its files fit in the publisher's share and on the disk.
pub fn load(
    state: &State,
    publisher: PublisherId,
    user: UserId,
    name: &str,
    customers: u32,
) -> Result<App, SampleError> {
    let now = state.clock.now();
    let upload = state.uploads.start(publisher, sample::most_bytes(customers));
    if !quota::disk_has_room(state, upload.of_all()) {
        return Err(SampleError::NoRoom);
    }
    let made = state.database.write_holding_now(Lock::Groups(publisher), |connection| {
        if jobs::count_samples(connection, publisher)? >= LIMIT {
            return Ok(Err(SampleError::TooMany));
        }
        if !quota::allows(connection, state, publisher, upload.of_publisher().bytes)? {
            return Ok(Err(SampleError::OverQuota));
        }
        let app = create_app(connection, publisher, name, now)?;
        let what = (Action::Created, Subject::app(&app), described(&app));
        audit::record(connection, Author::user(publisher, user), now, what)?;
        queue::add(connection, Some(publisher), &Task::Sample { app: app.id, user, customers }, now)?;
        Ok(Ok(app))
    })?;
    state.new_job.notify_one();
    made
}

/// Creates the files of a sample app and queues their imports.
pub fn make(
    state: &State,
    lease: &Lease,
    publisher: PublisherId,
    app: AppId,
    user: UserId,
    customers: u32,
) -> Result<Outcome, WorkError> {
    let today = state.today_of(publisher)?;
    let kept: Result<Vec<KeptSample>, ImportError> =
        ImportKind::ALL.par_iter().map(|kind| KeptSample::make(state, *kind, customers, today)).collect();
    let kept = kept.map_err(|error| match error.sort() {
        Ok(problem) => WorkError::Fault(problem.to_string()),
        Err(error) => error,
    })?;
    let now = state.clock.now();
    queue::last_step(state, lease, |connection| {
        for file in &kept {
            let import = imports::create(connection, &file.import(publisher, app, user, now))?;
            queue::add(connection, Some(publisher), &Task::Import { import, app, is_sample: true }, now)?;
        }
        jobs::end(connection, lease, now)
    })?;
    state.new_job.notify_one();
    Ok(Outcome::Ended)
}

/// A stored file of the sample, with the result of its survey.
struct KeptSample {
    kind: ImportKind,
    name: String,
    bytes: i64,
    survey: Survey,
    word: String,
}

impl KeptSample {
    fn make(state: &State, kind: ImportKind, customers: u32, today: Day) -> Result<Self, ImportError> {
        let file = write(state, kind, customers, today)?;
        let survey = Survey::of(file.reopen()?, kind)?;
        let bytes = i64::try_from(file.as_file().metadata()?.len()).unwrap_or(i64::MAX);
        let word = files::keep(state, file).map_err(|error| match error {
            files::KeepError::Io(error) => ImportError::Io(error),
            files::KeepError::Store(error) => ImportError::Store(error),
        })?;
        Ok(Self { kind, name: file_name(kind), bytes, survey, word })
    }

    fn import(&self, publisher: PublisherId, app: AppId, user: UserId, now: NaiveDateTime) -> NewImport<'_> {
        NewImport {
            publisher,
            app,
            user: Some(user),
            token: None,
            is_of_rows: false,
            kind: self.kind,
            file_name: &self.name,
            bytes: self.bytes,
            survey: &self.survey,
            now,
            file_word: Some(&self.word),
        }
    }
}

/// Imports the files of `customers` sample customers into the app before it returns, and reports how many lines each
/// had.
pub fn take(
    state: &State,
    app: &App,
    customers: u32,
    stop: &Arc<AtomicBool>,
    mut report: impl FnMut(&str, i64),
) -> Result<(), ImportError> {
    let today = state.today_of(app.publisher_id)?;
    for kind in ImportKind::ALL.iter().copied() {
        let file = write(state, kind, customers, today)?;
        let name = file_name(kind);
        let import = command::take_until(state, app, kind, Path::new(file.path()), &name, &Chosen::default(), stop)?;
        report(&name, import.lines_total);
    }
    Ok(())
}

fn file_name(kind: ImportKind) -> String {
    format!("sample-{}.csv", kind.word())
}

fn write(state: &State, kind: ImportKind, customers: u32, today: Day) -> Result<NamedTempFile, ImportError> {
    let mut file = files::create(state)?;
    let mut out = BufWriter::new(file.as_file_mut());
    sample::write(kind, customers, today, &mut out)?;
    out.flush()?;
    drop(out);
    Ok(file)
}
