//! Reading posted forms: flat ones, and those whose rows post as `filters[0][conditions][1][attribute]`.

use super::error::PageError;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;

/// Levels of brackets in the deepest field's name.
const DEPTH: usize = 8;

/// A posted form with nested rows. A body that is no form is [`PageError::Unreadable`].
pub struct NestedForm<T>(pub T);

impl<T: DeserializeOwned> FromRequest for NestedForm<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let form = serde_qs::Config::new().max_depth(DEPTH).use_form_encoding(true).deserialize_bytes(&body.await?);
            form.map(Self).map_err(|error| {
                log::debug!("a form could not be read: {error}");
                PageError::Unreadable.into()
            })
        })
    }
}
