//! Submissions: releases as they were published to a flight. Of each flight, the last one counts.

use super::DbConnection;
use super::data_versions::DataVersion;
use super::owners::{is_of_publisher, require_app};
use super::pending_submissions::Pending;
use super::schema::apps;
use super::schema::submissions::dsl;
use crate::flights::ladder::Rollout;
use crate::ids::{AppId, AppKey, FlightId, PublisherId, ReleaseId, SubmissionId, UserId};
use crate::zone::Zone;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A submission's row.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = super::schema::submissions)]
pub struct SubmissionRow {
    pub id: SubmissionId,
    pub app_id: AppId,
    pub flight_id: FlightId,
    pub release_id: ReleaseId,
    /// The submission before it, which those outside the share get.
    pub fallback_id: Option<SubmissionId>,
    /// Whether it was published to a share first.
    pub is_gradual: bool,
    /// In millionths of the flight's members.
    pub share: i32,
    pub rollout: Rollout,
    /// The shares that it is raised to by itself, as JSON.
    pub steps: String,
    pub next_step_at: Option<NaiveDateTime>,
    /// Increases with every change.
    pub version: i64,
    pub published_at: NaiveDateTime,
    /// Since when another one counts.
    pub superseded_at: Option<NaiveDateTime>,
    /// Why it was halted by itself, as JSON.
    pub stopped_for: Option<String>,
    /// Whether it is halted by itself when its release does worse than the one before.
    pub is_guarded: bool,
    /// What it waits for, if it is not published.
    pub pending: Option<Pending>,
    /// When it is published by itself, in UTC, and the zone in which that was said.
    pub publish_at: Option<NaiveDateTime>,
    pub publish_zone: Option<Zone>,
    /// Why it was not published at its time, as a word.
    pub held_for: Option<String>,
    /// The submission that counted when it was last said what is to be published.
    pub follows_id: Option<SubmissionId>,
    /// Whether somebody publishes it by hand once it is committed.
    pub is_manual: bool,
    /// From when on people must have the release, in UTC.
    pub mandatory_from: Option<NaiveDateTime>,
}

/// A submission to insert.
#[derive(Clone, Debug)]
pub struct NewSubmission<'a> {
    pub flight: FlightId,
    pub release: ReleaseId,
    pub fallback: Option<SubmissionId>,
    pub is_gradual: bool,
    pub is_guarded: bool,
    pub share: i32,
    pub rollout: Rollout,
    pub steps: &'a str,
    pub next_step_at: Option<NaiveDateTime>,
    pub mandatory_from: Option<NaiveDateTime>,
}

/// What becomes of a submission.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    pub share: i32,
    pub rollout: Rollout,
    pub steps: &'a str,
    pub next_step_at: Option<NaiveDateTime>,
    pub stopped_for: Option<&'a str>,
}

#[diesel::dsl::auto_type]
fn row(app: AppKey, submission: SubmissionId) -> _ {
    let id: AppId = app.id;
    let own: is_of_publisher = is_of_publisher(app);
    dsl::submissions.filter(dsl::id.eq(submission)).filter(dsl::app_id.eq(id)).filter(own)
}

pub fn create(
    connection: &mut DbConnection,
    (app, created_by): (AppKey, Option<UserId>),
    new: &NewSubmission<'_>,
    now: NaiveDateTime,
) -> QueryResult<SubmissionId> {
    require_app(connection, app)?;
    let row = (
        dsl::app_id.eq(app.id),
        dsl::flight_id.eq(new.flight),
        dsl::release_id.eq(new.release),
        dsl::fallback_id.eq(new.fallback),
        dsl::is_gradual.eq(new.is_gradual),
        dsl::is_guarded.eq(new.is_guarded),
        dsl::share.eq(new.share),
        dsl::rollout.eq(new.rollout),
        dsl::steps.eq(new.steps),
        dsl::next_step_at.eq(new.next_step_at),
        dsl::mandatory_from.eq(new.mandatory_from),
        dsl::created_by.eq(created_by),
        dsl::published_at.eq(now),
    );
    diesel::insert_into(dsl::submissions).values(row).returning(dsl::id).get_result(connection)
}

