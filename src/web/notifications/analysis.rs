//! What became of the notifications of some days.

use super::list::{ANALYSIS, Tab, tabs};
use crate::access::Sizes;
use crate::day::Day;
use crate::ids::AppId;
use crate::locale::Locale;
use crate::notifications::analysis::{self, Analysis, MOST, MOST_DAYS, Period, Sums, WrongDays};
use crate::store::apps::App;
use crate::web::chart::line;
use crate::web::form::Errors;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The width and height of a chart, in units of its own.
const CHART: (i64, i64) = (600, 120);

/// The word for days of one's own.
const OWN: &str = "own";

/// The periods that end today, with their words.
const PERIODS: [(&str, Period); 4] = [
    ("30-days", Period::Days30),
    ("3-months", Period::Months(3)),
    ("6-months", Period::Months(6)),
    ("12-months", Period::Months(12)),
];

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
    period: String,
    from: String,
    until: String,
    /// The days that the form was shown with.
    shown_from: String,
    shown_until: String,
}

impl Query {
    /// The word of the period: that of days of one's own if other days are typed than were shown, the first one unless another is
    /// chosen.
    fn word(&self) -> &'static str {
        let are_typed = !self.from.is_empty() && !self.until.is_empty() && !self.shown_from.is_empty();
        if are_typed && (&self.from, &self.until) != (&self.shown_from, &self.shown_until) {
            return OWN;
        }
        let known = PERIODS.iter().map(|(word, _)| *word).chain([OWN]);
        known.into_iter().find(|word| *word == self.period).unwrap_or(PERIODS[0].0)
    }

    /// The days that are asked for.
    fn days(&self, today: Day, locale: Locale) -> Result<(Day, Day), Errors> {
        let of_period = PERIODS.iter().find(|(word, _)| *word == self.word()).map(|(_, period)| period.days(today));
        if let Some(days) = of_period {
            return Ok(days);
        }
        let mut errors = Errors::default();
        let mut read = |field: &str, typed: &str| {
            let day = Day::parse(typed);
            if day.is_none() {
                errors.add(field, locale.text("condition-date"));
            }
            day
        };
        let (from, until) = (read("from", &self.from), read("until", &self.until));
        let (Some(from), Some(until)) = (from, until) else { return Err(errors) };
        match analysis::check((from, until)) {
            Ok(()) => return Ok((from, until)),
            Err(WrongDays::Swapped) => errors.add("until", locale.text("history-days-swapped")),
            Err(WrongDays::TooMany) => errors.add("from", locale.with1("analysis-too-many-days", "most", MOST_DAYS)),
        }
        Err(errors)
    }
}

/// What became of messages, in words.
struct Row {
    label: String,
    /// Those that were sent, accepted, whose browser is gone, failed, are unknown and were clicked.
    numbers: [String; 6],
    delivery_rate: String,
    launch_rate: String,
    /// Of all that were sent, from 0 to 100.
    share: u64,
}

impl Row {
    fn of(label: String, sums: &Sums, all: i64, locale: Locale) -> Self {
        let Sums { accepted, gone, failed, unknown, launched, .. } = *sums;
        let rate = |part: i64, whole: i64| if whole == 0 { String::from("–") } else { locale.percent(part, whole) };
        // Who clicks twice is counted twice among those who are only counted, so that their share would mean nothing.
        let of_clicks = if sums.launched_anonymous > 0 { 0 } else { accepted };
        Self {
            label,
            numbers: [sums.sent(), accepted, gone, failed, unknown, launched].map(|number| locale.number(number)),
            delivery_rate: rate(accepted, sums.sent()),
            launch_rate: rate(launched, of_clicks),
            share: (sums.sent().max(0) * 100 / all.max(1)).unsigned_abs(),
        }
    }
}

/// A line over the days.
struct Chart {
    title: String,
    points: String,
    text: String,
    greatest: String,
    first: String,
    last: String,
}

impl Chart {
    fn new(
        key: &str,
        (days, found): ((Day, Day), &Analysis),
        number: impl Fn(&Sums) -> i64,
        locale: Locale,
    ) -> Option<Self> {
        let (from, until) = days;
        let of_day = |day: Day| {
            let place = found.days.binary_search_by_key(&day, |(day, _)| *day).ok();
            place.and_then(|place| found.days.get(place)).map_or(0, |(_, sums)| number(sums))
        };
        let days: Vec<(Day, i64)> =
            (from.number()..=until.number()).map(Day::from_number).map(|day| (day, of_day(day))).collect();
        let greatest = days.iter().map(|(_, number)| *number).max().unwrap_or(0);
        let (first, last) = (locale.date(from), locale.date(until));
        let words = [
            ("what", locale.text(key).into()),
            ("from", first.clone().into()),
            ("to", last.clone().into()),
            ("greatest", locale.number(greatest).into()),
        ];
        let points = line(&days, CHART, 0).filter(|_| days.len() > 1 && greatest > 0)?;
        let text = locale.with("analysis-chart", &words);
        Some(Self { title: locale.text(key), points, text, greatest: locale.number(greatest), first, last })
    }
}

