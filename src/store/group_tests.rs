//! Tests of groups: values of a flag that are held against each other, and the groups on whose members they are tried.

use super::DbConnection;
use super::offers::Groups;
use super::schema::{group_tests, test_groups};
use crate::ids::{AppId, AppKey, GroupId, GroupTestId, PublisherId};
use crate::insert;
use crate::words;
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::HashMap;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// How far a test has come; the message `test-state-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum TestState {
    Draft,
    Running,
    /// Everybody gets the first value.
    Stopped,
    /// Everybody gets the winner.
    Decided,
    Archived,
}

/// What is counted of each person; the message `test-goal-{word}` names it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
    serde::Serialize,
    serde::Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TestGoal {
    /// Whether she bought something, and for how much.
    Purchase,
    /// Whether she used the app, and on how many days.
    Use,
}

words!(TestState, TestGoal);

/// A test's row.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = group_tests)]
pub struct GroupTest {
    pub id: GroupTestId,
    pub publisher_id: PublisherId,
    pub app_id: AppId,
    pub name: String,
    /// Programs ask for it as the flag `test.{flag_key}`.
    pub flag_key: String,
    pub hypothesis: String,
    /// As JSON.
    pub variants: String,
    /// As JSON.
    pub phases: String,
    pub goal: TestGoal,
    pub goal_days: i32,
    /// As JSON.
    pub guards: String,
    /// The smallest difference of interest, in millionths.
    pub effect: i32,
    pub ends_at: Option<NaiveDateTime>,
    pub salt: String,
    pub state: TestState,
    /// The place of the value that everybody gets.
    pub winner: Option<i32>,
    /// What got worse, if that stopped it.
    pub stopped_for: Option<TestGoal>,
    pub started_at: Option<NaiveDateTime>,
    pub stopped_at: Option<NaiveDateTime>,
    pub version: i64,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

impl GroupTest {
    pub const fn app(&self) -> AppKey {
        AppKey { publisher: self.publisher_id, id: self.app_id }
    }

    pub fn path(&self) -> String {
        format!("/tests/{}", self.id)
    }

    /// The values, of which the others are held against the first.
    pub fn variants(&self) -> Vec<String> {
        serde_json::from_str(&self.variants).unwrap_or_default()
    }

    /// The shares of the values, in millionths, in each phase.
    pub fn phases(&self) -> Vec<Vec<u32>> {
        serde_json::from_str(&self.phases).unwrap_or_default()
    }

    /// The shares of the values now, in millionths.
    pub fn shares(&self) -> Vec<u32> {
        self.phases().pop().unwrap_or_default()
    }

    /// The phase in which who comes now does so.
    pub fn phase(&self) -> i32 {
        i32::try_from(self.phases().len()).unwrap_or(i32::MAX).saturating_sub(1)
    }

    /// What may not get worse.
    pub fn guards(&self) -> Vec<TestGoal> {
        serde_json::from_str(&self.guards).unwrap_or_default()
    }

    /// What of it its form changes.
    pub fn terms(&self) -> Terms {
        Terms {
            name: self.name.clone(),
            name_key: super::apps::name_key(&self.name),
            flag_key: self.flag_key.clone(),
            hypothesis: self.hypothesis.clone(),
            variants: self.variants.clone(),
            phases: self.phases.clone(),
            goal: self.goal,
            goal_days: self.goal_days,
            guards: self.guards.clone(),
            effect: self.effect,
            ends_at: self.ends_at,
        }
    }

    /// Whether somebody new can come into it.
    pub fn takes_people(&self, now: NaiveDateTime) -> bool {
        self.state == TestState::Running && self.ends_at.is_none_or(|end| now < end)
    }

