//! The form that publishes a release to a flight, with what that would do before it is done.

use super::errors::rollout_text;
use super::guards;
use super::publish_form::{PublishForm, STEPS};
use super::releases::choices;
use super::words::{device, row_name, share_text};
use crate::flights::counts::{self, Counted, are_shown};
use crate::flights::list;
use crate::flights::pending::{self, Waits, When};
use crate::flights::preview::{self, Preview};
use crate::flights::rollout::{self, Plan, RolloutError};
use crate::ids::{FlightId, SubmissionId};
use crate::locale::Locale;
use crate::store::flights::FlightRow;
use crate::web::audit::{Conflict, Seen, Typed, Values};
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;

/// What publishing would do, in words.
struct PreviewWords {
    /// The release and whom it is for.
    what: String,
    /// Each number with the page of the names.
    lines: Vec<(String, String)>,
    is_hidden: bool,
}

#[derive(Template)]
#[template(path = "flights/publish.html")]
struct PublishPage {
    page: Page,
    path: String,
    name: String,
    form: PublishForm,
    releases: Vec<(String, String)>,
    targets: Vec<(String, String)>,
    time_zones: Vec<&'static str>,
    /// The publisher's time zone.
    home: String,
    /// What is odd about the time of publishing.
    oddities: Vec<String>,
    /// That the ratings that guard a rollout decide who is in the flight.
    depends: Option<String>,
    preview: Option<PreviewWords>,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl PublishPage {
    fn of(visit: Visit, flight: &FlightRow, form: PublishForm, errors: Errors) -> Result<Self, PageError> {
        let (locale, home) = (visit.locale, visit.publisher.time_zone);
        let target = |word: &str| (word.to_owned(), locale.text(&format!("flight-to-{word}")));
        Ok(Self {
            path: flight.path(),
            name: row_name(flight, locale),
            releases: choices(&visit, flight.app_id)?,
            targets: ["everyone", "share"].map(target).to_vec(),
            time_zones: Zone::names().collect(),
            home: home.name().to_owned(),
            oddities: form.oddities(home, locale),
            depends: guards::depends(&visit, flight.id)?,
            preview: None,
            page: visit.page,
            form,
            errors,
            conflict: None,
        })
    }

    /// Whether there is something to see among the fields that few need.
    fn has_later(&self) -> bool {
        !self.form.publish_at.is_empty() || !self.form.mandatory.is_empty()
    }
}

/// The form of what waits now, or an empty one, and its fields as the audit log writes them.
fn saved(visit: &Visit, flight: &FlightRow) -> Result<(PublishForm, Values), PageError> {
    let flights = list::of_app(&visit.state, &visit.actor, flight.app_id)?;
    let waiting = flights.waiting_of(flight.id);
    let form = PublishForm::of(visit, waiting);
    let values = form.values(&choices(visit, flight.app_id)?, (visit.locale, visit.publisher.time_zone));
    let form = PublishForm {
        seen: flights.submission_of(flight.id).map(|one| one.id.to_string()).unwrap_or_default(),
        waiting: Seen::of(waiting.map_or(0, |row| row.version), &values).to_string(),
        opened: visit.state.clock.now().and_utc().timestamp_micros().to_string(),
        ..form
    };
    Ok((form, values))
}

/// The form.
pub async fn publish_page(Editor(visitor): Editor, path: web::Path<FlightId>) -> PageResult {
    let work = move |visit: Visit| {
        let flight = list::find(&visit.state, &visit.actor, *path)?;
        let (form, _) = saved(&visit, &flight)?;
        Answer::page(&PublishPage::of(visit, &flight, form, Errors::default())?)
    };
    visitor.answer(Section::Flights, work).await
}

/// The form after somebody else changed what waits, or what counts: what they did, and with the fields that nobody touched here
/// as they are now.
fn merged(
    visit: Visit,
    flight: &FlightRow,
    (mut form, errors): (PublishForm, Errors),
) -> Result<PublishPage, PageError> {
    let (locale, home) = (visit.locale, visit.publisher.time_zone);
    let seen = Seen::read(&form.waiting);
    let (now, values) = saved(&visit, flight)?;
    let opened = form.opened.parse::<i64>().unwrap_or(i64::MAX);
    let mut entries = list::history(&visit.state, &visit.actor, flight.id)?.entries;
    entries.retain(|entry| entry.at.and_utc().timestamp_micros() > opened);
    entries.reverse();
    // What nobody plans any more takes nothing out of the form.
    let theirs = if Seen::read(&now.waiting).version == 0 { Values::new() } else { values };
    let typed = form.values(&choices(&visit, flight.app_id)?, (locale, home));
    let conflict = Conflict::merged(&entries, &Typed::all(typed), (&seen, &theirs), (home, locale));
    form.take_over(now, conflict.as_ref());
    Ok(PublishPage { conflict, ..PublishPage::of(visit, flight, form, errors)? })
}

/// The plan with the steps of what waits that the form has no room for, as far as they go on after it.
fn with_rest(visit: &Visit, flight: FlightId, form: &PublishForm, mut plan: Plan) -> Result<Plan, PageError> {
    let waiting = pending::find(&visit.state, &visit.actor, flight)?;
    let seen = Seen::read(&form.waiting).version;
    let waiting = waiting.filter(|row| row.version == seen);
    let known = waiting.map(|row| rollout::steps_of(&row)).unwrap_or_default();
    if let (Some(last), Some([same, rest @ ..])) = (plan.steps.get_mut(STEPS), known.get(STEPS..))
        && last.share == same.share
        && !rest.is_empty()
    {
        last.hours = same.hours;
        plan.steps.extend_from_slice(rest);
    }
    Ok(plan)
}

/// What was done with the form, as the message that says so.
fn done(
    visit: &Visit,
    flight: FlightId,
    (form, plan, when): (&PublishForm, &Plan, Option<When>),
) -> Result<&'static str, RolloutError> {
    let (state, actor) = (&visit.state, &visit.actor);
    let waiting = Some(Seen::read(&form.waiting).version).filter(|version| *version != 0);
    match form.action.as_str() {
        "draft" | "schedule" => {
            pending::save(state, actor, (flight, waiting), (plan, Waits::until(when)))?;
            Ok(if when.is_some() { "flight-scheduled" } else { "flight-drafted" })
        }
        _ => {
            match waiting {
                Some(version) => pending::publish(state, actor, (flight, version), Some(plan))?,
                None => rollout::publish(state, actor, (flight, form.seen.parse::<SubmissionId>().ok()), plan)?,
            };
            Ok("flight-published")
        }
    }
}

