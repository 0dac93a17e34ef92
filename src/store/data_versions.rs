//! The states that an app's profiles have had. A number alone does not identify one: after a backup is restored, the
//! numbers after it are given to other data. Each state therefore has a random word too, and the recent ones are kept.

use super::DbConnection;
use super::owners::{app_row, is_of_publisher};
use super::schema::{apps, data_versions};
use crate::day::Day;
use crate::ids::{AppId, AppKey};
use diesel::prelude::*;

/// States kept per app: more than an import of a million lines creates, so that columns saved before the import need
/// not be read from the beginning.
const KEPT: i64 = 4_096;

/// A state of an app's profiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataVersion {
    /// Greater than the number of every earlier state.
    pub number: i64,
    /// A random number.
    pub word: i64,
    /// The last finished pass over the profiles.
    pub pass: i64,
}

/// Gives the app's profiles a new state and returns its number.
pub fn raise(connection: &mut DbConnection, app: AppKey) -> QueryResult<i64> {
    let word = rand::random::<i64>();
    let number: i64 = diesel::update(app_row(app))
        .set((apps::data_version.eq(apps::data_version + 1), apps::data_word.eq(word)))
        .returning(apps::data_version)
        .get_result(connection)?;
    let state = (data_versions::app_id.eq(app.id), data_versions::version.eq(number), data_versions::word.eq(word));
    diesel::insert_into(data_versions::table).values(state).execute(connection)?;
    let old = data_versions::table
        .filter(data_versions::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(data_versions::version.le(number.saturating_sub(KEPT)));
    diesel::delete(old).execute(connection)?;
    Ok(number)
}

/// The current state of an app's profiles.
#[derive(Clone, Copy, Debug)]
pub struct Current {
    pub data: DataVersion,
    /// The day for which the profiles were computed; `None` if none were computed yet.
    pub day: Option<Day>,
}

/// The current state of the app's profiles.
pub fn current(connection: &mut DbConnection, app: AppKey) -> QueryResult<Current> {
    let columns = (apps::data_version, apps::data_word, apps::pass, apps::profiles_on);
    let (number, word, pass, day) = app_row(app).select(columns).first(connection)?;
    Ok(Current { data: DataVersion { number, word, pass }, day })
}

/// Whether the app's profiles are or were in this state, as far as recent states are kept.
pub fn is_past(connection: &mut DbConnection, app: AppKey, state: DataVersion) -> QueryResult<bool> {
    let kept = data_versions::table
        .filter(data_versions::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(data_versions::version.eq(state.number))
        .filter(data_versions::word.eq(state.word));
    let count: i64 = kept.count().get_result(connection)?;
    Ok(count > 0 || current(connection, app)?.data == state)
}

/// Gives the states of all apps, of every publisher, other words, and forgets those before: whatever was made from the
/// data as they were is then of no state that there is or was.
pub fn start_new_history(connection: &mut DbConnection) -> QueryResult<()> {
    diesel::delete(data_versions::table).execute(connection)?;
    for app in apps::table.select(apps::id).load::<AppId>(connection)? {
        let word = apps::data_word.eq(rand::random::<i64>());
        diesel::update(apps::table.find(app)).set(word).execute(connection)?;
    }
    Ok(())
}
