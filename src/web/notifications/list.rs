//! The list of notifications.

use crate::notifications;
use crate::store::notifications::{Notification, NotificationState};
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use askama::Template;

/// A notification in words.
struct Row {
    path: String,
    name: String,
    app: String,
    purpose: String,
    state: String,
    /// When it begins, if it is scheduled.
    starts: Option<String>,
    changed: String,
}

#[derive(Template)]
#[template(path = "notifications/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    has_apps: bool,
}

/// The notifications.
pub async fn list(Viewer(visitor): Viewer) -> PageResult {
    let work = |visit: Visit| {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let (found, apps) = notifications::list(&visit.state, &visit.actor, NotificationState::ALL)?;
        let scheduled = notifications::scheduled(&visit.state, &visit.actor)?;
        let starts = |of: &Notification| scheduled.iter().find(|(id, _)| *id == of.id).map(|(_, at)| *at);
        let app = |of: &Notification| {
            apps.iter().find(|app| app.id == of.app_id).map(|app| app.name.clone()).unwrap_or_default()
        };
        let row = |one: &Notification| Row {
            path: one.path(),
            app: app(one),
            purpose: locale.text(&format!("consent-purpose-{}", one.purpose.word())),
            state: locale.text(&format!("notification-state-{}", one.state.word())),
            starts: starts(one).map(|at| locale.moment(at, zone)),
            changed: locale.moment(one.updated_at, zone),
            name: one.name.clone(),
        };
        let rows = found.iter().map(row).collect();
        Answer::page(&ListPage { page: visit.page, rows, has_apps: !apps.is_empty() })
    };
    visitor.answer(Section::Notifications, work).await
}
