//! The form that publishes a release to a flight, with what that would do before it is done.

use super::errors::rollout_text;
use super::releases::choices;
use super::words::{device, row_name, share_text, share_value, typed_share};
use crate::flights::counts::{self, Counted, are_shown};
use crate::flights::list;
use crate::flights::pending::{self, When};
use crate::flights::preview::{self, Preview};
use crate::flights::rollout::{self, Plan, RolloutError, Step};
use crate::ids::{FlightId, ReleaseId, SubmissionId};
use crate::locale::{Locale, parse_number};
use crate::notifications::times;
use crate::store::flights::FlightRow;
use crate::store::pending_submissions::Pending;
use crate::store::submissions::SubmissionRow;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// How many steps the form has: a week of doubling ends with the third.
const STEPS: usize = 3;

/// The form as it was filled in; `seen` is the submission that counted then.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PublishForm {
    release: String,
    /// `everyone` or `share`.
    to: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    share: String,
    #[validate(length(max = 10, message = "field-too-long"))]
    hours_1: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    share_1: String,
    #[validate(length(max = 10, message = "field-too-long"))]
    hours_2: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    share_2: String,
    #[validate(length(max = 10, message = "field-too-long"))]
    hours_3: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    share_3: String,
    guarded: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    publish_at: String,
    #[validate(length(max = 100, message = "field-too-long"))]
    publish_zone: String,
    seen: String,
    /// The version of the submission that waited then; empty if none did.
    waiting: String,
    /// `preview`, `publish`, `draft` or `schedule`.
    #[serde(rename = "do")]
    action: String,
}

impl PostedForm for PublishForm {
    const FIELDS: &'static [&'static str] = &[
        "release",
        "to",
        "share",
        "hours_1",
        "share_1",
        "hours_2",
        "share_2",
        "hours_3",
        "share_3",
        "guarded",
        "publish_at",
        "publish_zone",
    ];
}

impl PublishForm {
    /// The form of what waits, or an empty one.
    fn of(visit: &Visit, waiting: Option<&SubmissionRow>) -> Self {
        let (locale, home) = (visit.locale, visit.publisher.time_zone);
        let blank = Self {
            to: String::from("everyone"),
            share: share_value(50_000, locale),
            publish_zone: home.name().to_owned(),
            ..Self::default()
        };
        let Some(row) = waiting else { return blank };
        let mut form = Self {
            release: row.release_id.to_string(),
            guarded: String::from(if row.is_guarded { "on" } else { "" }),
            waiting: row.version.to_string(),
            ..blank
        };
        if row.is_gradual {
            (form.to, form.share) = (String::from("share"), share_value(row.share.unsigned_abs(), locale));
        }
        // The time of one that is held has passed.
        if let Some((at, zone)) = pending::when_of(row).filter(|_| row.pending == Some(Pending::Scheduled)) {
            form.publish_at = zone.shown(at).format(times::WRITTEN).to_string();
            form.publish_zone = zone.name().to_owned();
        }
        let steps = rollout::steps_of(row);
        let fields = [
            (&mut form.hours_1, &mut form.share_1),
            (&mut form.hours_2, &mut form.share_2),
            (&mut form.hours_3, &mut form.share_3),
        ];
        for ((hours, share), (now, next)) in fields.into_iter().zip(steps.iter().zip(steps.iter().skip(1))) {
            (*hours, *share) = (now.hours.to_string(), share_value(next.share, locale));
        }
        form
    }

    /// When it is published by itself; faults are added beside their fields.
    fn when(&self, errors: &mut Errors, locale: Locale) -> Option<When> {
        let (shown, zone) = (times::read(&self.publish_at), Zone::parse(&self.publish_zone));
        if shown.is_none() {
            errors.add("publish_at", locale.text("flight-publish-at-missing"));
        }
        if zone.is_none() {
            errors.add("publish_zone", locale.text("time-zone-unknown"));
        }
        Some((zone?.moment_of(shown?)?, zone?))
    }

    fn is_gradual(&self) -> bool {
        self.to == "share"
    }

    /// The hours and shares of the steps, as typed.
    fn steps(&self) -> [(&str, &str); STEPS] {
        [(&self.hours_1, &self.share_1), (&self.hours_2, &self.share_2), (&self.hours_3, &self.share_3)]
    }

