//! The people who receive a notification, or do not for one reason.

use super::show::page_error;
use crate::groups::members::Wanted;
use crate::ids::NotificationId;
use crate::notifications::recipients::{self, Omission};
use crate::store::PeopleSearch;
use crate::store::customers::PAGE_SIZE;
use crate::web::customers::Row;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The reason and the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    reason: String,
    page: String,
}

#[derive(Template)]
#[template(path = "notifications/recipients.html")]
struct RecipientsPage {
    page: Page,
    /// The path and the name of the notification.
    path: String,
    name: String,
    title: String,
    customers: Vec<Row>,
    pager: Pager,
}

/// The people who receive it, or do not for this reason.
pub async fn recipients(
    Editor(visitor): Editor,
    path: web::Path<NotificationId>,
    query: web::Query<Query>,
) -> PageResult {
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let found = recipients::show(&visit.state, &visit.actor, &visit.publisher, *path);
        let (notification, found) = found.map_err(page_error)?;
        let omission = Omission::from_word(&query.reason);
        let people = found.customers(omission);
        let number = Pager::number(&query.page);
        let wanted = Wanted { search: PeopleSearch::default(), page: number };
        let rows = people.page(&visit.state.database, &wanted)?;
        let (today, shown) = (visit.today(), (visit.addresses(), locale));
        let word = omission.map_or("", Omission::word);
        let base = format!("{}/recipients?reason={word}&page=", notification.path());
        Answer::page(&RecipientsPage {
            title: omission.map_or_else(
                || locale.text("notification-recipients"),
                |omission| locale.text(&format!("omission-{}", omission.word())),
            ),
            customers: rows.rows.iter().map(|customer| Row::new(customer, today, shown)).collect(),
            pager: Pager::new(number, i64::try_from(rows.total).unwrap_or(i64::MAX), PAGE_SIZE, base, ""),
            path: notification.path(),
            name: notification.name,
            page: visit.page,
        })
    };
    visitor.answer(Section::Notifications, work).await
}
