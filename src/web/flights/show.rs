//! The page of a flight: what its members get, the rollout, and what was published to it.

use super::form::app_of;
use super::guards;
use super::waiting::{self, WaitingWords};
use super::words::{rollout, row_name, share_text, share_value};
use crate::flights::counts;
use crate::flights::guards::Comparison;
use crate::flights::ladder::Rollout;
use crate::flights::list::{self, Flights, History};
use crate::flights::rollout::steps_of;
use crate::flights::stage::Stage;
use crate::groups;
use crate::ids::FlightId;
use crate::locale::Locale;
use crate::store::flights::FlightRow;
use crate::store::submissions::SubmissionRow;
use crate::web::audit::{Change, changes, text_of, who};
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;

/// What counts now.
struct CurrentWords {
    id: String,
    version: String,
    release_path: String,
    state: (String, &'static str),
    is_in_progress: bool,
    share: String,
    published: String,
    /// From when on it is mandatory.
    mandatory: Option<String>,
    /// Why it was halted by itself.
    stopped_for: Option<String>,
    is_guarded: bool,
    /// That the ratings by which it is guarded decide who is in the flight.
    depends: Option<String>,
    /// What its guards show.
    guards: Vec<String>,
    /// How the rollout goes on by itself.
    steps: Vec<String>,
}

/// A submission that was superseded.
struct FormerRow {
    version: String,
    release_path: String,
    state: (String, &'static str),
    published: String,
}

/// An entry of the audit log.
struct EntryRow {
    when: String,
    who: String,
    action: String,
    changes: Vec<Change>,
}

#[derive(Template)]
#[template(path = "flights/show.html")]
pub(super) struct ShowPage {
    page: Page,
    id: FlightId,
    path: String,
    list_path: String,
    name: String,
    key: String,
    rank: String,
    is_standard: bool,
    is_retired: bool,
    allows_downgrades: bool,
    /// Since when it keeps who was in it.
    sticky: Option<String>,
    /// How many are in it only for that.
    kept: Option<String>,
    /// The groups, each with its page and whether who is in it changes by itself.
    groups: Vec<(String, String, bool)>,
    current: Option<CurrentWords>,
    /// What is to be published next.
    waiting: Option<WaitingWords>,
    former: Vec<FormerRow>,
    entries: Vec<EntryRow>,
    /// The new share as typed, and what is wrong with it.
    typed: Option<String>,
    errors: Errors,
}

impl ShowPage {
    fn has_segment(&self) -> bool {
        self.groups.iter().any(|(_, _, is_segment)| *is_segment)
    }

    fn may_change(&self) -> bool {
        self.page.may_edit() && !self.is_retired
    }

    /// The page with the share that was typed, and what is wrong with it.
    pub(super) fn again(self, typed: String, errors: Errors) -> Self {
        Self { typed: Some(typed), errors, ..self }
    }

    /// The share that the form shows.
    fn share(&self) -> String {
        let current = || self.current.as_ref().map(|current| current.share.clone()).unwrap_or_default();
        self.typed.clone().unwrap_or_else(current)
    }

