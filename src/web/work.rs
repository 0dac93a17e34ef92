//! Runs the work of handlers on threads that may block and compute, never on one that serves other visitors.

use super::address::see_other;
use super::error::PageError;
use super::page::{Page, Section};
use super::visitor::SignedIn;
use crate::access::{Actor, Addresses, Sizes};
use crate::day::Day;
use crate::deleted::{self, Deletable};
use crate::ids::Number;
use crate::locale::Locale;
use crate::state::State;
use crate::store::publishers::Publisher;
use crate::zone::Zone;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Semaphore;

/// What a handler returns.
pub type PageResult = Result<HttpResponse, PageError>;

/// The input of the work for a page: who requests it, and the page around the response.
pub struct Visit {
    pub state: web::Data<State>,
    pub actor: Actor,
    pub publisher: Publisher,
    pub page: Page,
    pub locale: Locale,
    /// Set once the visitor has disconnected.
    pub cancelled: Arc<AtomicBool>,
}

impl Visit {
    /// The day that it is for the publisher.
    pub fn today(&self) -> Day {
        self.state.today(&self.publisher)
    }

    /// Which sizes of segments are shown to the visitor.
    pub fn sizes(&self) -> Sizes {
        Sizes::new(self.actor.role, self.publisher.minimum_size)
    }

    /// How people's addresses are shown to the visitor.
    pub fn addresses(&self) -> Addresses {
        Addresses::new(self.actor.role)
    }

    /// Reports on the page at `path` that something was done with the item of this name.
    pub fn done(&self, path: String, message: &str, name: &str) -> Result<Answer, PageError> {
        Ok(Answer::Done { path, message: self.locale.with1(message, "name", name) })
    }
}

/// The result of a request.
pub enum Answer {
    Page(String),
    /// The page after something was made, with what it shows of it only once.
    Made(String),
    /// The page of a form that is shown again, with each error beside its field.
    Again(String),
    /// The action is done, which the next page confirms.
    Done {
        path: String,
        message: String,
    },
    /// Nothing could be done, which the next page says.
    Refused {
        path: String,
        message: String,
    },
    /// The page at this path shows the result.
    SeeOther(String),
}

/// Sets its flag when it is dropped with the request, which happens when the visitor disconnects.
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

    pub fn made(template: &impl Template) -> Result<Self, PageError> {
        Ok(Self::Made(template.render()?))
    }

    pub fn again(template: &impl Template) -> Result<Self, PageError> {
        Ok(Self::Again(template.render()?))
    }
}

/// The error of a page at this path: if nothing is there because it was deleted, the error says so, with the day in the
/// publisher's zone.
fn gone(state: &State, (actor, zone): (&Actor, Zone), path: &str, error: PageError) -> PageError {
    let (PageError::NotFound, Some((kind, item))) = (&error, item_at(path)) else { return error };
    match deleted::when(state, actor, kind, item) {
        Ok(Some(at)) => PageError::Deleted { kind, on: zone.day_of(at) },
        Ok(None) => error,
        Err(fault) => fault.into(),
    }
}

/// The item that the pages at a path are about.
fn item_at(path: &str) -> Option<(Deletable, Number)> {
    let mut parts = path.trim_start_matches('/').split('/');
    let kind = match parts.next()? {
        "apps" => Deletable::App,
        "groups" => Deletable::Group,
        "customers" => Deletable::Customer,
        "imports" if parts.next()? == "drafts" => Deletable::Draft,
        _ => return None,
    };
    Some((kind, parts.next()?.parse().ok()?))
}

/// The template as a page.
pub fn html(template: &impl Template) -> PageResult {
    html_with(StatusCode::OK, template)
}

/// The template as a page that shows a form again, with each error beside its field.
pub fn html_again(template: &impl Template) -> PageResult {
    html_with(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// The template as a page with this status.
pub fn html_with(status: StatusCode, template: &impl Template) -> PageResult {
    Ok(page(status, template.render()?))
}

fn page(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body)
}

/// How many requests are worked on at once. More would only compete for the processor, each with its bitmaps and pages
/// in memory; this many suffice so that requests waiting for the database do not block the others.
const MOST_AT_ONCE: usize = 16;

static TURNS: Semaphore = Semaphore::const_new(MOST_AT_ONCE);

/// Runs work on a thread that may block. The flag passed to it is set once whoever asked has disconnected.
pub async fn run<T: Send + 'static, E: From<anyhow::Error> + Send + 'static>(
    work: impl FnOnce(Arc<AtomicBool>) -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    let waiting = Waiting(Arc::default());
    let cancelled = Arc::clone(&waiting.0);
    // The semaphore is never closed.
    let _turn = TURNS.acquire().await.ok();
    let done = tokio::task::spawn_blocking(move || work(cancelled)).await;
    done.unwrap_or_else(|error| Err(E::from(error.into())))
}

impl SignedIn {
    /// Responds with a page in this section of the navigation, or with another result of the work.
    pub async fn answer(
        &self,
        section: Section,
        work: impl FnOnce(Visit) -> Result<Answer, PageError> + Send + 'static,
    ) -> PageResult {
        self.answer_on(self.page(section), work).await
    }

    /// Responds with a page or a part of one; `around` is the context of its layout.
    pub async fn answer_on(
        &self,
        around: Page,
        work: impl FnOnce(Visit) -> Result<Answer, PageError> + Send + 'static,
    ) -> PageResult {
        Ok(match self.run_on(around, work).await? {
            Answer::Page(body) => page(StatusCode::OK, body),
            Answer::Made(body) => page(StatusCode::CREATED, body),
            Answer::Again(body) => page(StatusCode::UNPROCESSABLE_ENTITY, body),
            Answer::Done { path, message } => {
                self.tell(message);
                see_other(&path)
            }
            Answer::Refused { path, message } => {
                self.warn(message);
                see_other(&path)
            }
            Answer::SeeOther(path) => see_other(&path),
        })
    }

    /// Runs work for the visitor whose result is not a page.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(Visit) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        self.run_on(self.fragment(), work).await
    }

    async fn run_on<T: Send + 'static>(
        &self,
        page: Page,
        work: impl FnOnce(Visit) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let (state, actor, publisher, locale) = (self.state.clone(), self.actor(), self.publisher.clone(), self.locale);
        let (path, zone) = (page.path.clone(), publisher.time_zone);
        run(move |cancelled| {
            let visit = Visit { state: state.clone(), actor, publisher, page, locale, cancelled };
            work(visit).map_err(|error| gone(&state, (&actor, zone), &path, error))
        })
        .await
    }
}