#[derive(Template)]
#[template(path = "notifications/analysis.html")]
struct AnalysisPage {
    page: Page,
    tabs: Vec<Tab>,
    apps: Vec<(String, String)>,
    periods: Vec<(String, String)>,
    app: String,
    period: String,
    from: String,
    until: String,
    errors: Errors,
    found: Option<Found>,
}

/// What was found, in words.
struct Found {
    is_empty: bool,
    /// What is to be known of the numbers, a sentence each.
    notes: Vec<String>,
    total: Row,
    charts: Vec<Chart>,
    /// The last day first.
    days: Vec<Row>,
    /// `None` where they are hidden.
    markets: Option<Vec<Row>>,
}

impl Found {
    fn new(days: (Day, Day), found: &Analysis, locale: Locale) -> Self {
        let hidden = (found.hidden > 0).then(|| locale.with1("analysis-hidden", "count", found.hidden));
        let cut = found.is_cut.then(|| locale.with1("analysis-cut", "most", MOST));
        let of_period = locale.with1("analysis-count", "count", found.notifications);
        let charts = [
            Chart::new("notification-accepted", (days, found), |sums| sums.accepted, locale),
            Chart::new("analysis-launches", (days, found), |sums| sums.launched, locale),
        ];
        let all = found.total.sent();
        let market = |(code, sums): &(String, Sums)| {
            let name = if code.is_empty() { locale.text("unknown") } else { locale.market(code) };
            // Which of them were of which market is not known.
            let sums = Sums { launched_anonymous: found.total.launched_anonymous, ..*sums };
            Row::of(name, &sums, all, locale)
        };
        let launched_anonymous = found.total.launched_anonymous;
        let anonymous =
            (launched_anonymous > 0).then(|| locale.with1("analysis-anonymous", "count", launched_anonymous));
        Self {
            is_empty: found.notifications == 0,
            notes: [of_period].into_iter().chain(hidden).chain(cut).chain(anonymous).collect(),
            total: Row::of(locale.text("analysis-total"), &found.total, all, locale),
            charts: charts.into_iter().flatten().collect(),
            days: found.days.iter().rev().map(|(day, sums)| Row::of(locale.date(day), sums, all, locale)).collect(),
            markets: found.markets.as_ref().map(|markets| markets.iter().map(market).collect()),
        }
    }
}

fn page(
    visit: Visit,
    query: &Query,
    apps: &[App],
    (days, found): (Result<(Day, Day), Errors>, Option<Found>),
) -> AnalysisPage {
    let locale = visit.locale;
    let all = (String::new(), locale.text("token-all-apps"));
    let period = |(word, _): &(&str, Period)| ((*word).to_owned(), locale.text(&format!("analysis-period-{word}")));
    let shown = |typed: &str, day: Option<Day>| match day {
        Some(day) if typed.is_empty() || query.word() != OWN => day.to_string(),
        _ => typed.to_owned(),
    };
    let known = days.as_ref().ok();
    AnalysisPage {
        tabs: tabs(ANALYSIS, locale),
        apps: [all].into_iter().chain(apps.iter().map(|app| (app.id.to_string(), app.name.clone()))).collect(),
        periods: PERIODS.iter().map(period).chain([(OWN.to_owned(), locale.text("analysis-period-own"))]).collect(),
        app: query.app.clone(),
        period: query.word().to_owned(),
        from: shown(&query.from, known.map(|(from, _)| *from)),
        until: shown(&query.until, known.map(|(_, until)| *until)),
        errors: days.err().unwrap_or_default(),
        page: visit.page,
        found,
    }
}

/// What became of the notifications of some days, of one app or of all.
pub async fn show(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let apps = crate::apps::all(&visit.state, &visit.actor)?;
        let days = query.days(visit.today(), locale);
        // An app that there is not has no notifications.
        let app: Option<AppId> = (!query.app.is_empty()).then(|| query.app.parse().unwrap_or_else(|_| AppId::from(0)));
        let found = match &days {
            Err(_) => None,
            Ok(days) => {
                let sizes: Sizes = visit.sizes();
                let found = analysis::analysis(&visit.state, (&visit.actor, &visit.publisher, sizes), (app, *days))?;
                Some(Found::new(*days, &found, locale))
            }
        };
        Answer::page(&page(visit, &query, &apps, (days, found)))
    };
    visitor.answer(Section::Notifications, work).await
}
