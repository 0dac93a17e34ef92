//! How one customer stands to tests: which value she gets, and why. Looking records nothing.

use super::lot::{Asker, Outside, Why, answer, outside};
use crate::groups::members::MembersError;
use crate::groups::reach::Whereabouts;
use crate::holdout;
use crate::ids::{AppId, GroupTestId};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers;
use crate::store::exposures::{self, Held};
use crate::store::group_tests::{self, GroupTest, TestState};
use crate::store::publishers::Publisher;
use crate::words;
use chrono::NaiveDateTime;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
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
    pub test: GroupTest,
    pub value: String,
    pub standing: Standing,
    /// Since when she gets it, if she has come in or it was given to all.
    pub since: Option<NaiveDateTime>,
    /// The phase in which she came in.
    pub phase: Option<i32>,
}

/// How the person with this account id stands to each test that runs or whose winner was given to all, the newest first. Groups, apps and
/// the person are looked at once, however many tests there are.
pub fn check(state: &State, publisher: &Publisher, account_id: &str) -> Result<Vec<Checked>, MembersError> {
    let now = state.clock.now();
    let (tests, mut of_test, groups, holdout, held) = state.database.read_now(|connection| {
        let mut tests = group_tests::of_publisher(connection, publisher.id)?;
        tests.retain(is_current);
        let ids: Vec<GroupTestId> = tests.iter().map(|test| test.id).collect();
        let of_test = group_tests::groups_of(connection, publisher.id, &ids)?;
        let held = match customers::of_account(connection, publisher.id, account_id)? {
            Some(customer) => exposures::held(connection, publisher.id, customer.id)?,
            None => Vec::new(),
        };
        let groups = customer_groups::of_publisher(connection, publisher.id)?;
        Ok((tests, of_test, groups, holdout::at(connection, publisher, now)?, held))
    })?;
    let groups: Arc<[CustomerGroup]> = groups.into();
    let is_withheld = holdout.is_some_and(|holdout| holdout.has(account_id));
    let mut apps: HashMap<AppId, Whereabouts> = HashMap::new();
    let mut checked = Vec::with_capacity(tests.len());
    for test in tests {
        let whereabouts = match apps.entry(test.app_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Whereabouts::of(state, publisher, (test.app_id, &groups), account_id)?),
        };
        let among = whereabouts.among(&of_test.remove(&test.id).unwrap_or_default())?;
        let held = held.iter().find(|held| held.test == test.id).filter(|_| whereabouts.is_customer());
        let asker = Asker {
            account_id,
            is_customer: whereabouts.is_customer(),
            is_meant: among == (true, false),
            is_withheld,
            kept: held.and_then(|held| usize::try_from(held.variant).ok()),
        };
        checked.push(check_one(test, (asker, among == (true, true)), held, now));
    }
    Ok(checked)
}

/// Whether the test gives values: what was given to all stays in force when the test is archived.
fn is_current(test: &GroupTest) -> bool {
    match test.state {
        TestState::Running | TestState::Decided => true,
        TestState::Archived => test.winner.is_some(),
        TestState::Draft | TestState::Stopped => false,
    }
}

fn check_one(
    test: GroupTest,
    (asker, is_excepted): (Asker<'_>, bool),
    held: Option<&Held>,
    now: NaiveDateTime,
) -> Checked {
    let given = answer(&test, asker, now);
    let standing = match (given.why, outside(&test, asker, now)) {
        (Why::Kept, _) => Standing::Kept,
        (Why::New, _) => Standing::Lot,
        (Why::Stranger, _) => Standing::Stranger,
        (Why::Winner | Why::Off, _) => Standing::Winner,
        (Why::Outside, Some(Outside::Withheld)) => Standing::Withheld,
        (Why::Outside, Some(Outside::Ended)) => Standing::Ended,
        (Why::Outside, _) if is_excepted => Standing::Excepted,
        (Why::Outside, _) => Standing::Outside,
    };
    let held = held.filter(|_| standing == Standing::Kept);
    let since = match standing {
        // Nothing of a decided test changes any more until it is archived.
        Standing::Winner => (test.state == TestState::Decided).then_some(test.updated_at),
        _ => held.map(|held| held.first_at),
    };
    let value = test.variants().into_iter().nth(given.variant).unwrap_or_default();
    Checked { value, standing, since, phase: held.map(|held| held.phase), test }
}
