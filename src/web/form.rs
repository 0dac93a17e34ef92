//! Reading posted forms whose rows post as `filters[0][conditions][1][attribute]`, with or without a file.

use super::address::encoded;
use super::body::FORM_LIMIT;
use super::error::PageError;
use crate::locale::Locale;
use crate::text::has_controls;
use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;
use validator::Validate;

/// [`crate::text::LONGEST_NAME`], as `validator` counts.
pub const LONGEST_NAME: u64 = crate::text::LONGEST_NAME as u64;

/// Levels of brackets in the deepest field's name.
const DEPTH: usize = 8;

/// Parts of a form with a file: each condition of a rule of 200 has at most 6 fields.
const MOST_PARTS: usize = 5_000;

/// Bytes that a part counts beyond its name and its content, for its headers.
const PART_BYTES: usize = 200;

/// What is wrong with a form: sentences in the user's language by the id of their field, in the order of the page.
#[derive(Clone, Debug, Default)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    /// What `validator` finds wrong with the fields; its messages are keys.
    pub fn of_form(form: &impl Validate, fields: &[&str], locale: Locale) -> Self {
        let mut errors = Self::default();
        for field in fields {
            messages(form, field, locale).into_iter().for_each(|text| errors.add(field, text));
        }
        errors
    }

    pub fn add(&mut self, field: &str, text: String) {
        self.0.push((field.to_owned(), text));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sentences of one field.
    pub fn of(&self, field: &str) -> Vec<String> {
        self.0.iter().filter(|(of, _)| of == field).map(|(_, text)| text.clone()).collect()
    }

    /// All of them, each with the id of its field.
    pub fn summary(&self) -> &[(String, String)] {
        &self.0
    }
}

/// A posted form with nested rows. A body that is no form is [`PageError::Unreadable`].
pub struct NestedForm<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for NestedForm<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.content_type() != "application/x-www-form-urlencoded" {
            return Box::pin(std::future::ready(Err(PageError::WrongType.into())));
        }
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move { read(&body.await.map_err(body_error)?).map(Self) })
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, actix_web::Error> {
    let form = serde_qs::Config::new().max_depth(DEPTH).use_form_encoding(true).deserialize_bytes(body);
    form.map_err(|error| {
        log::debug!("a form could not be read: {error}");
        PageError::Unreadable.into()
    })
}

/// A posted form that may carry one file, whose bytes are empty when none was chosen.
pub struct FormWithFile<T> {
    pub form: T,
    pub file: Vec<u8>,
}

impl<T: DeserializeOwned + 'static> FromRequest for FormWithFile<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.content_type() != "multipart/form-data" {
            let form = NestedForm::from_request(request, payload);
            return Box::pin(async move { Ok(Self { form: form.await?.0, file: Vec::new() }) });
        }
        let parts = Multipart::from_request(request, payload);
        Box::pin(async move {
            let (body, file) = collect(parts.await?).await?;
            Ok(Self { form: read(body.as_bytes())?, file })
        })
    }
}

/// What a body meets that cannot be read.
fn body_error(error: actix_web::Error) -> PageError {
    error.as_error::<PayloadError>().map_or(PageError::Unreadable, PageError::from)
}

/// The text fields as a URL-encoded form, and the bytes of the file. Both together stay below [`FORM_LIMIT`], names and
/// headers of the parts counted.
async fn collect(mut parts: Multipart) -> Result<(String, Vec<u8>), PageError> {
    let (mut body, mut file, mut left) = (String::new(), Vec::new(), FORM_LIMIT);
    let mut count = 0;
    while let Some(mut part) = parts.try_next().await.map_err(|error| PageError::from(&error))? {
        count += 1;
        if count > MOST_PARTS {
            return Err(PageError::TooLarge);
        }
        let is_file = part.content_disposition().is_some_and(|disposition| disposition.get_filename().is_some());
        let name = part.name().unwrap_or_default().to_owned();
        left = left.checked_sub(name.len() + PART_BYTES).ok_or(PageError::TooLarge)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = part.try_next().await.map_err(|error| PageError::from(&error))? {
            left = left.checked_sub(chunk.len()).ok_or(PageError::TooLarge)?;
            bytes.extend_from_slice(&chunk);
        }
        if is_file {
            file.append(&mut bytes);
        } else {
            let value = String::from_utf8_lossy(&bytes);
            if has_controls(encoded(&value).as_bytes()) {
                return Err(PageError::Unreadable);
            }
            body.push_str(&format!("{}={}&", encoded_name(&name), encoded(&value)));
        }
    }
    Ok((body, file))
}

/// A field's name with its brackets as they are, by which rows are told apart.
fn encoded_name(name: &str) -> String {
    encoded(name).replace("%5B", "[").replace("%5D", "]")
}

/// What `validator` finds wrong with one field, in the user's language; the messages are keys.
pub fn messages(form: &impl Validate, field: &str, locale: Locale) -> Vec<String> {
    let Err(errors) = form.validate() else { return Vec::new() };
    let found = errors.field_errors();
    let of_field = found.iter().filter(|(name, _)| name.as_ref() == field).flat_map(|(_, errors)| errors.iter());
    of_field.map(|error| locale.text(error.message.as_deref().unwrap_or(&error.code))).collect()
}
