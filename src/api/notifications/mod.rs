//! Calls about notifications: writing them, seeing who would get them, sending and stopping them, and reading the results.

pub mod again;
pub mod analysis;
mod bodies;
pub mod people;
mod problems;
mod reading;
pub mod report;
pub mod send;
pub mod templates;
pub mod write;

use super::call::{Call, CallResult, Query, Work, json_with};
use super::groups::entity_tag;
use super::pages::{paged, rows};
use super::problem::{Problem, ProblemBody, WrongValue};
use crate::ids::{AppId, NotificationId};
use crate::notifications::described::{self, Described};
use crate::store::notifications::{Listed, NotificationState};
use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use bodies::{NotificationBody, Notifications};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which notifications.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The id of an app; that of the token if it is left out.
    #[param(value_type = Option<i32>)]
    app: Option<AppId>,
    /// `draft`, `scheduled`, `held`, `preparing`, `sending`, `paused`, `sent` or `cancelled`.
    state: Option<String>,
    /// What the last page gave as `next`.
    #[param(value_type = Option<i32>)]
    after: Option<NotificationId>,
    /// Rows of the page, 1 to 1,000.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    limit: Option<u32>,
}

/// The notification, if the program may ask for its app.
fn find(work: &Work, id: NotificationId) -> Result<Described, Problem> {
    let found = described::one(&work.state, &work.actor, id)?;
    work.must_see(Some(found.notification.app_id))?;
    Ok(found)
}

fn answer(mut response: HttpResponseBuilder, body: &NotificationBody) -> CallResult {
    response.insert_header((header::ETAG, entity_tag(body.version)));
    json_with(response, body)
}

/// The notifications that the token may ask for, the newest first.
#[utoipa::path(get, path = "/api/v1/notifications", tag = "Notifications", operation_id = "list_notifications", params(Wanted), responses(
    (status = 200, body = Notifications, headers(("Link" = String, description = "The next page, as RFC 8288 has it"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(call: Call, query: Query<Wanted>) -> CallResult {
    let Query(Wanted { app, state, after, limit }) = query;
    let limit = rows(limit)?;
    let unknown = || Problem::invalid(vec![WrongValue::of("state", "There is no such state of a notification.")]);
    let one_of = state.as_deref().map(|word| NotificationState::from_word(word).ok_or_else(unknown)).transpose()?;
    let found = call.run(move |work| {
        let app = app.or(work.program.app);
        work.must_see(app)?;
        let listed = Listed { app, state: one_of, before: after, most: i64::from(limit) };
        let (found, next) = described::page(&work.state, &work.actor, &listed)?;
        Ok(Notifications {
            notifications: found.into_iter().map(NotificationBody::of).collect(),
            next: next.map(|next| next.to_string()),
        })
    });
    let page = found.await?;
    let asked = [("app", app.map(|app| app.to_string())), ("state", state)];
    paged(&page, "/api/v1/notifications", &asked, (page.next.as_deref(), limit))
}

/// A notification.
#[utoipa::path(get, path = "/api/v1/notifications/{notification}", tag = "Notifications", operation_id = "get_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
), responses(
    (status = 200, body = NotificationBody, headers(("ETag" = String, description = "The version"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn show(call: Call, path: web::Path<NotificationId>) -> CallResult {
    let found = call.run(move |work| Ok(NotificationBody::of(find(&work, *path)?)));
    answer(HttpResponse::Ok(), &found.await?)
}
