//! A submission that waits, in words, and what becomes of it.

use super::actions::done;
use super::words::share_text;
use crate::flights::list::Flights;
use crate::flights::pending::{self, HELD_FOR};
use crate::flights::rollout::{Step, steps_of};
use crate::ids::FlightId;
use crate::locale::Locale;
use crate::store::pending_submissions::Pending;
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
pub(super) fn state(pending: Pending, locale: Locale) -> (String, &'static str) {
    let tone = match pending {
        Pending::Draft => "neutral",
        Pending::Scheduled => "accent",
        Pending::Held => "warning",
    };
    (locale.text(&format!("flight-pending-{}", pending.word())), tone)
}

impl WaitingWords {
    pub fn of(flights: &Flights, flight: FlightId, (locale, home): (Locale, Zone)) -> Option<Self> {
        let row = flights.waiting_of(flight)?;
        let pending = row.pending?;
        Some(Self {
            version: row.version,
            release: flights.version_of(row),
            release_path: format!("/flights/releases/{}", row.release_id),
            state: state(pending, locale),
            is_held: pending == Pending::Held,
            when: when(row, pending, (locale, home)),
            lines: lines(row, locale),
        })
    }
}

fn when(row: &SubmissionRow, pending: Pending, (locale, home): (Locale, Zone)) -> Option<String> {
    let time = locale.moment(row.publish_at?, row.publish_zone.unwrap_or(home));
    let why = row.held_for.as_deref().filter(|why| HELD_FOR.contains(why));
    match (pending, why) {
        (Pending::Held, Some(why)) => Some(locale.with1(&format!("flight-held-{why}"), "time", time)),
        _ => Some(locale.with1("flight-publishes-at", "time", time)),
    }
}

fn lines(row: &SubmissionRow, locale: Locale) -> Vec<String> {
    if !row.is_gradual {
        return vec![locale.text("flight-to-everyone")];
    }
    let steps = steps_of(row);
    let step = |(now, next): (&Step, &Step)| {
        let words = [("share", share_text(next.share, locale).into()), ("hours", now.hours.into())];
        locale.with("flight-waits-step", &words)
    };
    let first = locale.with1("flight-waits-share", "share", share_text(row.share.unsigned_abs(), locale));
    let guarded = row.is_guarded.then(|| locale.text("flight-is-guarded"));
    [first].into_iter().chain(steps.iter().zip(steps.iter().skip(1)).map(step)).chain(guarded).collect()
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
