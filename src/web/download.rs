//! Responses that a browser saves as files.

use actix_web::http::header::{Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::{HttpResponse, HttpResponseBuilder};

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

/// The start of a response with a .json file of this name.
pub fn json_response(name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.content_type("application/json; charset=utf-8").insert_header(file(name, "json"));
    response
}
