//! Forms that a browser sent after its session had ended: what was typed, until its user has signed in again.

use super::DbConnection;
use super::schema::kept_forms::dsl;
use crate::ids::UserId;
use chrono::NaiveDateTime;
use diesel::dsl::sum;
use diesel::prelude::*;

/// A form to keep, or one that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = super::schema::kept_forms, treat_none_as_default_value = false)]
pub struct KeptForm {
    pub user_id: UserId,
    /// The path and query that the form was sent to.
    pub path: String,
    /// The fields, URL-encoded.
    pub fields: String,
    /// The length of `fields`.
    pub bytes: i32,
    /// Whether it was sent in parts, as forms with a file are.
    pub has_parts: bool,
    /// The name of the file that was chosen, which is not kept.
    pub file_name: Option<String>,
    pub created_at: NaiveDateTime,
}

pub fn create(connection: &mut DbConnection, token_digest: &str, form: &KeptForm) -> QueryResult<()> {
    let row = (dsl::token_digest.eq(token_digest), form);
    diesel::insert_into(dsl::kept_forms).values(row).execute(connection).map(drop)
}

/// The user's form with this token, if it was kept after `since`.
pub fn find(
    connection: &mut DbConnection,
    user: UserId,
    token_digest: &str,
    since: NaiveDateTime,
) -> QueryResult<Option<KeptForm>> {
    let found = dsl::kept_forms.find(token_digest).filter(dsl::user_id.eq(user)).filter(dsl::created_at.gt(since));
    found.select(KeptForm::as_select()).first(connection).optional()
}

/// How many bytes all kept forms take.
pub fn bytes(connection: &mut DbConnection) -> QueryResult<i64> {
    Ok(dsl::kept_forms.select(sum(dsl::bytes)).first::<Option<i64>>(connection)?.unwrap_or(0))
}

/// Deletes the user's forms except the `most` newest.
pub fn delete_oldest(connection: &mut DbConnection, user: UserId, most: i64) -> QueryResult<()> {
    let of_user = dsl::kept_forms.filter(dsl::user_id.eq(user));
    let newest = of_user.order((dsl::created_at.desc(), dsl::token_digest)).limit(most);
    let newest: Vec<String> = newest.select(dsl::token_digest).load(connection)?;
    diesel::delete(of_user.filter(dsl::token_digest.ne_all(newest))).execute(connection).map(drop)
}

/// Deletes the forms that were kept before `moment`.
pub fn delete_old(connection: &mut DbConnection, moment: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::kept_forms.filter(dsl::created_at.le(moment))).execute(connection)
}
