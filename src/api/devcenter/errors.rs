//! Errors as scripts of the protocol read them: a `code` and a `message` beside what a problem of Engage says.

use crate::api::problem::MEDIA_TYPE;
use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use serde_json::{Map, Value, json};

/// Adds the fields of the protocol to the problems of its calls.
pub async fn in_both_shapes(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let kind = response.headers().get(header::CONTENT_TYPE);
    if kind.is_none_or(|kind| kind.as_bytes() != MEDIA_TYPE.as_bytes()) {
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let (response, body) = response.into_parts();
    let bytes = to_bytes(body).await.map_err(actix_web::error::ErrorInternalServerError)?;
    let mut said = serde_json::from_slice::<Map<String, Value>>(&bytes).unwrap_or_default();
    said.extend(fields(response.status(), &said));
    let body = BoxBody::new(Value::Object(said).to_string());
    Ok(ServiceResponse::new(request, response.set_body(body)))
}

/// The fields of the protocol.
fn fields(status: StatusCode, problem: &Map<String, Value>) -> Map<String, Value> {
    let first = problem.get("errors").and_then(|errors| errors.get(0));
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let message = text(first.and_then(|first| first.get("detail")));
    let message = message.or_else(|| text(problem.get("detail"))).or_else(|| text(problem.get("title")));
    let target = text(first.and_then(|first| first.get("pointer"))).unwrap_or_default();
    let found = json!({
        "code": code(status), "message": message, "source": "Engage", "target": target.trim_start_matches('/'),
        "data": [], "details": [],
    });
    if let Value::Object(found) = found { found } else { Map::new() }
}

/// The word of the protocol for what went wrong; where it has none, that of the status.
fn code(status: StatusCode) -> String {
    match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => String::from("InvalidParameterValue"),
        StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => String::from("InvalidState"),
        status => status.canonical_reason().unwrap_or_default().replace(' ', ""),
    }
}
