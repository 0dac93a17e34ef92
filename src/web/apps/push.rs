//! An app's page for push notifications: whom push services write to, the key, what is put on the publisher's own pages, and
//! how many browsers have subscribed.

use crate::ids::AppId;
use crate::locale::Locale;
use crate::push::endpoints::MOST_HOSTS;
use crate::push::setup::{self, Draft, SetupError, Shown};
use crate::push::vapid::{ContactError, LONGEST_CONTACT};
use crate::store::apps::App;
use crate::web::address::origin_of;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::{Editor, Owner};
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form as it was filled in; `seen` is the version that it was filled in from.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PushForm {
    #[validate(length(max = 261, message = "field-too-long"))]
    contact: String,
    /// With spaces between.
    #[validate(length(max = 4_000, message = "field-too-long"))]
    hosts: String,
    seen: String,
}

impl PostedForm for PushForm {
    const FIELDS: &'static [&'static str] = &["contact", "hosts"];
}

#[derive(Template)]
#[template(path = "apps/push.html")]
struct PushPage {
    page: Page,
    app: App,
    /// The public key; `None` until it is set up.
    key: Option<String>,
    browsers: String,
    people: String,
    /// Where browsers reach the program.
    server: String,
    form: PushForm,
    errors: Errors,
}

impl PushPage {
    fn of(page: Page, shown: Shown, server: String, (form, errors): (Option<PushForm>, Errors)) -> Self {
        let locale = page.locale;
        let form = form.unwrap_or_else(|| match &shown.key {
            Some(key) => {
                let (contact, hosts) = (key.contact.clone(), key.hosts.clone());
                PushForm { contact, hosts, seen: key.version.to_string() }
            }
            None => PushForm { seen: String::from("0"), ..PushForm::default() },
        });
        Self {
            app: shown.app,
            key: shown.key.map(|key| key.public_key),
            browsers: locale.number(shown.browsers),
            people: locale.number(shown.people),
            server,
            form,
            errors,
            page,
        }
    }
}

fn path_of(app: AppId) -> String {
    format!("/apps/{app}/push")
}

/// How push notifications of the app are set up.
pub async fn show(Editor(visitor): Editor, request: HttpRequest, path: web::Path<AppId>) -> PageResult {
    let server = origin_of(&request, &visitor.state.options);
    let work = move |visit: Visit| {
        let shown = setup::show(&visit.state, &visit.actor, *path)?;
        Answer::page(&PushPage::of(visit.page, shown, server, (None, Errors::default())))
    };
    visitor.answer(Section::Apps, work).await
}

/// Sets push notifications of the app up, or shows the form again.
pub async fn save(
    Owner(visitor): Owner,
    request: HttpRequest,
    path: web::Path<AppId>,
    posted: Posted<PushForm>,
) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let server = origin_of(&request, &visitor.state.options);
    let work = move |visit: Visit| {
        let shown = setup::show(&visit.state, &visit.actor, *path)?;
        if errors.is_empty() {
            let (contact, hosts) = (form.contact.clone(), form.hosts.clone());
            let draft = Draft { contact, hosts, version: form.seen.parse().unwrap_or(-1) };
            match setup::save(&visit.state, &visit.actor, *path, &draft) {
                Ok(()) => return visit.done(path_of(*path), "saved", &shown.app.name),
                Err(error) => {
                    let now = shown.key.as_ref().map_or(0, |key| key.version);
                    add_error(&mut errors, error, (&mut form.seen, now), visit.locale)?;
                }
            }
        }
        Answer::again(&PushPage::of(visit.page, shown, server, (Some(form), errors)))
    };
    visitor.answer(Section::Apps, work).await
}

/// Adds the reason why nothing was saved. After a change by others, `seen` becomes their version.
fn add_error(
    errors: &mut Errors,
    error: SetupError,
    (seen, now): (&mut String, i64),
    locale: Locale,
) -> Result<(), PageError> {
    match error {
        SetupError::Contact(ContactError::Scheme) => errors.add("contact", locale.text("push-contact-scheme")),
        SetupError::Contact(ContactError::Unreadable) => errors.add("contact", locale.text("push-contact-unreadable")),
        SetupError::Contact(ContactError::Host) => errors.add("contact", locale.text("push-contact-host")),
        SetupError::Contact(ContactError::TooLong) => {
            errors.add("contact", locale.with1("field-too-long", "count", LONGEST_CONTACT));
        }
        SetupError::Host(host) => errors.add("hosts", locale.with1("push-host-wrong", "host", host)),
        SetupError::TooManyHosts => errors.add("hosts", locale.with1("push-hosts-too-many", "most", MOST_HOSTS)),
        SetupError::ChangedMeanwhile => {
            errors.add("contact", locale.text("push-changed-meanwhile"));
            *seen = now.to_string();
        }
        SetupError::Forbidden(error) => return Err(error.into()),
        SetupError::Store(error) => return Err(error.into()),
        other => return Err(anyhow::Error::from(other).into()),
    }
    Ok(())
}