    /// Whether it went on to the end that was planned. Who stops a test earlier may do so because of what it shows.
    pub fn ended_as_planned(&self, now: NaiveDateTime) -> bool {
        self.ends_at.is_some_and(|end| end <= now && self.stopped_at.is_none_or(|stopped| end <= stopped))
    }
}

/// What of a test its form changes.
#[derive(Clone, Debug, PartialEq, Eq, AsChangeset, Insertable)]
#[diesel(table_name = group_tests, treat_none_as_null = true)]
pub struct Terms {
    pub name: String,
    pub name_key: String,
    pub flag_key: String,
    pub hypothesis: String,
    pub variants: String,
    pub phases: String,
    pub goal: TestGoal,
    pub goal_days: i32,
    pub guards: String,
    pub effect: i32,
    pub ends_at: Option<NaiveDateTime>,
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, id: GroupTestId) -> _ {
    group_tests::table.filter(group_tests::id.eq(id)).filter(group_tests::publisher_id.eq(publisher))
}

/// Whether the test belongs to the publisher. Every query of a table that has only the test's id includes this.
#[diesel::dsl::auto_type]
pub(super) fn is_test_of(publisher: PublisherId, test: GroupTestId) -> _ {
    let own: row = row(publisher, test);
    exists(own)
}

/// Inserts a draft, with the salt of its lot.
pub fn create(
    connection: &mut DbConnection,
    app: AppKey,
    (terms, groups): (&Terms, &Groups),
    (salt, now): (&str, NaiveDateTime),
) -> QueryResult<GroupTestId> {
    super::owners::require_app(connection, app)?;
    let id = diesel::insert_into(group_tests::table)
        .values((
            terms.clone(),
            group_tests::publisher_id.eq(app.publisher),
            group_tests::app_id.eq(app.id),
            group_tests::salt.eq(salt),
            group_tests::state.eq(TestState::Draft),
            group_tests::created_at.eq(now),
            group_tests::updated_at.eq(now),
        ))
        .returning(group_tests::id)
        .get_result(connection)?;
    set_groups(connection, (app.publisher, id), groups)?;
    Ok(id)
}

/// Changes the test, if it is still of the version that was read.
pub fn update(
    connection: &mut DbConnection,
    before: &GroupTest,
    (terms, groups): (&Terms, &Groups),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let found = row(before.publisher_id, before.id).filter(group_tests::version.eq(before.version));
    let change = (terms.clone(), group_tests::version.eq(before.version + 1), group_tests::updated_at.eq(now));
    if diesel::update(found).set(change).execute(connection)? == 0 {
        return Ok(false);
    }
    set_groups(connection, (before.publisher_id, before.id), groups).map(|()| true)
}

fn set_groups(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, GroupTestId),
    groups: &Groups,
) -> QueryResult<()> {
    let before = test_groups::table.filter(test_groups::test_id.eq(id)).filter(is_test_of(publisher, id));
    diesel::delete(before).execute(connection)?;
    let rows: Vec<_> = groups
        .each()
        .map(|(group, is_excluded)| {
            (test_groups::test_id.eq(id), test_groups::group_id.eq(group), test_groups::is_excluded.eq(is_excluded))
        })
        .collect();
    insert!(connection, test_groups::table, rows);
    Ok(())
}

/// What a step of a test sets beside its state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step {
    pub winner: Option<i32>,
    pub stopped_for: Option<TestGoal>,
}

/// Brings a test that is in one of these states into another one. Returns false if it is in none of them.
pub fn set_state(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, GroupTestId),
    (from, to, step): (&[TestState], TestState, Step),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let found = || row(publisher, id).filter(group_tests::state.eq_any(from.to_vec()));
    let is_start = to == TestState::Running;
    if is_start {
        diesel::update(found()).set(group_tests::started_at.eq(Some(now))).execute(connection)?;
    } else {
        let runs = found().filter(group_tests::stopped_at.is_null()).filter(group_tests::started_at.is_not_null());
        diesel::update(runs).set(group_tests::stopped_at.eq(Some(now))).execute(connection)?;
    }
    if step.winner.is_some() {
        diesel::update(found()).set(group_tests::winner.eq(step.winner)).execute(connection)?;
    }
    if step.stopped_for.is_some() {
        diesel::update(found()).set(group_tests::stopped_for.eq(step.stopped_for)).execute(connection)?;
    }
    let change =
        (group_tests::state.eq(to), group_tests::version.eq(group_tests::version + 1), group_tests::updated_at.eq(now));
    Ok(diesel::update(found()).set(change).execute(connection)? == 1)
}