    /// What is to be published; faults are added beside their fields.
    fn plan(&self, errors: &mut Errors, locale: Locale) -> Option<Plan> {
        let release = self.release.parse::<ReleaseId>().ok();
        if release.is_none() {
            errors.add("release", locale.text("field-choose"));
        }
        if !self.is_gradual() {
            return Some(Plan { release: release?, share: None, steps: Vec::new(), is_guarded: false });
        }
        let share = typed_share(&self.share, locale);
        if share.is_none() {
            errors.add("share", locale.text("flight-share-typed"));
        }
        let steps = self.read_steps(share?, errors, locale)?;
        Some(Plan { release: release?, share, steps, is_guarded: !self.guarded.is_empty() })
    }

    /// The steps from the first share on. A step without hours and share is left out.
    fn read_steps(&self, first: u32, errors: &mut Errors, locale: Locale) -> Option<Vec<Step>> {
        let (mut steps, mut share) = (Vec::new(), first);
        let filled =
            (1..).zip(self.steps()).filter(|(_, (hours, next))| !hours.trim().is_empty() || !next.trim().is_empty());
        for (number, (hours, next)) in filled {
            let hours = parse_number(locale, hours).and_then(|hours| u32::try_from(hours).ok());
            let next = typed_share(next, locale);
            if hours.is_none() {
                errors.add(&format!("hours_{number}"), locale.text("flight-hours-typed"));
            }
            if next.is_none() {
                errors.add(&format!("share_{number}"), locale.text("flight-share-typed"));
            }
            steps.push(Step { share, hours: hours? });
            share = next?;
        }
        if !steps.is_empty() {
            // The last share stays until somebody changes it.
            steps.push(Step { share, hours: 1 });
        }
        Some(steps)
    }
}

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
    preview: Option<PreviewWords>,
    errors: Errors,
}

impl PublishPage {
    fn of(visit: Visit, flight: &FlightRow, form: PublishForm, errors: Errors) -> Result<Self, PageError> {
        let locale = visit.locale;
        let target = |word: &str| (word.to_owned(), locale.text(&format!("flight-to-{word}")));
        Ok(Self {
            path: flight.path(),
            name: row_name(flight, locale),
            releases: choices(&visit, flight.app_id)?,
            targets: ["everyone", "share"].map(target).to_vec(),
            time_zones: Zone::names().collect(),
            preview: None,
            page: visit.page,
            form,
            errors,
        })
    }
}

/// The form.
pub async fn publish_page(Editor(visitor): Editor, path: web::Path<FlightId>) -> PageResult {
    let work = move |visit: Visit| {
        let flight = list::find(&visit.state, &visit.actor, *path)?;
        let flights = list::of_app(&visit.state, &visit.actor, flight.app_id)?;
        let form = PublishForm {
            seen: flights.submission_of(flight.id).map(|one| one.id.to_string()).unwrap_or_default(),
            ..PublishForm::of(&visit, flights.waiting_of(flight.id))
        };
        Answer::page(&PublishPage::of(visit, &flight, form, Errors::default())?)
    };
    visitor.answer(Section::Flights, work).await
}

/// The plan with the steps of what waits that the form has no room for, as far as they go on after it.
fn with_rest(visit: &Visit, flight: FlightId, form: &PublishForm, mut plan: Plan) -> Result<Plan, PageError> {
    let waiting = pending::find(&visit.state, &visit.actor, flight)?;
    let waiting = waiting.filter(|row| form.waiting.parse() == Ok(row.version));
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
    let waiting = form.waiting.parse::<i64>().ok();
    match form.action.as_str() {
        "draft" | "schedule" => {
            pending::save(state, actor, (flight, waiting), (plan, when))?;
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
        let locale = visit.locale;
        let flight = list::find(&visit.state, &visit.actor, *path)?;
        let plan = form.plan(&mut errors, locale).filter(|_| errors.is_empty());
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
        if !errors.is_empty() {
            return Answer::again(&PublishPage::of(visit, &flight, form, errors)?);
        }
        match done(&visit, *path, (&form, &plan, when)) {
            Ok(message) => visit.done(flight.path(), message, &row_name(&flight, locale)),
            Err(error) => {
                let field = if matches!(error, RolloutError::Time) { "publish_at" } else { "release" };
                errors.add(field, rollout_text(error, plan.share.unwrap_or_default(), locale)?);
                Answer::again(&PublishPage::of(visit, &flight, form, errors)?)
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
