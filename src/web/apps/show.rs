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
use serde::Deserialize;

#[derive(Template)]
#[template(path = "apps/show.html")]
struct ShowPage {
    page: Page,
    app: App,
    platform: String,
    is_being_filled: bool,
    /// Whether the app has just been loaded as a sample.
    is_sample: bool,
    has_customers: bool,
    /// What the app has or lacks: (message, whether it has it).
    steps: Vec<(&'static str, bool)>,
    statistics: StatisticsWords,
    /// A sentence about the churn model.
    churn: String,
    facts: Vec<(String, String)>,
    /// Name and kind of each custom attribute.
    attributes: Vec<(String, String)>,
    groups: Vec<CustomerGroup>,
}

/// What led to the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    /// `sample` once a sample app was loaded.
    is: String,
}

/// The app's page.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<AppId>, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let shown = show::show(&visit.state, &visit.actor, &visit.publisher, *path, &visit.cancelled)?;
        Answer::page(&ShowPage::new(visit.page, shown.ok_or(PageError::Superseded)?, query.is == "sample"))
    };
    visitor.answer(Section::Apps, work).await
}

impl ShowPage {
    /// Whether something that the app could have was never imported.
    fn lacks_files(&self) -> bool {
        self.steps.iter().any(|(_, is_there)| !is_there)
    }

    fn new(page: Page, shown: Shown, is_sample: bool) -> Self {
        let Shown { numbers, totals, attributes, groups, is_being_filled } = shown;
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
            is_sample,
            has_customers: numbers.answer.customers > 0,
            steps: vec![
                ("import-kind-customers", numbers.answer.customers > 0),
                ("import-kind-usage", totals.last_used_on.is_some()),
                ("import-kind-purchases", totals.purchases > 0),
                ("import-kind-ratings", totals.ratings > 0),
            ],
            statistics: StatisticsWords::new(&numbers, 0, locale),
            churn: churn_text(&numbers.view.churn, locale),
            facts: facts.into_iter().map(|(key, value)| (locale.text(key), value)).collect(),
            attributes: attributes.iter().map(|row| (row.name.clone(), kind(row))).collect(),
            groups,
            app: numbers.view.app,
        }
    }
}
