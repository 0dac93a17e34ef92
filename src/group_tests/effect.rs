//! What a test shows: the customers who came into it, by the values that they got. It is counted in the background.

use super::save;
use crate::day::Day;
use crate::experiments::{Counted, Counting, EFFECT, Person, Verdict};
use crate::ids::CustomerId;
use crate::queue::{Outcome, Steps, WorkError};
use crate::state::State;
use crate::store::goals::Window;
use crate::store::group_tests::{self, GroupTest, TestGoal, TestState};
use crate::store::publishers::Publisher;
use crate::store::{QueryResult, StoreError, apps, exposures, goals};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Customers of one query.
const SLICE: i64 = 5_000;

/// Days of use in the hundredths in which amounts are added up.
const DAY: i64 = 100;

/// What was counted: for the goal, and for each goal that may not get worse. It is kept as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    pub goal: Counted,
    pub guards: Vec<(TestGoal, Counted)>,
}

/// What was counted last, and whether that is the one look at an end that was planned; `None` before anything was.
pub fn of(state: &State, test: &GroupTest) -> Result<Option<(Results, bool)>, StoreError> {
    let key = (test.publisher_id, test.id);
    let kept = state.database.read_now(|connection| group_tests::counted(connection, key))?;
    let results = kept.as_deref().and_then(parse);
    let now = state.clock.now();
    Ok(results.map(|results| {
        let end = end(test, &results.goal, now);
        let is_over = test.ended_as_planned(now) && end.is_some_and(|end| results.goal.is_final(end));
        (results, is_over)
    }))
}

fn parse(text: &str) -> Option<Results> {
    serde_json::from_str(text).ok()
}

/// The last day that counts, once nobody comes into it any more; `None` before that, or if nobody ever did.
fn end(test: &GroupTest, counted: &Counted, now: NaiveDateTime) -> Option<Day> {
    counted.last_on.filter(|_| !test.takes_people(now)).map(|last| last.minus(-test.goal_days))
}

/// The publisher's tests of which something may have changed since they were counted. Numbers of a decided one stay.
pub fn due(state: &State, publisher: &Publisher) -> Result<Vec<GroupTest>, StoreError> {
    let (now, today) = (state.clock.now(), state.today(publisher));
    state.database.job_read(|connection| {
        let mut due = Vec::new();
        for test in group_tests::of_publisher(connection, publisher.id)? {
            if !matches!(test.state, TestState::Running | TestState::Stopped) {
                continue;
            }
            let key = (publisher.id, test.id);
            let kept = group_tests::counted(connection, key)?.as_deref().and_then(parse);
            let is_other = |counted: &Counted| {
                let people = exposures::count(connection, key)?;
                let version = apps::find(connection, publisher.id, test.app_id)?.data_version;
                let is_other = version != counted.version || u64::try_from(people).ok() != Some(counted.people());
                QueryResult::Ok(is_other)
            };
            let kept = kept.as_ref().map(|results| &results.goal);
            if Counted::is_due(kept, |counted| end(&test, counted, now), (now, today), is_other)? {
                due.push(test);
            }
        }
        Ok(due)
    })
}

/// Counts the publisher's tests that are due, and stops those that do worse by a goal that may not get worse. Each is a step, after
/// which the work pauses when its turn is over.
pub fn count_due(state: &State, publisher: &Publisher, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    for test in due(state, publisher)? {
        let Some(results) = count(state, publisher, &test, steps)? else { return Ok(Outcome::Paused) };
        let text = serde_json::to_string(&results).map_err(|error| WorkError::Fault(error.to_string()))?;
        let (worse, now) = (worse(&results), state.clock.now());
        steps.take(publisher.id, |connection| {
            group_tests::set_counted(connection, (publisher.id, test.id), &text)?;
            let Some(goal) = worse else { return Ok(()) };
            save::halt(connection, &test, goal, now).map(drop)
        })?;
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}

/// The first goal that may not get worse by which a value does worse than the first one.
fn worse(results: &Results) -> Option<TestGoal> {
    let is_worse = |verdict: &Verdict| match verdict {
        Verdict::Decided { interval } => interval.high < 0.0,
        _ => false,
    };
    let failing = |(_, counted): &&(TestGoal, Counted)| {
        counted.reached(EFFECT, false).iter().chain(&counted.paid(false)).any(is_worse)
    };
    results.guards.iter().find(failing).map(|(goal, _)| *goal)
}

/// Counts who came, and what they did; `None` if the program stops meanwhile.
fn count(
    state: &State,
    publisher: &Publisher,
    test: &GroupTest,
    steps: &Steps<'_>,
) -> Result<Option<Results>, StoreError> {
    let version = state.database.job_read(|connection| apps::find(connection, publisher.id, test.app_id))?.data_version;
    // Once it was stopped, all get the same value.
    let stopped_on = test.stopped_at.map(|at| publisher.time_zone.day_of(at));
    let window = Window { days: test.goal_days, last: stopped_on };
    let goals: Vec<TestGoal> = std::iter::once(test.goal).chain(test.guards()).collect();
    let mut countings: Vec<Counting> = goals.iter().map(|_| Counting::new(test.phases())).collect();
    let mut after = CustomerId::from(0);
    loop {
        let slice = |connection: &mut _| exposures::after(connection, (publisher.id, test.id), (after, SLICE));
        let exposed = state.database.job_read(slice)?;
        let Some((last, ..)) = exposed.last() else { break };
        after = *last;
        let person = |(_, at, variant, phase): &exposures::Exposed| Person {
            phase: usize::try_from(*phase).unwrap_or_default(),
            arm: usize::try_from(*variant).unwrap_or_default(),
            on: publisher.time_zone.day_of(*at),
        };
        let people: HashMap<CustomerId, Person> = exposed.iter().map(|row| (row.0, person(row))).collect();
        let since: HashMap<CustomerId, Day> = people.iter().map(|(customer, person)| (*customer, person.on)).collect();
        for (goal, counting) in goals.iter().zip(&mut countings) {
            let reached = reached(state, (test, window), *goal, &since)?;
            for (customer, person) in &people {
                let amount = reached.get(customer).copied();
                counting.add(*person, amount.is_some(), amount.unwrap_or(0));
            }
        }
        if steps.is_stopped() {
            return Ok(None);
        }
    }
    let as_of = (state.clock.now(), state.today(publisher), version);
    let mut counted = goals.into_iter().zip(countings.into_iter().map(|counting| counting.end(as_of)));
    let Some((_, goal)) = counted.next() else { return Ok(None) };
    Ok(Some(Results { goal, guards: counted.collect() }))
}

/// The customers who reached a goal from their days on, with what they paid, or on how many days they used the app, in hundredths.
fn reached(
    state: &State,
    (test, window): (&GroupTest, Window),
    goal: TestGoal,
    since: &HashMap<CustomerId, Day>,
) -> Result<HashMap<CustomerId, i64>, StoreError> {
    state.database.job_read(|connection| match goal {
        TestGoal::Purchase => goals::paid(connection, test.app(), since, window),
        TestGoal::Use => {
            let days = goals::days_used(connection, test.app(), since, window)?;
            Ok(days.into_iter().map(|(customer, days)| (customer, days * DAY)).collect())
        }
    })
}