/// The submissions of the app that count, one for each of its flights that have any.
pub fn live(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<SubmissionRow>> {
    let of_app = dsl::submissions.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    let live = of_app.filter(dsl::superseded_at.is_null()).filter(dsl::pending.is_null());
    live.select(SubmissionRow::as_select()).load(connection)
}

/// The app's submissions with these ids.
pub fn among(connection: &mut DbConnection, app: AppKey, ids: &[SubmissionId]) -> QueryResult<Vec<SubmissionRow>> {
    let of_app = dsl::submissions.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    of_app.filter(dsl::id.eq_any(ids.to_vec())).select(SubmissionRow::as_select()).load(connection)
}

/// What was published to a flight, the newest first, at most `most`.
pub fn of_flight(
    connection: &mut DbConnection,
    (app, flight): (AppKey, FlightId),
    most: i64,
) -> QueryResult<Vec<SubmissionRow>> {
    dsl::submissions
        .filter(dsl::flight_id.eq(flight))
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::pending.is_null())
        .order((dsl::published_at.desc(), dsl::id.desc()))
        .limit(most)
        .select(SubmissionRow::as_select())
        .load(connection)
}

/// The submission of the flight that counts.
pub fn current(connection: &mut DbConnection, app: AppKey, flight: FlightId) -> QueryResult<Option<SubmissionRow>> {
    dsl::submissions
        .filter(dsl::flight_id.eq(flight))
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::superseded_at.is_null())
        .filter(dsl::pending.is_null())
        .order(dsl::id.desc())
        .select(SubmissionRow::as_select())
        .first(connection)
        .optional()
}

/// Has the submission count no more. Returns false and changes nothing if it has changed since it was read.
pub fn supersede(
    connection: &mut DbConnection,
    (app, submission): (AppKey, &SubmissionRow),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let same = row(app, submission.id).filter(dsl::version.eq(submission.version)).filter(dsl::superseded_at.is_null());
    let superseded = diesel::update(same).set((
        dsl::superseded_at.eq(Some(now)),
        dsl::next_step_at.eq(None::<NaiveDateTime>),
        dsl::version.eq(dsl::version + 1),
    ));
    Ok(superseded.execute(connection)? == 1)
}

/// Changes how far the submission's rollout is. Returns false and changes nothing if it has changed since it was read.
pub fn change(
    connection: &mut DbConnection,
    (app, submission): (AppKey, &SubmissionRow),
    change: &Change<'_>,
) -> QueryResult<bool> {
    let same = row(app, submission.id).filter(dsl::version.eq(submission.version)).filter(dsl::superseded_at.is_null());
    let changed = diesel::update(same).set((
        dsl::share.eq(change.share),
        dsl::rollout.eq(change.rollout),
        dsl::steps.eq(change.steps),
        dsl::next_step_at.eq(change.next_step_at),
        dsl::stopped_for.eq(change.stopped_for),
        dsl::version.eq(dsl::version + 1),
    ));
    Ok(changed.execute(connection)? == 1)
}

/// The publisher's guarded rollouts in progress whose app's data have changed since their ratings were compared.
pub fn to_compare(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<SubmissionRow>> {
    let changed = dsl::compared_at_state.is_null().or(dsl::compared_at_state.assume_not_null().ne(apps::data_word));
    dsl::submissions
        .inner_join(apps::table.on(apps::id.eq(dsl::app_id)))
        .filter(apps::publisher_id.eq(publisher))
        .filter(dsl::superseded_at.is_null())
        .filter(dsl::is_guarded)
        .filter(dsl::fallback_id.is_not_null())
        .filter(dsl::rollout.eq(Rollout::InProgress))
        .filter(changed)
        .select(SubmissionRow::as_select())
        .load(connection)
}

/// Says at which state of the app's data the ratings of a rollout were compared.
pub fn set_compared(
    connection: &mut DbConnection,
    (app, submission): (AppKey, SubmissionId),
    state: DataVersion,
) -> QueryResult<()> {
    let compared = dsl::compared_at_state.eq(Some(state.word));
    diesel::update(row(app, submission)).set(compared).execute(connection).map(drop)
}

/// The publisher's submissions whose next step is due.
pub fn due(
    connection: &mut DbConnection,
    publisher: PublisherId,
    now: NaiveDateTime,
) -> QueryResult<Vec<SubmissionRow>> {
    let of_publisher = apps::table.filter(apps::id.eq(dsl::app_id)).filter(apps::publisher_id.eq(publisher));
    dsl::submissions
        .filter(dsl::next_step_at.le(now))
        .filter(diesel::dsl::exists(of_publisher))
        .select(SubmissionRow::as_select())
        .load(connection)
}

/// Has the next step of the publisher's rollouts be due at a moment. For tests: nothing else moves a step.
pub fn set_next_step(connection: &mut DbConnection, publisher: PublisherId, moment: NaiveDateTime) -> QueryResult<()> {
    let of_publisher = apps::table.filter(apps::publisher_id.eq(publisher)).select(apps::id);
    let waiting = dsl::submissions.filter(dsl::next_step_at.is_not_null()).filter(dsl::app_id.eq_any(of_publisher));
    diesel::update(waiting).set(dsl::next_step_at.eq(Some(moment))).execute(connection).map(drop)
}
