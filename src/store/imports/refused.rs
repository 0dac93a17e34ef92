//! The refused lines of imports, with the reasons.

use super::PAGE_SIZE;
use crate::ids::{ImportId, PublisherId};
use crate::on_either;
use crate::reading::{Refusal, RefusedLine};
use crate::store::schema::{imports, refused_lines};
use crate::store::{DbConnection, rows_per_statement};
use diesel::prelude::*;
use diesel::result::Error;

/// Stores refused lines.
pub(super) fn keep(connection: &mut DbConnection, import: ImportId, refused: &[RefusedLine]) -> QueryResult<()> {
    let rows = refused.iter().map(|line| {
        let reason = serde_json::to_string(&line.refusal).map_err(|error| Error::SerializationError(error.into()))?;
        Ok((
            refused_lines::import_id.eq(import),
            refused_lines::line_number.eq(i64::try_from(line.number).unwrap_or(i64::MAX)),
            refused_lines::text.eq(&line.text),
            refused_lines::reason.eq(reason),
        ))
    });
    let rows = rows.collect::<QueryResult<Vec<_>>>()?;
    for chunk in rows.chunks(rows_per_statement(4)) {
        on_either!(connection, inner => diesel::insert_into(refused_lines::table).values(chunk).execute(inner))?;
    }
    Ok(())
}

/// At most `limit` refused lines of the publisher's import with numbers above `after`, in order.
pub fn refused_after(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<RefusedLine>> {
    let lines = refused(publisher, import).filter(refused_lines::line_number.gt(after)).limit(limit);
    Ok(lines.load::<(i64, String, String)>(connection)?.into_iter().filter_map(refused_line).collect())
}

/// A page of the refused lines of the publisher's import. Pages count from 1.
pub fn refused_page(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    page: i64,
) -> QueryResult<Vec<RefusedLine>> {
    let lines = refused(publisher, import).offset((page.max(1) - 1) * PAGE_SIZE).limit(PAGE_SIZE);
    Ok(lines.load::<(i64, String, String)>(connection)?.into_iter().filter_map(refused_line).collect())
}

#[diesel::dsl::auto_type]
fn refused(publisher: PublisherId, import: ImportId) -> _ {
    refused_lines::table
        .inner_join(imports::table)
        .filter(imports::publisher_id.eq(publisher))
        .filter(refused_lines::import_id.eq(import))
        .order(refused_lines::line_number)
        .select((refused_lines::line_number, refused_lines::text, refused_lines::reason))
}

fn refused_line((number, text, reason): (i64, String, String)) -> Option<RefusedLine> {
    let refusal: Refusal = serde_json::from_str(&reason).ok()?;
    Some(RefusedLine { number: number.unsigned_abs(), text, refusal })
}
