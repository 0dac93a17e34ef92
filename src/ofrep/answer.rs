//! What is answered, in the form that all official providers read: each flag has a value, a variant and a reason, and each
//! failure has details.

use crate::flags::{Flag, FlagError};
use crate::groups::members::MembersError;
use crate::store::StoreError;
use crate::tokens::BearerError;
use crate::web::error::PageError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};
use futures_util::FutureExt;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// How long a program should wait before it asks a busy server again, in seconds: a provider answers nothing until then.
const BUSY_SECONDS: u64 = 1;

/// The flag as it is sent.
pub fn flag(flag: &Flag) -> Value {
    json!({
        "key": flag.key,
        "value": flag.value,
        "variant": flag.variant,
        "reason": flag.reason.word(),
        "metadata": flag.metadata,
    })
}

/// An answer in JSON.
pub fn json_of(status: StatusCode, body: &impl Serialize) -> Result<HttpResponse, Failure> {
    let text = serde_json::to_string(body).map_err(|error| Failure::fault(error.into()))?;
    Ok(HttpResponse::build(status).insert_header((header::CONTENT_TYPE, "application/json")).body(text))
}

/// Why there is no answer.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    /// As OpenFeature names it.
    code: &'static str,
    details: String,
    /// The flag that was asked for.
    key: Option<String>,
    wait: Option<Duration>,
    fault: Option<anyhow::Error>,
}

impl Failure {
    pub fn new(status: StatusCode, code: &'static str, details: impl Into<String>) -> Self {
        Self { status, code, details: details.into(), key: None, wait: None, fault: None }
    }

    pub fn forbidden(details: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "GENERAL", details)
    }

    pub fn fault(fault: anyhow::Error) -> Self {
        let details = "Something went wrong in Engage. It is in its log.";
        Self { fault: Some(fault), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "GENERAL", details) }
    }

    pub fn busy(status: StatusCode, details: &str, wait: Duration) -> Self {
        Self { wait: Some(wait), ..Self::new(status, "GENERAL", details) }
    }

    /// The failure of this flag.
    pub fn of(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }

    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Some(fault) => write!(formatter, "{fault:#}"),
            None => formatter.write_str(&self.details),
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut body = Map::new();
        body.extend(self.key.as_ref().map(|key| (String::from("key"), json!(key))));
        body.insert(String::from("errorCode"), json!(self.code));
        body.insert(String::from("errorDetails"), json!(self.details));
        let mut response = HttpResponse::build(self.status);
        if let Some(wait) = self.wait {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.insert_header((header::RETRY_AFTER, seconds.max(1).to_string()));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        response.insert_header((header::CONTENT_TYPE, "application/json")).body(Value::Object(body).to_string())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(fault: anyhow::Error) -> Self {
        Self::fault(fault)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if error.is_outage() {
            let details = "The database does not answer. Ask again in a moment.";
            return Self::busy(StatusCode::SERVICE_UNAVAILABLE, details, Duration::from_secs(BUSY_SECONDS));
        }
        Self::fault(error.into())
    }
}

impl From<MembersError> for Failure {
    fn from(error: MembersError) -> Self {
        match error {
            MembersError::Store(error) => error.into(),
            error => Self::fault(error.into()),
        }
    }
}

impl From<FlagError> for Failure {
    fn from(error: FlagError) -> Self {
        match error {
            FlagError::NotFound => {
                Self::new(StatusCode::NOT_FOUND, "FLAG_NOT_FOUND", "There is no flag with this key.")
            }
            FlagError::Members(error) => error.into(),
        }
    }
}

impl From<BearerError> for Failure {
    fn from(error: BearerError) -> Self {
        let unauthorized = |details: &str| Self::new(StatusCode::UNAUTHORIZED, "GENERAL", details);
        match error {
            BearerError::Missing => unauthorized("Send a token: Authorization: Bearer engs_…"),
            BearerError::Malformed => unauthorized("What was sent is no token of Engage."),
            BearerError::Invalid => unauthorized("The token does not exist, has expired or was revoked."),
            BearerError::Scope(_) => Self::forbidden("The token may not ask for flags: it lacks the scope flags."),
            BearerError::TooMany { wait } => {
                Self::busy(StatusCode::TOO_MANY_REQUESTS, "Too many calls with this token.", wait)
            }
            BearerError::Store(error) => error.into(),
        }
    }
}

impl From<PageError> for Failure {
    fn from(error: PageError) -> Self {
        let status = error.status_code();
        if status.is_server_error() {
            return Self::fault(anyhow::anyhow!("{error}"));
        }
        Self::new(status, "PARSE_ERROR", "The body is too large, too slow or compressed: at most 16 kB are read.")
    }
}

/// Gives every error of the scope a body as the protocol has it, and logs what went wrong in the program.
pub async fn failures(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // The program's panic hook logs a panic where it happens.
    let response = match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Err(_) => return Err(Failure::fault(anyhow::anyhow!("a panic")).into()),
        Ok(Ok(response)) => response.map_into_boxed_body(),
        Ok(Err(error)) => {
            log::error!("a flag was asked for, which failed before its answer: {error}");
            let response = Failure::new(error.as_response_error().status_code(), "GENERAL", "").error_response();
            return Err(InternalError::from_response(error, response).into());
        }
    };
    let failure = response.response().error().and_then(|error| error.as_error::<Failure>());
    if failure.is_some_and(|failure| failure.fault.is_some()) {
        let error = response.response().error().map(ToString::to_string).unwrap_or_default();
        log::error!("{}: {error}", crate::web::observe::described(response.request()));
    }
    let status = response.status();
    if failure.is_some() || !(status.is_client_error() || status.is_server_error()) {
        return Ok(response);
    }
    let details = match status {
        StatusCode::NOT_FOUND => "There is nothing here. Flags are asked for at /ofrep/v1/evaluate/flags.",
        StatusCode::METHOD_NOT_ALLOWED => "Send a POST.",
        StatusCode::MISDIRECTED_REQUEST => "Engage is not called this: see --allowed-host.",
        _ => "The request cannot be read.",
    };
    let answer = Failure::new(status, "GENERAL", details).error_response();
    Ok(response.into_response(answer))
}
