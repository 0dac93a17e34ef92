//! Answers that are worked out on a thread that may wait and count, never on one that answers other visitors.

use super::address::see_other;
use super::error::PageError;
use super::visitor::SignedIn;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Semaphore;

/// The template as a page.
pub fn html(template: &impl Template) -> Result<HttpResponse, PageError> {
    Ok(page(StatusCode::OK, template.render()?))
}

/// The template as a page that shows a form again, each error beside its field.
pub fn html_again(template: &impl Template) -> Result<HttpResponse, PageError> {
    html_with(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// The template as a page with this status.
pub fn html_with(status: StatusCode, template: &impl Template) -> Result<HttpResponse, PageError> {
    Ok(page(status, template.render()?))
}

fn page(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body)
}

/// What a request comes to.
pub enum Answer {
    Page(String),
    /// The page of a form that is shown again, each error beside its field.
    Again(String),
    /// What was asked for is done, which the next page says.
    Done {
        path: String,
        message: String,
    },
    /// The page at this path says what came of it.
    SeeOther(String),
}

/// Set when the request is dropped, which happens when the visitor leaves.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Answer {
    pub fn page(template: &impl Template) -> Result<Self, PageError> {
        Ok(Self::Page(template.render()?))
    }

    pub fn again(template: &impl Template) -> Result<Self, PageError> {
        Ok(Self::Again(template.render()?))
    }
}

/// Requests that are worked on at once. More would only take turns on the processor, each with its bitmaps and pages in
/// memory; it is enough that those that wait for the database do not keep out the others.
const MOST_AT_ONCE: usize = 16;

static TURNS: Semaphore = Semaphore::const_new(MOST_AT_ONCE);

/// Runs work on a thread that may wait. The flag it is given is set once the visitor has left.
pub async fn run<T: Send + 'static>(
    work: impl FnOnce(&AtomicBool) -> Result<T, PageError> + Send + 'static,
) -> Result<T, PageError> {
    let waiting = Waiting(Arc::default());
    let cancelled = Arc::clone(&waiting.0);
    // It is never closed.
    let _turn = TURNS.acquire().await.ok();
    let done = tokio::task::spawn_blocking(move || work(&cancelled)).await;
    done.unwrap_or_else(|error| Err(PageError::Fault(error.into())))
}

/// Answers with what the work comes to.
pub async fn answer(
    visitor: &SignedIn,
    work: impl FnOnce(&AtomicBool) -> Result<Answer, PageError> + Send + 'static,
) -> Result<HttpResponse, PageError> {
    Ok(match run(work).await? {
        Answer::Page(body) => page(StatusCode::OK, body),
        Answer::Again(body) => page(StatusCode::UNPROCESSABLE_ENTITY, body),
        Answer::Done { path, message } => {
            visitor.tell(message);
            see_other(&path)
        }
        Answer::SeeOther(path) => see_other(&path),
    })
}
