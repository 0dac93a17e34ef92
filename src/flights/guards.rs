//! Guards of rollouts: programs report how often a release was used and failed. While a guarded rollout is in progress, each
//! report compares its release with the one before. If it fails more often, the rollout is halted, and why is written down.
//!
//! The comparison may be made as often as reports come: it is the lower end of an always-valid interval.

use super::ladder::Rollout;
use super::{load, recorded};
use crate::access::{Actor, Forbidden, Role};
use crate::audit::{Action, Author};
use crate::experiments::{Difference, Sample, always_valid};
use crate::ids::{AppId, AppKey};
use crate::state::State;
use crate::store::flights;
use crate::store::release_reports::{self, Uses};
use crate::store::submissions::{self, Change, SubmissionRow};
use crate::store::{DbConnection, QueryResult, StoreError, apps, not_found, publishers, releases};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// The probability that a release that fails no more often is halted, however many reports come.
const ALPHA: f64 = 0.01;

/// The difference of the shares of failures that the interval is narrowest for: one in a hundred sessions.
const SMALLEST_EFFECT: f64 = 0.01;

/// The sessions of each release before it is compared: with fewer, a share of failures says nothing.
const LEAST_SESSIONS: i64 = 100;

/// The most sessions of one report: what an app of a billion people has in an hour.
pub const MOST_REPORTED: i64 = 1_000_000_000;

/// Why a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("a report has 1 to {MOST_REPORTED} sessions, and no more failures than sessions")]
    Numbers,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a rollout was halted by itself: what was reported of both releases. It is kept as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    pub release: String,
    pub sessions: i64,
    pub failures: i64,
    pub before: String,
    pub before_sessions: i64,
    pub before_failures: i64,
}

impl Failing {
    /// What is kept of a submission.
    pub fn of(submission: &SubmissionRow) -> Option<Self> {
        serde_json::from_str(submission.stopped_for.as_deref()?).ok()
    }
}

/// Whether the numbers of a report can be.
pub fn check(uses: Uses) -> Result<(), ReportError> {
    let is_report = (1..=MOST_REPORTED).contains(&uses.sessions) && (0..=uses.sessions).contains(&uses.failures);
    if is_report { Ok(()) } else { Err(ReportError::Numbers) }
}

/// Takes a report about the release of this version. Returns how many rollouts it halted.
pub fn report(state: &State, actor: &Actor, (app, version): (AppId, &str), uses: Uses) -> Result<usize, ReportError> {
    actor.require(Role::Editor)?;
    check(uses)?;
    let now = state.clock.now();
    Ok(state.database.write_groups_now(actor.publisher, |connection| {
        let publisher = publishers::find(connection, actor.publisher)?;
        let app = apps::find(connection, actor.publisher, app)?.key();
        let release = releases::of_version(connection, app, version)?.ok_or_else(not_found)?;
        // By the clock, as rollouts are, even if the day of rules is set.
        let today = publisher.time_zone.day_of(now);
        release_reports::add(connection, (app, release.id), today, uses)?;
        let live = submissions::live(connection, app)?;
        let guarded = live.iter().filter(|one| one.is_guarded && one.rollout == Rollout::InProgress);
        let mut halted = 0;
        for submission in guarded.filter(|one| one.release_id == release.id) {
            let since = publisher.time_zone.day_of(submission.published_at);
            let Some(failing) = failing(connection, app, submission, since)? else { continue };
            halt(connection, app, (submission, &failing), now)?;
            halted += 1;
        }
        Ok(halted)
    })?)
}

/// What was reported since the rollout began, if its release fails more often than the one before.
fn failing(
    connection: &mut DbConnection,
    app: AppKey,
    submission: &SubmissionRow,
    since: crate::day::Day,
) -> QueryResult<Option<Failing>> {
    let Some(fallback) = submission.fallback_id else { return Ok(None) };
    let Some(before) = submissions::among(connection, app, &[fallback])?.pop() else { return Ok(None) };
    let new = release_reports::since(connection, (app, submission.release_id), since)?;
    let old = release_reports::since(connection, (app, before.release_id), since)?;
    if !fails_more(new, old) {
        return Ok(None);
    }
    Ok(Some(Failing {
        release: releases::find(connection, app, submission.release_id)?.version,
        sessions: new.sessions,
        failures: new.failures,
        before: releases::find(connection, app, before.release_id)?.version,
        before_sessions: old.sessions,
        before_failures: old.failures,
    }))
}

fn halt(
    connection: &mut DbConnection,
    app: AppKey,
    (before, failing): (&SubmissionRow, &Failing),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let why = serde_json::to_string(failing).map_err(load::unreadable)?;
    let change = Change {
        share: before.share,
        rollout: Rollout::Stopped,
        steps: "[]",
        next_step_at: None,
        stopped_for: Some(&why),
    };
    // Groups are locked, so it is as it was read.
    if !submissions::change(connection, (app, before), &change)? {
        return Err(not_found());
    }
    let flight = flights::find(connection, app.publisher, before.flight_id)?;
    let after = submissions::among(connection, app, &[before.id])?.pop().ok_or_else(not_found)?;
    load::keep(connection, app, now)?;
    let what = (Action::Halted, Some(before), &after);
    recorded::rollout(connection, Author::job(app.publisher), (app, &flight), what, now)
}

/// Whether the share of failures of one release is above that of another, beyond what chance does.
fn fails_more(new: Uses, old: Uses) -> bool {
    // Only one of the interval's two sides halts a rollout, and each fails with half of its probability.
    let interval = always_valid(Difference::of(new.sample(), old.sample()), 2.0 * ALPHA, SMALLEST_EFFECT);
    new.sessions.min(old.sessions) >= LEAST_SESSIONS && interval.is_some_and(|interval| interval.low > 0.0)
}

impl Uses {
    fn sample(self) -> Sample {
        Sample::of_share(self.failures.unsigned_abs(), self.sessions.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SmallRng;
    use rand::{Rng, SeedableRng};

    fn uses(failures: i64, sessions: i64) -> Uses {
        Uses { sessions, failures }
    }

    #[test]
    fn few_sessions_and_equal_shares_halt_nothing() {
        assert!(!fails_more(uses(90, 99), uses(0, 10_000)) && !fails_more(uses(50, 1_000), uses(50, 1_000)));
        assert!(!fails_more(uses(0, 1_000), uses(0, 1_000)) && !fails_more(uses(0, 1_000), uses(900, 1_000)));
        assert!(fails_more(uses(100, 1_000), uses(10, 1_000)));
    }

    #[test]
    fn looking_after_each_report_halts_a_sound_release_as_rarely_as_is_said() {
        let mut random = SmallRng::seed_from_u64(7);
        let rounds = 400;
        let halted = (0..rounds).filter(|_| {
            let (mut new, mut old) = (Uses::default(), Uses::default());
            (0..100).any(|_| {
                for one in [&mut new, &mut old] {
                    one.sessions += 100;
                    one.failures += (0..100).filter(|_| random.random_bool(0.05)).count() as i64;
                }
                fails_more(new, old)
            })
        });
        // One in a hundred is what it is held to; at most three are too many by chance.
        assert!(halted.count() <= rounds * 3 / 100);
    }
}
