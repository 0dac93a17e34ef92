//! The page of a test: what it is, whom it is for, what it shows, and who got which value.

use super::words::{amounts, goal, size, state};
use crate::experiments::{Counted, Verdict};
use crate::group_tests::effect::{self, Results};
use crate::group_tests::list::{self, Detailed, PAGE_SIZE, Prospects};
use crate::group_tests::save::Step;
use crate::ids::{CustomerId, GroupTestId};
use crate::locale::Locale;
use crate::shares::WHOLE;
use crate::store::customer_groups::CustomerGroup;
use crate::store::group_tests::{GroupTest, TestGoal, TestState};
use crate::web::effect::{Effect, Stage, effect as web_effect, points_words};
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::{Editor, Viewer};
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;

/// A value that can be given to all.
struct Choice {
    place: usize,
    label: String,
}

#[derive(Template)]
#[template(path = "group_tests/show.html")]
struct ShowPage {
    page: Page,
    path: String,
    name: String,
    hypothesis: String,
    app: (String, String),
    state: (String, &'static str),
    groups: Vec<CustomerGroup>,
    excepted: Vec<CustomerGroup>,
    facts: Vec<(String, String)>,
    prospects: Vec<(String, String)>,
    /// How many people it needs, in a sentence; empty if that cannot be said.
    needed: String,
    as_of: String,
    /// What is wrong with its segments, in sentences.
    small: Vec<String>,
    /// What stopped it, in a sentence.
    stopped_for: String,
    people: String,
    /// What it shows; `None` if nothing was counted yet.
    effect: Option<Effect>,
    effect_help: String,
    /// The goals that may not get worse, each with its name.
    guards: Vec<(String, String, Effect)>,
    waits_for_effect: bool,
    choices: Vec<Choice>,
    is_draft: bool,
    may_start: bool,
    may_stop: bool,
    may_change: bool,
    may_archive: bool,
}

impl ShowPage {
    fn of(visit: Visit, id: GroupTestId) -> Result<Self, PageError> {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let Detailed { test, app, groups, excepted, people } = list::find(&visit.state, &visit.actor, id)?;
        let prospects = list::prospects(&visit.state, &visit.actor, &visit.publisher, &test)?;
        let counted = if test.state == TestState::Draft { None } else { effect::of(&visit.state, &test)? };
        let is_over = counted.as_ref().is_some_and(|(_, is_over)| *is_over);
        let stage = Stage::of(is_over, test.takes_people(visit.state.clock.now()));
        let smallest = f64::from(test.effect) / f64::from(WHOLE);
        let words = |of: TestGoal, counted: &Counted| {
            let amounts = amounts(of, app.currency);
            web_effect((counted, stage, smallest), &test.variants(), (locale, zone, amounts, visit.sizes()))
        };
        let results = counted.map(|(results, _)| results);
        let guard = |(number, (of, counted)): (usize, &(TestGoal, Counted))| {
            (format!("guard-{number}"), goal(*of, locale), words(*of, counted))
        };
        let days = [("goal", goal(test.goal, locale).into()), ("days", test.goal_days.into())];
        Ok(Self {
            path: test.path(),
            name: test.name.clone(),
            hypothesis: test.hypothesis.clone(),
            app: (app.path(), app.name.clone()),
            state: state(test.state, locale),
            facts: facts(&test, locale, zone),
            needed: needed(&test, &prospects, locale),
            as_of: locale.date(prospects.as_of),
            small: prospects
                .small
                .iter()
                .map(|name| locale.with1("offer-small-segment", "name", name.as_str()))
                .collect(),
            prospects: could(&prospects, !excepted.is_empty(), (locale, visit.publisher.minimum_size)),
            stopped_for: test
                .stopped_for
                .map(|of| locale.with1("test-stopped-for", "goal", goal(of, locale)))
                .unwrap_or_default(),
            people: size(people, (locale, visit.sizes(), visit.publisher.minimum_size)),
            choices: choices(&test, results.as_ref(), stage, locale),
            effect: results.as_ref().map(|results| words(test.goal, &results.goal)),
            effect_help: locale.with("test-effect-help", &days),
            guards: results.iter().flat_map(|results| results.guards.iter().enumerate().map(guard)).collect(),
            waits_for_effect: matches!(test.state, TestState::Running | TestState::Stopped) && results.is_none(),
            is_draft: test.state == TestState::Draft,
            may_start: Step::Start.is_for(test.state),
            may_stop: Step::Stop.is_for(test.state),
            may_change: matches!(test.state, TestState::Draft | TestState::Running),
            may_archive: Step::Archive.is_for(test.state),
            page: visit.page,
            groups,
            excepted,
        })
    }
}

/// The values that can be given to all, with what can be said of each.
fn choices(test: &GroupTest, results: Option<&Results>, stage: Stage, locale: Locale) -> Vec<Choice> {
    if !Step::Decide(0).is_for(test.state) {
        return Vec::new();
    }
    let smallest = f64::from(test.effect) / f64::from(WHOLE);
    let verdicts = results.map(|results| results.goal.reached(smallest, stage == Stage::Over)).unwrap_or_default();
    let label = |(place, value): (usize, String)| {
        let verdict = place.checked_sub(1).and_then(|place| verdicts.get(place));
        let key = match verdict {
            Some(Verdict::Decided { interval }) if interval.low > 0.0 => "test-give-better",
            Some(Verdict::Decided { .. }) => "test-give-worse",
            _ => "test-give",
        };
        Choice { place, label: locale.with1(key, "value", value) }
    };
    test.variants().into_iter().enumerate().map(label).collect()
}

fn could(prospects: &Prospects, has_excepted: bool, (locale, minimum): (Locale, i32)) -> Vec<(String, String)> {
    let number = |number: Option<u64>| {
        number.map_or_else(|| locale.with1("offer-size-hidden", "minimum", minimum), |number| locale.number(number))
    };
    let mut could = vec![(locale.text("test-could-come"), number(prospects.people))];
    if prospects.withheld != Some(0) {
        could.push((locale.text("offer-could-withheld"), number(prospects.withheld)));
    }
    if has_excepted {
        could.push((locale.text("offer-could-excepted"), number(prospects.excepted)));
    }
    could
}

fn needed(test: &GroupTest, prospects: &Prospects, locale: Locale) -> String {
    let (Some(people), Some(reached)) = (prospects.people, prospects.reached) else { return String::new() };
    let points = points_words(f64::from(test.effect) / f64::from(WHOLE), locale);
    let lately = [
        ("reached", reached.into()),
        ("people", people.into()),
        ("goal", goal(test.goal, locale).into()),
        ("days", test.goal_days.into()),
    ];
    let lately = locale.with("test-lately", &lately);
    let needed = match prospects.needed {
        Some(needed) => locale
            .with("test-needed", &[("needed", needed.into()), ("people", people.into()), ("points", points.into())]),
        None => locale.text("test-needed-unknown"),
    };
    format!("{lately} {needed}")
}

/// How a test is set up.
fn facts(test: &GroupTest, locale: Locale, zone: crate::zone::Zone) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut fact = |key: &str, value: String| facts.push((locale.text(key), value));
    let shares = test.variants().into_iter().zip(test.shares());
    let shares = shares.map(|(value, share)| format!("{value} {}", locale.percent(share, WHOLE)));
    fact("test-values", shares.collect::<Vec<_>>().join(", "));
    if let Some(winner) = test.winner.and_then(|winner| usize::try_from(winner).ok()) {
        fact("test-winner", test.variants().into_iter().nth(winner).unwrap_or_default());
    }
    fact("test-goal", goal(test.goal, locale));
    fact("test-goal-days", locale.number(test.goal_days));
    let guards = test.guards().into_iter().map(|guard| goal(guard, locale)).collect::<Vec<_>>().join(", ");
    if !guards.is_empty() {
        fact("audit-field-guards", guards);
    }
    fact("test-smallest", points_words(f64::from(test.effect) / f64::from(WHOLE), locale));
    for (key, moment) in
        [("test-began", test.started_at), ("test-ends", test.ends_at), ("test-was-stopped", test.stopped_at)]
    {
        if let Some(moment) = moment {
            fact(key, locale.moment(moment, zone));
        }
    }
    fact("test-key", format!("{}{}", crate::group_tests::FLAG, test.flag_key));
    facts
}

