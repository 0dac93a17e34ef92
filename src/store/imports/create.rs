//! New imports: of files that were looked at, of rows, and of files that are read when their import begins.

use super::{Import, ImportState, find, row};
use crate::ids::{AppId, AppKey, ImportId, PublisherId, TokenId, UserId};
use crate::reading::{Chosen, ImportKind, Survey};
use crate::store::DbConnection;
use crate::store::owners::require_app;
use crate::store::schema::imports;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::result::Error;

/// An import to create.
#[derive(Clone, Debug)]
pub struct NewImport<'a> {
    pub publisher: PublisherId,
    pub app: AppId,
    pub user: Option<UserId>,
    /// The API token of a program that sends it.
    pub token: Option<TokenId>,
    /// Whether these are the rows of a call instead of a file.
    pub is_of_rows: bool,
    pub kind: ImportKind,
    pub file_name: &'a str,
    pub bytes: i64,
    pub survey: &'a Survey,
    pub now: NaiveDateTime,
    /// The name that the file is stored under; `None` if only the command that imports it has the file.
    pub file_word: Option<&'a str>,
}

/// Creates a waiting import. The app may have been deleted meanwhile: [`Error::NotFound`].
pub fn create(connection: &mut DbConnection, import: &NewImport<'_>) -> QueryResult<ImportId> {
    require_app(connection, AppKey { publisher: import.publisher, id: import.app })?;
    let detected = serde_json::to_string(import.survey).map_err(|error| Error::SerializationError(error.into()))?;
    diesel::insert_into(imports::table)
        .values((
            imports::publisher_id.eq(import.publisher),
            imports::app_id.eq(import.app),
            imports::user_id.eq(import.user),
            imports::token_id.eq(import.token),
            imports::is_of_rows.eq(import.is_of_rows),
            imports::kind.eq(import.kind),
            imports::file_name.eq(import.file_name),
            imports::state.eq(ImportState::Waiting),
            imports::detected.eq(detected),
            imports::bytes_total.eq(import.bytes),
            imports::lines_total.eq(i64::try_from(import.survey.lines).unwrap_or(i64::MAX)),
            imports::file_word.eq(import.file_word),
            imports::created_at.eq(import.now),
        ))
        .returning(imports::id)
        .get_result(connection)
}

/// A file of a program to import, which is read when its import begins.
#[derive(Clone, Debug)]
pub struct UnreadFile<'a> {
    pub publisher: PublisherId,
    pub app: AppId,
    pub token: Option<TokenId>,
    pub kind: ImportKind,
    pub file_name: &'a str,
    pub bytes: i64,
    pub chosen: &'a Chosen,
    pub now: NaiveDateTime,
    /// The name that the file is stored under.
    pub file_word: &'a str,
}

/// Creates a waiting import of a file that was not read yet.
pub fn create_unread(connection: &mut DbConnection, file: &UnreadFile<'_>) -> QueryResult<ImportId> {
    require_app(connection, AppKey { publisher: file.publisher, id: file.app })?;
    let chosen = serde_json::to_string(file.chosen).map_err(|error| Error::SerializationError(error.into()))?;
    diesel::insert_into(imports::table)
        .values((
            imports::publisher_id.eq(file.publisher),
            imports::app_id.eq(file.app),
            imports::token_id.eq(file.token),
            imports::kind.eq(file.kind),
            imports::file_name.eq(file.file_name),
            imports::state.eq(ImportState::Waiting),
            imports::bytes_total.eq(file.bytes),
            imports::file_word.eq(file.file_word),
            imports::created_at.eq(file.now),
            imports::chosen.eq(chosen),
        ))
        .returning(imports::id)
        .get_result(connection)
}

/// Stores what was found in the import's file. Returns the import.
pub fn set_read(connection: &mut DbConnection, import: &Import, survey: &Survey) -> QueryResult<Import> {
    let detected = serde_json::to_string(survey).map_err(|error| Error::SerializationError(error.into()))?;
    let lines = i64::try_from(survey.lines).unwrap_or(i64::MAX);
    diesel::update(row(import.publisher_id, import.id))
        .set((imports::detected.eq(detected), imports::lines_total.eq(lines), imports::chosen.eq(None::<String>)))
        .execute(connection)?;
    find(connection, import.publisher_id, import.id)
}
