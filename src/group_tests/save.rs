//! Creates and changes tests, starts and stops them, gives a value to all, and archives them. Of two changes of one version one is
//! saved.

use super::draft::{self, Draft, Field, FieldError, Reason, Variant};
use super::lot::shares_of;
use crate::access::{Actor, Forbidden, Role};
use crate::audit::{self, Action, Author, Changes, Field as Recorded, Subject};
use crate::groups::choice::{self, Named};
use crate::ids::{AppId, AppKey, GroupTestId};
use crate::shares;
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::group_tests::{self, GroupTest, Step as Set, TestGoal, TestState};
use crate::store::offers::Groups;
use crate::store::{DbConnection, QueryResult, StoreError, apps, customer_groups};
use crate::webhooks::outbox::{Happening, publish};
use chrono::NaiveDateTime;

/// The most tests of an app that are not archived: each that is in force is looked at when an app asks for all its flags.
pub const MOST: i64 = 50;

/// Why a test was not saved.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("some fields are wrong")]
    Fields(Vec<FieldError>),
    #[error("the app has {MOST} tests already")]
    TooMany,
    #[error("someone else changed it first")]
    ChangedMeanwhile { version: i64, changes: Vec<AuditEntry> },
    /// Its end has passed before it was started.
    #[error("its end has passed")]
    Past,
    /// It has no such value.
    #[error("it has no such value")]
    NoValue,
    /// It is not in a state from which this can be done.
    #[error("it is {0:?}")]
    State(TestState),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is done with a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Start,
    Stop,
    /// The value at this place is given to all.
    Decide(usize),
    Archive,
}

impl Step {
    /// The states from which it can be done, the state after it, and what the audit log calls it.
    const fn of(self) -> (&'static [TestState], TestState, Action) {
        use TestState::{Archived, Decided, Draft, Running, Stopped};
        match self {
            Self::Start => (&[Draft], Running, Action::Started),
            Self::Stop => (&[Running], Stopped, Action::Ended),
            Self::Decide(_) => (&[Running, Stopped], Decided, Action::Decided),
            Self::Archive => (&[Draft, Stopped, Decided], Archived, Action::Archived),
        }
    }

    /// Whether it can be done with a test in this state.
    pub fn is_for(self, state: TestState) -> bool {
        self.of().0.contains(&state)
    }
}

/// Creates a draft in the app.
pub fn create(state: &State, actor: &Actor, app: AppId, draft: &Draft) -> Result<GroupTest, Refusal> {
    actor.require(Role::Editor)?;
    let (now, salt) = (state.clock.now(), shares::salt());
    let app = AppKey { publisher: actor.publisher, id: app };
    state.database.write_groups_now(actor.publisher, |connection| {
        let (terms, named) = match draft::checked(connection, actor, (app.id, None), (draft, now))? {
            Ok(checked) => checked,
            Err(errors) => return Ok(Err(Refusal::Fields(errors))),
        };
        if let Some(taken) = taken(connection, app, (&terms.name_key, &terms.flag_key), None)? {
            return Ok(Err(taken));
        }
        if group_tests::count(connection, app)? >= MOST {
            return Ok(Err(Refusal::TooMany));
        }
        let id = group_tests::create(connection, app, (&terms, &draft.groups), (&salt, now))?;
        let test = group_tests::find(connection, actor.publisher, id)?;
        let of_app = apps::find(connection, actor.publisher, app.id)?.name;
        let created = described(Changes::none().has(Recorded::App, of_app), None, &(test.clone(), named));
        audit::record(connection, actor, now, (Action::Created, Subject::test(&test), created))?;
        Ok(Ok(test))
    })?
}

/// Changes the test, if it is still of this version.
pub fn change(
    state: &State,
    actor: &Actor,
    (id, version): (GroupTestId, i64),
    draft: &Draft,
) -> Result<GroupTest, Refusal> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let was = group_tests::find(connection, actor.publisher, id)?;
        if !matches!(was.state, TestState::Draft | TestState::Running) {
            return Ok(Err(Refusal::State(was.state)));
        }
        if was.version != version {
            let changes = audit::since(connection, actor.publisher, Subject::test(&was), version)?;
            return Ok(Err(Refusal::ChangedMeanwhile { version: was.version, changes }));
        }
        let (terms, named) = match draft::checked(connection, actor, (was.app_id, Some(&was)), (draft, now))? {
            Ok(checked) => checked,
            Err(errors) => return Ok(Err(Refusal::Fields(errors))),
        };
        if let Some(taken) = taken(connection, was.app(), (&terms.name_key, &terms.flag_key), Some(id))? {
            return Ok(Err(taken));
        }
        let groups = group_tests::groups(connection, actor.publisher, id)?;
        let all = customer_groups::of_publisher(connection, actor.publisher)?;
        let before = (was.clone(), choice::named(&all, &groups));
        // Groups are locked, so it is as it was read.
        group_tests::update(connection, &was, (&terms, &draft.groups), now)?;
        let test = group_tests::find(connection, actor.publisher, id)?;
        let changes = described(Changes::none(), Some(&before), &(test.clone(), named));
        audit::record(connection, actor, now, (Action::Changed, Subject::test(&test), changes))?;
        Ok(Ok(test))
    })?
}