/// Shows what publishing would do, publishes, or keeps it for later.
pub async fn publish(Editor(visitor): Editor, path: web::Path<FlightId>, posted: Posted<PublishForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let (locale, home) = (visit.locale, visit.publisher.time_zone);
        let flight = list::find(&visit.state, &visit.actor, *path)?;
        let plan = form.plan(&mut errors, (locale, home)).filter(|_| errors.is_empty());
        let Some(plan) = plan else { return Answer::again(&PublishPage::of(visit, &flight, form, errors)?) };
        let plan = with_rest(&visit, *path, &form, plan)?;
        if form.action == "preview" {
            let words = previewed(&visit, &flight, &plan)?;
            let page = PublishPage::of(visit, &flight, form, errors)?;
            return Answer::page(&PublishPage { preview: Some(words), ..page });
        }
        let when = (form.action == "schedule").then(|| form.when(&mut errors, locale)).flatten();
        if form.action != "schedule" && !form.publish_at.trim().is_empty() {
            errors.add("publish_at", locale.text("flight-publish-at-unused"));
        }
        // Whoever chooses a time that clocks skip or show twice sees which moment is meant before it is scheduled.
        if errors.is_empty() && when.is_some() && form.is_untold(home, locale) {
            errors.add("publish_at", locale.text("flight-publish-at-odd"));
            let form = PublishForm { told: form.typed_time(), ..form };
            return Answer::again(&PublishPage::of(visit, &flight, form, errors)?);
        }
        if !errors.is_empty() {
            return Answer::again(&PublishPage::of(visit, &flight, form, errors)?);
        }
        match done(&visit, *path, (&form, &plan, when)) {
            Ok(message) => visit.done(flight.path(), message, &row_name(&flight, locale)),
            Err(error) => {
                let is_changed = matches!(error, RolloutError::Changed);
                let field = match error {
                    RolloutError::Time => "publish_at",
                    RolloutError::Mandatory => "mandatory",
                    _ => "release",
                };
                errors.add(field, rollout_text(error, plan.share.unwrap_or_default(), locale)?);
                Answer::again(&match is_changed {
                    true => merged(visit, &flight, (form, errors))?,
                    false => PublishPage::of(visit, &flight, form, errors)?,
                })
            }
        }
    };
    visitor.answer(Section::Flights, work).await
}

fn previewed(visit: &Visit, flight: &FlightRow, plan: &Plan) -> Result<PreviewWords, PageError> {
    let locale = visit.locale;
    let counted = counts::count(&visit.state, &visit.publisher, flight.app_id)?;
    let found = preview::preview(&visit.state, &visit.publisher, &counted, (flight.id, plan.release, plan.share))?;
    let share = plan.share.map_or_else(|| locale.text("flight-to-everyone"), |share| share_text(share, locale));
    Ok(PreviewWords {
        what: share,
        lines: lines(&counted, &found, (flight.id, plan), locale),
        is_hidden: !are_shown(&counted.division, &counted.ladder, visit.sizes()),
    })
}

/// The numbers of a preview, each with the page of the names.
fn lines(
    counted: &Counted,
    found: &Preview,
    (flight, plan): (FlightId, &Plan),
    locale: Locale,
) -> Vec<(String, String)> {
    let share = plan.share.map_or_else(String::new, |share| share.to_string());
    let base = format!("/flights/members?flight={flight}&release={}&share={share}&show=", plan.release);
    let line = |key: &str, number: u64, show: &str| (locale.with1(key, "count", number), format!("{base}{show}"));
    let mut lines = vec![
        line("flight-would-get", found.get.len(), "get"),
        line("flight-would-change", found.change.len(), "change"),
        line("flight-would-go-down", found.down.len(), "down"),
    ];
    for (kind, lacking) in &found.no_file {
        let words = [("count", lacking.len().into()), ("device", device(*kind, locale).into())];
        lines.push((locale.with("flight-no-file-for", &words), format!("{base}no-file-{}", kind.word())));
    }
    if counted.everyone == 0 {
        lines.clear();
    }
    lines
}
