//! What became of the messages of a notification, more closely.

use super::comparison::variant_name;
use super::outcome::anonymous_words;
use super::preview::standing_words;
use super::show::page_error;
use crate::ids::NotificationId;
use crate::locale::{Arg, Locale};
use crate::notifications::details::{Breakdown, Dimension, History, Step, breakdown, history};
use crate::notifications::placeholders::LONGEST_VALUE;
use crate::notifications::report::report;
use crate::notifications::then::{GroupThen, Then};
use crate::segments::sentence::sentence;
use crate::store::delivery_reports::PartSums;
use crate::web::flights::words::share_text;
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;

/// The person to look for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    who: String,
}

/// A table: its heading, what its first column is, and its rows.
struct Table {
    id: &'static str,
    heading: String,
    column: String,
    rows: Vec<[String; 5]>,
}

/// What happened to one person, each with when and what.
struct Steps {
    path: String,
    account: String,
    rows: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "notifications/details.html")]
struct DetailsPage {
    page: Page,
    /// The path and the name of the notification.
    path: String,
    name: String,
    tables: Vec<Table>,
    who: String,
    steps: Option<Steps>,
    /// How much of what browsers said is in none of the tables, if anything is.
    anonymous: Option<String>,
}

/// The messages by their parts, and the steps for one person.
pub async fn show(Editor(visitor): Editor, path: web::Path<NotificationId>, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let who = query.who.trim().to_owned();
        let (notification, found) = breakdown(&visit.state, &visit.actor, *path)?;
        let words = (visit.publisher.time_zone, visit.locale);
        let person = match who.is_empty() {
            true => None,
            false => history(&visit.state, &visit.actor, &visit.publisher, (*path, &who)).map_err(page_error)?,
        };
        Answer::page(&DetailsPage {
            anonymous: anonymous_words(&report(&visit.state, &notification)?, visit.locale),
            tables: tables(found, words),
            steps: person.map(|person| steps(person, notification.sent_at, words)),
            path: notification.path(),
            name: notification.name,
            who,
            page: visit.page,
        })
    };
    visitor.answer(Section::Notifications, work).await
}

fn tables(found: Breakdown, words: (Zone, Locale)) -> Vec<Table> {
    let parts = [
        ("variants", Dimension::Variant, found.variants),
        ("languages", Dimension::Language, found.languages),
        ("platforms", Dimension::Platform, found.platforms),
        ("hours", Dimension::Hour, found.hours),
    ];
    let (_, locale) = words;
    let table = |(id, dimension, sums): (&'static str, Dimension, Vec<PartSums>)| {
        let number = |count: i64| locale.number(count);
        let row = |one: &PartSums| {
            let counts = [one.browsers, one.accepted, one.shown, one.launched].map(number);
            let [browsers, accepted, shown, launched] = counts;
            [part(dimension, &one.part, words), browsers, accepted, shown, launched]
        };
        let (heading, column) = (locale.text(&format!("details-{id}")), locale.text(&format!("details-{id}-column")));
        Table { id, heading, column, rows: sums.iter().map(row).collect() }
    };
    // A single variant is all of it.
    let says_more = |(id, _, sums): &(&str, Dimension, Vec<PartSums>)| *id != "variants" || sums.len() > 1;
    parts.into_iter().filter(says_more).map(table).collect()
}

/// The name of a part.
fn part(dimension: Dimension, part: &str, (zone, locale): (Zone, Locale)) -> String {
    let hour = |text: &str| NaiveDateTime::parse_from_str(&format!("{text}:00"), "%Y-%m-%d %H:%M").ok();
    match dimension {
        Dimension::Variant => variant_name(part.parse().unwrap_or(0), locale),
        Dimension::Hour => hour(part).map_or_else(|| locale.text("details-no-hour"), |at| locale.moment(at, zone)),
        Dimension::Language | Dimension::Platform if part.is_empty() => locale.text("unknown"),
        Dimension::Language | Dimension::Platform => part.to_owned(),
    }
}