/// The app's test of this name, in which capitals do not matter.
pub fn named(state: &State, actor: &Actor, app: AppId, name: &str) -> Result<Option<GroupTest>, StoreError> {
    let app = AppKey { publisher: actor.publisher, id: app };
    state.database.read_now(|connection| group_tests::named(connection, app, &apps::name_key(name.trim())))
}

/// Whether saving the draft in the app, or as the test there is, would change anything; an error if it would be refused.
pub fn check(
    state: &State,
    actor: &Actor,
    (app, before): (AppId, Option<&GroupTest>),
    draft: &Draft,
) -> Result<bool, Refusal> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    state.database.read_now(|connection| {
        let key = AppKey { publisher: actor.publisher, id: app };
        let (terms, _) = match draft::checked(connection, actor, (app, before), (draft, now))? {
            Ok(checked) => checked,
            Err(errors) => return Ok(Err(Refusal::Fields(errors))),
        };
        if let Some(taken) = taken(connection, key, (&terms.name_key, &terms.flag_key), before.map(|test| test.id))? {
            return Ok(Err(taken));
        }
        let Some(before) = before else {
            let has_room = group_tests::count(connection, key)? < MOST;
            return Ok(if has_room { Ok(true) } else { Err(Refusal::TooMany) });
        };
        let groups = group_tests::groups(connection, actor.publisher, before.id)?;
        let is_same = groups == draft.groups.in_order() && before.terms() == terms;
        let may_change = matches!(before.state, TestState::Draft | TestState::Running);
        Ok(if is_same || may_change { Ok(!is_same) } else { Err(Refusal::State(before.state)) })
    })?
}

/// Makes the test as the draft has it. If it is so already, nothing changes.
pub fn change_to(state: &State, actor: &Actor, before: &GroupTest, draft: &Draft) -> Result<GroupTest, Refusal> {
    if check(state, actor, (before.app_id, Some(before)), draft)? {
        change(state, actor, (before.id, before.version), draft)
    } else {
        Ok(before.clone())
    }
}

/// Refuses to delete what is no draft.
pub fn may_delete(test: &GroupTest) -> Result<(), Refusal> {
    if test.state == TestState::Draft { Ok(()) } else { Err(Refusal::State(test.state)) }
}

/// Deletes a draft. What was started stays, as people may have come into it. Returns its name.
pub fn delete(state: &State, actor: &Actor, id: GroupTestId) -> Result<String, Refusal> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let found = group_tests::find(connection, actor.publisher, id)?;
        if let Err(refusal) = may_delete(&found) {
            return Ok(Err(refusal));
        }
        group_tests::delete(connection, actor.publisher, id)?;
        audit::record(connection, actor, now, (Action::Deleted, Subject::test(&found), Changes::none()))?;
        Ok(Ok(found.name))
    })?
}

/// Whether the step would change anything of the test now; an error if it cannot be done.
pub fn would(test: &GroupTest, step: Step, now: NaiveDateTime) -> Result<bool, Refusal> {
    let (from, to, _) = step.of();
    let winner = match step {
        Step::Decide(place) if place >= test.variants().len() => return Err(Refusal::NoValue),
        Step::Decide(place) => i32::try_from(place).ok(),
        _ => None,
    };
    if test.state == to && (winner.is_none() || test.winner == winner) {
        return Ok(false);
    }
    if step == Step::Start && test.ends_at.is_some_and(|end| end <= now) {
        return Err(Refusal::Past);
    }
    if from.contains(&test.state) { Ok(true) } else { Err(Refusal::State(test.state)) }
}

