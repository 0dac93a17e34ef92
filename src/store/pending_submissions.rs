//! Submissions that are not published yet: at most one of each flight. Nothing that is published depends on them.

use super::DbConnection;
use super::owners::{is_of_publisher, require_app};
use super::schema::apps;
use super::schema::submissions::dsl;
use super::submissions::{NewSubmission, SubmissionRow};
use crate::flights::ladder::Rollout;
use crate::ids::{AppId, AppKey, FlightId, PublisherId, ReleaseId, SubmissionId, UserId};
use crate::words;
use crate::zone::Zone;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What a submission that is not published waits for; the message `flight-pending-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Pending {
    /// That somebody commits it, or publishes it at once.
    Draft,
    /// That somebody publishes it, after it was committed.
    Ready,
    /// Its time.
    Scheduled,
    /// That somebody decides: it was not published at its time.
    Held,
}

words!(Pending);

/// What is to be published, and when.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    pub release: ReleaseId,
    pub is_gradual: bool,
    pub is_guarded: bool,
    pub share: i32,
    pub steps: &'a str,
    pub mandatory_from: Option<NaiveDateTime>,
    pub state: Pending,
    /// Whether somebody publishes it by hand once it is committed.
    pub is_manual: bool,
    /// When it is published by itself once it is committed, in UTC, and the zone in which that was said.
    pub at: Option<(NaiveDateTime, Zone)>,
    /// The submission that counts now.
    pub follows: Option<SubmissionId>,
}

#[diesel::dsl::auto_type]
fn row(app: AppKey, submission: SubmissionId) -> _ {
    let id: AppId = app.id;
    let own: is_of_publisher = is_of_publisher(app);
    dsl::submissions.filter(dsl::id.eq(submission)).filter(dsl::app_id.eq(id)).filter(own)
}

/// Those of the app.
pub fn of_app(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<SubmissionRow>> {
    let of_app = dsl::submissions.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    of_app.filter(dsl::pending.is_not_null()).select(SubmissionRow::as_select()).load(connection)
}

/// That of the flight.
pub fn of_flight(connection: &mut DbConnection, app: AppKey, flight: FlightId) -> QueryResult<Option<SubmissionRow>> {
    dsl::submissions
        .filter(dsl::flight_id.eq(flight))
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::pending.is_not_null())
        .select(SubmissionRow::as_select())
        .first(connection)
        .optional()
}

/// Those of the publisher whose time has come.
pub fn due(
    connection: &mut DbConnection,
    publisher: PublisherId,
    now: NaiveDateTime,
) -> QueryResult<Vec<SubmissionRow>> {
    let of_publisher = apps::table.filter(apps::id.eq(dsl::app_id)).filter(apps::publisher_id.eq(publisher));
    dsl::submissions
        .filter(dsl::pending.eq(Pending::Scheduled))
        .filter(dsl::publish_at.le(now))
        .filter(diesel::dsl::exists(of_publisher))
        .select(SubmissionRow::as_select())
        .load(connection)
}

/// Adds one. A second one of a flight is a UNIQUE violation.
pub fn create(
    connection: &mut DbConnection,
    (app, flight, created_by): (AppKey, FlightId, Option<UserId>),
    wanted: &Wanted<'_>,
    now: NaiveDateTime,
) -> QueryResult<SubmissionId> {
    require_app(connection, app)?;
    let row = (
        dsl::app_id.eq(app.id),
        dsl::flight_id.eq(flight),
        dsl::release_id.eq(wanted.release),
        dsl::is_gradual.eq(wanted.is_gradual),
        dsl::is_guarded.eq(wanted.is_guarded),
        dsl::share.eq(wanted.share),
        dsl::rollout.eq(Rollout::NotStarted),
        dsl::steps.eq(wanted.steps),
        dsl::created_by.eq(created_by),
        // It has no meaning until it is published.
        dsl::published_at.eq(now),
        // A version that no draft had that was there before it and was dropped, so that nobody takes it for that one.
        dsl::version.eq(now.and_utc().timestamp_micros()),
        dsl::follows_id.eq(wanted.follows),
        dsl::mandatory_from.eq(wanted.mandatory_from),
        dsl::is_manual.eq(wanted.is_manual),
        dsl::pending.eq(Some(wanted.state)),
        dsl::publish_at.eq(wanted.at.map(|(at, _)| at)),
        dsl::publish_zone.eq(wanted.at.map(|(_, zone)| zone)),
    );
    diesel::insert_into(dsl::submissions).values(row).returning(dsl::id).get_result(connection)
}

/// Changes one. Returns false and changes nothing if it has changed since it was read, or was published.
pub fn update(
    connection: &mut DbConnection,
    (app, before): (AppKey, &SubmissionRow),
    wanted: &Wanted<'_>,
) -> QueryResult<bool> {
    let same = row(app, before.id).filter(dsl::version.eq(before.version)).filter(dsl::pending.is_not_null());
    let changed = diesel::update(same).set((
        dsl::release_id.eq(wanted.release),
        dsl::is_gradual.eq(wanted.is_gradual),
        dsl::is_guarded.eq(wanted.is_guarded),
        dsl::share.eq(wanted.share),
        dsl::steps.eq(wanted.steps),
        dsl::mandatory_from.eq(wanted.mandatory_from),
        dsl::is_manual.eq(wanted.is_manual),
        dsl::pending.eq(Some(wanted.state)),
        dsl::publish_at.eq(wanted.at.map(|(at, _)| at)),
        dsl::publish_zone.eq(wanted.at.map(|(_, zone)| zone)),
        dsl::held_for.eq(None::<String>),
        dsl::follows_id.eq(wanted.follows),
        dsl::version.eq(dsl::version + 1),
    ));
    Ok(changed.execute(connection)? == 1)
}

/// Holds a scheduled one. Returns false and changes nothing if it has changed since it was read.
pub fn hold(connection: &mut DbConnection, (app, before): (AppKey, &SubmissionRow), why: &str) -> QueryResult<bool> {
    let same = row(app, before.id).filter(dsl::version.eq(before.version)).filter(dsl::pending.eq(Pending::Scheduled));
    let held = diesel::update(same).set((
        dsl::pending.eq(Some(Pending::Held)),
        dsl::held_for.eq(Some(why)),
        dsl::version.eq(dsl::version + 1),
    ));
    Ok(held.execute(connection)? == 1)
}

/// Has one count as it is wanted now. Returns false and changes nothing if it has changed since it was read, or counts already.
pub fn publish(
    connection: &mut DbConnection,
    (app, before): (AppKey, &SubmissionRow),
    new: &NewSubmission<'_>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let same = row(app, before.id).filter(dsl::version.eq(before.version)).filter(dsl::pending.is_not_null());
    let published = diesel::update(same).set((
        dsl::release_id.eq(new.release),
        dsl::fallback_id.eq(new.fallback),
        dsl::is_gradual.eq(new.is_gradual),
        dsl::is_guarded.eq(new.is_guarded),
        dsl::share.eq(new.share),
        dsl::rollout.eq(new.rollout),
        dsl::steps.eq(new.steps),
        dsl::next_step_at.eq(new.next_step_at),
        dsl::mandatory_from.eq(new.mandatory_from),
        dsl::published_at.eq(now),
        dsl::pending.eq(None::<Pending>),
        dsl::publish_at.eq(None::<NaiveDateTime>),
        dsl::publish_zone.eq(None::<Zone>),
        dsl::held_for.eq(None::<String>),
        dsl::version.eq(dsl::version + 1),
    ));
    Ok(published.execute(connection)? == 1)
}

/// Deletes one, of which nothing was published. Returns false and changes nothing if it has changed since it was read.
pub fn delete(connection: &mut DbConnection, (app, before): (AppKey, &SubmissionRow)) -> QueryResult<bool> {
    let same = row(app, before.id).filter(dsl::version.eq(before.version)).filter(dsl::pending.is_not_null());
    Ok(diesel::delete(same).execute(connection)? == 1)
}