/// The publisher's test with this id.
pub fn find(connection: &mut DbConnection, publisher: PublisherId, id: GroupTestId) -> QueryResult<GroupTest> {
    row(publisher, id).select(GroupTest::as_select()).first(connection)
}

/// The publisher's test whose flag has this key.
pub fn of_flag(connection: &mut DbConnection, publisher: PublisherId, key: &str) -> QueryResult<Option<GroupTest>> {
    let found = group_tests::table.filter(group_tests::publisher_id.eq(publisher));
    found.filter(group_tests::flag_key.eq(key)).select(GroupTest::as_select()).first(connection).optional()
}

/// The app's test of this name.
pub fn named(connection: &mut DbConnection, app: AppKey, name_key: &str) -> QueryResult<Option<GroupTest>> {
    let of_app = group_tests::table.filter(group_tests::publisher_id.eq(app.publisher));
    of_app
        .filter(group_tests::app_id.eq(app.id))
        .filter(group_tests::name_key.eq(name_key))
        .select(GroupTest::as_select())
        .first(connection)
        .optional()
}

/// The publisher's tests, the newest first.
pub fn of_publisher(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<GroupTest>> {
    group_tests::table
        .filter(group_tests::publisher_id.eq(publisher))
        .order(group_tests::id.desc())
        .select(GroupTest::as_select())
        .load(connection)
}

/// Which tests are listed.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// `None` for those of all apps.
    pub app: Option<AppId>,
    /// `None` for those in every state.
    pub state: Option<TestState>,
    /// Only those before this one.
    pub before: Option<GroupTestId>,
    pub most: i64,
}

/// A page of the publisher's tests, the newest first.
pub fn page(connection: &mut DbConnection, publisher: PublisherId, wanted: &Wanted) -> QueryResult<Vec<GroupTest>> {
    let mut found = group_tests::table.filter(group_tests::publisher_id.eq(publisher)).into_boxed();
    if let Some(app) = wanted.app {
        found = found.filter(group_tests::app_id.eq(app));
    }
    if let Some(state) = wanted.state {
        found = found.filter(group_tests::state.eq(state));
    }
    if let Some(before) = wanted.before {
        found = found.filter(group_tests::id.lt(before));
    }
    found.order(group_tests::id.desc()).limit(wanted.most).select(GroupTest::as_select()).load(connection)
}

/// The groups of several of the publisher's tests.
pub fn groups_of(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[GroupTestId],
) -> QueryResult<HashMap<GroupTestId, Groups>> {
    let rows: Vec<(GroupTestId, GroupId, bool)> = test_groups::table
        .inner_join(group_tests::table)
        .filter(group_tests::publisher_id.eq(publisher))
        .filter(test_groups::test_id.eq_any(ids.to_vec()))
        .order((test_groups::test_id, test_groups::group_id))
        .select((test_groups::test_id, test_groups::group_id, test_groups::is_excluded))
        .load(connection)?;
    let mut found: HashMap<GroupTestId, Vec<(GroupId, bool)>> = HashMap::new();
    for (test, group, is_excluded) in rows {
        found.entry(test).or_default().push((group, is_excluded));
    }
    Ok(found.into_iter().map(|(test, rows)| (test, Groups::of(rows))).collect())
}

/// Deletes a test of the publisher that nobody came into.
pub fn delete(connection: &mut DbConnection, publisher: PublisherId, id: GroupTestId) -> QueryResult<()> {
    let named = test_groups::table.filter(test_groups::test_id.eq(id)).filter(is_test_of(publisher, id));
    diesel::delete(named).execute(connection)?;
    diesel::delete(row(publisher, id)).execute(connection).map(drop)
}

/// The app's tests that can give somebody another value than the first, those that run and those that were decided, by key. Of more
/// than `most` the oldest are left out.
pub fn in_force(connection: &mut DbConnection, app: AppKey, most: i64) -> QueryResult<Vec<GroupTest>> {
    let mut found: Vec<GroupTest> = group_tests::table
        .filter(group_tests::publisher_id.eq(app.publisher))
        .filter(group_tests::app_id.eq(app.id))
        .filter(group_tests::state.eq(TestState::Running).or(group_tests::winner.is_not_null()))
        .order(group_tests::id.desc())
        .limit(most)
        .select(GroupTest::as_select())
        .load(connection)?;
    found.sort_by(|one, other| one.flag_key.cmp(&other.flag_key));
    Ok(found)
}

