//! Responses that a browser saves as files.

use crate::store::StoreError;
use actix_web::http::header::{Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use futures_util::{StreamExt, stream};
use std::future::Future;

/// The byte order mark, by which spreadsheets recognise UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The header with the name of a file with this ending, in plain ASCII and in full.
fn file(name: &str, ending: &str) -> ContentDisposition {
    let plain: String =
        name.chars().map(|one| if one.is_ascii_alphanumeric() || one == '-' { one } else { '_' }).collect();
    let whole = ExtendedValue {
        charset: Charset::Ext(String::from("UTF-8")),
        language_tag: None,
        value: format!("{}.{ending}", name.replace(['/', '\\'], "_")).into_bytes(),
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(format!("{plain}.{ending}")), DispositionParam::FilenameExt(whole)],
    }
}

/// The start of a response with a .csv file of this name.
pub fn csv_response(name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.content_type("text/csv; charset=utf-8").insert_header(file(name, "csv"));
    response
}

/// A streamed .csv file of this name: the record of its heads, and rows in batches. `next` gives the rows after a place, and the
/// place of the last of them; `None` at the end. An error cuts the response off, so that nobody takes the file for complete.
pub fn csv_stream<P, F>(name: &str, heads: Vec<u8>, next: impl Fn(Option<P>) -> F + 'static) -> HttpResponse
where
    P: Copy + 'static,
    F: Future<Output = Result<Option<(Vec<u8>, P)>, StoreError>> + 'static,
{
    let head = [BYTE_ORDER_MARK, &heads].concat();
    let start = stream::once(async move { Ok::<_, StoreError>(web::Bytes::from(head)) });
    let rows = stream::try_unfold(None, move |after| {
        let batch = next(after);
        async move { Ok(batch.await?.map(|(rows, last)| (web::Bytes::from(rows), Some(last)))) }
    });
    csv_response(name).streaming(Box::pin(start.chain(rows)))
}

/// The start of a response with a .json file of this name.
pub fn json_response(name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.content_type("application/json; charset=utf-8").insert_header(file(name, "json"));
    response
}
