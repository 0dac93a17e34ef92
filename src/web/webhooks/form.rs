//! The form of an endpoint.

use super::errors::{add, typed};
use super::{PATH, show};
use crate::ids::{AppId, GroupId, WebhookId};
use crate::locale::Locale;
use crate::store::webhook_endpoints::{WebhookEndpoint, Wishes};
use crate::store::webhook_messages::WebhookEvent;
use crate::web::audit::Conflict;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use crate::webhooks::endpoints::{self, Draft};
use crate::webhooks::list;
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use std::str::FromStr;
use validator::Validate;

/// The form as it was filled in; `seen` is the version that it was filled in from.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct WebhookForm {
    #[validate(length(max = 2_000, message = "field-too-long"))]
    url: String,
    events: Vec<String>,
    apps: Vec<String>,
    groups: Vec<String>,
    seen: String,
}

impl PostedForm for WebhookForm {
    const FIELDS: &'static [&'static str] = &["url", "events", "apps", "groups"];

    fn id_of(name: &str) -> Option<String> {
        let plain = name.split('[').next().unwrap_or(name);
        Self::FIELDS.contains(&plain).then(|| plain.to_owned())
    }
}

impl WebhookForm {
    fn of(endpoint: &WebhookEndpoint) -> Self {
        let wishes = endpoint.wishes();
        Self {
            url: endpoint.url.clone(),
            events: wishes.events.iter().map(|event| event.word().to_owned()).collect(),
            apps: wishes.apps.iter().map(AppId::to_string).collect(),
            groups: wishes.groups.iter().map(GroupId::to_string).collect(),
            seen: endpoint.version.to_string(),
        }
    }

    /// What is chosen. What is none of the choices is left out: nobody can choose it on the page.
    fn draft(&self) -> Draft {
        fn read<T: FromStr>(texts: &[String]) -> Vec<T> {
            texts.iter().filter_map(|text| text.parse().ok()).collect()
        }
        let events = WebhookEvent::choices().filter(|event| self.events.iter().any(|word| word == event.word()));
        let wishes = Wishes { events: events.collect(), apps: read(&self.apps), groups: read(&self.groups) };
        Draft { url: self.url.clone(), wishes }
    }
}

/// The names of events in words.
pub(super) fn events(events: &[WebhookEvent], locale: Locale) -> String {
    events.iter().map(|event| event_text(*event, locale)).collect::<Vec<_>>().join(", ")
}

/// The name of an event in words.
pub(super) fn event_text(event: WebhookEvent, locale: Locale) -> String {
    locale.text(&format!("webhook-event-{}", event.word().replace('.', "-")))
}

#[derive(Template)]
#[template(path = "webhooks/form.html")]
struct FormPage {
    page: Page,
    /// The path of the endpoint being changed; `None` while adding one.
    path: Option<String>,
    form: WebhookForm,
    /// Values, texts and whether they are chosen.
    events: Vec<(String, String, bool)>,
    apps: Vec<(String, String, bool)>,
    groups: Vec<(String, String, bool)>,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl FormPage {
    fn of(
        visit: Visit,
        path: Option<String>,
        (form, errors, conflict): (WebhookForm, Errors, Option<Conflict>),
    ) -> Result<Self, PageError> {
        let locale = visit.locale;
        let choices = list::choices(&visit.state, &visit.actor)?;
        let chosen = |all: &[String], value: String, text: String| {
            let is_chosen = all.contains(&value);
            (value, text, is_chosen)
        };
        let event = |event: WebhookEvent| {
            let text = format!("{} ({})", event_text(event, locale), event.word());
            chosen(&form.events, event.word().to_owned(), text)
        };
        let apps = choices.apps.into_iter().map(|(id, name)| chosen(&form.apps, id.to_string(), name));
        let groups = choices.groups.into_iter().map(|(id, name)| chosen(&form.groups, id.to_string(), name));
        Ok(Self {
            events: WebhookEvent::choices().map(event).collect(),
            apps: apps.collect(),
            groups: groups.collect(),
            page: visit.page,
            path,
            form,
            errors,
            conflict,
        })
    }

    fn title(&self) -> String {
        self.page.locale.text(if self.path.is_some() { "webhook-edit" } else { "webhook-add" })
    }

    /// Where *Cancel* leads.
    fn back(&self) -> String {
        self.path.clone().unwrap_or_else(|| String::from(PATH))
    }
}

/// The form of a new endpoint.
pub async fn new(Owner(visitor): Owner) -> PageResult {
    let events = vec![WebhookEvent::MembersChanged.word().to_owned()];
    let form = WebhookForm { events, ..WebhookForm::default() };
    let work = move |visit| Answer::page(&FormPage::of(visit, None, (form, Errors::default(), None))?);
    visitor.answer(Section::Programs, work).await
}

/// Creates an endpoint, and shows its secret this once.
pub async fn create(Owner(visitor): Owner, posted: Posted<WebhookForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        if errors.is_empty() {
            match endpoints::create(&visit.state, &visit.actor, &form.draft()) {
                Ok((id, secret)) => return show::with_secret(visit, id, &secret),
                Err(error) => drop(add(&mut errors, error, (&mut form.seen, &[]), &visit)?),
            }
        }
        Answer::again(&FormPage::of(visit, None, (form, errors, None))?)
    };
    visitor.answer(Section::Programs, work).await
}

/// The form of an existing endpoint.
pub async fn edit(Owner(visitor): Owner, path: web::Path<WebhookId>) -> PageResult {
    let work = move |visit: Visit| {
        let endpoint = list::find(&visit.state, &visit.actor, *path)?;
        let form = WebhookForm::of(&endpoint);
        Answer::page(&FormPage::of(visit, Some(endpoint.path()), (form, Errors::default(), None))?)
    };
    visitor.answer(Section::Programs, work).await
}

/// Changes an endpoint, or shows the form again.
pub async fn update(Owner(visitor): Owner, path: web::Path<WebhookId>, posted: Posted<WebhookForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let endpoint = list::find(&visit.state, &visit.actor, *path)?;
        let mut conflict = None;
        if errors.is_empty() {
            let (version, draft) = (form.seen.parse().unwrap_or(0), form.draft());
            match endpoints::edit(&visit.state, &visit.actor, (*path, version), &draft) {
                Ok(()) => return visit.done(endpoint.path(), "saved", &endpoint.origin()),
                Err(error) => {
                    let words = typed(&draft);
                    conflict = add(&mut errors, error, (&mut form.seen, &words), &visit)?;
                }
            }
        }
        Answer::again(&FormPage::of(visit, Some(endpoint.path()), (form, errors, conflict))?)
    };
    visitor.answer(Section::Programs, work).await
}
