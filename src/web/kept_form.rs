//! A form that is sent after its session has ended: what was typed is kept until its user has signed in again. Who that
//! was is known by a cookie that only this program can write, so that strangers can have nothing kept.

use super::body::{self, BodyLimit};
use super::device::Devices;
use super::error::PageError;
use super::flash::Messages;
use super::form::push_field;
use super::language::locale_of;
use super::uploaded::plain_name;
use crate::accounts::kept_forms::{self, LONGEST, SentForm};
use crate::ids::UserId;
use crate::state::State;
use crate::token::Token;
use actix_multipart::Multipart;
use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::web::{Bytes, Data};
use futures_util::TryStreamExt;

/// The header of a request by our script for a part of a page. The form is still in its page then.
const FRAGMENT: &str = "x-engage-fragment";

/// The longest path that is kept, in bytes: longer than any of this site.
const LONGEST_PATH: usize = 2_000;

/// Why what was typed is not kept.
enum NotKept {
    /// Nothing was typed, or it cannot be read.
    Nothing,
    TooLarge,
    Failed(anyhow::Error),
}

/// The messages about a form that is kept, too large to be kept, or could not be kept.
struct MessagesOf {
    kept: &'static str,
    too_large: &'static str,
    failed: &'static str,
}

const OF_SIGN_IN: MessagesOf =
    MessagesOf { kept: "kept-form-sign-in", too_large: "kept-form-too-large", failed: "kept-form-failed" };
const OF_TWO_STEP: MessagesOf = MessagesOf {
    kept: "kept-form-two-step",
    too_large: "kept-form-two-step-failed",
    failed: "kept-form-two-step-failed",
};

/// The path of the page that shows a kept form.
pub fn kept_form_path(token: &Token) -> String {
    format!("/kept-forms/{}", token.as_str())
}

/// Keeps what was typed if `error` says that the session has ended or that the user must set up two-step sign-in first. Returns the
/// error that leads through that to the kept form.
pub async fn keep(request: &mut ServiceRequest, error: PageError) -> PageError {
    let is_sent = *request.method() == Method::POST && !request.headers().contains_key(FRAGMENT);
    let messages_of = match error {
        PageError::SignInFirst { .. } => OF_SIGN_IN,
        PageError::TwoStepFirst { .. } => OF_TWO_STEP,
        _ => return error,
    };
    if !is_sent {
        return error;
    }
    let devices = request.app_data::<Data<Devices>>().cloned();
    let Some(user) = devices.and_then(|devices| devices.last_user(request.request())) else { return error };
    let kept = keep_for(request, user).await;
    let (locale, messages) = (locale_of(request.request()), Messages::of(request.request()));
    match kept {
        Ok(token) => {
            messages.tell("info", &locale.text(messages_of.kept));
            let next = kept_form_path(&token);
            return match error {
                PageError::TwoStepFirst { .. } => PageError::TwoStepFirst { next },
                _ => PageError::SignInFirst { next },
            };
        }
        Err(NotKept::Nothing) => {}
        Err(NotKept::TooLarge) => messages.tell("error", &locale.text(messages_of.too_large)),
        Err(NotKept::Failed(cause)) => {
            log::error!("what was typed could not be kept: {cause}");
            messages.tell("error", &locale.text(messages_of.failed));
        }
    }
    error
}

async fn keep_for(request: &mut ServiceRequest, user: UserId) -> Result<Token, NotKept> {
    let state = request.app_data::<Data<State>>().cloned().ok_or(NotKept::Nothing)?;
    body::bound(request, BodyLimit::Kept, 0).map_err(|_| NotKept::Nothing)?;
    let path = request.uri().to_string();
    let has_parts = request.content_type() == "multipart/form-data";
    let (fields, file_name) = if has_parts { of_parts(request).await? } else { (of_body(request).await?, None) };
    if path.len() > LONGEST_PATH || !has_text(&fields) {
        return Err(NotKept::Nothing);
    }
    let form = SentForm { path, fields, has_parts, file_name };
    let kept = kept_forms::keep(&state, user, form).await.map_err(|error| NotKept::Failed(error.into()))?;
    kept.ok_or(NotKept::TooLarge)
}

/// The fields of a URL-encoded form, encoded in one way.
async fn of_body(request: &mut ServiceRequest) -> Result<String, NotKept> {
    if request.content_type() != "application/x-www-form-urlencoded" {
        return Err(NotKept::Nothing);
    }
    let body = request.extract::<Bytes>().await.map_err(|_| NotKept::TooLarge)?;
    let mut fields = String::new();
    url::form_urlencoded::parse(&body).for_each(|(name, value)| push_field(&mut fields, &name, &value));
    Ok(fields)
}

/// The text fields of a form in parts, and the name of its file. Fields after a file that is too large are not read.
async fn of_parts(request: &mut ServiceRequest) -> Result<(String, Option<String>), NotKept> {
    let mut parts = request.extract::<Multipart>().await.map_err(|_| NotKept::Nothing)?;
    let (mut fields, mut file_name) = (String::new(), None);
    while let Ok(Some(mut part)) = parts.try_next().await {
        let chosen = part.content_disposition().and_then(|disposition| disposition.get_filename()).map(plain_name);
        let (name, is_file) = (part.name().unwrap_or_default().to_owned(), chosen.is_some());
        file_name = file_name.or(chosen.filter(|name| !name.is_empty()));
        let mut text = Vec::new();
        loop {
            match part.try_next().await {
                Ok(Some(_)) if is_file => {}
                Ok(Some(chunk)) => text.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(_) if is_file => return Ok((fields, file_name)),
                Err(_) => return Err(NotKept::TooLarge),
            }
        }
        if !is_file {
            push_field(&mut fields, &name, &String::from_utf8_lossy(&text));
        }
        if fields.len() > LONGEST {
            return Err(NotKept::TooLarge);
        }
    }
    Ok((fields, file_name))
}

/// Whether there is anything in the fields besides which button was pressed.
fn has_text(fields: &str) -> bool {
    let mut fields = url::form_urlencoded::parse(fields.as_bytes());
    fields.any(|(name, value)| !matches!(&*name, "do" | "action") && !value.trim().is_empty())
}
