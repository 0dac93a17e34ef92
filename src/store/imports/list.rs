//! The publisher's imports in pages: of files, and of rows that programs sent.

use super::{Import, PAGE_SIZE};
use crate::ids::{ImportId, PublisherId};
use crate::store::schema::{apps, imports};
use crate::store::{DbConnection, ListPage};
use diesel::prelude::*;

/// An import with the name of its app.
#[derive(Clone, Debug, Queryable)]
pub struct ListedImport {
    pub import: Import,
    pub app_name: String,
}

/// A page of the publisher's imports, newest first: of files, or of rows that programs sent. Pages count from 1.
pub fn list(
    connection: &mut DbConnection,
    publisher: PublisherId,
    is_of_rows: bool,
    page: i64,
) -> QueryResult<ListPage<ListedImport>> {
    let total = count_of_sort(connection, publisher, is_of_rows)?;
    let rows = imports::table
        .inner_join(apps::table)
        .filter(imports::publisher_id.eq(publisher))
        .filter(imports::is_of_rows.eq(is_of_rows))
        .order(imports::id.desc())
        .offset((page.max(1) - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
        .select((Import::as_select(), apps::name))
        .load(connection)?;
    Ok(ListPage { rows, total })
}

/// The number of the publisher's imports of files, or of rows that programs sent.
pub fn count_of_sort(connection: &mut DbConnection, publisher: PublisherId, is_of_rows: bool) -> QueryResult<i64> {
    let of_sort = imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::is_of_rows.eq(is_of_rows));
    of_sort.count().get_result(connection)
}

/// Whether programs have sent the publisher rows.
pub fn has_rows(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<bool> {
    let of_rows = imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::is_of_rows.eq(true));
    Ok(of_rows.select(imports::id).first::<ImportId>(connection).optional()?.is_some())
}