/// Does a step with the test. Doing it again changes nothing.
pub fn step(state: &State, actor: &Actor, id: GroupTestId, step: Step) -> Result<GroupTest, Refusal> {
    actor.require(Role::Editor)?;
    let ((from, to, action), now) = (step.of(), state.clock.now());
    let test = state.database.write_groups_now(actor.publisher, |connection| {
        let was = group_tests::find(connection, actor.publisher, id)?;
        match would(&was, step, now) {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(was)),
            Err(refusal) => return Ok(Err(refusal)),
        }
        let winner = match step {
            Step::Decide(place) => Some(place),
            _ => None,
        };
        let value = winner.and_then(|place| was.variants().get(place).cloned());
        let set = Set { winner: winner.and_then(|place| i32::try_from(place).ok()), stopped_for: None };
        if !group_tests::set_state(connection, (actor.publisher, id), (from, to, set), now)? {
            return Ok(Err(Refusal::State(was.state)));
        }
        let test = group_tests::find(connection, actor.publisher, id)?;
        let changes = Changes::none().change(Recorded::State, was.state.word(), to.word());
        let changes = value.map_or(changes.clone(), |value| changes.has(Recorded::Winner, value));
        audit::record(connection, actor, now, (action, Subject::test(&test), changes))?;
        if let Step::Decide(place) = step {
            publish(connection, actor.publisher, &[Happening::decided(&test, place)], now)?;
        }
        Ok(Ok(test))
    })??;
    if matches!(step, Step::Decide(_)) {
        state.new_message.notify_one();
    }
    Ok(test)
}

/// Stops a test because one of its values does worse by a goal that may not get worse. Returns false if it does not run any more.
pub(super) fn halt(
    connection: &mut DbConnection,
    test: &GroupTest,
    goal: TestGoal,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let key = (test.publisher_id, test.id);
    let set = Set { winner: None, stopped_for: Some(goal) };
    if !group_tests::set_state(connection, key, (&[TestState::Running], TestState::Stopped, set), now)? {
        return Ok(false);
    }
    let after = group_tests::find(connection, key.0, key.1)?;
    let changes = Changes::none()
        .change(Recorded::State, TestState::Running.word(), TestState::Stopped.word())
        .has(Recorded::StoppedFor, goal.word());
    audit::record(connection, Author::job(key.0), now, (Action::Halted, Subject::test(&after), changes))?;
    Ok(true)
}

/// Whether another test has the name or the key.
fn taken(
    connection: &mut DbConnection,
    app: AppKey,
    (name, key): (&str, &str),
    own: Option<GroupTestId>,
) -> QueryResult<Option<Refusal>> {
    let is_other = |test: &GroupTest| Some(test.id) != own;
    let mut errors = Vec::new();
    if group_tests::named(connection, app, name)?.is_some_and(|test| is_other(&test)) {
        errors.push(FieldError::of(Field::Name, Reason::NameTaken));
    }
    if group_tests::of_flag(connection, app.publisher, key)?.is_some_and(|test| is_other(&test)) {
        errors.push(FieldError::of(Field::Key, Reason::KeyTaken));
    }
    Ok((!errors.is_empty()).then_some(Refusal::Fields(errors)))
}

/// What the audit log has of a test: all that it has, or what differs.
fn described(changes: Changes, before: Option<&(GroupTest, Named)>, after: &(GroupTest, Named)) -> Changes {
    let fields = |(test, named): &(GroupTest, Named)| recorded(&Draft::of(test, Groups::default()), named);
    changes.described(before.map(fields), fields(after))
}

/// The fields of a test, as the audit log has them.
pub fn recorded(draft: &Draft, named: &Named) -> [(Recorded, Option<String>); 12] {
    let weight = |variant: &Variant| u32::try_from(variant.weight).unwrap_or_default();
    let shares = shares_of(&draft.variants.iter().map(weight).collect::<Vec<_>>());
    let joined = |texts: Vec<String>| texts.join(", ");
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let values = draft.variants.iter().map(|variant| variant.value.clone()).collect();
    let guards = draft.guards.iter().map(|guard| guard.word().to_owned()).collect();
    [
        (Recorded::Name, some(&draft.name)),
        (Recorded::FlagKey, some(&draft.key)),
        (Recorded::Hypothesis, some(&draft.hypothesis)),
        (Recorded::Groups, some(&named.included)),
        (Recorded::ExceptGroups, some(&named.excluded)),
        (Recorded::Variants, some(&joined(values))),
        (Recorded::Weights, some(&joined(shares.iter().map(u32::to_string).collect()))),
        (Recorded::Goal, some(draft.goal.word())),
        (Recorded::GoalDays, Some(draft.goal_days.to_string())),
        (Recorded::Guards, some(&joined(guards))),
        (Recorded::Effect, Some(draft.effect.to_string())),
        (Recorded::EndsAt, draft.ends_at.map(|end| end.to_string())),
    ]
}
