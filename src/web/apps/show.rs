//! An app's page: its customers and their activity, how many of them are available, its attributes and its groups.

use crate::apps::show::{self, Shown};
use crate::ids::AppId;
use crate::store::apps::App;
use crate::store::custom_attributes::CustomAttribute;
use crate::store::customer_groups::CustomerGroup;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::statistics::{StatisticsWords, churn_text};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

#[derive(Template)]
#[template(path = "apps/show.html")]
struct ShowPage {
    page: Page,
    app: App,
    platform: String,
    is_being_filled: bool,
    statistics: StatisticsWords,
    /// A sentence about the churn model.
    churn: String,
    facts: Vec<(String, String)>,
    /// Name and kind of each custom attribute.
    attributes: Vec<(String, String)>,
    groups: Vec<CustomerGroup>,
}

/// The app's page.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<AppId>) -> PageResult {
    let work = move |visit: Visit| {
        let shown = show::show(&visit.state, &visit.actor, &visit.publisher, *path, &visit.cancelled)?;
        Answer::page(&ShowPage::new(visit.page, shown.ok_or(PageError::Superseded)?))
    };
    visitor.answer(Section::Apps, work).await
}

impl ShowPage {
    fn new(page: Page, Shown { numbers, totals, attributes, groups, is_being_filled }: Shown) -> Self {
        let locale = page.locale;
        let last_used = totals.last_used_on.map(|day| locale.date(day));
        let facts = [
            ("app-sessions", locale.number(totals.sessions)),
            ("app-last-used", last_used.unwrap_or_else(|| locale.text("none"))),
            ("app-purchases", locale.number(totals.purchases)),
            ("app-spend", locale.money(totals.spend_cents, numbers.view.app.currency)),
            ("app-ratings", locale.number(totals.ratings)),
        ];
        let kind = |row: &CustomAttribute| locale.text(row.kind.message());
        Self {
            page,
            platform: locale.text(&format!("platform-{}", numbers.view.app.platform.word())),
            is_being_filled,
            statistics: StatisticsWords::new(&numbers, 0, locale),
            churn: churn_text(&numbers.view.churn, locale),
            facts: facts.into_iter().map(|(key, value)| (locale.text(key), value)).collect(),
            attributes: attributes.iter().map(|row| (row.name.clone(), kind(row))).collect(),
            groups,
            app: numbers.view.app,
        }
    }
}
