//! Paths of pages, and redirects to them.

use crate::config::Options;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

/// Redirects the browser to `path` with GET.
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}

/// Where browsers reach this site, without a slash at the end: the public URL, or the host that the request names, which
/// [`super::host`] has checked.
pub fn origin_of(request: &HttpRequest, options: &Options) -> String {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    match named.filter(|_| options.public_url.is_none()) {
        Some(host) => format!("http://{host}"),
        None => options.base_url(options.listen),
    }
}

/// The path of the sign-in page, which redirects to `next` afterwards.
pub fn sign_in_path(next: &str) -> String {
    if next == "/" { String::from("/sign-in") } else { format!("/sign-in?next={}", encoded(next)) }
}

/// Percent-encodes `text` as one value of a query string.
pub fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
