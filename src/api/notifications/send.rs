//! Calls that send a notification and stop it.

use super::super::call::{Call, CallResult, Query, Work, json};
use super::super::groups::{Checked, Trial, seen};
use super::super::problem::{Kind, Problem, ProblemBody};
use super::bodies::NotificationBody;
use super::people::RecipientsBody;
use super::problems::needs_approval;
use super::{answer, find};
use crate::ids::NotificationId;
use crate::notifications::report::{self, SendError, Step};
use crate::notifications::start::{self, Sent};
use crate::notifications::{approval, recipients};
use crate::store::notifications::NotificationState;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

/// What a call that sends would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct SendChecked {
    pub dry_run: bool,
    /// `send`, `schedule` or `nothing`.
    pub would: &'static str,
    /// Why nothing would happen.
    pub because: Option<String>,
    pub recipients: RecipientsBody,
}

enum Done {
    Trial(Checked),
    SendTrial(Box<SendChecked>),
    Notification(Box<NotificationBody>),
}

impl Done {
    fn now(work: &Work, id: NotificationId) -> Result<Self, Problem> {
        Ok(Self::Notification(Box::new(NotificationBody::of(find(work, id)?))))
    }

    fn answer(self) -> CallResult {
        match self {
            Self::Trial(checked) => json(&checked),
            Self::SendTrial(checked) => json(&checked),
            Self::Notification(body) => answer(HttpResponse::Ok(), &body),
        }
    }
}

