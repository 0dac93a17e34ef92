//! Errors of pages. Handlers write `?`; a missing row becomes a 404; an internal error is logged once with its chain
//! and shown as one calm sentence.

use super::address::sign_in_path;
use super::body::LargestBody;
use super::language::locale_of;
use super::observe::described;
use super::page::{Page, PlainPage};
use crate::access::Forbidden;
use crate::accounts::AccountError;
use crate::accounts::guesses::GuessError;
use crate::accounts::setup::SetupError;
use crate::accounts::sign_in::SignInError;
use crate::groups::members::MembersError;
use crate::imports::SubmitError;
use crate::imports::quota::MEGABYTE;
use crate::locale::Locale;
use crate::password::PasswordError;
use crate::store::StoreError;
use actix_multipart::MultipartError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{InternalError, PayloadError};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use futures_util::FutureExt;
use std::error::Error;
use std::io;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// The `Retry-After` of a request that was turned away because too many were waiting: the queues are empty long before.
const BUSY_SECONDS: u64 = 5;

/// Headers of an error response that the drawn page keeps.
const KEPT_HEADERS: [header::HeaderName; 2] = [header::ALLOW, header::RETRY_AFTER];

/// Why a page is not shown.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("there is no such page")]
    NotFound,
    #[error("nobody is signed in")]
    SignInFirst {
        /// The path to return to after signing in.
        next: String,
    },
    #[error("the request cannot be read")]
    Unreadable,
    #[error("the request is too large")]
    TooLarge,
    #[error("the request comes too slowly")]
    TooSlow,
    #[error("the request is packed")]
    Packed,
    #[error("the request is no form")]
    WrongType,
    #[error("the role does not allow it")]
    Forbidden,
    #[error("a newer edit of the form has come")]
    Superseded,
    #[error("too many tries")]
    TooManyTries {
        /// How long to wait before the next attempt.
        wait: Duration,
    },
    #[error("too much is asked at once")]
    Busy,
    #[error(transparent)]
    Store(StoreError),
    #[error(transparent)]
    Fault(#[from] anyhow::Error),
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        if error.is_not_found() { Self::NotFound } else { Self::Store(error) }
    }
}

impl From<PasswordError> for PageError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::Busy,
            error => Self::Fault(error.into()),
        }
    }
}

impl From<SignInError> for PageError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Guess(error) => error.into(),
            SignInError::Wrong => Self::Forbidden,
            SignInError::Password(error) => error.into(),
            SignInError::Store(error) => error.into(),
        }
    }
}

impl From<GuessError> for PageError {
    fn from(error: GuessError) -> Self {
        match error {
            GuessError::TooMany { wait } => Self::TooManyTries { wait },
            GuessError::Store(error) => error.into(),
        }
    }
}

impl From<AccountError> for PageError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Guess(error) => error.into(),
            AccountError::LinkGone => Self::NotFound,
            AccountError::Password(error) => error.into(),
            AccountError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<SetupError> for PageError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::NotOpen => Self::NotFound,
            SetupError::Password(error) => error.into(),
            SetupError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<&PayloadError> for PageError {
    fn from(error: &PayloadError) -> Self {
        match error {
            PayloadError::Overflow => Self::TooLarge,
            PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => Self::TooSlow,
            _ => Self::Unreadable,
        }
    }
}

impl From<&MultipartError> for PageError {
    fn from(error: &MultipartError) -> Self {
        match error {
            MultipartError::Payload(error) => error.into(),
            _ => Self::Unreadable,
        }
    }
}

impl From<Forbidden> for PageError {
    fn from(_: Forbidden) -> Self {
        Self::Forbidden
    }
}

impl From<MembersError> for PageError {
    /// Hidden members are reported as not found.
    fn from(error: MembersError) -> Self {
        match error {
            MembersError::Hidden => Self::NotFound,
            MembersError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<SubmitError> for PageError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::NoRoom => Self::Store(StoreError::Full(error.to_string())),
            SubmitError::OverQuota => Self::TooLarge,
            SubmitError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInFirst { .. } => StatusCode::SEE_OTHER,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Packed | Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Superseded => StatusCode::CONFLICT,
            Self::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(error) if error.is_full() => StatusCode::INSUFFICIENT_STORAGE,
            Self::Store(error) if error.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) | Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The status only: [`error_pages`] knows the visitor's language, draws the page and logs internal errors.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::SignInFirst { next } => {
                response.insert_header((header::LOCATION, sign_in_path(next)));
            }
            Self::TooManyTries { wait } => {
                response.insert_header((header::RETRY_AFTER, wait.as_secs() + 1));
            }
            Self::Busy | Self::Store(_) if self.status_code() == StatusCode::SERVICE_UNAVAILABLE => {
                response.insert_header((header::RETRY_AFTER, BUSY_SECONDS));
            }
            _ => {}
        }
        response.finish()
    }
}

