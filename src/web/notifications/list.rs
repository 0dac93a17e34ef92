//! The list of notifications.

use super::comparison::arm_names;
use crate::access::Sizes;
use crate::experiments::EFFECT;
use crate::locale::Locale;
use crate::notifications::effect::Compared;
use crate::notifications::listed::{self, Listed, Outcome, Told};
use crate::store::notifications::NotificationState;
use crate::web::effect::lift;
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
    groups: String,
    purpose: String,
    state: String,
    /// When it begins or began, if that is known.
    starts: Option<String>,
    changed: String,
    /// Whether a program has asked that somebody approves it.
    is_asked: bool,
    outcome: OutcomeWords,
}

/// What became of one that was sent; empty of others.
#[derive(Default)]
struct OutcomeWords {
    browsers: String,
    accepted: String,
    launch_rate: String,
    lift: String,
}

/// A tab: its path, what it is called, and whether it is shown.
pub type Tab = (String, String, bool);

#[derive(Template)]
#[template(path = "notifications/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    tabs: Vec<Tab>,
    /// The word of the tab that is shown; empty for all notifications.
    tab: &'static str,
    has_apps: bool,
}

impl ListPage {
    /// Whether the tab has notifications of which something became.
    fn has_outcomes(&self) -> bool {
        matches!(self.tab, UNDER_WAY | COMPLETED)
    }
}

const UNDER_WAY: &str = "under-way";
const COMPLETED: &str = "completed";

/// The word of the tab with its page of its own.
pub const ANALYSIS: &str = "analysis";

/// The tabs of the list: the word of each, and the states that it shows.
const TABS: [(&str, &[NotificationState]); 4] = [
    ("", NotificationState::ALL),
    ("drafts", &[NotificationState::Draft]),
    (
        UNDER_WAY,
        &[
            NotificationState::Scheduled,
            NotificationState::Held,
            NotificationState::Preparing,
            NotificationState::Sending,
            NotificationState::Paused,
        ],
    ),
    (COMPLETED, &[NotificationState::Sent, NotificationState::Cancelled]),
];

/// The tabs of the list and that of the analysis; the one with this word is shown.
pub fn tabs(shown: &str, locale: Locale) -> Vec<Tab> {
    let words = TABS.iter().map(|(word, _)| *word).chain([ANALYSIS]);
    let tab = |word: &str| {
        let path = match word {
            "" => String::from(super::PATH),
            ANALYSIS => format!("{}/{ANALYSIS}", super::PATH),
            word => format!("{}?tab={word}", super::PATH),
        };
        let name = if word.is_empty() { "all" } else { word };
        (path, locale.text(&format!("notifications-tab-{name}")), word == shown)
    };
    words.map(tab).collect()
}

/// The tab that is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    tab: String,
}

fn lift_words(compared: &Compared, locale: Locale, sizes: Sizes) -> Option<String> {
    // Without anybody who got nothing, the texts are held against each other.
    let names = Some(arm_names(&compared.comparison, locale)).filter(|_| compared.comparison.holdout > 0)?;
    lift((&compared.counted, compared.is_over, EFFECT), &names, (locale, sizes))
}

fn outcome_words(outcome: Option<&Outcome>, locale: Locale, sizes: Sizes) -> OutcomeWords {
    let nothing = || String::from("–");
    match outcome {
        None => OutcomeWords::default(),
        Some(Outcome::Hidden) => {
            let small = locale.text("group-small");
            OutcomeWords { browsers: small, accepted: nothing(), launch_rate: nothing(), lift: nothing() }
        }
        Some(Outcome::Told(told)) => {
            let Told { report, compared } = told.as_ref();
            let rate = || locale.percent(report.launched, report.accepted);
            OutcomeWords {
                browsers: locale.number(report.planned),
                accepted: locale.number(report.accepted),
                // Who clicks twice is counted twice among those who are only counted.
                launch_rate: if report.accepted == 0 || report.launched_anonymous > 0 { nothing() } else { rate() },
                lift: compared.as_ref().and_then(|one| lift_words(one, locale, sizes)).unwrap_or_else(nothing),
            }
        }
    }
}

/// The notifications.
pub async fn list(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (tab, states) = TABS.iter().find(|(word, _)| *word == query.tab).copied().unwrap_or(TABS[0]);
        let (locale, zone, sizes) = (visit.locale, visit.publisher.time_zone, visit.sizes());
        let (found, apps) = listed::list(&visit.state, (&visit.actor, &visit.publisher, sizes), states)?;
        let row = |one: Listed| Row {
            path: one.notification.path(),
            purpose: locale.text(&format!("consent-purpose-{}", one.notification.purpose.word())),
            state: locale.text(&format!("notification-state-{}", one.notification.state.word())),
            starts: one.starts.map(|at| locale.moment(at, zone)),
            changed: locale.moment(one.notification.updated_at, zone),
            outcome: outcome_words(one.outcome.as_ref(), locale, sizes),
            groups: one.groups.join(", "),
            is_asked: one.is_asked,
            app: one.app,
            name: one.notification.name,
        };
        let rows = found.into_iter().map(row).collect();
        Answer::page(&ListPage { page: visit.page, rows, tabs: tabs(tab, locale), tab, has_apps: !apps.is_empty() })
    };
    visitor.answer(Section::Notifications, work).await
}
