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

/// The path of the page that sets two-step sign-in up, which leads to `next` afterwards.
pub fn two_step_path(next: &str) -> String {
    if next.is_empty() || next == "/" {
        String::from("/settings/two-step")
    } else {
        format!("/settings/two-step?next={}", encoded(next))
    }
}

/// The longest path to redirect to after signing in, in bytes: longer than any path of this site with a search in it,
/// and short enough for a header.
pub const LONGEST_PATH: usize = 2_000;

/// The path to redirect to: `next` if it is a path of this site, otherwise the home page. Only printable ASCII is
/// allowed, because browsers drop some characters, such as tabs, before they parse a URL.
pub fn safe_path(next: &str) -> &str {
    let is_written = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_path = is_written && next.starts_with('/') && !next.starts_with("//") && next.len() <= LONGEST_PATH;
    if is_path { next } else { "/groups" }
}

/// Percent-encodes `text` as one value of a query string.
pub fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_on_to_this_site_only() {
        assert_eq!(safe_path("/apps?page=2"), "/apps?page=2");
        let elsewhere = ["https://example.org/", "//example.org", "/\\example.org", "", "apps", "/a\r\nb"];
        for elsewhere in
            elsewhere.into_iter().chain(["/\t/evil.example", "/\u{1}x", "/é", &format!("/{}", "a".repeat(2_000))])
        {
            assert_eq!(safe_path(elsewhere), "/groups", "{elsewhere:?}");
        }
    }
}
