//! The audit log as a streamed .csv file, for whoever looks through more of it than a page shows.

use super::filters::Filters;
use crate::audit::list::{self, From};
use crate::locale::Locale;
use crate::spreadsheet::record_in;
use crate::store::StoreError;
use crate::store::audit_entries::AuditEntry;
use crate::web::download::{BYTE_ORDER_MARK, csv_response};
use crate::web::error::PageError;
use crate::web::visitor::Owner;
use crate::web::work::PageResult;
use actix_web::web;
use futures_util::stream::{self, StreamExt};

/// The columns. Their names and the words in them are those of the database, in every language.
const HEADS: [&str; 13] = [
    "id",
    "at",
    "actor_kind",
    "actor",
    "user_id",
    "token_id",
    "action",
    "subject_kind",
    "subject_id",
    "subject",
    "before",
    "after",
    "network",
];

/// All entries that the filters choose, the newest first.
pub async fn file(Owner(visitor): Owner, query: web::Query<Filters>) -> PageResult {
    let (publisher, locale) = (visitor.publisher.id, visitor.locale);
    let (wanted, errors) = query.wanted(visitor.publisher.time_zone, locale);
    if !errors.is_empty() {
        return Err(PageError::NotFound);
    }
    visitor.run(move |visit| Ok(list::export(&visit.state, &visit.actor)?)).await?;
    let state = visitor.state.clone();
    let rows = stream::try_unfold(From::Newest, move |from| {
        let state = state.clone();
        async move {
            let entries = list::batch(&state, publisher, wanted, from).await?;
            let Some(last) = entries.last() else { return Ok(None) };
            let next = From::Before(last.id);
            let records: Vec<u8> = entries.iter().flat_map(|entry| row(entry, locale)).collect();
            Ok::<_, StoreError>(Some((web::Bytes::from(records), next)))
        }
    });
    let head = web::Bytes::from([BYTE_ORDER_MARK, &record_in(locale, HEADS)].concat());
    let start = stream::once(async move { Ok(head) });
    Ok(csv_response(&locale.text("audit-title")).streaming(Box::pin(start.chain(rows))))
}

fn row(entry: &AuditEntry, locale: Locale) -> Vec<u8> {
    let number = |number: Option<i32>| number.map_or_else(String::new, |number| number.to_string());
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        entry.id.to_string(),
        entry.at.and_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        entry.actor_kind.word().to_owned(),
        entry.actor_name.clone(),
        number(entry.user_id.map(i32::from)),
        number(entry.token_id),
        entry.action.word().to_owned(),
        entry.subject_kind.word().to_owned(),
        number(entry.subject_id),
        entry.subject_name.clone(),
        text(&entry.before),
        text(&entry.after),
        text(&entry.network),
    ];
    record_in(locale, cells.iter().map(String::as_str))
}
