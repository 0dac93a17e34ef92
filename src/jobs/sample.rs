//! Loads the sample app: an app of its own, and its four files, taken in like any others.

use super::files;
use super::import::{self, ImportError};
use crate::ids::{PublisherId, UserId};
use crate::reading::{ImportKind, Survey};
use crate::sample;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::imports::NewImport;
use crate::store::{DbConnection, QueryResult};
use chrono::NaiveDateTime;
use rayon::prelude::*;
use std::io::{BufWriter, Write};
use tempfile::NamedTempFile;

/// The sample app's platform.
const PLATFORM: &str = "other";

/// Apps of the same name that are told apart by a number.
const MOST_OF_A_NAME: u32 = 1_000;

/// Makes an app of this name, with a number behind it where the publisher has one already.
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
    let id = apps::create(connection, publisher, &free, PLATFORM, now)?;
    apps::find(connection, publisher, id)
}

/// Lets the files of `customers` sample customers be taken into the app in the background.
pub fn submit(state: &State, app: &App, user: UserId, customers: u32) -> Result<(), ImportError> {
    let written: Result<Vec<_>, ImportError> =
        ImportKind::ALL.par_iter().map(|kind| survey(state, *kind, customers)).collect();
    for (kind, (file, survey)) in ImportKind::ALL.into_iter().zip(written?) {
        let import = NewImport {
            publisher: app.publisher_id,
            app: app.id,
            user: Some(user),
            kind,
            file_name: &file_name(kind),
            bytes: i64::try_from(file.as_file().metadata()?.len()).unwrap_or(i64::MAX),
            survey: &survey,
            now: state.clock.now(),
            leased_until: None,
        };
        import::submit(state, &import, file)?;
    }
    Ok(())
}

/// A file of this kind with what its first reading finds.
fn survey(state: &State, kind: ImportKind, customers: u32) -> Result<(NamedTempFile, Survey), ImportError> {
    let file = write(state, kind, customers)?;
    let survey = Survey::of(file.reopen()?, kind)?;
    Ok((file, survey))
}

/// Takes the files of `customers` sample customers into the app, here and now, and tells of each how many lines it had.
pub fn take(state: &State, app: &App, customers: u32, mut tell: impl FnMut(&str, i64)) -> Result<(), ImportError> {
    for kind in ImportKind::ALL {
        let file = write(state, kind, customers)?;
        let name = file_name(kind);
        let import = import::take(state, app, kind, file.path(), &name)?;
        tell(&name, import.lines_total);
    }
    Ok(())
}

fn file_name(kind: ImportKind) -> String {
    format!("sample-{}.csv", kind.word())
}

fn write(state: &State, kind: ImportKind, customers: u32) -> Result<NamedTempFile, ImportError> {
    let mut file = files::create(state)?;
    let mut out = BufWriter::new(file.as_file_mut());
    sample::write(kind, customers, state.clock.today(), &mut out)?;
    out.flush()?;
    drop(out);
    Ok(file)
}
