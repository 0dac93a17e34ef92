//! Calls that have a notification go out once more: as a new draft, also to newcomers only, or to browsers whose outcome is unknown.

use super::super::call::{Call, CallResult, Query, json};
use super::super::groups::{Checked, Trial};
use super::super::problem::{Kind, Problem, ProblemBody};
use super::bodies::NotificationBody;
use super::{answer, find};
use crate::ids::NotificationId;
use crate::locale::Locale;
use crate::notifications::again::{self, CopyError, CopyTo};
use crate::web::notifications::copy_text;
use actix_web::http::header;
use actix_web::{HttpResponse, web};

/// What became of a call.
enum Done {
    Trial(Checked),
    Notification(Box<NotificationBody>),
}

impl From<CopyError> for Problem {
    fn from(error: CopyError) -> Self {
        match error {
            CopyError::Store(error) => error.into(),
            error => Self::new(Kind::Conflict).because(copy_text(&error, Locale::En)),
        }
    }
}

async fn copy(call: Call, id: NotificationId, trial: Trial, to: CopyTo) -> CallResult {
    let is_trial = trial.is_trial()?;
    let done = call.run(move |work| {
        find(&work, id)?;
        if is_trial {
            let may = match again::may_duplicate(&work.state, &work.actor, (id, to)) {
                Err(CopyError::Store(error)) => return Err(error.into()),
                may => may.is_ok(),
            };
            return Ok(Done::Trial(Checked::would("create", may)));
        }
        let made = again::duplicate(&work.state, &work.actor, (id, to))?;
        Ok(Done::Notification(Box::new(NotificationBody::of(find(&work, made)?))))
    });
    match done.await? {
        Done::Trial(checked) => json(&checked),
        Done::Notification(body) => {
            let mut response = HttpResponse::Created();
            response.insert_header((header::LOCATION, format!("/api/v1/notifications/{}", body.id)));
            answer(response, &body)
        }
    }
}

/// Makes a new draft that says the same to the same groups, and starts when it is sent.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/duplicate", tag = "Notifications", operation_id = "duplicate_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Trial,
), responses(
    (status = 200, body = Checked, description = "With dry_run: what would happen"),
    (status = 201, body = NotificationBody, description = "The new draft", headers(("ETag" = String, description = "The version"), ("Location" = String, description = "The new draft"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn duplicate(call: Call, path: web::Path<NotificationId>, query: Query<Trial>) -> CallResult {
    copy(call, *path, query.0, CopyTo::All).await
}

/// Makes a new draft with the same texts for newcomers: people who got neither this notification nor those it follows. People who
/// were held out of them get none.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/newcomers", tag = "Notifications", operation_id = "copy_notification_for_newcomers", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Trial,
), responses(
    (status = 200, body = Checked, description = "With dry_run: what would happen"),
    (status = 201, body = NotificationBody, description = "The new draft", headers(("ETag" = String, description = "The version"), ("Location" = String, description = "The new draft"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn newcomers(call: Call, path: web::Path<NotificationId>, query: Query<Trial>) -> CallResult {
    copy(call, *path, query.0, CopyTo::Newcomers).await
}

/// Sends messages once more of which nobody knows what became of them, as the report counts as `unknown`. A browser that shows one
/// already shows it once.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/repeat", tag = "Notifications", operation_id = "repeat_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Trial,
), responses(
    (status = 200, body = NotificationBody, description = "With dry_run what would happen, otherwise the notification"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn repeat(call: Call, path: web::Path<NotificationId>, query: Query<Trial>) -> CallResult {
    let (id, is_trial) = (*path, query.0.is_trial()?);
    let done = call.run(move |work| {
        find(&work, id)?;
        if is_trial {
            return Ok(Done::Trial(Checked::would("repeat", again::may_repeat(&work.state, &work.actor, id)?)));
        }
        if !again::repeat_unknown(&work.state, &work.actor, id)? {
            let detail = "It is being sent, or there is no message of which the outcome is unknown.";
            return Err(Problem::new(Kind::Conflict).because(detail));
        }
        Ok(Done::Notification(Box::new(NotificationBody::of(find(&work, id)?))))
    });
    match done.await? {
        Done::Trial(checked) => json(&checked),
        Done::Notification(body) => answer(HttpResponse::Ok(), &body),
    }
}
