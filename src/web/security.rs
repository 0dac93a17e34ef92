//! Headers that restrict what a page can do, and protection against posts that another site makes a browser send.

use super::network::network_of;
use crate::security_log::{Event, Outcome};
use crate::state::State;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// Makes browsers use TLS only, for a year: the least that lists of such sites accept.
const ONLY_TLS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds the headers to every response, also if a middleware failed. Browsers do not cache pages, so that the back
/// button shows nothing after signing out.
pub async fn headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let is_secure = state_of(&request).is_some_and(|state| state.options.is_secure());
    match next.call(request).await {
        Ok(mut response) => {
            put_headers(response.headers_mut(), is_secure);
            Ok(response)
        }
        Err(error) => {
            let mut response = error.error_response();
            put_headers(response.headers_mut(), is_secure);
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn put_headers(headers: &mut HeaderMap, is_secure: bool) {
    for (name, value) in HEADERS {
        // What pages of other sites load says so itself.
        if !headers.contains_key(name) {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    if is_secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, ONLY_TLS);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Refuses posts that another site makes a browser send.
pub async fn same_site(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let origin = state_of(&request).and_then(|state| state.options.public_url.as_ref());
    let origin = origin.map(|url| url.origin().ascii_serialization());
    if !request.method().is_safe() && is_from_another_site(request.headers(), origin.as_deref()) {
        Event::new("cross-site", Outcome::Refused).from(network_of(request.request())).record();
        return Ok(request.into_response(HttpResponse::Forbidden().finish()).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}

fn state_of(request: &ServiceRequest) -> Option<&State> {
    request.app_data::<web::Data<State>>().map(|state| &***state)
}

/// Whether the browser says that another site caused the request. A client that sends none of these headers is not a
/// browser, so no visitor's cookies can be misused through it. A header that cannot be parsed or is repeated counts as
/// another site. `public` is the origin of our pages if the operator sets it; otherwise the origin is that of the
/// requested host.
fn is_from_another_site(headers: &HeaderMap, public: Option<&str>) -> bool {
    let said = |name: &str| {
        let mut values = headers.get_all(name);
        let first = values.next()?;
        Some(if values.next().is_some() { "" } else { first.to_str().unwrap_or_default() })
    };
    if let Some(site) = said("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = said("origin") else { return false };
    match public {
        Some(public) => origin != public,
        None => said("host").is_none_or(|host| origin != format!("http://{host}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(headers: &[(&str, &[u8])], public: Option<&str>) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value).unwrap());
        }
        is_from_another_site(&map, public)
    }

    #[test]
    fn only_our_own_pages_and_clients_that_are_no_browsers_may_post() {
        let host: (&str, &[u8]) = ("host", b"localhost:80");
        assert!(!is_refused(&[host], None));
        assert!(!is_refused(&[host, ("sec-fetch-site", b"same-origin")], None));
        assert!(!is_refused(&[host, ("origin", b"http://localhost:80")], None));
        assert!(!is_refused(&[host, ("origin", b"https://engage.example")], Some("https://engage.example")));
        let foreign: [&[(&str, &[u8])]; 7] = [
            &[host, ("sec-fetch-site", b"same-site")],
            &[host, ("sec-fetch-site", b"same-origin"), ("sec-fetch-site", b"cross-site")],
            &[host, ("sec-fetch-site", b"\xff")],
            &[host, ("origin", b"https://localhost:80")],
            &[host, ("origin", b"null")],
            &[host, ("origin", b"\xff")],
            &[host, ("origin", b"http://localhost:80"), ("origin", b"http://evil.example")],
        ];
        assert!(foreign.into_iter().all(|headers| is_refused(headers, None)));
        assert!(is_refused(&[host, ("origin", b"http://localhost:80")], Some("https://engage.example")));
        assert!(is_refused(&[host, ("origin", b"http://engage.example")], Some("https://engage.example")));
    }
}