/// How many of the app's tests are not archived.
pub fn count(connection: &mut DbConnection, app: AppKey) -> QueryResult<i64> {
    group_tests::table
        .filter(group_tests::publisher_id.eq(app.publisher))
        .filter(group_tests::app_id.eq(app.id))
        .filter(group_tests::state.ne(TestState::Archived))
        .count()
        .get_result(connection)
}

/// The groups of one of the publisher's tests.
pub fn groups(connection: &mut DbConnection, publisher: PublisherId, id: GroupTestId) -> QueryResult<Groups> {
    let rows: Vec<(GroupId, bool)> = test_groups::table
        .filter(test_groups::test_id.eq(id))
        .filter(is_test_of(publisher, id))
        .order(test_groups::group_id)
        .select((test_groups::group_id, test_groups::is_excluded))
        .load(connection)?;
    Ok(Groups::of(rows))
}

/// The publisher's tests that name the group and are to run or run, by name.
pub fn using(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<GroupTest>> {
    group_tests::table
        .inner_join(test_groups::table)
        .filter(group_tests::publisher_id.eq(publisher))
        .filter(group_tests::state.eq_any([TestState::Draft, TestState::Running]))
        .filter(test_groups::group_id.eq(group))
        .order((group_tests::name_key, group_tests::id))
        .select(GroupTest::as_select())
        .load(connection)
}

/// What was counted of the test last, as it was stored; `None` if nothing was yet.
pub fn counted(connection: &mut DbConnection, of: (PublisherId, GroupTestId)) -> QueryResult<Option<String>> {
    row(of.0, of.1).select(group_tests::counted).first(connection)
}

/// Stores what was counted of the test, unless it is decided, as its numbers stay.
pub fn set_counted(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, GroupTestId),
    counted: &str,
) -> QueryResult<()> {
    let found = row(publisher, id).filter(group_tests::state.ne(TestState::Decided));
    diesel::update(found).set(group_tests::counted.eq(Some(counted))).execute(connection).map(drop)
}

/// Has the publisher's tests name the group no more.
pub(super) fn forget_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    let named = test_groups::table.filter(test_groups::group_id.eq(group));
    diesel::delete(named.filter(super::owners::is_group_of(publisher, group))).execute(connection).map(drop)
}

/// Makes the tests of an app that is deleted those of `holder`, and ends them. Names are free again.
pub(super) fn take_away(connection: &mut DbConnection, app: AppKey, holder: PublisherId) -> QueryResult<()> {
    let free_name = || diesel::dsl::sql::<diesel::sql_types::Text>("'#' || CAST(id AS TEXT)");
    let own = group_tests::table.filter(group_tests::app_id.eq(app.id));
    diesel::update(own.filter(group_tests::publisher_id.eq(app.publisher)))
        .set((
            group_tests::publisher_id.eq(holder),
            group_tests::state.eq(TestState::Archived),
            group_tests::name_key.eq(free_name()),
            group_tests::flag_key.eq(free_name()),
        ))
        .execute(connection)
        .map(drop)
}

/// Deletes some of what is left of the tests of a deleted app, and says whether that was all.
pub(super) fn delete_slice(connection: &mut DbConnection, app: AppKey) -> QueryResult<bool> {
    let of_app = group_tests::table.filter(group_tests::publisher_id.eq(app.publisher));
    let ids: Vec<GroupTestId> =
        of_app.filter(group_tests::app_id.eq(app.id)).select(group_tests::id).load(connection)?;
    for id in ids {
        if !super::exposures::delete_slice(connection, (app.publisher, id))? {
            return Ok(false);
        }
        let named = test_groups::table.filter(test_groups::test_id.eq(id));
        diesel::delete(named.filter(is_test_of(app.publisher, id))).execute(connection)?;
        diesel::delete(row(app.publisher, id)).execute(connection)?;
    }
    Ok(true)
}
