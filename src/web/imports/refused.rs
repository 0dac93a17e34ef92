//! The refused lines of an import as a streamed .csv file in the shape of the imported one, which can be corrected and
//! imported again.

use crate::ids::ImportId;
use crate::imports::show::{After, export_refused, refused_after};
use crate::locale::Locale;
use crate::reading::refused_rows::RefusedRows;
use crate::state::State;
use crate::store::StoreError;
use crate::store::imports::Import;
use crate::web::download::{BYTE_ORDER_MARK, csv_response};
use crate::web::error::PageError;
use crate::web::visitor::Editor;
use crate::web::work::PageResult;
use actix_web::{HttpResponse, web};
use futures_util::stream::{self, StreamExt};

/// Exports the refused lines: the columns of the file, and the reasons in the user's language.
pub async fn download(Editor(visitor): Editor, path: web::Path<ImportId>) -> PageResult {
    let id = path.into_inner();
    let import = visitor.run(move |visit| Ok(export_refused(&visit.state, &visit.actor, id)?)).await?;
    refused_file(&visitor.state, &import, visitor.locale).ok_or(PageError::NotFound)
}

/// The file of the refused lines of an import; `None` if it is not known what columns it had.
pub fn refused_file(state: &State, import: &Import, locale: Locale) -> Option<HttpResponse> {
    let (publisher, id) = (import.publisher_id, import.id);
    let rows = RefusedRows::new(&import.survey()?);
    let head = [BYTE_ORDER_MARK, &rows.head(&locale.text("import-refused-reason"))].concat();
    let state = state.clone();
    let lines = stream::try_unfold((After::START, rows), move |(after, mut rows)| {
        let state = state.clone();
        async move {
            let batch = refused_after(&state, publisher, id, after).await?;
            let Some(next) = batch.next else { return Ok(None) };
            let records = batch.lines.iter().flat_map(|line| rows.row(&line.text, &line.refusal.tell(locale)));
            let records = web::Bytes::from(records.collect::<Vec<u8>>());
            Ok::<_, StoreError>(Some((records, (next, rows))))
        }
    });
    let start = stream::once(async move { Ok(web::Bytes::from(head)) });
    let name = locale.with1("import-refused-file", "name", import.file_name.trim_end_matches(".csv"));
    Some(csv_response(&name).streaming(Box::pin(start.chain(lines))))
}
