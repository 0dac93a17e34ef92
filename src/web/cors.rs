//! Lets pages of any site ask: a token is sent with each request, and no cookie counts.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

/// How long a browser need not ask again whether it may ask, in seconds: the longest that Chromium heeds.
const REMEMBERED_SECONDS: &str = "7200";

const ALLOWED: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    // What a page may read of an answer; also of those that have no body, and of errors.
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Retry-After"),
];

const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "DELETE, GET, POST"),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "authorization, cache-control, content-type, engage-identity, if-none-match, last-event-id, x-api-key",
    ),
    (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS),
];

fn put(headers: &mut HeaderMap, values: &[(HeaderName, &'static str)]) {
    for (name, value) in values {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
}

/// Answers a browser that asks whether it may ask, and adds the headers to every answer.
pub async fn any_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() == Method::OPTIONS {
        let mut answer = HttpResponse::build(StatusCode::NO_CONTENT).finish();
        put(answer.headers_mut(), &ALLOWED);
        put(answer.headers_mut(), &PREFLIGHT);
        return Ok(request.into_response(answer));
    }
    match next.call(request).await {
        Ok(response) => {
            let mut response = response.map_into_boxed_body();
            put(response.headers_mut(), &ALLOWED);
            Ok(response)
        }
        Err(error) => {
            let mut response = error.error_response();
            put(response.headers_mut(), &ALLOWED);
            Err(actix_web::error::InternalError::from_response(error, response).into())
        }
    }
}
