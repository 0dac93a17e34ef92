//! The list of notifications.

use crate::notifications::{self, approval};
use crate::store::notifications::{Notification, NotificationState};
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

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
    /// Whether a program has asked that somebody approves it.
    is_asked: bool,
}

#[derive(Template)]
#[template(path = "notifications/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    /// The tabs: the word of each, what it is called, and whether it is shown.
    tabs: Vec<(&'static str, String, bool)>,
    /// The word of the tab that is shown; empty for all notifications.
    tab: &'static str,
    has_apps: bool,
}

/// The tabs: the word of each, and the states that it shows.
const TABS: [(&str, &[NotificationState]); 4] = [
    ("", NotificationState::ALL),
    ("drafts", &[NotificationState::Draft]),
    (
        "under-way",
        &[
            NotificationState::Scheduled,
            NotificationState::Held,
            NotificationState::Preparing,
            NotificationState::Sending,
            NotificationState::Paused,
        ],
    ),
    ("completed", &[NotificationState::Sent, NotificationState::Cancelled]),
];

/// The tab that is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    tab: String,
}

/// The notifications.
pub async fn list(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (tab, states) = TABS.iter().find(|(word, _)| *word == query.tab).copied().unwrap_or(TABS[0]);
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let (found, apps) = notifications::list(&visit.state, &visit.actor, states)?;
        let scheduled = notifications::scheduled(&visit.state, &visit.actor)?;
        let asked = approval::asked(&visit.state, &visit.actor)?;
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
            is_asked: asked.contains(&one.id),
            name: one.name.clone(),
        };
        let rows = found.iter().map(row).collect();
        let label = |(word, _): &(&'static str, _)| {
            let word = if word.is_empty() { "all" } else { *word };
            locale.text(&format!("notifications-tab-{word}"))
        };
        let tabs = TABS.iter().map(|one| (one.0, label(one), one.0 == tab)).collect();
        Answer::page(&ListPage { page: visit.page, rows, tabs, tab, has_apps: !apps.is_empty() })
    };
    visitor.answer(Section::Notifications, work).await
}
