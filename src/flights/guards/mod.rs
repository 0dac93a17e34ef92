//! Guards of rollouts: while a guarded rollout is in progress, its release is compared with the one before, by the failures that
//! programs report and by the ratings that customers give. If it does worse, the rollout is halted, and why is written down.
//!
//! A comparison may be made as often as something comes in: it is the lower end of an always-valid interval.

mod dependence;
mod failures;
mod ratings;

pub use dependence::reading_ratings;
pub use failures::{MOST_REPORTED, ReportError, check, report};
pub use ratings::{compare_due, due};

use super::counts::Counted;
use super::ladder::Rollout;
use super::{load, recorded};
use crate::access::Sizes;
use crate::audit::{Action, Author};
use crate::experiments::{Difference, Sample, always_valid};
use crate::ids::AppKey;
use crate::state::State;
use crate::store::publishers::Publisher;
use crate::store::submissions::{self, Change, SubmissionRow};
use crate::store::{DbConnection, QueryResult, StoreError, flights, not_found, releases};
use crate::words;
use chrono::NaiveDateTime;
use serde_json::{Map, Value, json};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The probability that a guard halts a release that does no worse, however often it is compared.
const ALPHA: f64 = 0.01;

/// What a release may do worse by than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The share of the sessions in which it fails.
    Failures,
    /// The mean of the stars that those who get it have given since the rollout began.
    Ratings,
}

words!(Guard);

impl Guard {
    /// How many sessions or ratings each of the releases has before they are compared: a share of fewer sessions says nothing, and
    /// the mean of fewer ratings is too far from a normal distribution.
    pub const fn least(self) -> i64 {
        match self {
            Self::Failures => 100,
            Self::Ratings => 50,
        }
    }

    /// What is counted, and what is added up of it.
    const fn counted(self) -> (&'static str, &'static str) {
        match self {
            Self::Failures => ("sessions", "failures"),
            Self::Ratings => ("ratings", "stars"),
        }
    }
}

/// What is known of a release: how many sessions or ratings, and how many failures or stars these are together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    pub count: i64,
    pub sum: i64,
}

impl Side {
    /// The mean of the stars in hundredths, rounded; of nobody it is 0.
    pub fn mean_in_hundredths(self) -> i64 {
        self.sum.saturating_mul(100).saturating_add(self.count / 2).checked_div(self.count).unwrap_or(0)
    }
}

/// A release held against the one before by a guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub guard: Guard,
    pub release: String,
    pub new: Side,
    pub before: String,
    pub old: Side,
}

impl Comparison {
    /// Why a submission was halted by itself.
    pub fn of(submission: &SubmissionRow) -> Option<Self> {
        let kept: Map<String, Value> = serde_json::from_str(submission.stopped_for.as_deref()?).ok()?;
        let text = |name: &str| kept.get(name).and_then(Value::as_str);
        // Those that were kept before there was another guard do not name theirs.
        let guard = text("guard").map_or(Some(Guard::Failures), Guard::from_word)?;
        let (count, sum) = guard.counted();
        let number = |name: &str| kept.get(name).and_then(Value::as_i64);
        Some(Self {
            guard,
            release: text("release")?.to_owned(),
            new: Side { count: number(count)?, sum: number(sum)? },
            before: text("before")?.to_owned(),
            old: Side { count: number(&format!("before_{count}"))?, sum: number(&format!("before_{sum}"))? },
        })
    }

    /// As JSON, for the database and for webhooks.
    fn kept(&self) -> Value {
        let (count, sum) = self.guard.counted();
        json!({
            "guard": self.guard.word(),
            "release": self.release,
            count: self.new.count,
            sum: self.new.sum,
            "before": self.before,
            format!("before_{count}"): self.old.count,
            format!("before_{sum}"): self.old.sum,
        })
    }

    /// Whether both releases have enough to be compared.
    pub fn is_enough(&self) -> bool {
        self.new.count.min(self.old.count) >= self.guard.least()
    }

    /// Whether somebody who sees sizes so may not see it: it is about ratings of few people.
    pub fn is_hidden(&self, sizes: Sizes) -> bool {
        let counts = [self.new.count, self.old.count].map(i64::unsigned_abs);
        self.guard == Guard::Ratings && counts.into_iter().any(|count| sizes.hides(count))
    }
}

/// What the guards of a rollout in progress show now; nothing if it has none, or no release before.
pub fn now(
    state: &State,
    publisher: &Publisher,
    counted: &Counted,
    submission: &SubmissionRow,
) -> Result<Vec<Comparison>, StoreError> {
    if !submission.is_guarded || submission.rollout != Rollout::InProgress {
        return Ok(Vec::new());
    }
    let app = counted.view.app.key();
    let failures = state.database.read_now(|connection| failures::of(connection, publisher, app, submission))?;
    let ratings = ratings::of(state, publisher, counted, submission)?.map(|(ratings, _)| ratings);
    Ok(failures.into_iter().chain(ratings).collect())
}

/// The versions of a submission's release and of the one that those outside its share get.
fn versions(
    connection: &mut DbConnection,
    app: AppKey,
    submission: &SubmissionRow,
) -> QueryResult<Option<(releases::ReleaseRow, releases::ReleaseRow)>> {
    let Some(fallback) = submission.fallback_id else { return Ok(None) };
    let Some(before) = submissions::among(connection, app, &[fallback])?.pop() else { return Ok(None) };
    let release = releases::find(connection, app, submission.release_id)?;
    Ok(Some((release, releases::find(connection, app, before.release_id)?)))
}

/// Whether the mean of one sample is above that of another, beyond what chance does. The interval is narrowest if it is by `usual`.
fn is_above(one: Sample, other: Sample, usual: f64) -> bool {
    // Only one of the interval's two sides halts a rollout, and each fails with half of its probability.
    let interval = always_valid(Difference::of(one, other), 2.0 * ALPHA, usual);
    interval.is_some_and(|interval| interval.low > 0.0)
}

/// Halts the rollout for this. Returns false and changes nothing if it has changed since it was read.
fn halt(
    connection: &mut DbConnection,
    app: AppKey,
    (before, why): (&SubmissionRow, &Comparison),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let why = why.kept().to_string();
    let change = Change {
        share: before.share,
        rollout: Rollout::Stopped,
        steps: "[]",
        next_step_at: None,
        stopped_for: Some(&why),
    };
    if !submissions::change(connection, (app, before), &change)? {
        return Ok(false);
    }
    let flight = flights::find(connection, app.publisher, before.flight_id)?;
    let after = submissions::among(connection, app, &[before.id])?.pop().ok_or_else(not_found)?;
    load::keep(connection, app, now)?;
    let what = (Action::Halted, Some(before), &after);
    recorded::rollout(connection, Author::job(app.publisher), (app, &flight), what, now)?;
    Ok(true)
}
