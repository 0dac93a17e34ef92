//! Paths of pages, and redirects to them.

use actix_web::HttpResponse;
use actix_web::http::header;

/// Redirects the browser to `path` with GET.
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}

/// The path of the sign-in page, which redirects to `next` afterwards.
pub fn sign_in_path(next: &str) -> String {
    if next == "/" { String::from("/sign-in") } else { format!("/sign-in?next={}", encoded(next)) }
}

/// Percent-encodes `text` as one value of a query string.
pub fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
