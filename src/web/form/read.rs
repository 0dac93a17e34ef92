//! Reads the body of a posted form, with or without a file. Rows are posted as `filters[0][conditions][1][attribute]`.

use super::super::address::encoded;
use super::super::body::{FILE_MARGIN, FORM_LIMIT};
use super::super::error::PageError;
use super::super::uploaded::{Sender, UploadedFile, largest_list, plain_name, receive_list};
use super::controls::encoded_name;
use crate::imports::quota::MEGABYTE;
use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::{FutureExt, TryStreamExt};
use serde::de::DeserializeOwned;
use std::future::Future;

/// The most levels of brackets in a field's name: `filters[0][conditions][1][values][]` has five, and a few more are
/// read so that an unknown field is skipped and not an error.
const DEPTH: usize = 8;

/// What a part counts towards the limit in addition to its name and its value, in bytes: about what its headers and
/// their copies in memory take. It also bounds the number of parts, to some 34,000 with names of rows: three times as
/// many as a rule of 10,000 ticked values has.
const PART_BYTES: usize = 200;

/// The body of a URL-encoded form.
pub fn body_of(
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<impl Future<Output = Result<web::Bytes, PageError>> + use<>, PageError> {
    if request.content_type() != "application/x-www-form-urlencoded" {
        return Err(PageError::WrongType);
    }
    let body = web::Bytes::from_request(request, payload);
    Ok(body.map(|body| body.map_err(|error| body_error(&error))))
}

/// The page error for a body that cannot be read.
fn body_error(error: &actix_web::Error) -> PageError {
    error.as_error::<PayloadError>().map_or(PageError::Unreadable, PageError::from)
}

/// Deserializes a URL-encoded form; malformed bytes are [`PageError::Unreadable`].
pub fn decoded<T: DeserializeOwned>(body: &[u8]) -> Result<T, PageError> {
    let form = serde_qs::Config::new().max_depth(DEPTH).use_form_encoding(true).deserialize_bytes(body);
    form.map_err(|error| {
        log::debug!("a form could not be read: {error}");
        PageError::Unreadable
    })
}

/// The text fields as a URL-encoded form, and the file. The fields, together with the names and headers of the parts, are
/// at most [`FORM_LIMIT`]. The file is kept where `files` says, and may be as large as a list of people; without
/// that, a file is not kept and counts like a field.
pub async fn collect(
    mut parts: Multipart,
    files: Option<&Sender>,
) -> Result<(String, Option<UploadedFile>), PageError> {
    let (mut body, mut file, mut left) = (String::new(), None, FORM_LIMIT);
    while let Some(mut part) = parts.try_next().await.map_err(|error| PageError::from(&error))? {
        let file_name = part.content_disposition().and_then(|disposition| disposition.get_filename()).map(plain_name);
        let name = part.name().unwrap_or_default().to_owned();
        left = left.checked_sub(name.len() + PART_BYTES).ok_or(PageError::TooLarge)?;
        if let (Some(chosen), Some(sender), None) = (file_name.as_ref().filter(|name| !name.is_empty()), files, &file) {
            let limit = largest_list(&sender.state).saturating_mul(MEGABYTE);
            let received = receive_list(part, chosen.clone(), sender).await?;
            let is_cut = received.bytes > limit.saturating_add(FILE_MARGIN);
            file = Some(received);
            if is_cut {
                break;
            }
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = part.try_next().await.map_err(|error| PageError::from(&error))? {
            left = left.checked_sub(chunk.len()).ok_or(PageError::TooLarge)?;
            if file_name.is_none() {
                bytes.extend_from_slice(&chunk);
            }
        }
        if file_name.is_none() {
            push_field(&mut body, &name, &String::from_utf8_lossy(&bytes));
        }
    }
    Ok((body, file))
}

/// Adds a field to a URL-encoded form.
pub fn push_field(body: &mut String, name: &str, value: &str) {
    body.push_str(&format!("{}={}&", encoded_name(name), encoded(value)));
}
