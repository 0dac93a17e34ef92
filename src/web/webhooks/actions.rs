//! What owners do with an endpoint on its page.

use super::PATH;
use super::errors::page_error;
use super::show::{Filters, ShowPage, result, with_secret};
use crate::ids::{GroupId, WebhookId};
use crate::locale::Locale;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::Section;
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use crate::webhooks::resend::{self, Again, MOST_REPLAYED};
use crate::webhooks::{endpoints, list};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;

/// Makes a new secret, which the page shows this once.
pub async fn rotate(Owner(visitor): Owner, path: web::Path<WebhookId>) -> PageResult {
    let work = move |visit: Visit| {
        let secret = endpoints::rotate(&visit.state, &visit.actor, *path).map_err(page_error)?;
        with_secret(visit, *path, &secret)
    };
    visitor.answer(Section::Programs, work).await
}

/// Stops delivering.
pub async fn disable(Owner(visitor): Owner, path: web::Path<WebhookId>) -> PageResult {
    let work = move |visit: Visit| {
        let endpoint = endpoints::disable(&visit.state, &visit.actor, *path).map_err(page_error)?;
        visit.done(endpoint.path(), "webhook-disabled-now", &endpoint.origin())
    };
    visitor.answer(Section::Programs, work).await
}

/// Delivers again.
pub async fn enable(Owner(visitor): Owner, path: web::Path<WebhookId>) -> PageResult {
    let work = move |visit: Visit| {
        let endpoint = endpoints::enable(&visit.state, &visit.actor, *path).map_err(page_error)?;
        visit.done(endpoint.path(), "webhook-enabled-now", &endpoint.origin())
    };
    visitor.answer(Section::Programs, work).await
}

/// Deletes the endpoint.
pub async fn delete(Owner(visitor): Owner, path: web::Path<WebhookId>) -> PageResult {
    let work = move |visit: Visit| {
        let endpoint = endpoints::delete(&visit.state, &visit.actor, *path).map_err(page_error)?;
        visit.done(String::from(PATH), "webhook-deleted", &endpoint.origin())
    };
    visitor.answer(Section::Programs, work).await
}

/// Sends a test, and says what came of it.
pub async fn test(Owner(visitor): Owner, path: web::Path<WebhookId>) -> PageResult {
    let endpoint = format!("{PATH}/{path}");
    let attempt = match resend::test(&visitor.state, &visitor.actor(), *path).await {
        Ok(attempt) => attempt,
        Err(error) => return Err(page_error(error)),
    };
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let words = [("result", result(&attempt, locale).into()), ("milliseconds", attempt.milliseconds.into())];
        Ok(match attempt.is_success() {
            true => Answer::Done { path: endpoint, message: locale.with("webhook-test-arrived", &words) },
            false => Answer::Refused { path: endpoint, message: locale.with("webhook-test-failed", &words) },
        })
    };
    visitor.answer(Section::Programs, work).await
}

/// Sends one message again.
pub async fn resend(Owner(visitor): Owner, path: web::Path<(WebhookId, i64)>) -> PageResult {
    let (id, message) = *path;
    let work = move |visit: Visit| {
        resend::replay(&visit.state, &visit.actor, id, Again::One(message)).map_err(page_error)?;
        Ok(Answer::Done { path: format!("{PATH}/{id}"), message: visit.locale.text("webhook-sent-again") })
    };
    visitor.answer(Section::Programs, work).await
}

/// From which sequence on messages are sent again, as typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReplayForm {
    #[validate(length(max = 30, message = "field-too-long"))]
    from: String,
}

impl PostedForm for ReplayForm {
    const FIELDS: &'static [&'static str] = &["from"];
}

/// Sends messages again, from a sequence on.
pub async fn replay(Owner(visitor): Owner, path: web::Path<WebhookId>, posted: Posted<ReplayForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let from = crate::locale::parse_number(locale, &form.from).filter(|from| *from > 0);
        if from.is_none() && errors.is_empty() {
            errors.add("from", locale.text("webhook-from-wrong"));
        }
        let Some(from) = from.filter(|_| errors.is_empty()) else {
            let page = ShowPage::of(visit, *path, Filters::default())?;
            return Answer::again(&page.again(form.from, errors));
        };
        let count = resend::replay(&visit.state, &visit.actor, *path, Again::From(from)).map_err(page_error)?;
        Ok(Answer::Done { path: format!("{PATH}/{path}"), message: replayed(count, locale) })
    };
    visitor.answer(Section::Programs, work).await
}

fn replayed(count: usize, locale: Locale) -> String {
    let key = if count < MOST_REPLAYED { "webhook-replayed" } else { "webhook-replayed-most" };
    locale.with1(key, "count", count)
}

/// The group of which everyone is sent.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct EveryoneForm {
    group: String,
}

impl PostedForm for EveryoneForm {
    const FIELDS: &'static [&'static str] = &["group"];
}

/// Sends everyone who is in a segment.
pub async fn everyone(Owner(visitor): Owner, path: web::Path<WebhookId>, posted: Posted<EveryoneForm>) -> PageResult {
    let group: Option<GroupId> = posted.form.group.parse().ok();
    let work = move |visit: Visit| {
        let endpoint = list::find(&visit.state, &visit.actor, *path)?;
        let sent = match group {
            Some(group) => resend::everyone(&visit.state, &visit.actor, (*path, group)).map_err(page_error)?,
            None => None,
        };
        let (path, locale) = (endpoint.path(), visit.locale);
        Ok(match sent {
            Some(count) => Answer::Done { path, message: locale.with1("webhook-everyone-sent", "count", count) },
            None => Answer::Refused { path, message: locale.text("webhook-everyone-none") },
        })
    };
    visitor.answer(Section::Programs, work).await
}
