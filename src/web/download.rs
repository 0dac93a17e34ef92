//! Files that a browser keeps.

use actix_web::http::header::{Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::{HttpResponse, HttpResponseBuilder};

/// What spreadsheets take as the sign of UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The header that names a .csv file, in letters every system takes and in full.
fn csv_file(name: &str) -> ContentDisposition {
    let plain: String =
        name.chars().map(|one| if one.is_ascii_alphanumeric() || one == '-' { one } else { '_' }).collect();
    let whole = ExtendedValue {
        charset: Charset::Ext(String::from("UTF-8")),
        language_tag: None,
        value: format!("{}.csv", name.replace(['/', '\\'], "_")).into_bytes(),
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(format!("{plain}.csv")), DispositionParam::FilenameExt(whole)],
    }
}

/// The start of an answer that is a .csv file of this name.
pub fn csv_response(name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.content_type("text/csv; charset=utf-8").insert_header(csv_file(name));
    response
}
