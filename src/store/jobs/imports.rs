//! The jobs of a publisher's imports and sample apps, which are limited in number.

use super::{JobKind, SAMPLE_IMPORT};
use crate::ids::PublisherId;
use crate::store::DbConnection;
use crate::store::schema::jobs;
use diesel::prelude::*;
use std::collections::HashSet;

/// The number of the publisher's uploaded files that are waiting or being imported.
pub fn count_sent_imports(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let imports = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::kind.eq(JobKind::Import));
    let of_publisher = imports.filter(jobs::publisher_id.eq(publisher)).filter(jobs::is_held.eq(false));
    of_publisher.filter(jobs::key.not_like(format!("{SAMPLE_IMPORT}%"))).count().get_result(connection)
}

/// The number of the publisher's sample apps that are being filled or whose files have not been generated yet.
pub fn count_samples(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let unfinished = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::publisher_id.eq(publisher));
    let unfinished = unfinished.filter(jobs::kind.eq_any([JobKind::Import, JobKind::Sample]));
    let unfinished = unfinished.select((jobs::kind, jobs::key, jobs::lane));
    let rows: Vec<(JobKind, String, Option<String>)> = unfinished.load(connection)?;
    let to_make = rows.iter().filter(|(kind, ..)| *kind == JobKind::Sample).count();
    let filled: HashSet<_> =
        rows.iter().filter(|(_, key, _)| key.starts_with(SAMPLE_IMPORT)).map(|(.., lane)| lane).collect();
    Ok(i64::try_from(to_make + filled.len()).unwrap_or(i64::MAX))
}

/// The payloads of the publisher's jobs that will write the files of a sample app.
pub fn samples_to_make(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<String>> {
    let to_make = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::kind.eq(JobKind::Sample));
    to_make.filter(jobs::publisher_id.eq(publisher)).select(jobs::payload).load(connection)
}

/// Whether a sample app of the publisher is waiting for its files to be generated.
pub fn any_sample_to_make(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<bool> {
    let to_make = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::kind.eq(JobKind::Sample));
    Ok(to_make.filter(jobs::publisher_id.eq(publisher)).count().get_result::<i64>(connection)? > 0)
}
