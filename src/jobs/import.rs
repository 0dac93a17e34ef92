//! Takes a file in: surveys it, then takes its facts in batches, each in one transaction, and computes the profiles of
//! the customers it touched. Taking the same file in again changes nothing.

use crate::imports::survey::{FactLines, SurveyError};
use crate::imports::{ImportKind, RefusedLine, Survey};
use crate::segments::Kind;
use crate::store::apps::App;
use crate::store::facts::{self, Target};
use crate::store::{StoreError, custom_attributes, profiles};
use crate::web::State;
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;

/// Lines taken in one transaction.
const BATCH: usize = 2_000;

/// Why a file could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Survey(#[from] SurveyError),
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of the lines of a file: new, changed, already there and refused add up to its lines.
#[derive(Debug, Default)]
pub struct Report {
    pub lines: u64,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub customers_new: u64,
    pub refused: Vec<RefusedLine>,
}

/// Takes the file into the app.
pub fn run(state: &State, app: &App, kind: ImportKind, path: &Path) -> Result<Report, ImportError> {
    let mut survey = Survey::of(File::open(path)?, kind)?;
    let attributes = attributes(state, app, &mut survey)?;
    let mut lines = FactLines::open(File::open(path)?, kind, &survey, 0)?;
    let mut report = Report { lines: survey.lines, ..Report::default() };
    loop {
        let batch = lines.next_batch(BATCH)?;
        if batch.is_empty() {
            break;
        }
        let mut told = Vec::with_capacity(batch.len());
        for line in batch {
            match line {
                Ok(fact) => told.push(fact),
                Err(refused) => report.refused.push(refused),
            }
        }
        let target =
            Target { publisher: app.publisher_id, app: app.id, attributes: &attributes, now: state.clock.now() };
        let taken = state.database.write_now(|connection| facts::take(connection, target, &told))?;
        report.new += taken.new;
        report.changed += taken.changed;
        report.unchanged += taken.unchanged;
        report.customers_new += taken.customers_new;
    }
    let today = state.clock.today();
    state.database.write_now(|connection| profiles::compute_stale(connection, app.publisher_id, today))?;
    Ok(report)
}

/// The custom attribute of each custom column, made where the app has none of that key yet. A column whose attribute
/// exists is read as that attribute's kind, so that a cell which does not fit it is refused and not kept as unknown.
fn attributes(state: &State, app: &App, survey: &mut Survey) -> Result<HashMap<usize, i32>, StoreError> {
    let columns: Vec<(usize, String, String, Kind)> = survey.custom_kinds().collect();
    let (ids, kinds) = state.database.write_now(|connection| {
        let mut known: HashMap<String, (i32, Option<Kind>)> = custom_attributes::of_app(connection, app.id)?
            .into_iter()
            .map(|row| (row.key, (row.id, Kind::from_word(&row.kind))))
            .collect();
        let (mut ids, mut kinds) = (HashMap::new(), Vec::new());
        for (place, key, name, kind) in columns {
            let (id, kept) = match known.get(&key) {
                Some(row) => *row,
                None => (custom_attributes::create(connection, app.id, &key, &name, kind)?, Some(kind)),
            };
            known.insert(key, (id, kept));
            ids.insert(place, id);
            kinds.push((place, kept.unwrap_or(kind)));
        }
        Ok((ids, kinds))
    })?;
    kinds.into_iter().for_each(|(place, kind)| survey.read_custom_as(place, kind));
    Ok(ids)
}
