//! The page of a notification: what it says, and who receives it, and who does not and why.

use super::actions::approval_text;
use super::comparison::{arm_names, compared, variant_name, variants};
use super::outcome::Outcome;
use super::waiting::Waiting;
use super::{PATH, form_timing, links};
use crate::groups::members::MembersError;
use crate::ids::NotificationId;
use crate::locale::Locale;
use crate::notifications::approval::{self, Approving, Asked, Standing};
use crate::notifications::drafts::{self, DraftError};
use crate::notifications::recipients::{self, Omission, Recipients};

use crate::access::Sizes;
use crate::experiments::{Counted, EFFECT};
use crate::notifications::{again, arms, content, effect, find, readers, report, timing};
use crate::push::sealing::LONGEST;
use crate::state::State;
use crate::store::StoreError;
use crate::store::apps::App;
use crate::store::notification_comparisons::{Comparison, GoalKind};
use crate::store::notification_times::{Starts, Timing};
use crate::store::notifications::{Notification, NotificationState};
use crate::web::effect::{Effect, Stage, effect as web_effect};
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::{Editor, Viewer};
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::{HttpRequest, web};
use askama::Template;

/// A text in words.
struct WordingRow {
    language: String,
    title: String,
    body: String,
    target: String,
    /// How much of what a push service takes its messages have.
    bytes: String,
    /// Its variant, where there are several.
    variant: Option<String>,
}

/// Who receives it, or does not for a reason, in words.
struct ReasonRow {
    label: String,
    people: String,
    path: String,
}

#[derive(Template)]
#[template(path = "notifications/show.html")]
struct ShowPage {
    page: Page,
    path: String,
    name: String,
    app: String,
    is_draft: bool,
    /// The path and the name of the one that it comes after.
    follows: Option<(String, String)>,
    /// Whether it went to anybody, so that there are others who came since.
    has_gone_out: bool,
    /// Whether it can be sent, and at which version it is.
    can_send: bool,
    seen: String,
    outcome: Option<Outcome>,
    waiting: Option<Waiting>,
    /// What is said of a second person who approves it, and whether the visitor may be that person.
    approval: Option<String>,
    can_approve: bool,
    /// Which program has asked for it, and when.
    asked: Option<String>,
    /// What is on the buttons that send or schedule it, and that send one that is held.
    send: String,
    send_now: String,
    /// What is odd about its time, and who gets it by the publisher's zone.
    notes: Vec<String>,
    facts: Vec<(String, String)>,
    wordings: Vec<WordingRow>,
    members: String,
    reached: String,
    /// Whether only numbers are left of who got it.
    is_forgotten: bool,
    reasons: Vec<ReasonRow>,
    /// Where it says how browsers subscribe, if a draft reaches nobody because none has.
    subscribing: Option<String>,
    /// How many get each variant, where there are several.
    variants: Vec<(String, String)>,
    /// What is in the way of sending it.
    obstacles: Vec<String>,
    /// What it changed; `None` if it compares nothing, or nothing was counted yet.
    effect: Option<Effect>,
    effect_help: String,
    waits_for_effect: bool,
}

/// The words for each reason, with where its people are listed.
fn reasons(found: &Recipients, path: &str, locale: Locale) -> Vec<ReasonRow> {
    let row = |omission: Omission, people: u64| ReasonRow {
        label: locale.text(&format!("omission-{}", omission.word())),
        people: locale.number(people),
        path: format!("{path}/recipients?reason={}", omission.word()),
    };
    let some = found.omitted_counts().into_iter().filter(|(_, people)| *people > 0);
    some.map(|(omission, people)| row(omission, people)).collect()
}

fn obstacles(found: &Recipients, locale: Locale) -> Vec<String> {
    let small = found.too_small.iter().map(|name| locale.with1("notification-group-small", "name", name.as_str()));
    let missing = (found.missing > 0).then(|| locale.text("notification-group-missing"));
    small.chain(missing).collect()
}

/// What is said of a second person who approves it.
fn approval_words(approving: &Approving, (zone, locale): (Zone, Locale)) -> Option<String> {
    match (approving.standing, &approving.by) {
        (Standing::Free, None) => None,
        (Standing::Free, Some((who, at))) => {
            let arguments = [("who", who.as_str().into()), ("time", locale.moment(at, zone).into())];
            Some(locale.with("notification-approved", &arguments))
        }
        _ => Some(approval_text(approving, locale)),
    }
}

