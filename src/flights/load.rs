//! Reads the ladder of an app, and keeps it as it is after each change.

use super::ladder::{File, Flight, Ladder, Release, Submission};
use super::sticky::Sticky;
use super::version::Version;
use crate::ids::{AppKey, ReleaseId, SubmissionId};
use crate::store::flights::{self, FlightRow};
use crate::store::releases::{self, ReleaseRow};
use crate::store::submissions::{self, SubmissionRow};
use crate::store::{DbConnection, QueryResult, ladders};
use chrono::NaiveDateTime;
use diesel::result::Error;
use std::collections::HashMap;

/// A stored text that cannot be read.
pub(super) fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::DeserializationError(Box::new(error))
}

/// The release of a row.
pub(super) fn release_of(row: &ReleaseRow) -> QueryResult<Release> {
    let files: Vec<File> = serde_json::from_str(&row.files).map_err(unreadable)?;
    Ok(Release { id: row.id, version: Version::parse(&row.version).map_err(unreadable)?, files, mandatory_from: None })
}

/// The app's ladder as it is.
pub fn ladder(connection: &mut DbConnection, app: AppKey) -> QueryResult<Ladder> {
    let rows = flights::of_app(connection, app)?;
    let groups = flights::groups(connection, app)?;
    let live = submissions::live(connection, app)?;
    let published = Published::of(connection, app, &live)?;
    let flight = |row: FlightRow| {
        let submission = live.iter().find(|submission| submission.flight_id == row.id);
        Flight {
            groups: groups.iter().filter(|one| one.flight_id == row.id).map(|one| one.group_id).collect(),
            sticky: Sticky::of(&row, &groups),
            is_standard: row.is_standard(),
            submission: submission.and_then(|submission| published.submission(submission)),
            id: row.id,
            key: row.key,
            name: row.name,
            rank: row.rank,
            salt: row.salt,
            allows_downgrades: row.allows_downgrades,
        }
    };
    Ok(Ladder { flights: rows.into_iter().map(flight).collect() })
}

/// The releases that submissions are of, and those that they fall back to.
struct Published {
    releases: HashMap<ReleaseId, Release>,
    /// What they say beside their releases: from when on people must have them.
    fallbacks: HashMap<SubmissionId, (ReleaseId, Option<NaiveDateTime>)>,
}

impl Published {
    fn of(connection: &mut DbConnection, app: AppKey, live: &[SubmissionRow]) -> QueryResult<Self> {
        let fallbacks: Vec<SubmissionId> = live.iter().filter_map(|submission| submission.fallback_id).collect();
        let fallbacks = submissions::among(connection, app, &fallbacks)?;
        let fallbacks: HashMap<_, _> =
            fallbacks.into_iter().map(|before| (before.id, (before.release_id, before.mandatory_from))).collect();
        let ids: Vec<ReleaseId> = live
            .iter()
            .map(|submission| submission.release_id)
            .chain(fallbacks.values().map(|(release, _)| *release))
            .collect();
        let rows = releases::among(connection, app, &ids)?;
        let releases = rows.iter().map(|row| Ok((row.id, release_of(row)?))).collect::<QueryResult<_>>()?;
        Ok(Self { releases, fallbacks })
    }

    fn submission(&self, row: &SubmissionRow) -> Option<Submission> {
        let release = |(release, mandatory_from): (ReleaseId, Option<NaiveDateTime>)| {
            Some(Release { mandatory_from, ..self.releases.get(&release)?.clone() })
        };
        let fallback = row.fallback_id.and_then(|before| self.fallbacks.get(&before));
        Some(Submission {
            id: row.id,
            release: release((row.release_id, row.mandatory_from))?,
            share: row.share.unsigned_abs(),
            rollout: row.rollout,
            fallback: fallback.copied().and_then(release),
        })
    }
}

/// Keeps the app's ladder as it is now, in the transaction of what changed it.
pub fn keep(connection: &mut DbConnection, app: AppKey, now: NaiveDateTime) -> QueryResult<()> {
    let ladder = ladder(connection, app)?;
    ladders::keep(connection, app, &serde_json::to_string(&ladder).map_err(unreadable)?, now)
}

/// The app's ladder as it was before a moment; `None` if there was none.
pub fn before(connection: &mut DbConnection, app: AppKey, moment: NaiveDateTime) -> QueryResult<Option<Ladder>> {
    let kept = ladders::before(connection, app, moment)?;
    kept.map(|kept| serde_json::from_str(&kept).map_err(unreadable)).transpose()
}
