//! What users have chosen for the columns of imported files, for the next file with the same columns.

use super::schema::import_mappings as mappings;
use super::{DbConnection, QueryResult};
use crate::ids::{AppId, AppKey, PublisherId};
use crate::on_either;
use crate::reading::ImportKind;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::upsert::excluded;

/// The most mappings of an app that are kept; then the one that was not used for the longest is forgotten. Few programs
/// write an app's files, and a mapping takes some kilobytes.
const MOST: i64 = 100;

/// What was chosen, as JSON, for the last file of this kind with these headers; `headers` is a digest of them.
pub fn find(
    connection: &mut DbConnection,
    app: AppKey,
    kind: ImportKind,
    headers: &str,
) -> QueryResult<Option<String>> {
    of_app(app)
        .filter(mappings::kind.eq(kind))
        .filter(mappings::headers.eq(headers))
        .select(mappings::chosen)
        .first(connection)
        .optional()
}

#[diesel::dsl::auto_type]
fn of_app(app: AppKey) -> _ {
    let (publisher, id): (PublisherId, AppId) = (app.publisher, app.id);
    mappings::table.filter(mappings::app_id.eq(id)).filter(mappings::publisher_id.eq(publisher))
}

/// Keeps what was chosen.
pub fn keep(
    connection: &mut DbConnection,
    app: AppKey,
    kind: ImportKind,
    headers: &str,
    chosen: &str,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        mappings::publisher_id.eq(app.publisher),
        mappings::app_id.eq(app.id),
        mappings::kind.eq(kind),
        mappings::headers.eq(headers),
        mappings::chosen.eq(chosen),
        mappings::used_at.eq(now),
    );
    on_either!(connection, inner => diesel::insert_into(mappings::table)
        .values(row)
        .on_conflict((mappings::app_id, mappings::kind, mappings::headers))
        .do_update()
        .set((mappings::chosen.eq(excluded(mappings::chosen)), mappings::used_at.eq(excluded(mappings::used_at))))
        .execute(inner))?;
    let oldest = of_app(app).order(mappings::used_at.desc()).offset(MOST).limit(1).select(mappings::used_at);
    if let Some(oldest) = oldest.first::<NaiveDateTime>(connection).optional()? {
        diesel::delete(of_app(app).filter(mappings::used_at.le(oldest))).execute(connection)?;
    }
    Ok(())
}
