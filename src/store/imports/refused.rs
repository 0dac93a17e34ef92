//! The refused lines of imports, with the reasons, and how many lines have each reason.

use super::PAGE_SIZE;
use crate::ids::{ImportId, PublisherId};
use crate::insert;
use crate::reading::refusal::SHOWN_TEXT;
use crate::reading::{Refusal, RefusedLine};
use crate::store::DbConnection;
use crate::store::schema::{imports, refused_lines};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Text};
use serde::{Deserialize, Serialize};

/// The most characters of refused lines that are read at once: hundreds of thousands of usual lines, and little memory
/// for each visitor who downloads a file of them. One line may be longer.
const MOST_TEXT: i64 = 8 * 1024 * 1024;

/// Lines of an import that have the same fault in the same column. There is at most one for each reason and column that
/// a line must have, so that an import keeps them all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedGroup {
    /// The fault of the first of them.
    pub refusal: Refusal,
    pub lines: i64,
    pub first_line: u64,
}

/// The groups with these lines. A line with several faults is in several groups.
pub(super) fn grouped(mut groups: Vec<RefusedGroup>, lines: &[RefusedLine]) -> Vec<RefusedGroup> {
    for line in lines {
        for fault in line.refusal.faults() {
            let is_alike = |group: &&mut RefusedGroup| {
                (group.refusal.reason, &group.refusal.column) == (fault.reason, &fault.column)
            };
            match groups.iter_mut().find(is_alike) {
                None => groups.push(RefusedGroup { refusal: fault.first(), lines: 1, first_line: line.number }),
                Some(group) => {
                    group.lines += 1;
                    if line.number < group.first_line {
                        group.first_line = line.number;
                        group.refusal = fault.first();
                    }
                }
            }
        }
    }
    groups
}

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
    insert!(connection, refused_lines::table, rows);
    Ok(())
}

/// At most `limit` refused lines of the publisher's import with numbers above `after`, in order. Fewer if they are
/// long, and none at the end only.
pub fn refused_after(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<RefusedLine>> {
    let lines = refused(publisher, import).filter(refused_lines::line_number.gt(after)).limit(limit);
    let length = sql::<BigInt>("CAST(LENGTH(refused_lines.text) AS BIGINT)");
    let lengths: Vec<(i64, i64)> = lines.select((refused_lines::line_number, length)).load(connection)?;
    let mut text = 0;
    let last = lengths.iter().enumerate().take_while(|(index, (_, length))| {
        text += length;
        *index == 0 || text <= MOST_TEXT
    });
    let Some((_, (last, _))) = last.last() else { return Ok(Vec::new()) };
    let lines = lines.filter(refused_lines::line_number.le(*last)).select((
        refused_lines::line_number,
        refused_lines::text,
        refused_lines::reason,
    ));
    Ok(lines.load::<(i64, String, String)>(connection)?.into_iter().filter_map(refused_line).collect())
}

/// A page of the refused lines of the publisher's import, as they are shown. Pages count from 1.
pub fn refused_page(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    page: i64,
) -> QueryResult<Vec<RefusedLine>> {
    // One more character than is shown, which says that there is more.
    let text = sql::<Text>(&format!("SUBSTR(refused_lines.text, 1, {})", SHOWN_TEXT + 1));
    let lines = refused(publisher, import)
        .offset((page.max(1) - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
        .select((refused_lines::line_number, text, refused_lines::reason))
        .load::<(i64, String, String)>(connection)?;
    Ok(lines.into_iter().filter_map(refused_line).map(RefusedLine::shortened).collect())
}

#[diesel::dsl::auto_type]
fn refused(publisher: PublisherId, import: ImportId) -> _ {
    refused_lines::table
        .inner_join(imports::table)
        .filter(imports::publisher_id.eq(publisher))
        .filter(refused_lines::import_id.eq(import))
        .order(refused_lines::line_number)
}

fn refused_line((number, text, reason): (i64, String, String)) -> Option<RefusedLine> {
    let refusal: Refusal = serde_json::from_str(&reason).ok()?;
    Some(RefusedLine { number: number.unsigned_abs(), text, refusal })
}
