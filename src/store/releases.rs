//! Releases of an app: a version, its notes and its files.

use super::DbConnection;
use super::owners::{is_of_publisher, require_app};
use super::schema::apps;
use super::schema::releases::dsl;
use crate::ids::{AppId, AppKey, PublisherId, ReleaseId, UserId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A release's row.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = super::schema::releases)]
pub struct ReleaseRow {
    pub id: ReleaseId,
    pub app_id: AppId,
    pub version: String,
    /// JSON.
    pub notes: String,
    /// JSON.
    pub files: String,
    /// Increases with every edit.
    pub edits: i64,
    pub created_at: NaiveDateTime,
    /// When a flight first published it; it does not change since.
    pub published_at: Option<NaiveDateTime>,
}

/// The content of a release: its version, and its notes and files as JSON.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    pub version: &'a str,
    pub notes: &'a str,
    pub files: &'a str,
}

#[diesel::dsl::auto_type]
fn row(app: AppKey, release: ReleaseId) -> _ {
    let id: AppId = app.id;
    let own: is_of_publisher = is_of_publisher(app);
    dsl::releases.filter(dsl::id.eq(release)).filter(dsl::app_id.eq(id)).filter(own)
}

/// Creates a release. A version that the app has is a UNIQUE violation.
pub fn create(
    connection: &mut DbConnection,
    (app, user): (AppKey, Option<UserId>),
    content: Content<'_>,
    now: NaiveDateTime,
) -> QueryResult<ReleaseId> {
    require_app(connection, app)?;
    let row = (
        dsl::app_id.eq(app.id),
        dsl::version.eq(content.version),
        dsl::notes.eq(content.notes),
        dsl::files.eq(content.files),
        dsl::created_by.eq(user),
        dsl::created_at.eq(now),
    );
    diesel::insert_into(dsl::releases).values(row).returning(dsl::id).get_result(connection)
}

pub fn find(connection: &mut DbConnection, app: AppKey, release: ReleaseId) -> QueryResult<ReleaseRow> {
    row(app, release).select(ReleaseRow::as_select()).first(connection)
}

/// The publisher's release with this id.
pub fn find_of(connection: &mut DbConnection, publisher: PublisherId, release: ReleaseId) -> QueryResult<ReleaseRow> {
    let of_publisher = apps::table.filter(apps::id.eq(dsl::app_id)).filter(apps::publisher_id.eq(publisher));
    let own = dsl::releases.filter(dsl::id.eq(release)).filter(diesel::dsl::exists(of_publisher));
    own.select(ReleaseRow::as_select()).first(connection)
}

/// The app's release of this version, as it was written.
pub fn of_version(connection: &mut DbConnection, app: AppKey, version: &str) -> QueryResult<Option<ReleaseRow>> {
    let of_app = dsl::releases.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    of_app.filter(dsl::version.eq(version)).select(ReleaseRow::as_select()).first(connection).optional()
}

/// The app's releases, the newest first, at most `most`.
pub fn of_app(connection: &mut DbConnection, app: AppKey, most: i64) -> QueryResult<Vec<ReleaseRow>> {
    let of_app = dsl::releases.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    of_app.order(dsl::id.desc()).limit(most).select(ReleaseRow::as_select()).load(connection)
}

/// The app's releases with these ids.
pub fn among(connection: &mut DbConnection, app: AppKey, ids: &[ReleaseId]) -> QueryResult<Vec<ReleaseRow>> {
    let of_app = dsl::releases.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    of_app.filter(dsl::id.eq_any(ids.to_vec())).select(ReleaseRow::as_select()).load(connection)
}

pub fn count(connection: &mut DbConnection, app: AppKey) -> QueryResult<i64> {
    dsl::releases.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app)).count().get_result(connection)
}

/// Changes the release as it was read. Returns false and changes nothing if it has changed since, or was published.
pub fn update(
    connection: &mut DbConnection,
    (app, release): (AppKey, &ReleaseRow),
    content: Content<'_>,
) -> QueryResult<bool> {
    let same = row(app, release.id).filter(dsl::edits.eq(release.edits)).filter(dsl::published_at.is_null());
    let changed = diesel::update(same).set((
        dsl::notes.eq(content.notes),
        dsl::files.eq(content.files),
        dsl::edits.eq(dsl::edits + 1),
    ));
    Ok(changed.execute(connection)? == 1)
}

/// Notes that a flight published the release.
pub fn set_published(
    connection: &mut DbConnection,
    (app, release): (AppKey, ReleaseId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let first = row(app, release).filter(dsl::published_at.is_null());
    diesel::update(first).set(dsl::published_at.eq(Some(now))).execute(connection).map(drop)
}