/// Sends a draft that `If-Match` names in its current version, or schedules it, as its start says; or sends a held one now. One to
/// many people needs an approval of a person first, who did not create the token. `Idempotency-Key` is compulsory.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/send", tag = "Notifications", operation_id = "send_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    ("If-Match" = String, Header, pattern = r#"^(\*|(W/)?"[0-9]{1,18}"(, *(W/)?"[0-9]{1,18}")*)$"#,
        description = "The ETag of the notification as it was read, or * for whatever it is now"),
    Trial,
), responses(
    (status = 200, body = NotificationBody, description = "With dry_run what would happen and to whom, otherwise the notification", headers(("ETag" = String, description = "The version"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn send(
    call: Call,
    path: web::Path<NotificationId>,
    query: Query<Trial>,
    request: HttpRequest,
) -> CallResult {
    let (id, is_trial, seen) = (*path, query.0.is_trial()?, seen(&request, "notification")?);
    let done = call.run(move |work| {
        let version = find(&work, id)?.notification.version;
        if !seen.has(version) {
            return Err(Problem::new(Kind::ChangedMeanwhile));
        }
        if is_trial {
            return trial(&work, (id, version)).map(|checked| Done::SendTrial(Box::new(checked)));
        }
        start::send(&work.state, &work.actor, &work.publisher, (id, version))
            .map_err(|error| too_late(&work, id, error))?;
        Done::now(&work, id)
    });
    done.await?.answer()
}

/// The problem of a notification that is not sent: one that is sent already is not merely of another version.
fn too_late(work: &Work, id: NotificationId, error: SendError) -> Problem {
    match (error, find(work, id)) {
        (SendError::ChangedMeanwhile, Ok(found)) => impossible(found.notification.state),
        (SendError::NeedsApproval(approving), _) => needs_approval(&approving, (id, page_of(work, id))),
        (error, _) => error.into(),
    }
}

/// Where a person approves it.
pub(super) fn page_of(work: &Work, id: NotificationId) -> String {
    let options = &work.state.options;
    format!("{}/notifications/{id}", options.base_url(options.listen).trim_end_matches('/'))
}

fn impossible(state: NotificationState) -> Problem {
    Problem::new(Kind::Conflict)
        .because(format!("The notification is {}, from where this cannot be done.", state.word()))
}

fn trial(work: &Work, (id, version): (NotificationId, i64)) -> Result<SendChecked, Problem> {
    let (notification, found) = recipients::show(&work.state, &work.actor, &work.publisher, id)?;
    let recipients = RecipientsBody::of(work, (&notification, &found))?;
    let (would, because) = match start::check(&work.state, &work.actor, &work.publisher, (id, version)) {
        Ok(Sent::Now) => ("send", None),
        Ok(Sent::Scheduled) => ("schedule", None),
        Err(error) => {
            let problem = too_late(work, id, error);
            if !matches!(problem.kind(), Kind::Conflict | Kind::ApprovalNeeded) {
                return Err(problem);
            }
            ("nothing", problem.detail().map(str::to_owned))
        }
    };
    Ok(SendChecked { dry_run: true, would, because, recipients })
}

/// Asks that a person approves what `If-Match` names in its current version, and goes to many people. Its page and the list of
/// notifications show that this program asks, and in whose name. Neither a program nor who created its token approves. Asking again, or
/// for what needs no approval, changes nothing; once it is approved, send it.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/ask-for-approval", tag = "Notifications", operation_id = "ask_for_approval_of_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    ("If-Match" = String, Header, pattern = r#"^(\*|(W/)?"[0-9]{1,18}"(, *(W/)?"[0-9]{1,18}")*)$"#,
        description = "The ETag of the notification as it was read, or * for whatever it is now"),
    Trial,
), responses(
    (status = 200, body = RecipientsBody, description = "With dry_run what would happen, otherwise who receives it, and who has asked and approved"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn ask_for_approval(
    call: Call,
    path: web::Path<NotificationId>,
    query: Query<Trial>,
    request: HttpRequest,
) -> CallResult {
    let (id, is_trial, seen) = (*path, query.0.is_trial()?, seen(&request, "notification")?);
    let asked = call.run(move |work| {
        let version = find(&work, id)?.notification.version;
        if !seen.has(version) {
            return Err(Problem::new(Kind::ChangedMeanwhile));
        }
        let (of, refused) = ((&work.state, &work.actor, &work.publisher), |error| too_late(&work, id, error));
        if is_trial {
            let would = match approval::may_ask(of.0, of.1, of.2, (id, version)) {
                // Nobody is asked for what cannot be sent.
                Err(SendError::Nobody | SendError::Groups) => false,
                would => would.map_err(refused)?,
            };
            return Ok(Err(Checked::would("ask", would)));
        }
        approval::ask(of.0, of.1, of.2, (id, version)).map_err(refused)?;
        let (notification, found) = recipients::show(of.0, of.1, of.2, id)?;
        RecipientsBody::of(&work, (&notification, &found)).map(Ok)
    });
    match asked.await? {
        Ok(recipients) => json(&recipients),
        Err(checked) => json(&checked),
    }
}

/// Does a step, or says that it would be done.
async fn change(call: Call, id: NotificationId, trial: Trial, (step, would): (Step, &'static str)) -> CallResult {
    let is_trial = trial.is_trial()?;
    let done = call.run(move |work| {
        let state = find(&work, id)?.notification.state;
        if is_trial {
            return Ok(Done::Trial(Checked::would(would, step.is_for(state))));
        }
        // Done already is as well as done.
        if !report::step(&work.state, &work.actor, id, step)? && find(&work, id)?.notification.state != step.leads_to()
        {
            return Err(impossible(state));
        }
        Done::now(&work, id)
    });
    done.await?.answer()
}

/// Pauses a notification: no more leaves within a second. One that is paused stays so.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/pause", tag = "Notifications", operation_id = "pause_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Trial,
), responses(
    (status = 200, body = NotificationBody, description = "With dry_run what would happen, otherwise the notification"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn pause(call: Call, path: web::Path<NotificationId>, query: Query<Trial>) -> CallResult {
    change(call, *path, query.0, (Step::Pause, "pause")).await
}

/// Goes on with a notification that is paused.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/resume", tag = "Notifications", operation_id = "resume_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Trial,
), responses(
    (status = 200, body = NotificationBody, description = "With dry_run what would happen, otherwise the notification"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn resume(call: Call, path: web::Path<NotificationId>, query: Query<Trial>) -> CallResult {
    change(call, *path, query.0, (Step::Resume, "resume")).await
}

/// Cancels a notification: what has not left is not sent.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/cancel", tag = "Notifications", operation_id = "cancel_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Trial,
), responses(
    (status = 200, body = NotificationBody, description = "With dry_run what would happen, otherwise the notification"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn cancel(call: Call, path: web::Path<NotificationId>, query: Query<Trial>) -> CallResult {
    change(call, *path, query.0, (Step::Cancel, "cancel")).await
}

/// Makes a notification that is scheduled or held a draft again.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/unschedule", tag = "Notifications", operation_id = "unschedule_notification", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Trial,
), responses(
    (status = 200, body = NotificationBody, description = "With dry_run what would happen, otherwise the notification"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn unschedule(call: Call, path: web::Path<NotificationId>, query: Query<Trial>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let done = call.run(move |work| {
        let state = find(&work, *path)?.notification.state;
        if is_trial {
            let waits = matches!(state, NotificationState::Scheduled | NotificationState::Held);
            return Ok(Done::Trial(Checked::would("unschedule", waits)));
        }
        if !start::unschedule(&work.state, &work.actor, *path)? && state != NotificationState::Draft {
            return Err(impossible(state));
        }
        Done::now(&work, *path)
    });
    done.await?.answer()
}
