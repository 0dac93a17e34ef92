//! The refused lines of an import as a streamed .csv file.

use crate::ids::ImportId;
use crate::imports::show::{After, find, refused_after};
use crate::locale::Locale;
use crate::reading::RefusedLine;
use crate::spreadsheet::record;
use crate::store::StoreError;
use crate::web::download::{BYTE_ORDER_MARK, csv_response};
use crate::web::visitor::Viewer;
use crate::web::work::PageResult;
use actix_web::web;
use futures_util::stream::{self, StreamExt};

/// Exports the refused lines: number, reason in the user's language, text.
pub async fn download(Viewer(visitor): Viewer, path: web::Path<ImportId>) -> PageResult {
    let (publisher, id, locale) = (visitor.publisher.id, path.into_inner(), visitor.locale);
    let import = visitor.run(move |visit| Ok(find(&visit.state, &visit.actor, id)?)).await?;
    let heads = ["column-line-number", "column-reason", "column-text"].map(|key| locale.text(key));
    let head = [BYTE_ORDER_MARK, &record(heads.iter().map(String::as_str))].concat();
    let state = visitor.state.clone();
    let lines = stream::try_unfold(After::START, move |after| {
        let state = state.clone();
        async move {
            let batch = refused_after(&state, publisher, id, after).await?;
            let Some(next) = batch.next else { return Ok(None) };
            let rows: Vec<u8> = batch.lines.iter().flat_map(|line| row(line, locale)).collect();
            Ok::<_, StoreError>(Some((web::Bytes::from(rows), next)))
        }
    });
    let start = stream::once(async move { Ok(web::Bytes::from(head)) });
    let name = locale.with1("import-refused-file", "name", import.file_name.trim_end_matches(".csv"));
    Ok(csv_response(&name).streaming(Box::pin(start.chain(lines))))
}

fn row(line: &RefusedLine, locale: Locale) -> Vec<u8> {
    record([line.number.to_string().as_str(), &line.refusal.tell(locale), &line.text])
}
