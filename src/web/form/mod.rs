//! Posted forms: each is parsed, checked by `validator` and passed on with its errors by field. A page shows a form
//! again with the errors beside its fields and everything as it was typed.

mod controls;
mod errors;
mod moments;
mod read;
mod rename;

pub use crate::notifications::times::WRITTEN as MOMENT;
pub use errors::Errors;
pub use moments::read_moment;
pub use read::push_field;
pub use rename::RenameForm;

use super::error::PageError;
use super::language::locale_of;
use super::uploaded::{Sender, UploadedFile};
use super::visitor::SignedIn;
use crate::email::EmailAddress;
use crate::locale::{Locale, parse_number};
use crate::state::State;
use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::ops::RangeInclusive;
use std::pin::Pin;
use validator::{Validate, ValidationError};

/// [`crate::text::LONGEST_NAME`] in the type that `validator` takes.
pub const LONGEST_NAME: u64 = crate::text::LONGEST_NAME as u64;

/// A page's form. The messages of its `validator` rules are keys of messages in the user's language.
pub trait PostedForm: DeserializeOwned + Validate {
    /// The ids of the fields that are shown, in the order of the page. An id that ends with `-` is the prefix of
    /// several.
    const FIELDS: &'static [&'static str];

    /// Whether the form has a field for a file. Without one, a file that is sent all the same is not kept.
    const HAS_FILE: bool = false;

    /// The id of the field of this name; `None` if the page shows no such field.
    fn id_of(name: &str) -> Option<String> {
        Self::FIELDS.contains(&name).then(|| name.to_owned())
    }
}

/// A posted form, its errors so far, and its file, if one was chosen.
pub struct Posted<T> {
    pub form: T,
    pub errors: Errors,
    pub file: Option<UploadedFile>,
}

impl<T: PostedForm> Posted<T> {
    /// Reads a URL-encoded form.
    pub fn read(body: &[u8], file: Option<UploadedFile>, locale: Locale) -> Result<Self, PageError> {
        let (body, marked) = controls::marked(body, T::id_of)?;
        let form: T = read::decoded(&body)?;
        let mut errors = Errors::of_form(&form, locale);
        marked.iter().for_each(|field| errors.add(field, locale.text("field-controls")));
        Ok(Self { form, errors, file })
    }
}

impl<T: PostedForm + 'static> FromRequest for Posted<T> {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let locale = locale_of(request);
        if request.content_type() == "multipart/form-data" {
            let parts = Multipart::from_request(request, payload);
            let sender = sender(request).filter(|_| T::HAS_FILE);
            return Box::pin(async move {
                let parts = parts.await.map_err(|_| PageError::Unreadable)?;
                let (body, file) = read::collect(parts, sender.as_ref()).await?;
                Self::read(body.as_bytes(), file, locale)
            });
        }
        let body = read::body_of(request, payload);
        Box::pin(async move { Self::read(&body?.await?, None, locale) })
    }
}

/// Who sends the form, as the guard of the page has found before the form is read.
fn sender(request: &HttpRequest) -> Option<Sender> {
    let state = request.app_data::<web::Data<State>>()?.get_ref().clone();
    let publisher = request.extensions().get::<SignedIn>()?.publisher.id;
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    Some(Sender { state, publisher, length })
}

/// Whether a text is an e-mail address, for `validator`.
pub fn is_address(typed: &str) -> Result<(), ValidationError> {
    EmailAddress::parse(typed).map(|_| ()).map_err(|_| ValidationError::new("email-wrong"))
}

/// Parses a number as typed; `None` if it is not one or out of range.
pub fn number_within(typed: &str, range: &RangeInclusive<i64>, locale: Locale) -> Option<i32> {
    let number = parse_number(locale, typed).filter(|number| range.contains(number))?;
    i32::try_from(number).ok()
}
