//! What editors do with a notification: send it, pause it, go on with it, cancel it.

use super::PATH;
use super::show::page_error;
use crate::ids::NotificationId;
use crate::locale::Locale;
use crate::notifications::again::{self, CopyError, CopyTo};
use crate::notifications::approval::{self, ApproveError, Approving, Standing};
use crate::notifications::drafts;
use crate::notifications::find;
use crate::notifications::report::{self, SendError, Step};
use crate::notifications::start::{self, Sent};
use crate::store::notifications::NotificationState;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::Section;
use crate::web::visitor::{Editor, SignedIn};
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;

/// The version that was seen when *Send* was pressed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SendForm {
    seen: String,
}

impl PostedForm for SendForm {
    const FIELDS: &'static [&'static str] = &[];
}

/// Sends a draft.
pub async fn send(Editor(visitor): Editor, path: web::Path<NotificationId>, posted: Posted<SendForm>) -> PageResult {
    let work = move |visit: Visit| {
        let (id, locale) = (*path, visit.locale);
        let version = posted.form.seen.parse().unwrap_or(0);
        let path = format!("{PATH}/{id}");
        let refused = |message: String| Ok(Answer::Refused { path: path.clone(), message });
        match start::send(&visit.state, &visit.actor, &visit.publisher, (id, version)) {
            Ok(Sent::Now) => Ok(Answer::Done { path, message: locale.text("notification-sending-now") }),
            Ok(Sent::Scheduled) => Ok(Answer::Done { path, message: locale.text("notification-scheduled-now") }),
            Err(SendError::TimePassed) => refused(locale.text("notification-time-passed")),
            Err(SendError::ChangedMeanwhile) => refused(locale.text("notification-changed-meanwhile")),
            Err(SendError::NotSetUp) => refused(locale.text("push-not-set-up")),
            Err(SendError::Nobody) => refused(locale.text("notification-to-nobody")),
            Err(SendError::Groups) => refused(locale.text("notification-group-missing")),
            Err(SendError::NeedsApproval(approving)) => refused(approval_text(&approving, locale)),
            Err(SendError::Members(error)) => Err(page_error(error)),
            Err(SendError::Store(error)) => Err(error.into()),
        }
    };
    visitor.answer(Section::Notifications, work).await
}

/// Approves what is shown, so that somebody else may send it.
pub async fn approve(Editor(visitor): Editor, path: web::Path<NotificationId>, posted: Posted<SendForm>) -> PageResult {
    let work = move |visit: Visit| {
        let (id, locale) = (*path, visit.locale);
        let version = posted.form.seen.parse().unwrap_or(0);
        let path = format!("{PATH}/{id}");
        match approval::approve(&visit.state, &visit.actor, &visit.publisher, (id, version)) {
            Ok(()) => Ok(Answer::Done { path, message: locale.text("notification-approved-now") }),
            Err(ApproveError::ChangedMeanwhile | ApproveError::NoUser) => {
                Ok(Answer::Refused { path, message: locale.text("notification-changed-meanwhile") })
            }
            Err(ApproveError::OwnRequest) => {
                Ok(Answer::Refused { path, message: locale.text("notification-approval-own-refused") })
            }
            Err(ApproveError::Members(error)) => Err(page_error(error)),
            Err(ApproveError::Store(error)) => Err(error.into()),
        }
    };
    visitor.answer(Section::Notifications, work).await
}

/// Why it cannot be sent yet, in words.
pub fn approval_text(approving: &Approving, locale: Locale) -> String {
    let key = match approving.standing {
        Standing::Needed if approving.has_grown => "notification-approval-grown",
        Standing::Free | Standing::Needed => "notification-approval-needed",
        Standing::ByActor => "notification-approval-by-you",
        Standing::Asked => "notification-approval-own",
        Standing::Alone => "notification-approval-alone",
    };
    locale.with1(key, "above", approving.above)
}

/// Changes how far a notification is, and says so.
async fn change(visitor: SignedIn, id: NotificationId, step: Step, done: &'static str) -> PageResult {
    let work = move |visit: Visit| {
        let is_done = report::step(&visit.state, &visit.actor, id, step)?;
        Ok(changed(is_done, (id, done), visit.locale))
    };
    visitor.answer(Section::Notifications, work).await
}

/// Says that it is done, or that it is too late for it.
fn changed(is_done: bool, (id, done): (NotificationId, &str), locale: Locale) -> Answer {
    let path = format!("{PATH}/{id}");
    match is_done {
        true => Answer::Done { path, message: locale.text(done) },
        false => Answer::Refused { path, message: locale.text("notification-too-late") },
    }
}

/// Pauses it.
pub async fn pause(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    change(visitor, *path, Step::Pause, "notification-paused-now").await
}

/// Goes on with it.
pub async fn resume(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    change(visitor, *path, Step::Resume, "notification-resumed-now").await
}

/// Sends messages once more of which nobody knows what became of them.
pub async fn repeat(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    let work = move |visit: Visit| {
        let is_done = again::repeat_unknown(&visit.state, &visit.actor, *path)?;
        Ok(changed(is_done, (*path, "notification-repeated-now"), visit.locale))
    };
    visitor.answer(Section::Notifications, work).await
}

/// Makes a new draft of it; the form to change it follows.
pub async fn duplicate(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    copy(visitor, *path, (CopyTo::All, "notification-duplicated")).await
}

/// Makes a new draft of it that goes to those only to whom it did not go.
pub async fn newcomers(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    copy(visitor, *path, (CopyTo::Newcomers, "notification-for-newcomers")).await
}

async fn copy(visitor: SignedIn, id: NotificationId, (to, done): (CopyTo, &'static str)) -> PageResult {
    let work = move |visit: Visit| match again::duplicate(&visit.state, &visit.actor, (id, to)) {
        Ok(id) => Ok(Answer::Done { path: format!("{PATH}/{id}/edit"), message: visit.locale.text(done) }),
        Err(CopyError::Store(error)) => Err(error.into()),
        Err(error) => Ok(Answer::Refused { path: format!("{PATH}/{id}"), message: copy_text(&error, visit.locale) }),
    };
    visitor.answer(Section::Notifications, work).await
}

/// Why no copy was made, in words.
pub fn copy_text(error: &CopyError, locale: Locale) -> String {
    match error {
        CopyError::TooMany => locale.with1("notification-too-many", "most", drafts::MOST),
        CopyError::Cancelled => locale.text("notification-newcomers-cancelled"),
        CopyError::NotOut | CopyError::Store(_) => locale.text("notification-newcomers-unsent"),
    }
}

/// Makes one that is scheduled or held a draft again; of a held one, the form to change its time follows.
pub async fn unschedule(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    let work = move |visit: Visit| {
        let (found, _) = find(&visit.state, &visit.actor, *path)?;
        if !start::unschedule(&visit.state, &visit.actor, *path)? {
            return Ok(Answer::Refused { path: found.path(), message: visit.locale.text("notification-too-late") });
        }
        let is_held = found.state == NotificationState::Held;
        let path = if is_held { format!("{}/edit", found.path()) } else { found.path() };
        Ok(Answer::Done { path, message: visit.locale.text("notification-unscheduled-now") })
    };
    visitor.answer(Section::Notifications, work).await
}

/// Cancels it.
pub async fn cancel(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    change(visitor, *path, Step::Cancel, "notification-cancelled-now").await
}