/// An error with its causes, each once, because many errors already include the text of their cause.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let cause_text = error.to_string();
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        cause = error.source();
    }
    text
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    title: String,
    text: String,
}

/// Gives every error response a page, unless it is one already.
pub async fn error_pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let (locale, path) = (locale_of(request.request()), request.path().to_owned());
    // The program's panic hook logs a panic where it happens.
    let response = match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Err(_) => return Err(fault(locale, path)),
        Ok(Ok(response)) => response.map_into_boxed_body(),
        Ok(Err(error)) => {
            log::error!("a request failed before its page: {error}");
            let drawn = draw(locale, path, error.as_response_error().status_code());
            return Err(InternalError::from_response(error, drawn).into());
        }
    };
    if let Some(error @ (PageError::Store(_) | PageError::Fault(_))) =
        response.response().error().and_then(|error| error.as_error::<PageError>())
    {
        log::error!("{}: {}", described(response.request()), chain(error));
    }
    let status = response.status();
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.to_str().is_ok_and(|kind| kind.starts_with("text/html") || kind.starts_with("text/plain"))
    });
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return Ok(response);
    }
    let text = (status == StatusCode::PAYLOAD_TOO_LARGE).then(|| too_large(response.request()));
    let mut drawn = draw_with(locale_of(response.request()), path, status, text.flatten());
    for name in KEPT_HEADERS {
        if let Some(value) = response.headers().get(&name) {
            drawn.headers_mut().insert(name, value.clone());
        }
    }
    Ok(response.into_response(drawn))
}

/// The page for an internal error.
fn fault(locale: Locale, path: String) -> actix_web::Error {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    InternalError::from_response("a request panicked", draw(locale, path, status)).into()
}

/// The limit that a body exceeds and how to get back to what was typed; `None` if the page has no limit.
fn too_large(request: &HttpRequest) -> Option<String> {
    let LargestBody(most) = *request.extensions().get()?;
    let locale = locale_of(request);
    let (key, size) =
        if most < MEGABYTE { ("size-kilobytes", most / 1_000) } else { ("size-megabytes", most / MEGABYTE) };
    Some(locale.with1("error-too-large-limit", "size", locale.with1(key, "count", size)))
}

fn draw(locale: Locale, path: String, status: StatusCode) -> HttpResponse {
    draw_with(locale, path, status, None)
}

/// The page for a status, with a text of its own or the usual one.
fn draw_with(locale: Locale, path: String, status: StatusCode, text: Option<String>) -> HttpResponse {
    let kind = match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "not-found",
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::TOO_MANY_REQUESTS => "too-many",
        StatusCode::INSUFFICIENT_STORAGE => "full",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        status if status.is_server_error() => "internal",
        _ => "bad-request",
    };
    let drawn = ErrorPage {
        title: locale.text(&format!("error-{kind}-title")),
        text: text.unwrap_or_else(|| locale.text(&format!("error-{kind}-text"))),
        page: Page::plain(locale, PlainPage { path, flash: None }),
    };
    let body = drawn.render().unwrap_or_else(|error| {
        log::error!("the error page could not be drawn: {error}");
        String::from("<!doctype html><title>Engage</title><h1>Engage</h1>")
    });
    HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, init_service};
    use actix_web::{App, web};

    #[actix_web::test]
    async fn a_panic_is_one_calm_page_and_the_next_request_is_answered() {
        async fn panics() -> HttpResponse {
            panic!("a fault of ours")
        }
        let app = App::new().route("/panics", web::get().to(panics)).wrap(from_fn(error_pages));
        let app = init_service(app).await;
        for _ in 0..2 {
            let answer = actix_web::test::try_call_service(&app, TestRequest::get().uri("/panics").to_request()).await;
            let answer = answer.err().map(|error| error.error_response()).expect("an error with its page");
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap_or_default();
            assert!(String::from_utf8_lossy(&body).contains("Something went wrong on our side"));
        }
    }
}
