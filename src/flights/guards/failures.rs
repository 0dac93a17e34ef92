//! The guard by failures: programs report how often a release was used and failed, and each report compares it with the one before.

use super::super::ladder::Rollout;
use super::{Comparison, Guard, Side, halt, is_above, versions};
use crate::access::{Actor, Forbidden, Role};
use crate::experiments::Sample;
use crate::ids::{AppId, AppKey};
use crate::state::State;
use crate::store::publishers::{self, Publisher};
use crate::store::release_reports::{self, Uses};
use crate::store::submissions::{self, SubmissionRow};
use crate::store::{DbConnection, QueryResult, StoreError, apps, not_found, releases};

/// The difference of the shares of failures that the interval is narrowest for: one in a hundred sessions.
const USUAL: f64 = 0.01;

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
            let Some(found) = of(connection, &publisher, app, submission)? else { continue };
            if fails_more(found.new, found.old) && halt(connection, app, (submission, &found), now)? {
                halted += 1;
            }
        }
        Ok(halted)
    })?)
}

/// What was reported since the rollout began; `None` without a release before.
pub(super) fn of(
    connection: &mut DbConnection,
    publisher: &Publisher,
    app: AppKey,
    submission: &SubmissionRow,
) -> QueryResult<Option<Comparison>> {
    let Some((release, before)) = versions(connection, app, submission)? else { return Ok(None) };
    // By the clock, as reports are.
    let since = publisher.time_zone.day_of(submission.published_at);
    let mut side = |release| {
        let Uses { sessions, failures } = release_reports::since(connection, (app, release), since)?;
        QueryResult::Ok(Side { count: sessions, sum: failures })
    };
    Ok(Some(Comparison {
        guard: Guard::Failures,
        new: side(release.id)?,
        old: side(before.id)?,
        release: release.version,
        before: before.version,
    }))
}

/// Whether the share of failures of one release is above that of another, beyond what chance does.
fn fails_more(new: Side, old: Side) -> bool {
    let sample = |side: Side| Sample::of_share(side.sum.unsigned_abs(), side.count.unsigned_abs());
    new.count.min(old.count) >= Guard::Failures.least() && is_above(sample(new), sample(old), USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SmallRng;
    use rand::{Rng, SeedableRng};

    fn uses(failures: i64, sessions: i64) -> Side {
        Side { count: sessions, sum: failures }
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
            let (mut new, mut old) = (Side::default(), Side::default());
            (0..100).any(|_| {
                for one in [&mut new, &mut old] {
                    one.count += 100;
                    one.sum += (0..100).filter(|_| random.random_bool(0.05)).count() as i64;
                }
                fails_more(new, old)
            })
        });
        // One in a hundred is what it is held to; at most three are too many by chance.
        assert!(halted.count() <= rounds * 3 / 100);
    }
}
