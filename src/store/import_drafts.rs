//! Files that were uploaded and are looked at before they are imported.

use super::owners::require_app;
use super::schema::{apps, import_drafts};
use super::{DbConnection, QueryResult};
use crate::ids::{AppId, AppKey, DraftId, ImportId, PublisherId, UserId};
use crate::reading::ImportKind;
use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// An uploaded file.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = import_drafts)]
pub struct ImportDraft {
    pub id: DraftId,
    pub publisher_id: PublisherId,
    pub app_id: AppId,
    pub user_id: Option<UserId>,
    pub kind: ImportKind,
    pub file_name: String,
    /// The size of the file.
    pub bytes: i64,
    /// The name that the file is stored under.
    pub file_word: String,
    /// What the user chose, as JSON.
    pub chosen: String,
    /// How often the user has chosen.
    pub revision: i32,
    /// What was found in the file, as JSON.
    pub found: Option<String>,
    /// The revision for which this was found.
    pub found_revision: Option<i32>,
    /// The import that it became.
    pub import_id: Option<ImportId>,
    pub created_at: NaiveDateTime,
}

impl ImportDraft {
    /// The URL of its page.
    pub fn path(&self) -> String {
        format!("/imports/drafts/{}", self.id)
    }
}

/// A file to look at.
#[derive(Clone, Debug)]
pub struct NewDraft<'a> {
    pub publisher: PublisherId,
    pub app: AppId,
    pub user: Option<UserId>,
    pub kind: ImportKind,
    pub file_name: &'a str,
    pub bytes: i64,
    pub file_word: &'a str,
    pub chosen: &'a str,
    pub now: NaiveDateTime,
}

