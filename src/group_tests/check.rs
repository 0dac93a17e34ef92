//! How one customer stands to tests: which value she gets, and why. Looking records nothing.

use super::ask::prepare;
use super::lot::{Outside, Why, answer, outside};
use crate::groups::members::MembersError;
use crate::groups::reach::place;
use crate::state::State;
use crate::store::customers;
use crate::store::exposures::{self, Held};
use crate::store::group_tests::{self, GroupTest, TestState};
use crate::store::publishers::Publisher;
use crate::words;
use chrono::NaiveDateTime;
use std::sync::Arc;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// Why a customer gets a value; the message `test-why-{word}` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Standing {
    /// She got it when she came in, and keeps it.
    Kept,
    /// The lot gives it to her when the app asks for her next.
    Lot,
    /// In none of its groups.
    Outside,
    /// In its groups, and in one that it is not for.
    Excepted,
    /// Reached by no promotion in this quarter.
    Withheld,
    /// The test has reached its end.
    Ended,
    /// The app does not know her.
    Stranger,
    /// It was given to all.
    Winner,
}

words!(Standing);

/// A test that runs or whose winner was given to all, and how a customer stands to it.
#[derive(Clone, Debug)]
pub struct Checked {
    pub test: Arc<GroupTest>,
    pub value: String,
    pub standing: Standing,
    /// Since when she gets it, if she has come in or it was given to all.
    pub since: Option<NaiveDateTime>,
    /// The phase in which she came in.
    pub phase: Option<i32>,
}

/// How the person with this account id stands to each test that runs or whose winner was given to all, the newest first.
pub fn check(state: &State, publisher: &Publisher, account_id: &str) -> Result<Vec<Checked>, MembersError> {
    let tests = state.database.read_now(|connection| group_tests::of_publisher(connection, publisher.id))?;
    // What was given to all stays in force when the test is archived.
    let is_current = |test: &GroupTest| match test.state {
        TestState::Running | TestState::Decided => true,
        TestState::Archived => test.winner.is_some(),
        TestState::Draft | TestState::Stopped => false,
    };
    let held =
        state.database.read_now(|connection| match customers::of_account(connection, publisher.id, account_id)? {
            Some(customer) => exposures::held(connection, publisher.id, customer.id),
            None => Ok(Vec::new()),
        })?;
    let current = tests.into_iter().filter(is_current);
    current.map(|test| check_one(state, publisher, (Arc::new(test), account_id), &held)).collect()
}

fn check_one(
    state: &State,
    publisher: &Publisher,
    (test, account_id): (Arc<GroupTest>, &str),
    held: &[Held],
) -> Result<Checked, MembersError> {
    let now = state.clock.now();
    let prepared = prepare(state, None, publisher, &test)?;
    let place = place(state, publisher, test.app(), account_id)?;
    let held = held.iter().find(|held| held.test == test.id).filter(|_| place.is_some());
    let position = place.map(|(_, position)| position);
    let kept = held.and_then(|held| usize::try_from(held.variant).ok());
    let asker = prepared.asker((position, account_id), kept);
    let given = answer(&test, asker, now);
    let standing = match (given.why, outside(&test, asker, now)) {
        (Why::Kept, _) => Standing::Kept,
        (Why::New, _) => Standing::Lot,
        (Why::Stranger, _) => Standing::Stranger,
        (Why::Winner | Why::Off, _) => Standing::Winner,
        (Why::Outside, Some(Outside::Withheld)) => Standing::Withheld,
        (Why::Outside, Some(Outside::Ended)) => Standing::Ended,
        (Why::Outside, _) if prepared.is_excepted(position) => Standing::Excepted,
        (Why::Outside, _) => Standing::Outside,
    };
    let held = held.filter(|_| standing == Standing::Kept);
    let since = match standing {
        // Nothing of a decided test changes any more until it is archived.
        Standing::Winner => (test.state == TestState::Decided).then_some(test.updated_at),
        _ => held.map(|held| held.first_at),
    };
    let value = test.variants().into_iter().nth(given.variant).unwrap_or_default();
    Ok(Checked { value, standing, since, phase: held.map(|held| held.phase), test })
}
