//! The flags of tests, `test.KEY`: the value that a person gets. Asking is getting it, and is recorded as such.

use super::evaluate::{Evaluated, FlagError};
use super::{Flag, MOST, Reason};
use crate::group_tests::{self, Answered, FLAG, Why};
use crate::groups::members::MembersError;
use crate::ids::{AppKey, PublisherId};
use crate::state::State;
use crate::store::Version;
use crate::store::group_tests::{self as stored, GroupTest, TestState};
use crate::tokens::Program;
use serde_json::{Map, json};
use std::sync::Arc;

pub(super) fn is_key(key: &str) -> bool {
    key.starts_with(FLAG)
}

fn kept_as(publisher: PublisherId, key: &str) -> String {
    format!("flag {key} of {publisher}")
}

/// Whether the program may know of the test. What is not announced yet cannot be guessed by its key on a device.
fn may_know(program: &Program, test: &GroupTest) -> bool {
    let is_announced = !program.is_public || test.state != TestState::Draft;
    let is_in_force = test.state != TestState::Archived || test.winner.is_some();
    program.may_see(Some(test.app_id)) && is_announced && is_in_force
}

/// The flag, if it can be said without waiting.
pub(super) fn at_once(
    state: &State,
    version: &Version,
    program: &Program,
    (key, account): (&str, &str),
) -> Option<Evaluated> {
    let test = state.database.find_kept::<GroupTest>(version, &kept_as(program.publisher.id, key))?;
    if !may_know(program, &test) {
        return Some(Err(FlagError::NotFound));
    }
    group_tests::ask_at_once(state, version, &program.publisher, (&test, account)).map(|answered| Ok(flag(&answered)))
}

/// The flag for the person with this account id.
pub(super) fn one(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    (key, account): (&str, &str),
) -> Evaluated {
    let name = key.strip_prefix(FLAG).unwrap_or_default();
    let find = |connection: &mut _| stored::of_flag(connection, program.publisher.id, name);
    let test = state.database.read_now(find)?.filter(|test| may_know(program, test)).ok_or(FlagError::NotFound)?;
    let test = Arc::new(test);
    if let Some(version) = version {
        state.database.keep(version.clone(), kept_as(program.publisher.id, key), &test);
    }
    Ok(flag(&group_tests::ask(state, version, &program.publisher, (&test, account))?))
}

fn all_kept_as(app: AppKey) -> String {
    format!("tests in force in app {} of {}", app.id, app.publisher)
}

/// The flags of the tests of the program's app that run or are decided, if they can be said without waiting.
pub(super) fn among_all_at_once(
    state: &State,
    version: &Version,
    program: &Program,
    account: &str,
) -> Option<Vec<Flag>> {
    let Some(app) = program.app else { return Some(Vec::new()) };
    let app = AppKey { publisher: program.publisher.id, id: app };
    let all = state.database.find_kept::<Vec<Arc<GroupTest>>>(version, &all_kept_as(app))?;
    let ask = |test| group_tests::ask_at_once(state, version, &program.publisher, (test, account));
    all.iter().map(|test| ask(test).map(|answered| flag(&answered))).collect()
}

/// The flags of the tests of the program's app that run or are decided. A token of several apps asks for each by its key.
pub(super) fn among_all(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    account: &str,
) -> Result<Vec<Flag>, MembersError> {
    let Some(app) = program.app else { return Ok(Vec::new()) };
    let app = AppKey { publisher: program.publisher.id, id: app };
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let all = state.database.read_now(|connection| stored::in_force(connection, app, most))?;
    let all: Vec<Arc<GroupTest>> = all.into_iter().map(Arc::new).collect();
    let asked = all.iter().map(|test| {
        let answered = group_tests::ask(state, version, &program.publisher, (test, account))?;
        Ok(flag(&answered))
    });
    let flags = asked.collect::<Result<Vec<Flag>, MembersError>>()?;
    if let Some(version) = version {
        state.database.keep(version.clone(), all_kept_as(app), &Arc::new(all));
    }
    Ok(flags)
}

fn flag(Answered { test, value, why }: &Answered) -> Flag {
    let reason = match why {
        Why::Kept | Why::New => Reason::Split,
        Why::Outside | Why::Winner => Reason::Static,
        Why::Stranger => Reason::Unknown,
        Why::Off => Reason::Disabled,
    };
    let mut metadata = Map::new();
    metadata.insert(String::from("test"), json!(test.id.to_string()));
    // Who is in it counts for those who measure it elsewhere too.
    metadata.insert(String::from("is_in_test"), json!(reason == Reason::Split));
    Flag { key: format!("{FLAG}{}", test.flag_key), value: json!(value), variant: value.clone(), reason, metadata }
}