/// What happened to one person, in the order of time.
fn steps(person: History, sent_at: Option<NaiveDateTime>, (zone, locale): (Zone, Locale)) -> Steps {
    let moment = |at: NaiveDateTime| locale.moment(at, zone);
    let mut rows = Vec::new();
    if let Some(consent) = &person.consent {
        let words = locale.with1("details-allowed", "text", consent.evidence.as_str());
        rows.push((moment(consent.at), words));
    }
    if let Some(at) = sent_at {
        let what_counted = person.then.iter().flat_map(|then| of_then(then, locale));
        rows.extend(what_counted.map(|words| (moment(at), words)));
        rows.push((moment(at), standing_words(person.standing, locale)));
        if let Some((place, variant)) = person.bucket {
            let arm = variant.map_or_else(|| locale.text("omission-holdout"), |place| variant_name(place, locale));
            let words = [("place", share_text(place, locale).into()), ("arm", arm.into())];
            rows.push((moment(at), locale.with("details-bucket", &words)));
        }
    }
    for message in &person.messages {
        rows.extend(of_message(message, &moment, locale));
    }
    Steps { path: person.customer.path(), account: person.customer.account_id, rows }
}

/// What counted when the notification was sent: the groups, and what the person had had before.
fn of_then(then: &Then, locale: Locale) -> Vec<String> {
    let mut said: Vec<String> = then.groups.iter().map(|group| of_group(group, then, locale)).collect();
    if let Some(had) = &then.had {
        let counts = [("day", Arg::from(had.day)), ("week", Arg::from(had.week))];
        said.push(locale.with("details-had", &counts));
        let cap = |most: Option<i32>| most.map_or_else(|| Arg::from(locale.text("details-no-cap")), Arg::from);
        said.push(match had.is_exempt {
            true => locale.text("details-exempt"),
            false => locale.with("details-caps", &[("day", cap(had.rules.per_day)), ("week", cap(had.rules.per_week))]),
        });
    }
    said
}

/// Whether the person was in a group, by the last snapshot of it, and what its rule says.
fn of_group(group: &GroupThen, then: &Then, locale: Locale) -> String {
    let name = ("group", Arg::from(group.name.as_str()));
    let standing = match group.was_in {
        None => locale.with("details-list", std::slice::from_ref(&name)),
        Some((day, is_in)) => {
            let key = if is_in { "details-in-group" } else { "details-not-in-group" };
            locale.with(key, &[name, ("day", locale.date(day).into())])
        }
    };
    let except = group.is_except.then(|| locale.text("details-except"));
    let rule = group.rule.as_ref().map(|rule| sentence(rule, &then.catalogue, locale));
    let edited = (group.is_edited && group.rule.is_some()).then(|| locale.text("details-edited"));
    [Some(standing), except, rule, edited].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The steps of one message.
fn of_message(message: &Step, moment: &dyn Fn(NaiveDateTime) -> String, locale: Locale) -> Vec<(String, String)> {
    let browser: String = message.agent.as_deref().unwrap_or_default().chars().take(LONGEST_VALUE).collect();
    let browser = if browser.is_empty() { format!("{}", message.subscription) } else { browser };
    let state = match message.state.word() {
        "planned" | "leased" => locale.text("delivery-open"),
        word => locale.text(&format!("delivery-{word}")),
    };
    let reason = message.reason.map(|reason| locale.text(&format!("delivery-reason-{}", reason.word())));
    let status = message.status.map(|status| locale.with1("details-status", "status", status.to_string()));
    let tries = (message.attempts > 1).then(|| locale.with1("details-tries", "count", message.attempts));
    let more: Vec<String> = [reason, status, tries].into_iter().flatten().collect();
    let what = if more.is_empty() { state } else { format!("{state} ({})", more.join(", ")) };
    let at = message.answered_at.map_or_else(|| locale.text("details-not-yet"), moment);
    let mut rows = vec![(at, format!("{browser} – {what}"))];
    for (seen, key) in [(message.shown_at, "notification-shown"), (message.launched_at, "notification-launched")] {
        if let Some(at) = seen {
            rows.push((moment(at), format!("{browser} – {}", locale.text(key))));
        }
    }
    rows
}
