//! The refused lines of an import as a streamed .csv file.

use crate::ids::ImportId;
use crate::locale::Locale;
use crate::reading::RefusedLine;
use crate::spreadsheet::record;
use crate::store::imports;
use crate::web::download::{BYTE_ORDER_MARK, csv_response};
use crate::web::visitor::Viewer;
use crate::web::work::PageResult;
use actix_web::web;
use futures_util::stream::{self, StreamExt};

/// Lines read at once.
const PAGE: i64 = 5_000;

/// Exports the refused lines: number, reason in the user's language, text.
pub async fn download(Viewer(visitor): Viewer, path: web::Path<ImportId>) -> PageResult {
    let (publisher, id, locale) = (visitor.publisher.id, path.into_inner(), visitor.locale);
    let state = &visitor.state;
    let import = state.database.read(move |connection| imports::find(connection, publisher, id)).await?;
    let heads = ["column-line-number", "column-reason", "column-text"].map(|key| locale.text(key));
    let head = [BYTE_ORDER_MARK, &record(heads.iter().map(String::as_str))].concat();
    let database = state.database.clone();
    let lines = stream::try_unfold(-1, move |after| {
        let database = database.clone();
        async move {
            let read = database.read(move |connection| imports::refused_after(connection, publisher, id, after, PAGE));
            let lines = read.await?;
            let Some(last) = lines.last() else { return Ok(None) };
            let after = i64::try_from(last.number).unwrap_or(i64::MAX);
            let rows: Vec<u8> = lines.iter().flat_map(|line| row(line, locale)).collect();
            Ok::<_, crate::store::StoreError>(Some((web::Bytes::from(rows), after)))
        }
    });
    let start = stream::once(async move { Ok(web::Bytes::from(head)) });
    let name = locale.with1("import-refused-file", "name", import.file_name.trim_end_matches(".csv"));
    Ok(csv_response(&name).streaming(Box::pin(start.chain(lines))))
}

fn row(line: &RefusedLine, locale: Locale) -> Vec<u8> {
    record([line.number.to_string().as_str(), &line.refusal.tell(locale), &line.text])
}