/// A test.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<GroupTestId>) -> PageResult {
    visitor.answer(Section::Tests, move |visit| Answer::page(&ShowPage::of(visit, *path)?)).await
}

/// Which people.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    value: String,
    page: String,
}

/// Somebody who came into a test.
struct Row {
    /// The path of the customer.
    path: String,
    account: String,
    value: String,
    first: String,
}

#[derive(Template)]
#[template(path = "group_tests/people.html")]
struct PeoplePage {
    page: Page,
    path: String,
    name: String,
    /// Values and texts.
    values: Vec<(String, String)>,
    chosen: String,
    rows: Vec<Row>,
    pager: Pager,
}

/// Who came into a test, and got which value.
pub async fn people(Editor(visitor): Editor, path: web::Path<GroupTestId>, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let test = list::find(&visit.state, &visit.actor, *path)?.test;
        let values = test.variants();
        let variant = query
            .value
            .parse()
            .ok()
            .filter(|place: &i32| usize::try_from(*place).is_ok_and(|place| place < values.len()));
        let number = Pager::number(&query.page);
        let (total, found) = list::people(&visit.state, &visit.actor, *path, (variant, number))?;
        let addresses = visit.addresses();
        let row = |(customer, account, place, at): (CustomerId, String, i32, NaiveDateTime)| Row {
            path: format!("/customers/{customer}"),
            account: addresses.shown(&account),
            value: usize::try_from(place).ok().and_then(|place| values.get(place).cloned()).unwrap_or_default(),
            first: locale.moment(at, zone),
        };
        let rows = found.into_iter().map(row).collect();
        let all = (String::new(), locale.text("test-values-all"));
        let chosen = variant.map(|place| place.to_string()).unwrap_or_default();
        let base = format!("{}/people?value={chosen}&page=", test.path());
        Answer::page(&PeoplePage {
            page: visit.page,
            path: test.path(),
            name: test.name.clone(),
            values: std::iter::once(all)
                .chain(values.iter().enumerate().map(|(place, value)| (place.to_string(), value.clone())))
                .collect(),
            chosen,
            rows,
            pager: Pager::new(number, total, PAGE_SIZE, base, ""),
        })
    };
    visitor.answer(Section::Tests, work).await
}
