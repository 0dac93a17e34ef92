//! A submission that waits, in words, and what becomes of it.

use super::actions::done;
use super::words::share_text;
use crate::flights::list::Flights;
use crate::flights::pending::{self, HELD_FOR};
use crate::flights::rollout::{Step, steps_of};
use crate::flights::stage::Stage;
use crate::ids::FlightId;
use crate::locale::Locale;
use crate::store::submissions::SubmissionRow;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::Section;
use crate::web::visitor::Editor;
use crate::web::work::{PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use serde::Deserialize;
use validator::Validate;

/// A submission that waits.
pub(super) struct WaitingWords {
    pub version: i64,
    pub release: String,
    pub release_path: String,
    pub state: (String, &'static str),
    pub is_held: bool,
    /// When it is published by itself, or why it was not.
    pub when: Option<String>,
    /// Who gets it, how the share is raised and what halts it.
    pub lines: Vec<String>,
}

/// Its state, and the tone of its badge.
pub(super) fn state(row: &SubmissionRow, locale: Locale) -> (String, &'static str) {
    let stage = Stage::of(row);
    let tone = match stage {
        Stage::Held => "warning",
        Stage::Ready | Stage::Scheduled => "accent",
        _ => "neutral",
    };
    (locale.text(&format!("flight-pending-{}", stage.word())), tone)
}

impl WaitingWords {
    pub fn of(flights: &Flights, flight: FlightId, (locale, home): (Locale, Zone)) -> Option<Self> {
        let row = flights.waiting_of(flight)?;
        Some(Self {
            version: row.version,
            release: flights.version_of(row),
            release_path: format!("/flights/releases/{}", row.release_id),
            state: state(row, locale),
            is_held: Stage::of(row) == Stage::Held,
            when: when(row, (locale, home)),
            lines: lines(row, (locale, home)),
        })
    }
}

fn when(row: &SubmissionRow, (locale, home): (Locale, Zone)) -> Option<String> {
    let time = locale.moment(row.publish_at?, row.publish_zone.unwrap_or(home));
    let why = row.held_for.as_deref().filter(|why| HELD_FOR.contains(why));
    match (Stage::of(row), why) {
        (Stage::Held, Some(why)) => Some(locale.with1(&format!("flight-held-{why}"), "time", time)),
        (Stage::Draft, _) => Some(locale.with1("flight-would-be-published-at", "time", time)),
        _ => Some(locale.with1("flight-publishes-at", "time", time)),
    }
}

/// From when on a submission is mandatory, in words.
pub(super) fn mandatory(row: &SubmissionRow, (locale, home): (Locale, Zone)) -> Option<String> {
    row.mandatory_from.map(|from| locale.with1("flight-mandatory-from", "time", locale.moment(from, home)))
}

fn lines(row: &SubmissionRow, (locale, home): (Locale, Zone)) -> Vec<String> {
    let mandatory = mandatory(row, (locale, home));
    if !row.is_gradual {
        return [locale.text("flight-to-everyone")].into_iter().chain(mandatory).collect();
    }
    let steps = steps_of(row);
    let step = |(now, next): (&Step, &Step)| {
        let words = [("share", share_text(next.share, locale).into()), ("hours", now.hours.into())];
        locale.with("flight-waits-step", &words)
    };
    let first = locale.with1("flight-waits-share", "share", share_text(row.share.unsigned_abs(), locale));
    let guarded = row.is_guarded.then(|| locale.text("flight-is-guarded"));
    [first]
        .into_iter()
        .chain(steps.iter().zip(steps.iter().skip(1)).map(step))
        .chain(guarded)
        .chain(mandatory)
        .collect()
}

/// The version of the submission that was seen to wait.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct WaitingForm {
    seen: String,
}

impl PostedForm for WaitingForm {
    const FIELDS: &'static [&'static str] = &[];
}

impl WaitingForm {
    /// The version; none has the other.
    fn version(&self) -> i64 {
        self.seen.parse().unwrap_or(0)
    }
}

/// Publishes what waits, now.
pub async fn publish(Editor(visitor): Editor, path: web::Path<FlightId>, posted: Posted<WaitingForm>) -> PageResult {
    let work = move |visit: Visit| {
        let changed = pending::publish(&visit.state, &visit.actor, (*path, posted.form.version()), None);
        done(&visit, *path, changed, "flight-published")
    };
    visitor.answer(Section::Flights, work).await
}

/// Drops what waits.
pub async fn drop(Editor(visitor): Editor, path: web::Path<FlightId>, posted: Posted<WaitingForm>) -> PageResult {
    let work = move |visit: Visit| {
        let changed = pending::drop(&visit.state, &visit.actor, (*path, posted.form.version()));
        done(&visit, *path, changed, "flight-draft-dropped")
    };
    visitor.answer(Section::Flights, work).await
}
