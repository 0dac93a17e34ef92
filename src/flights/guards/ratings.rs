//! The guard by ratings: the mean of the stars that customers have given from the day after a rollout last reached more people, of
//! those who get the new release against those of the flight who get the one before. Who gets which is drawn by lot, so that
//! nothing else differs.

use super::super::counts::{self, Counted};
use super::{Comparison, Guard, Side, halt, is_above, versions};
use crate::audit::{self, Action, Field, Subject};
use crate::columns::View;
use crate::experiments::Sample;
use crate::groups::members::MembersError;
use crate::ids::PublisherId;
use crate::queue::{Outcome, Steps, WorkError};
use crate::segments::{BuiltIn, Condition, Filter, Key, Operand, Operator, Rule};
use crate::state::State;
use crate::store::publishers::Publisher;
use crate::store::submissions::{self, SubmissionRow};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, flights};
use chrono::NaiveDateTime;
use roaring::RoaringBitmap;

/// The difference of means that the interval is narrowest for: a quarter of a star.
const USUAL: f64 = 0.25;

/// How many people gave one to five stars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stars([u32; 5]);

impl Stars {
    /// Those of these customers.
    fn of(rated: &[RoaringBitmap; 5], customers: &RoaringBitmap) -> Self {
        Self([0, 1, 2, 3, 4].map(|place: usize| {
            let count = rated[place].intersection_len(customers);
            u32::try_from(count).unwrap_or(u32::MAX)
        }))
    }

    fn side(self) -> Side {
        let count = self.0.iter().copied().map(i64::from).sum();
        let sum = (1..).zip(self.0).map(|(stars, people)| stars * i64::from(people)).sum();
        Side { count, sum }
    }

    fn sample(self) -> Sample {
        let people = self.0.iter().copied().map(u64::from).sum();
        let each = || (1_u8..).map(f64::from).zip(self.0.map(f64::from));
        let sum = each().map(|(stars, people)| stars * people).sum();
        Sample::of_sums(people, sum, each().map(|(stars, people)| stars * stars * people).sum())
    }
}

/// Whether those with the new release are less content than the others, beyond what chance does.
fn is_lower(new: Stars, old: Stars) -> bool {
    let least = Guard::Ratings.least();
    new.side().count.min(old.side().count) >= least && is_above(old.sample(), new.sample(), USUAL)
}

/// What the ratings since the rollout began show, and whether the new release does worse; `None` without a release before.
pub(super) fn of(
    state: &State,
    publisher: &Publisher,
    counted: &Counted,
    submission: &SubmissionRow,
) -> Result<Option<(Comparison, bool)>, StoreError> {
    let place = counted.ladder.flights.iter().position(|flight| flight.id == submission.flight_id);
    let Some(part) = place.and_then(|place| counted.division.flights.get(place)) else { return Ok(None) };
    let app = counted.view.app.key();
    let (found, since) = state.database.read_now(|connection| {
        Ok((versions(connection, app, submission)?, reached(connection, app.publisher, submission)?))
    })?;
    let Some((release, before)) = found else { return Ok(None) };
    // Ratings have a day, and those of the day itself may be of the release before.
    let rated = rated(&counted.view, publisher.time_zone.day_of(since).number() + 1)?;
    let (new, old) = (Stars::of(&rated, &part.newest), Stars::of(&rated, &part.fallback));
    let comparison = Comparison {
        guard: Guard::Ratings,
        release: release.version,
        new: new.side(),
        before: before.version,
        old: old.side(),
    };
    Ok(Some((comparison, is_lower(new, old))))
}

/// Since when the same people get the new release: before its share was raised the last time, some of them rated the one before.
fn reached(
    connection: &mut DbConnection,
    publisher: PublisherId,
    submission: &SubmissionRow,
) -> QueryResult<NaiveDateTime> {
    let flight = flights::find(connection, publisher, submission.flight_id)?;
    let last = audit::last_change(connection, publisher, Subject::flight(&flight), Field::Share)?;
    let raised = last.iter().filter(|entry| entry.action == Action::ShareChanged).map(|entry| entry.at);
    Ok(raised.fold(submission.published_at, NaiveDateTime::max))
}

/// Who has given one to five stars from the day of this number on.
fn rated(view: &View, since: i32) -> Result<[RoaringBitmap; 5], StoreError> {
    let view = view.among_everyone();
    let filter = |attribute, operator, number: i64| {
        let condition = Condition { attribute: Key::BuiltIn(attribute), operator, operand: Operand::Number(number) };
        Filter::one(condition)
    };
    let mut rated: [RoaringBitmap; 5] = Default::default();
    for (stars, set) in (1..).zip(&mut rated) {
        let recent = filter(BuiltIn::RatedOn, Operator::OnOrAfter, since.into());
        let filters = vec![recent, filter(BuiltIn::Stars, Operator::Is, stars)];
        *set = (*view.members(&Rule { filters })?).clone();
    }
    Ok(rated)
}

/// The publisher's guarded rollouts whose ratings may be others than when they were compared.
pub fn due(state: &State, publisher: &Publisher) -> Result<Vec<SubmissionRow>, StoreError> {
    state.database.job_read(|connection| submissions::to_compare(connection, publisher.id))
}

/// Compares the ratings of the publisher's guarded rollouts that are due, and halts those whose release does worse. Each is a step,
/// after which the work pauses when its turn is over.
pub fn compare_due(state: &State, publisher: &Publisher, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    for submission in due(state, publisher)? {
        let counted = counts::count(state, publisher, submission.app_id).map_err(|error| match error {
            MembersError::Store(error) => error.into(),
            error => WorkError::Fault(error.to_string()),
        })?;
        // While many changes are brought in, numbers are those before them. It stays due until they are there.
        if !counted.view.is_current {
            continue;
        }
        let (app, now) = (counted.view.app.key(), state.clock.now());
        let found = of(state, publisher, &counted, &submission)?;
        let worse = found.filter(|(_, is_worse)| *is_worse).map(|(comparison, _)| comparison);
        steps.take_holding(Lock::Groups(publisher.id), |connection| match &worse {
            Some(why) => halt(connection, app, (&submission, why), now).map(drop),
            None => submissions::set_compared(connection, (app, submission.id), counted.view.app.data()),
        })?;
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_ratings_and_equal_means_halt_nothing() {
        let stars = |counts| Stars(counts);
        assert_eq!(stars([1, 0, 0, 2, 3]).side(), Side { count: 6, sum: 24 });
        assert!(!is_lower(stars([49, 0, 0, 0, 0]), stars([0, 0, 0, 0, 900])), "one too few");
        assert!(is_lower(stars([40, 0, 0, 0, 10]), stars([0, 0, 0, 10, 40])));
        let usual = stars([10, 5, 10, 30, 45]);
        assert!(!is_lower(usual, usual) && !is_lower(stars([0, 0, 0, 0, 100]), usual), "it does better");
        assert!(!is_lower(stars([0, 0, 0, 100, 0]), stars([0, 0, 0, 100, 0])), "nothing varies");
        assert!(!is_lower(stars([12, 5, 10, 30, 43]), usual), "by chance");
    }
}