/// The number of the publisher's files that are not imported yet.
pub fn waiting(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<usize> {
    let drafts = import_drafts::table.filter(import_drafts::publisher_id.eq(publisher));
    let waiting: i64 = drafts.filter(import_drafts::import_id.is_null()).count().get_result(connection)?;
    Ok(usize::try_from(waiting).unwrap_or(usize::MAX))
}

/// The number of files for the app that are not imported yet.
pub fn waiting_for(connection: &mut DbConnection, app: AppKey) -> QueryResult<usize> {
    let drafts = import_drafts::table
        .filter(import_drafts::publisher_id.eq(app.publisher))
        .filter(import_drafts::app_id.eq(app.id));
    let waiting: i64 = drafts.filter(import_drafts::import_id.is_null()).count().get_result(connection)?;
    Ok(usize::try_from(waiting).unwrap_or(usize::MAX))
}

/// Creates a draft. The app may have been deleted while the file was sent: [`diesel::NotFound`].
pub fn create(connection: &mut DbConnection, draft: &NewDraft<'_>) -> QueryResult<DraftId> {
    require_app(connection, AppKey { publisher: draft.publisher, id: draft.app })?;
    diesel::insert_into(import_drafts::table)
        .values((
            import_drafts::publisher_id.eq(draft.publisher),
            import_drafts::app_id.eq(draft.app),
            import_drafts::user_id.eq(draft.user),
            import_drafts::kind.eq(draft.kind),
            import_drafts::file_name.eq(draft.file_name),
            import_drafts::bytes.eq(draft.bytes),
            import_drafts::file_word.eq(draft.file_word),
            import_drafts::chosen.eq(draft.chosen),
            import_drafts::created_at.eq(draft.now),
        ))
        .returning(import_drafts::id)
        .get_result(connection)
}

pub fn find(connection: &mut DbConnection, publisher: PublisherId, draft: DraftId) -> QueryResult<ImportDraft> {
    row(publisher, draft).select(ImportDraft::as_select()).first(connection)
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, draft: DraftId) -> _ {
    import_drafts::table.filter(import_drafts::id.eq(draft)).filter(import_drafts::publisher_id.eq(publisher))
}

/// The publisher's drafts that have not become imports, with the names of their apps, the newest first.
pub fn open(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<(ImportDraft, String)>> {
    import_drafts::table
        .inner_join(apps::table)
        .filter(import_drafts::publisher_id.eq(publisher))
        .filter(import_drafts::import_id.is_null())
        .order(import_drafts::id.desc())
        .select((ImportDraft::as_select(), apps::name))
        .load(connection)
}

/// The number of the publisher's drafts that have not become imports.
pub fn count_open(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let open = import_drafts::table.filter(import_drafts::import_id.is_null());
    open.filter(import_drafts::publisher_id.eq(publisher)).count().get_result(connection)
}

/// The size of the files of the publisher's drafts that have not become imports.
pub fn kept_bytes(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let open = import_drafts::table.filter(import_drafts::publisher_id.eq(publisher));
    let sum = sql::<BigInt>("CAST(COALESCE(SUM(bytes), 0) AS BIGINT)");
    open.filter(import_drafts::import_id.is_null()).select(sum).first(connection)
}

/// Stores what the user chose, and that nothing is found yet. Returns false if the draft has become an import.
pub fn choose(
    connection: &mut DbConnection,
    publisher: PublisherId,
    draft: DraftId,
    chosen: &str,
) -> QueryResult<bool> {
    let rows = diesel::update(row(publisher, draft).filter(import_drafts::import_id.is_null()))
        .set((import_drafts::chosen.eq(chosen), import_drafts::revision.eq(import_drafts::revision + 1)))
        .execute(connection)?;
    Ok(rows == 1)
}

/// Stores what was found for a revision, with the choices that it was found by. Returns false if the user has chosen
/// anew since, or the draft has become an import.
pub fn keep_found(connection: &mut DbConnection, draft: &ImportDraft, found: &str) -> QueryResult<bool> {
    let open = row(draft.publisher_id, draft.id).filter(import_drafts::import_id.is_null());
    let rows = diesel::update(open.filter(import_drafts::revision.eq(draft.revision)))
        .set((
            import_drafts::chosen.eq(&draft.chosen),
            import_drafts::found.eq(found),
            import_drafts::found_revision.eq(draft.revision),
        ))
        .execute(connection)?;
    Ok(rows == 1)
}

/// Stores which import the draft became, and forgets what was found in its file. Returns false if it has become one already.
pub fn become_import(
    connection: &mut DbConnection,
    publisher: PublisherId,
    draft: DraftId,
    import: ImportId,
) -> QueryResult<bool> {
    let open = row(publisher, draft).filter(import_drafts::import_id.is_null());
    let became = (import_drafts::import_id.eq(import), import_drafts::found.eq(None::<String>));
    Ok(diesel::update(open).set(became).execute(connection)? == 1)
}

/// Removes the draft unless it has become an import.
pub fn remove(connection: &mut DbConnection, publisher: PublisherId, draft: DraftId) -> QueryResult<bool> {
    let open = row(publisher, draft).filter(import_drafts::import_id.is_null());
    Ok(diesel::delete(open).execute(connection)? == 1)
}

/// The drafts of all publishers that nobody has imported and that are from before `moment`.
pub fn forgotten(connection: &mut DbConnection, moment: NaiveDateTime) -> QueryResult<Vec<ImportDraft>> {
    let open = import_drafts::table.filter(import_drafts::import_id.is_null());
    open.filter(import_drafts::created_at.lt(moment)).select(ImportDraft::as_select()).load(connection)
}

/// Removes the drafts of all publishers that have become imports and are from before `moment`.
pub fn remove_imported(connection: &mut DbConnection, moment: NaiveDateTime) -> QueryResult<()> {
    let imported = import_drafts::table.filter(import_drafts::import_id.is_not_null());
    diesel::delete(imported.filter(import_drafts::created_at.lt(moment))).execute(connection).map(drop)
}

/// Whether a draft refers to the file stored under this name.
pub fn knows_file(connection: &mut DbConnection, word: &str) -> QueryResult<bool> {
    let count: i64 = import_drafts::table.filter(import_drafts::file_word.eq(word)).count().get_result(connection)?;
    Ok(count > 0)
}
