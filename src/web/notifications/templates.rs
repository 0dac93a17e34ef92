//! What notifications begin with.

use super::PATH;
use crate::ids::{NotificationId, TemplateId};
use crate::notifications::templates::{self, MOST};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

/// A template in words.
struct Row {
    id: TemplateId,
    name: String,
    changed: String,
}

#[derive(Template)]
#[template(path = "notifications/templates.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
}

/// The path of the list.
const LIST: &str = "/notifications/templates";

/// The templates.
pub async fn list(Editor(visitor): Editor) -> PageResult {
    let work = move |visit: Visit| {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let found = templates::list(&visit.state, &visit.actor)?.into_iter();
        let rows = found.map(|one| Row { id: one.id, name: one.name, changed: locale.moment(one.updated_at, zone) });
        Answer::page(&ListPage { rows: rows.collect(), page: visit.page })
    };
    visitor.answer(Section::Notifications, work).await
}

/// Keeps what a notification says as a template.
pub async fn keep(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    let work = move |visit: Visit| match templates::keep(&visit.state, &visit.actor, *path)? {
        Some(template) => visit.done(format!("{PATH}/{path}"), "template-kept", &template.name),
        None => {
            let message = visit.locale.with1("templates-too-many", "most", MOST);
            Ok(Answer::Refused { path: format!("{PATH}/{path}"), message })
        }
    };
    visitor.answer(Section::Notifications, work).await
}

/// Deletes a template.
pub async fn delete(Editor(visitor): Editor, path: web::Path<TemplateId>) -> PageResult {
    let work = move |visit: Visit| {
        let name = templates::delete(&visit.state, &visit.actor, *path)?;
        visit.done(String::from(LIST), "template-deleted", &name)
    };
    visitor.answer(Section::Notifications, work).await
}
