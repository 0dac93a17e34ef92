//! An app's page: how many customers it has and what they did, who is available, its attributes and its groups.

use crate::access::Sizes;
use crate::churn::LEAST_REPEATERS;
use crate::day::Day;
use crate::groups::statistics;
use crate::ids::AppId;
use crate::locale::Locale;
use crate::segments::{Kind, Rule};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::churn::{self, Churn, ChurnState};
use crate::store::custom_attributes::{self, CustomAttribute};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::imports;
use crate::web::error::PageError;
use crate::web::groups::StatisticsWords;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{html, run};
use actix_web::{HttpResponse, web};
use askama::Template;

#[derive(Template)]
#[template(path = "apps/show.html")]
struct ShowPage {
    page: Page,
    app: App,
    platform: String,
    is_being_filled: bool,
    statistics: StatisticsWords,
    /// What is to be said of the churn model.
    churn: String,
    facts: Vec<(String, String)>,
    /// Name and kind of each custom attribute.
    attributes: Vec<(String, String)>,
    groups: Vec<CustomerGroup>,
}

/// The app's page.
pub async fn show(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    path: web::Path<AppId>,
) -> Result<HttpResponse, PageError> {
    let (publisher, id, locale) = (visitor.publisher.id, path.into_inner(), visitor.locale);
    let read = state.database.read(move |connection| {
        let app = apps::find(connection, publisher, id)?;
        let totals = apps::totals(connection, publisher, id)?;
        let attributes = custom_attributes::of_app(connection, app.key())?;
        let groups = customer_groups::active(connection, publisher)?;
        let is_being_filled = imports::any_under_way(connection, publisher, id)?;
        let churn = churn::find(connection, app.key())?;
        Ok((app, totals, attributes, groups, churn, is_being_filled))
    });
    let (app, totals, attributes, groups, churn, is_being_filled) = read.await?;
    let view = state.audiences.view(&visitor.publisher, id).await?;
    let counted = run(move |cancelled| {
        let numbers = statistics::of(&view, &Rule::default(), Sizes::all(), cancelled)?.ok_or(PageError::Superseded)?;
        Ok(StatisticsWords::new(&numbers, 0, locale))
    });
    let statistics = counted.await?;
    let last_used = totals.last_used_on.map_or_else(|| locale.text("none"), |day| locale.date(Day::from_number(day)));
    let facts = [
        ("app-sessions", locale.number(totals.sessions)),
        ("app-last-used", last_used),
        ("app-purchases", locale.number(totals.purchases)),
        ("app-spend", locale.money(totals.spend_cents)),
        ("app-ratings", locale.number(totals.ratings)),
    ];
    let kind = |row: &CustomAttribute| {
        let kind = Kind::from_word(&row.kind).unwrap_or(Kind::Choice).word().replace('_', "-");
        locale.text(&format!("kind-{kind}"))
    };
    html(&ShowPage {
        page: visitor.page(Section::Apps),
        platform: locale.text(&format!("platform-{}", app.platform)),
        is_being_filled,
        statistics,
        churn: churn_told(&churn, locale),
        facts: facts.into_iter().map(|(key, value)| (locale.text(key), value)).collect(),
        attributes: attributes.iter().map(|row| (row.name.clone(), kind(row))).collect(),
        groups: groups.into_iter().filter(|group| group.app_id == Some(app.id)).collect(),
        app,
    })
}

/// Whether there is a churn model and since when, or why there is none.
pub fn churn_told(churn: &Churn, locale: Locale) -> String {
    let date = churn.churn_on.map_or_else(String::new, |day| locale.date(Day::from_number(day)));
    let told = [
        ("date", date.into()),
        ("count", churn.churn_repeaters.into()),
        ("least", i64::try_from(LEAST_REPEATERS).unwrap_or(i64::MAX).into()),
    ];
    locale.with(churn_message(churn.state()), &told)
}

const fn churn_message(state: Option<ChurnState>) -> &'static str {
    match state {
        None => "churn-none",
        Some(ChurnState::Fitted) => "churn-fitted",
        Some(ChurnState::TooFew) => "churn-too-few",
        Some(ChurnState::NotConverged) => "churn-not-converged",
    }
}
