//! Calls about what notifications begin with.

use super::super::call::{Call, CallResult, Query, Work, json};
use super::super::groups::{Checked, Trial, moment};
use super::super::problem::{Kind, Problem, ProblemBody};
use super::bodies::Text;
use super::find;
use crate::ids::{NotificationId, TemplateId};
use crate::notifications::templates::{self, MOST};
use crate::store::notification_templates::Template;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

/// A template. A notification that names it in `template` begins with what it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateBody {
    pub id: String,
    pub name: String,
    /// `promotional`, `product` or `test`.
    pub purpose: &'static str,
    pub texts: Vec<Text>,
    pub devices: &'static str,
    pub urgency: &'static str,
    pub expires_hours: i32,
    pub per_second: Option<i32>,
    pub repeats: bool,
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// All templates.
#[derive(Debug, Serialize, ToSchema)]
pub struct Templates {
    #[schema(max_items = 100)]
    pub templates: Vec<TemplateBody>,
}

impl TemplateBody {
    /// `None` for one that cannot be read.
    fn of(template: Template) -> Option<Self> {
        let content = templates::content_of(&template)?;
        Some(Self {
            id: template.id.to_string(),
            purpose: content.purpose().word(),
            devices: content.devices().word(),
            urgency: content.urgency().word(),
            expires_hours: content.expires_hours,
            per_second: content.per_second,
            repeats: content.repeats,
            texts: content.texts.into_iter().map(Text::of).collect(),
            updated_at: moment(template.updated_at),
            name: template.name,
        })
    }
}

/// Refuses a token of one app: templates hold texts of all of them.
fn must_see(work: &Work) -> Result<(), Problem> {
    work.must_see(None).map_err(|problem| problem.because("Templates are of all apps, and this token is of one."))
}

/// The templates, by their names.
#[utoipa::path(get, path = "/api/v1/notification-templates", tag = "Notifications", operation_id = "list_notification_templates", responses(
    (status = 200, body = Templates),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(call: Call) -> CallResult {
    let found = call.run(move |work| {
        must_see(&work)?;
        let found = templates::list(&work.state, &work.actor)?;
        Ok(Templates { templates: found.into_iter().filter_map(TemplateBody::of).collect() })
    });
    json(&found.await?)
}

enum Kept {
    Trial(Checked),
    Template(Box<TemplateBody>),
}

/// Keeps what a notification says as a template under its name, in the place of one with this name: its texts and settings, but not
/// to whom it goes and when.
#[utoipa::path(post, path = "/api/v1/notifications/{notification}/keep", tag = "Notifications", operation_id = "keep_notification_template", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Trial,
), responses(
    (status = 200, body = TemplateBody, description = "With dry_run what would happen, otherwise the template"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn keep(call: Call, path: web::Path<NotificationId>, query: Query<Trial>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let kept = call.run(move |work| {
        let found = find(&work, *path)?.notification;
        must_see(&work)?;
        let too_many = || {
            let detail = format!("There are {MOST} templates already. Delete one that is no longer needed.");
            Problem::new(Kind::Conflict).because(detail)
        };
        if is_trial {
            let would = templates::would_change(&work.state, &work.actor, &found.name)?.ok_or_else(too_many)?;
            return Ok(Kept::Trial(Checked::would(if would { "change" } else { "create" }, true)));
        }
        let kept = templates::keep(&work.state, &work.actor, found.id)?.ok_or_else(too_many)?;
        let body = TemplateBody::of(kept).ok_or_else(|| Problem::new(Kind::NotFound))?;
        Ok(Kept::Template(Box::new(body)))
    });
    match kept.await? {
        Kept::Trial(checked) => json(&checked),
        Kept::Template(body) => json(&body),
    }
}

/// Deletes a template. Notifications that began with it stay as they are.
#[utoipa::path(delete, path = "/api/v1/notification-templates/{template}", tag = "Notifications", operation_id = "delete_notification_template", params(
    ("template" = i32, Path, description = "The id of the template"),
    Trial,
), responses(
    (status = 200, body = Checked, description = "With dry_run: what would happen"),
    (status = 204, description = "There is no such template any more"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn delete(call: Call, path: web::Path<TemplateId>, query: Query<Trial>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let deleted = call.run(move |work| {
        must_see(&work)?;
        if is_trial {
            templates::find(&work.state, &work.actor, *path)?;
            return Ok(Some(Checked::would("delete", true)));
        }
        templates::delete(&work.state, &work.actor, *path)?;
        Ok(None)
    });
    deleted.await?.map_or_else(|| Ok(HttpResponse::NoContent().finish()), |checked| json(&checked))
}
