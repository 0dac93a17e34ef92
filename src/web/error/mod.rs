//! Errors of pages. Handlers write `?`; a missing row becomes a 404; an internal error is logged once with its chain
//! and shown as one calm sentence.

mod causes;
mod pages;

pub use pages::{error_pages, keep_navigation};

use super::address::{sign_in_path, two_step_path};
use crate::day::Day;
use crate::deleted::Deletable;
use crate::store::StoreError;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use std::time::Duration;

/// The `Retry-After` of a request that was turned away because too many were waiting: the queues are empty long before.
const BUSY_SECONDS: u64 = 5;

/// Why a page is not shown.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("there is no such page")]
    NotFound,
    #[error("what it showed was deleted")]
    Deleted { kind: Deletable, on: Day },
    #[error("nobody is signed in")]
    SignInFirst {
        /// The path to return to after signing in.
        next: String,
    },
    #[error("the user has yet to set two-step sign-in up")]
    TwoStepFirst {
        /// The path to go to when it is on.
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

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Deleted { .. } => StatusCode::NOT_FOUND,
            Self::SignInFirst { .. } | Self::TwoStepFirst { .. } => StatusCode::SEE_OTHER,
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
            Self::TwoStepFirst { next } => {
                response.insert_header((header::LOCATION, two_step_path(next)));
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
