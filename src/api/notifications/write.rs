//! Calls that write drafts and delete them.

use super::super::call::{Call, CallResult, Json, Query, Work, by_name, in_address, json};
use super::super::groups::{Checked, Trial, seen};
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::bodies::{Content, NotificationBody};
use super::reading::draft;
use super::{answer, find};
use crate::ids::{AppId, NotificationId};
use crate::notifications::content::Links;
use crate::notifications::described::{self, Described};
use crate::notifications::drafts::{self, Draft, DraftError};
use crate::store::notifications::NotificationState;
use crate::web::address::origin_of;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

/// Where browsers find the program.
fn links(request: &HttpRequest, call: &Call) -> Links {
    Links { origin: origin_of(request, &call.state.options) }
}

/// What became of a call.
enum Saved {
    Trial(Checked),
    Notification(Box<NotificationBody>, bool),
}

impl Saved {
    fn answer(self) -> CallResult {
        match self {
            Self::Trial(checked) => json(&checked),
            Self::Notification(body, is_new) => {
                let mut response = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
                response.insert_header((header::LOCATION, format!("/api/v1/notifications/{}", body.id)));
                answer(response, &body)
            }
        }
    }
}

/// Checks or creates a draft.
fn create_at(work: &Work, (wanted, links): (&Draft, &Links), is_trial: bool) -> Result<Saved, Problem> {
    if is_trial {
        let would = described::check(&work.state, &work.actor, None, (wanted, links))?;
        return Ok(Saved::Trial(Checked::would("create", would)));
    }
    let id = drafts::create(&work.state, &work.actor, wanted, links)?;
    Ok(Saved::Notification(Box::new(NotificationBody::of(find(work, id)?)), true))
}

/// Checks or changes what is there.
fn change_at(
    work: &Work,
    before: &Described,
    (wanted, links): (&Draft, &Links),
    is_trial: bool,
) -> Result<Saved, Problem> {
    let refused = |error: DraftError| match error {
        DraftError::ChangedMeanwhile | DraftError::Conflict { .. }
            if before.notification.state != NotificationState::Draft =>
        {
            Problem::new(Kind::Conflict)
                .because(format!("The notification is {} and no draft any more.", before.notification.state.word()))
        }
        error => error.into(),
    };
    if is_trial {
        let checked = described::check(&work.state, &work.actor, Some(before), (wanted, links));
        return Ok(Saved::Trial(Checked::would("change", checked.map_err(refused)?)));
    }
    described::change_to(&work.state, &work.actor, before, (wanted, links)).map_err(refused)?;
    Ok(Saved::Notification(Box::new(NotificationBody::of(find(work, before.notification.id)?)), false))
}

