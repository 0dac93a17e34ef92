//! The pages of errors.

use super::PageError;
use crate::day::Day;
use crate::deleted::Deletable;
use crate::imports::quota::MEGABYTE;
use crate::locale::Locale;
use crate::web::body::LargestBody;
use crate::web::language::locale_of;
use crate::web::observe::described;
use crate::web::page::{Page, PlainPage, Section};
use crate::web::visitor::Viewer;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use futures_util::FutureExt;
use std::error::Error;
use std::panic::AssertUnwindSafe;

/// Headers of an error response that the drawn page keeps.
const KEPT_HEADERS: [header::HeaderName; 2] = [header::ALLOW, header::RETRY_AFTER];

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

/// The page of an error for somebody who is not signed in.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    title: String,
    text: String,
}

/// The page of an error with the navigation of who is signed in.
#[derive(Template)]
#[template(path = "error_inside.html")]
struct ErrorInside {
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
    let error = response.response().error().and_then(|error| error.as_error::<PageError>());
    if let Some(error @ (PageError::Store(_) | PageError::Fault(_))) = error {
        log::error!("{}: {}", described(response.request()), chain(error));
    }
    let status = response.status();
    if is_page(&response) || !(status.is_client_error() || status.is_server_error()) {
        return Ok(response);
    }
    let locale = locale_of(response.request());
    let text = match error {
        Some(PageError::Deleted { kind, on }) => Some(deleted(*kind, *on, locale)),
        _ if status == StatusCode::PAYLOAD_TOO_LARGE => too_large(response.request()),
        _ => None,
    };
    let page = response.request().extensions_mut().remove::<PageOfError>().map(|PageOfError(page)| page);
    let page = page.unwrap_or_else(|| Page::plain(locale, PlainPage { path, flash: None }));
    let mut drawn = draw_with(page, status, text);
    for name in KEPT_HEADERS {
        if let Some(value) = response.headers().get(&name) {
            drawn.headers_mut().insert(name, value.clone());
        }
    }
    Ok(response.into_response(drawn))
}

/// The context of the page of an error, with the user who is signed in.
struct PageOfError(Page);

/// Keeps for [`error_pages`] who is signed in, which is known no more outside of the session, so that their page of an error
/// has its navigation. That of a fault of ours has none: whatever fails may be needed for it.
pub async fn keep_navigation(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    if response.status().is_client_error()
        && !is_page(&response)
        && let Ok(Viewer(user)) = Viewer::extract(response.request()).await
    {
        let page = user.page_of_error(Section::None);
        response.request().extensions_mut().insert(PageOfError(page));
    }
    Ok(response)
}

/// Whether the answer is a page, or a text, already.
fn is_page(response: &ServiceResponse<BoxBody>) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.to_str().is_ok_and(|kind| kind.starts_with("text/html") || kind.starts_with("text/plain"))
    })
}

/// The page for an internal error.
fn fault(locale: Locale, path: String) -> actix_web::Error {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    InternalError::from_response("a request panicked", draw(locale, path, status)).into()
}

/// That what a page showed was deleted, and when.
fn deleted(kind: Deletable, on: Day, locale: Locale) -> String {
    locale.with1(&format!("error-deleted-{}", kind.word()), "date", locale.date(on))
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
    draw_with(Page::plain(locale, PlainPage { path, flash: None }), status, None)
}

/// The page for a status, with a text of its own or the usual one.
fn draw_with(page: Page, status: StatusCode, text: Option<String>) -> HttpResponse {
    let locale = page.locale;
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
    let title = locale.text(&format!("error-{kind}-title"));
    let text = text.unwrap_or_else(|| locale.text(&format!("error-{kind}-text")));
    let drawn = match page.user {
        Some(_) => ErrorInside { page, title, text }.render(),
        None => ErrorPage { page, title, text }.render(),
    };
    let body = drawn.unwrap_or_else(|error| {
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
