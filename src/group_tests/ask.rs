//! Which value of a test a customer gets. That she got one is recorded before the answer, so that she keeps it and is counted; an
//! answer that records nothing new is kept in memory until anything is committed.

use super::lot::{Answer, Asker, Why, answer};
use crate::columns::{AccountIndex, Place};
use crate::groups::members::MembersError;
use crate::groups::reach::{Reach, place, reach};
use crate::ids::GroupTestId;
use crate::state::State;
use crate::store::group_tests::{self, GroupTest, TestState};
use crate::store::publishers::Publisher;
use crate::store::{Version, exposures};
use chrono::NaiveDateTime;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Values kept in memory: some dozen bytes each.
const MOST_KEPT: usize = 100_000;

/// A test, and the value that somebody gets.
#[derive(Clone, Debug)]
pub struct Answered {
    pub test: Arc<GroupTest>,
    pub value: String,
    pub why: Why,
}

impl Answered {
    fn new(test: &Arc<GroupTest>, answer: Answer) -> Self {
        let value = test.variants().into_iter().nth(answer.variant).unwrap_or_default();
        Self { test: Arc::clone(test), value, why: answer.why }
    }
}

/// A test at one version of the database.
struct Prepared {
    test: Arc<GroupTest>,
    reach: Reach,
    /// `None` if only the database knows where customers are.
    accounts: Option<Arc<AccountIndex>>,
    /// When the answers may be others though nothing is committed.
    until: Option<NaiveDateTime>,
    /// The places of the values of those who came into it, by their positions.
    kept: Mutex<HashMap<u32, usize>>,
}

fn kept_as(publisher: &Publisher, test: GroupTestId) -> String {
    format!("test {test} of {}", publisher.id)
}

/// Which value the customer with this account id gets, if it can be said without waiting.
pub fn ask_at_once(
    state: &State,
    version: &Version,
    publisher: &Publisher,
    (test, account_id): (&Arc<GroupTest>, &str),
) -> Option<Answered> {
    let now = state.clock.now();
    if test.state != TestState::Running {
        return Some(Answered::new(test, answer(test, nobody(account_id), now)));
    }
    let prepared = state.database.find_kept::<Prepared>(version, &kept_as(publisher, test.id))?;
    if prepared.until.is_some_and(|until| until <= now) {
        return None;
    }
    let Place::At(position) = prepared.accounts.as_ref()?.find(account_id) else { return None };
    let kept = prepared.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&position).copied();
    let given = answer(test, prepared.asker((Some(position), account_id), kept), now);
    // Of those in its groups only the database knows whether they came before.
    let is_known = kept.is_some() || (given.why == Why::Outside && !prepared.reach.meant.contains(position));
    is_known.then(|| Answered::new(test, given))
}

/// Which value the person with this account id gets. A customer in the test is recorded.
pub fn ask(
    state: &State,
    version: Option<&Version>,
    publisher: &Publisher,
    (test, account_id): (&Arc<GroupTest>, &str),
) -> Result<Answered, MembersError> {
    let now = state.clock.now();
    if test.state != TestState::Running {
        return Ok(Answered::new(test, answer(test, nobody(account_id), now)));
    }
    let prepared = prepare(state, version, publisher, test)?;
    let Some((customer, position)) = place(state, publisher, test.app(), account_id)? else {
        return Ok(Answered::new(test, answer(test, nobody(account_id), now)));
    };
    let key = (publisher.id, test.id);
    let of_customer = |connection: &mut _| exposures::of_customer(connection, key, customer);
    let kept = state.database.read_now(of_customer)?.and_then(|kept| usize::try_from(kept).ok());
    let mut given = answer(test, prepared.asker((Some(position), account_id), kept), now);
    if given.why == Why::New {
        let drawn = (i32::try_from(given.variant).unwrap_or_default(), test.phase());
        let expose = |connection: &mut _| {
            // It may have been stopped, or its shares changed, a moment ago.
            let is_so = group_tests::find(connection, publisher.id, test.id)?.version == test.version;
            is_so.then(|| exposures::expose(connection, (publisher.id, test.id, customer), drawn, now)).transpose()
        };
        match state.database.write_now(expose)? {
            Some(stored) => given.variant = usize::try_from(stored).unwrap_or_default(),
            None => return again(state, publisher, (test, account_id)),
        }
    }
    if given.why == Why::Kept {
        let mut kept = prepared.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(position, given.variant);
    }
    Ok(Answered::new(test, given))
}

/// Asks the test as it is now.
fn again(
    state: &State,
    publisher: &Publisher,
    (test, account_id): (&Arc<GroupTest>, &str),
) -> Result<Answered, MembersError> {
    let find = |connection: &mut _| group_tests::find(connection, publisher.id, test.id);
    let now = state.database.read_now(find)?;
    ask(state, None, publisher, (&Arc::new(now), account_id))
}

fn nobody(account_id: &str) -> Asker<'_> {
    Asker { account_id, is_customer: false, is_meant: false, is_withheld: false, kept: None }
}

impl Prepared {
    fn asker<'a>(&self, (position, account_id): (Option<u32>, &'a str), kept: Option<usize>) -> Asker<'a> {
        Asker {
            account_id,
            is_customer: position.is_some(),
            is_meant: position.is_some_and(|position| self.reach.meant.contains(position)),
            is_withheld: self.reach.holdout.as_ref().is_some_and(|holdout| holdout.has(account_id)),
            kept,
        }
    }
}

fn prepare(
    state: &State,
    version: Option<&Version>,
    publisher: &Publisher,
    test: &Arc<GroupTest>,
) -> Result<Arc<Prepared>, MembersError> {
    let (kept_as, now) = (kept_as(publisher, test.id), state.clock.now());
    let is_good =
        |kept: &Arc<Prepared>| kept.test.version == test.version && kept.until.is_none_or(|until| now < until);
    let kept = version.and_then(|version| state.database.find_kept(version, &kept_as));
    if let Some(kept) = kept.filter(is_good) {
        return Ok(kept);
    }
    let of_test = |connection: &mut _| group_tests::groups(connection, publisher.id, test.id);
    let groups = state.database.read_now(of_test)?;
    let view = state.audiences.view_now(publisher, test.app_id)?;
    let reach = reach(state, publisher, &view, &groups)?;
    let end = test.ends_at.filter(|end| now < *end);
    let prepared = Arc::new(Prepared {
        test: Arc::clone(test),
        until: [end, reach.holdout.as_ref().map(|holdout| holdout.until)].into_iter().flatten().min(),
        reach,
        accounts: view.accounts()?.filter(|_| view.is_current),
        kept: Mutex::default(),
    });
    if let Some(version) = version.filter(|_| prepared.accounts.is_some()) {
        state.database.keep(version.clone(), kept_as, &prepared);
    }
    Ok(prepared)
}