/// Which program has asked for an approval, and when.
fn asked_words(asked: &Asked, (zone, locale): (Zone, Locale)) -> String {
    let time = locale.moment(asked.at, zone);
    let arguments = [("token", asked.token.as_str().into()), ("time", time.into())];
    match &asked.who {
        Some(who) => {
            let [token, time] = arguments;
            locale.with("notification-approval-asked", &[token, time, ("who", who.as_str().into())])
        }
        None => locale.with("notification-approval-asked-by-command", &arguments),
    }
}

/// What is worth knowing of those who receive it: who reads another language, and who got something else lately.
fn notes_of_people(
    state: &State,
    (notification, found): (&Notification, &Recipients),
    (locale, sizes): (Locale, Sizes),
) -> Result<Vec<String>, StoreError> {
    let mut other = readers::in_another_language(state, notification, found)?;
    other.retain(|(_, count)| !sizes.hides(*count));
    let words = |(language, count): (String, u64)| {
        locale.with("notification-reads-another", &[("count", count.into()), ("language", language.into())])
    };
    let lately = readers::lately(state, notification, found)?;
    let lately = (lately > 0 && !sizes.hides(lately)).then(|| locale.with1("notification-got-lately", "count", lately));
    Ok(other.into_iter().map(words).chain(lately).collect())
}

/// What is odd about the time, and how many get it by the publisher's zone, unless that number is too small for whoever looks.
fn notes(timing: &Timing, found: &Recipients, (home, locale): (Zone, Locale), sizes: Sizes) -> Vec<String> {
    let mut notes = form_timing::notes(timing, home, locale);
    notes.extend(found.is_small_difference(sizes).then(|| locale.text("use-small-difference")));
    let is_shown = |people: u64| people > 0 && !found.is_hidden(sizes) && !sizes.hides(people);
    if is_shown(found.without_zone) {
        let arguments = [("count", found.without_zone.into()), ("zone", home.name().into())];
        notes.push(locale.with("notification-without-zone", &arguments));
    }
    if is_shown(found.too_slow) {
        notes.push(locale.with1("notification-too-slow", "count", found.too_slow));
    }
    notes
}

fn facts((found, timing): (&Notification, &Timing), locale: Locale) -> Vec<(String, String)> {
    let text = |key: &str| locale.text(key);
    let rate = found.per_second.map_or_else(|| text("notification-no-limit"), |rate| locale.number(rate));
    vec![
        (text("consent-purpose"), text(&format!("consent-purpose-{}", found.purpose.word()))),
        (text("notification-devices"), text(&format!("notification-devices-{}", found.devices.word()))),
        (text("notification-urgency"), text(&format!("notification-urgency-{}", found.urgency.word()))),
        (text("notification-starts"), form_timing::starts(timing, locale)),
        (text("notification-expires"), locale.number(found.expires_hours)),
        (text("notification-per-second"), rate),
    ]
}

pub(super) fn page_error(error: MembersError) -> PageError {
    match error {
        MembersError::Store(error) => error.into(),
        other => anyhow::Error::from(other).into(),
    }
}

/// What a notification changed, in words.
fn effect_words(
    (counted, is_over): &(Counted, bool),
    comparison: &Comparison,
    app: &App,
    (zone, locale, sizes): (Zone, Locale, Sizes),
) -> Effect {
    let names = arm_names(comparison, locale);
    // Amounts are those of the app of the goal; of another one, the currency may be another.
    let has_amounts = comparison.goal.is_some_and(|goal| goal.kind == GoalKind::Purchase && goal.app == app.id);
    let stage = if *is_over { Stage::Over } else { Stage::Waiting };
    web_effect((counted, stage, EFFECT), &names, (locale, zone, has_amounts.then_some(app.currency).into(), sizes))
}