    pub(super) fn of(visit: Visit, flight: FlightId) -> Result<Self, PageError> {
        of(visit, flight)
    }
}

/// The page.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<FlightId>) -> PageResult {
    let work = move |visit: Visit| Answer::page(&of(visit, *path)?);
    visitor.answer(Section::Flights, work).await
}

fn of(visit: Visit, flight: FlightId) -> Result<ShowPage, PageError> {
    let (locale, zone) = (visit.locale, visit.publisher.time_zone);
    let History { flight, submissions, entries } = list::history(&visit.state, &visit.actor, flight)?;
    let app = app_of(&visit, &flight.app_id.to_string())?;
    let flights = list::of_app(&visit.state, &visit.actor, app)?;
    let (current, former): (Vec<_>, Vec<_>) =
        submissions.into_iter().partition(|(one, _)| Stage::of(one) != Stage::Superseded);
    let former = former.iter().map(|one| former_row(one, (locale, zone))).collect();
    let entry = |entry: &crate::store::audit_entries::AuditEntry| EntryRow {
        when: locale.moment(entry.at, zone),
        who: who(entry, locale),
        action: text_of("action", entry.action.word(), locale),
        changes: changes(entry, locale),
    };
    Ok(ShowPage {
        id: flight.id,
        path: flight.path(),
        list_path: format!("/flights?app={app}"),
        name: row_name(&flight, locale),
        key: flight.key.clone(),
        rank: locale.number(flight.rank),
        is_standard: flight.is_standard(),
        is_retired: flight.is_retired(),
        allows_downgrades: flight.allows_downgrades,
        sticky: flight.sticky_since.map(|day| locale.with1("flight-sticky-since", "day", locale.date(day))),
        kept: kept(&visit, &flight)?,
        groups: groups_of(&visit, &flight, &flights)?,
        current: current.first().map(|one| current_words(one, &visit)).transpose()?,
        waiting: WaitingWords::of(&flights, flight.id, (locale, zone)),
        former,
        // Who did what is for those who may change it, as the audit log is for owners.
        entries: if visit.page.may_edit() { entries.iter().map(entry).collect() } else { Vec::new() },
        typed: None,
        errors: Errors::default(),
        page: visit.page,
    })
}

/// How many customers a flight keeps, if it does and the visitor may see it.
fn kept(visit: &Visit, flight: &FlightRow) -> Result<Option<String>, PageError> {
    if flight.sticky_since.is_none() || flight.is_retired() {
        return Ok(None);
    }
    let counted = counts::count(&visit.state, &visit.publisher, flight.app_id)?;
    let kept = counts::kept(&visit.state, &visit.publisher, &counted, flight.id)?;
    let count = kept.map(|kept| kept.len()).filter(|count| *count > 0 && !visit.sizes().hides(*count));
    Ok(count.map(|count| visit.locale.with1("flight-kept-count", "count", count)))
}

fn groups_of(visit: &Visit, flight: &FlightRow, flights: &Flights) -> Result<Vec<(String, String, bool)>, PageError> {
    let own = flights.groups_of(flight.id);
    let all = groups::list::active(&visit.state, &visit.actor)?;
    let named = all.into_iter().filter(|group| own.contains(&group.id));
    Ok(named.map(|group| (group.path(), group.name.clone(), group.is_segment())).collect())
}

fn current_words((one, version): &(SubmissionRow, String), visit: &Visit) -> Result<CurrentWords, PageError> {
    let (locale, zone) = (visit.locale, visit.publisher.time_zone);
    let share = one.share.unsigned_abs();
    let steps = steps_of(one);
    let mut due = one.next_step_at;
    let steps = steps.iter().skip(1).filter_map(|step| {
        let at = due?;
        due = Some(at + chrono::TimeDelta::hours(step.hours.into()));
        let words = [("share", share_text(step.share, locale).into()), ("time", locale.moment(at, zone).into())];
        Some(locale.with("flight-step", &words))
    });
    Ok(CurrentWords {
        id: one.id.to_string(),
        version: version.clone(),
        release_path: format!("/flights/releases/{}", one.release_id),
        state: rollout(one.rollout, share, locale),
        is_in_progress: one.rollout == Rollout::InProgress,
        share: share_value(share, locale),
        published: locale.moment(one.published_at, zone),
        mandatory: waiting::mandatory(one, (locale, zone)),
        stopped_for: Comparison::of(one).map(|why| guards::halted_for(&why, visit.sizes(), locale)),
        is_guarded: one.is_guarded,
        depends: guards::depends(visit, one.flight_id)?,
        guards: guards::of(visit, one)?,
        steps: steps.collect(),
    })
}

fn former_row((one, version): &(SubmissionRow, String), (locale, zone): (Locale, Zone)) -> FormerRow {
    FormerRow {
        version: version.clone(),
        release_path: format!("/flights/releases/{}", one.release_id),
        state: rollout(one.rollout, one.share.unsigned_abs(), locale),
        published: locale.moment(one.published_at, zone),
    }
}