/// Creates a draft.
#[utoipa::path(post, path = "/api/v1/notifications", tag = "Notifications", operation_id = "create_notification", params(Trial),
    request_body = Content, responses(
        (status = 200, body = Checked, description = "With dry_run: what would happen"),
        (status = 201, body = NotificationBody, headers(("ETag" = String, description = "The version"), ("Location" = String, description = "The notification"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn create(call: Call, query: Query<Trial>, request: HttpRequest, body: Json<Content>) -> CallResult {
    let (is_trial, links) = (query.0.is_trial()?, links(&request, &call));
    let saved = call.run(move |work| {
        let mut sent = body.read()?;
        let missing = |field: &str, detail: &str| Problem::invalid(vec![WrongValue::at(field, detail)]);
        let unknown = || missing("/app", "Send the id of an app.");
        let name = sent.name.take().ok_or_else(|| missing("/name", "Send a name."))?;
        let app: AppId = sent.app.take().and_then(|app| app.parse().ok()).ok_or_else(unknown)?;
        work.must_see(Some(app)).map_err(|_| unknown())?;
        create_at(&work, (&draft(&work, (app, name), sent)?, &links), is_trial)
    });
    saved.await?.answer()
}

/// Creates the draft with its name, or makes what is there as it says.
fn put_now(work: &Work, (wanted, links): (&Draft, &Links), is_trial: bool) -> Result<Saved, Problem> {
    let named = || described::named(&work.state, &work.actor, wanted.app, &wanted.name);
    match named()? {
        Some(before) => change_at(work, &before, (wanted, links), is_trial),
        None if is_trial => create_at(work, (wanted, links), is_trial),
        None if drafts::create_named(&work.state, &work.actor, wanted, links)? => {
            let made = named()?.ok_or_else(|| Problem::new(Kind::ChangedMeanwhile))?;
            Ok(Saved::Notification(Box::new(NotificationBody::of(made)), true))
        }
        None => Err(Problem::new(Kind::ChangedMeanwhile)),
    }
}

/// Creates the app's draft with this name, or makes it as it is sent. The same call again changes nothing, also once it is sent;
/// another content under its name is refused then.
#[utoipa::path(put, path = "/api/v1/apps/{app}/notifications/by-name/{name}", tag = "Notifications", operation_id = "put_notification_by_name",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("name" = String, Path, description = "The name, in the same letters"),
        Trial,
    ), request_body = Content, responses(
        (status = 200, body = NotificationBody, description = "With dry_run what would happen, otherwise the notification"),
        (status = 201, body = NotificationBody, headers(("ETag" = String, description = "The version"), ("Location" = String, description = "The notification"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn put_by_name(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    request: HttpRequest,
    body: Json<Content>,
) -> CallResult {
    let ((app, name), is_trial, links) = (path.into_inner(), query.0.is_trial()?, links(&request, &call));
    let saved = call.run(move |work| {
        work.must_see(Some(app))?;
        let sent = body.read()?;
        in_address(&[("name", sent.name.is_some()), ("app", sent.app.is_some())])?;
        let wanted = draft(&work, (app, name), sent)?;
        by_name(|| put_now(&work, (&wanted, &links), is_trial))
    });
    saved.await?.answer()
}

/// Makes a draft as it is sent, which `If-Match` must name in its current version. What is left out is as in a new one, but for the
/// name, which stays.
#[utoipa::path(put, path = "/api/v1/notifications/{notification}", tag = "Notifications", operation_id = "put_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    ("If-Match" = String, Header, pattern = r#"^(\*|(W/)?"[0-9]{1,18}"(, *(W/)?"[0-9]{1,18}")*)$"#,
        description = "The ETag of the notification as it was read, or * for whatever it is now"),
    Trial,
), request_body = Content, responses(
    (status = 200, body = NotificationBody, headers(("ETag" = String, description = "The version"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn put(
    call: Call,
    path: web::Path<NotificationId>,
    query: Query<Trial>,
    request: HttpRequest,
    body: Json<Content>,
) -> CallResult {
    let (is_trial, seen, links) = (query.0.is_trial()?, seen(&request, "notification")?, links(&request, &call));
    let saved = call.run(move |work| {
        let mut sent = body.read()?;
        let before = find(&work, *path)?;
        if !seen.has(before.notification.version) {
            return Err(Problem::new(Kind::ChangedMeanwhile));
        }
        let app = before.notification.app_id;
        if sent.app.take().is_some_and(|sent| sent != app.to_string()) {
            return Err(Problem::invalid(vec![WrongValue::at("/app", "The app of a notification stays.")]));
        }
        let name = sent.name.take().unwrap_or_else(|| before.notification.name.clone());
        let wanted = draft(&work, (app, name), sent)?;
        change_at(&work, &before, (&wanted, &links), is_trial)
    });
    saved.await?.answer()
}

/// Deletes a draft. What is sent, or was, stays.
#[utoipa::path(delete, path = "/api/v1/notifications/{notification}", tag = "Notifications", operation_id = "delete_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Trial,
), responses(
    (status = 200, body = Checked, description = "With dry_run: what would happen"),
    (status = 204, description = "There is no such draft any more"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn delete(call: Call, path: web::Path<NotificationId>, query: Query<Trial>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let deleted = call.run(move |work| {
        let found = find(&work, *path)?.notification;
        let refused = || {
            let detail = format!("The notification is {}: cancel it, or leave it.", found.state.word());
            Problem::new(Kind::Conflict).because(detail)
        };
        if found.state != NotificationState::Draft {
            return Err(refused());
        }
        if is_trial {
            return Ok(Some(Checked::would("delete", true)));
        }
        match drafts::delete(&work.state, &work.actor, found.id) {
            Ok(_) => Ok(None),
            Err(DraftError::ChangedMeanwhile) => Err(refused()),
            Err(error) => Err(error.into()),
        }
    });
    deleted.await?.map_or_else(|| Ok(HttpResponse::NoContent().finish()), |checked| json(&checked))
}
