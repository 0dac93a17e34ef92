//! A text of a notification in the browser of whoever looks at it.

use super::PATH;
use super::comparison::variant_name;
use crate::ids::{AppId, NotificationId};
use crate::locale::Locale;
use crate::notifications::content;
use crate::notifications::send::trial::{OwnBrowser, TrialError, send_to_own};
use crate::push::endpoints::EndpointError;
use crate::push::setup;
use crate::store::notifications::Notification;
use crate::web::error::PageError;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::Section;
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;

/// What the form needs; the script fills in what the browser says of itself.
pub struct Trial {
    pub app: AppId,
    /// With which the browser subscribes.
    pub key: String,
    /// The texts by their places.
    pub texts: Vec<(String, String)>,
}

/// The text, and what the browser says of itself.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct TrialForm {
    text: String,
    endpoint: String,
    public_key: String,
    auth: String,
}

impl PostedForm for TrialForm {
    const FIELDS: &'static [&'static str] = &[];
}

impl Trial {
    /// The form for the texts of a notification; `None` while push notifications of its app are not set up.
    pub fn of(visit: &Visit, notification: &Notification) -> Result<Option<Self>, PageError> {
        let found = setup::show(&visit.state, &visit.actor, notification.app_id)?;
        let wordings = content::read(&notification.contents);
        let has_variants = wordings.iter().any(|wording| wording.variant > 0);
        let label = |wording: &content::Wording| match has_variants {
            true => {
                format!("{} · {} · {}", variant_name(wording.variant, visit.locale), wording.language, wording.title)
            }
            false => format!("{} · {}", wording.language, wording.title),
        };
        let texts = wordings.iter().enumerate().map(|(place, wording)| (place.to_string(), label(wording))).collect();
        Ok(found.key.map(|key| Self { app: notification.app_id, key: key.public_key, texts }))
    }
}

/// Sends a text to the browser that asks, and says what the push service answered.
pub async fn send(Editor(visitor): Editor, path: web::Path<NotificationId>, posted: Posted<TrialForm>) -> PageResult {
    let TrialForm { text, endpoint, public_key, auth } = posted.form;
    let browser = OwnBrowser { endpoint, public_key, auth };
    let what = (*path, text.parse().unwrap_or(usize::MAX));
    let sent = send_to_own(&visitor.state, &visitor.actor(), what, &browser).await;
    let work = move |visit: Visit| {
        let (locale, path) = (visit.locale, format!("{PATH}/{path}/preview"));
        let refused = |message: String| Ok(Answer::Refused { path: path.clone(), message });
        match sent {
            Ok(Some(answer)) if (200..300).contains(&answer.status) => {
                Ok(Answer::Done { path, message: locale.text("trial-sent") })
            }
            Ok(Some(answer)) => {
                let words: String = answer.text.chars().take(LONGEST_WORDS).collect();
                let words = [("status", i32::from(answer.status).into()), ("words", words.into())];
                refused(locale.with("trial-refused", &words))
            }
            Ok(None) => refused(locale.text("trial-silent")),
            Err(error) => refused(words(error, locale)?),
        }
    };
    visitor.answer(Section::Notifications, work).await
}

/// How much of a push service's own words is shown, in characters.
const LONGEST_WORDS: usize = 300;

fn words(error: TrialError, locale: Locale) -> Result<String, PageError> {
    Ok(locale.text(match error {
        TrialError::NotSetUp => "push-not-set-up",
        TrialError::NoText => "trial-no-text",
        TrialError::Endpoint(EndpointError::Unknown) => "trial-unknown-service",
        TrialError::Endpoint(_) | TrialError::Keys(_) => "trial-no-browser",
        TrialError::Store(error) => return Err(error.into()),
    }))
}