/// The notification's page.
pub async fn show(Viewer(visitor): Viewer, request: HttpRequest, path: web::Path<NotificationId>) -> PageResult {
    let links = links(&request, &visitor);
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let (found, app) = find(&visit.state, &visit.actor, *path)?;
        let recipients = recipients::show(&visit.state, &visit.actor, &visit.publisher, *path);
        let (_, recipients) = recipients.map_err(page_error)?;
        let timing = timing(&visit.state, &visit.actor, *path)?;
        let is_draft = found.state == NotificationState::Draft;
        let is_held = found.state == NotificationState::Held;
        let approving = approval::standing(&visit.state, &visit.actor, (&found, &recipients))?;
        let words = (visit.publisher.time_zone, locale);
        let waiting = Waiting::of(&found, &timing, words);
        let outcome = match is_draft || waiting.is_some() {
            true => None,
            false => Some(Outcome::new(&found, &report::report(&visit.state, &found)?, words)),
        };
        let most = locale.number(LONGEST);
        let (_, comparison) = arms::of(&visit.state, found.publisher_id, found.id)?;
        let goal_app = arms::goal_app(&visit.state, &visit.actor, &comparison)?;
        let counts = found.sent_at.is_some() && effect::compares(&comparison);
        let counted = if counts { effect::of(&visit.state, &visit.publisher, found.id)? } else { None };
        let effect =
            counted.map(|counted| effect_words(&counted, &comparison, &app, (words.0, words.1, visit.sizes())));
        let effect_help = comparison.goal.map(|goal| {
            let kind = locale.text(&format!("notification-goal-{}", goal.kind.word()));
            let name = goal_app.clone().unwrap_or_else(|| app.name.clone());
            locale.with(
                "notification-effect-help",
                &[("goal", kind.into()), ("app", name.into()), ("days", goal.days.into())],
            )
        });
        let has_variants = comparison.weights.len() > 1;
        let row = |(wording, bytes): (content::Wording, usize)| WordingRow {
            variant: has_variants.then(|| variant_name(wording.variant, locale)),
            bytes: locale
                .with("wording-bytes", &[("count", locale.number(bytes).into()), ("most", most.as_str().into())]),
            language: wording.language,
            title: wording.title,
            body: wording.body,
            target: wording.target,
        };
        let sizes = visit.sizes();
        let is_hidden = recipients.is_hidden(sizes);
        let number = |people: u64| if is_hidden { locale.text("group-small") } else { locale.number(people) };
        let button = |key: &str| match is_hidden {
            true => locale.with1(key, "count", locale.text("group-small")),
            false => locale.with1(key, "count", recipients.reached_count()),
        };
        let lacks_browsers =
            recipients.omitted_counts().iter().any(|(why, people)| *why == Omission::NoBrowser && *people > 0);
        let subscribing = is_draft && recipients.reached_count() == 0 && lacks_browsers;
        let notes = match waiting.is_some() || is_draft {
            true if is_hidden => notes(&timing, &recipients, words, sizes),
            true => {
                let of_people = notes_of_people(&visit.state, (&found, &recipients), (locale, sizes))?;
                [notes(&timing, &recipients, words, sizes), of_people].concat()
            }
            false => Vec::new(),
        };
        let follows = again::followed(&visit.state, &visit.actor, *path)?;
        Answer::page(&ShowPage {
            follows: follows.map(|before| (before.path(), before.name)),
            is_draft,
            has_gone_out: found.has_gone_out(),
            outcome: outcome.filter(|_| !is_hidden),
            notes,
            waiting,
            send: button(if timing.starts == Starts::Now { "notification-send-to" } else { "notification-schedule" }),
            send_now: button("notification-send-now"),
            can_approve: approving.standing == Standing::Needed,
            asked: approving.asked.as_ref().filter(|_| is_draft || is_held).map(|asked| asked_words(asked, words)),
            can_send: (is_draft || is_held)
                && approving.standing == Standing::Free
                && recipients.may_be_sent()
                && !recipients.reached.is_empty(),
            approval: (is_draft || is_held).then(|| approval_words(&approving, words)).flatten(),
            seen: found.version.to_string(),
            facts: [facts((&found, &timing), locale), compared(&comparison, goal_app, locale)].concat(),
            wordings: drafts::sizes(&found, &links).into_iter().map(row).collect(),
            members: number(recipients.members),
            reached: number(recipients.reached_count()),
            is_forgotten: recipients.forgotten.is_some(),
            variants: if is_hidden { Vec::new() } else { variants(&recipients, sizes, locale) },
            reasons: if is_hidden { Vec::new() } else { reasons(&recipients, &found.path(), locale) },
            subscribing: subscribing.then(|| format!("/apps/{}/push", app.id)),
            obstacles: obstacles(&recipients, locale),
            waits_for_effect: counts && effect.is_none(),
            effect,
            effect_help: effect_help.unwrap_or_default(),
            path: found.path(),
            name: found.name,
            app: app.name,
            page: visit.page,
        })
    };
    visitor.answer(Section::Notifications, work).await
}

/// Deletes a draft.
pub async fn delete(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    let work = move |visit: Visit| match drafts::delete(&visit.state, &visit.actor, *path) {
        Ok(name) => visit.done(String::from(PATH), "notification-deleted", &name),
        Err(DraftError::Store(error)) => Err(error.into()),
        Err(_) => {
            let message = visit.locale.text("notification-changed-meanwhile");
            Ok(Answer::Refused { path: format!("{PATH}/{path}"), message })
        }
    };
    visitor.answer(Section::Notifications, work).await
}
