//! Reads what a call sends as a draft of a notification.

use super::super::call::Work;
use super::super::groups::groups_named;
use super::super::problem::{Problem, WrongValue};
use super::bodies::{Content, GoalBody, Text};
use crate::consents::ConsentPurpose;
use crate::ids::AppId;
use crate::notifications::comparison::{DAYS_BY_DEFAULT, NewComparison, NewGoal};
use crate::notifications::content::{VARIANTS, Wording};
use crate::notifications::drafts::{Draft, EXPIRES_BY_DEFAULT};
use crate::notifications::{templates, times};
use crate::store::notification_comparisons::GoalKind;
use crate::store::notification_times::{Starts, Timing};
use crate::store::notifications::{Devices, Urgency};
use crate::zone::Zone;

/// What is wrong with a field of a body.
fn wrong(pointer: impl Into<String>, detail: &str) -> Problem {
    Problem::invalid(vec![WrongValue::at(pointer, detail)])
}

/// One of a few words, or the usual one if there is none.
fn word<T>(field: &str, sent: Option<&String>, read: fn(&str) -> Option<T>, usual: T) -> Result<T, Problem> {
    let Some(sent) = sent else { return Ok(usual) };
    read(sent).ok_or_else(|| wrong(format!("/{field}"), "This is none of the words that can be sent here."))
}

/// What the template says that a body names.
fn template(work: &Work, sent: &Content) -> Result<Option<templates::Content>, Problem> {
    let Some(id) = &sent.template else { return Ok(None) };
    let unknown = || wrong("/template", "There is no template with this id.");
    work.must_see(None).map_err(|_| unknown())?;
    let id = id.parse().map_err(|_| unknown())?;
    templates::find(&work.state, &work.actor, id).map(|(_, content)| Some(content)).map_err(|_| unknown())
}

/// The text at a place of a body.
fn wording((place, text): (usize, Text)) -> Result<Wording, Problem> {
    let variant = VARIANTS.iter().position(|letter| *letter == text.variant);
    let unknown = || wrong(format!("/texts/{place}/variant"), "Send A, B, C or D.");
    let Text { language, title, body, target, icon, .. } = text;
    Ok(Wording { language, title, body, target, icon, variant: variant.ok_or_else(unknown)? })
}

/// The draft of this name in the app, as a body has it.
pub fn draft(work: &Work, (app, name): (AppId, String), sent: Content) -> Result<Draft, Problem> {
    let comparison = comparison(work, &sent)?;
    let timing = timing(&sent)?;
    let template = template(work, &sent)?;
    let begins = template.as_ref();
    let purpose = begins.map_or(ConsentPurpose::Promotional, templates::Content::purpose);
    let devices = begins.map(templates::Content::devices).unwrap_or_default();
    let urgency = begins.map(templates::Content::urgency).unwrap_or_default();
    let wordings = match sent.texts {
        Some(texts) => texts.into_iter().enumerate().map(wording).collect::<Result<_, Problem>>()?,
        None => begins.map(|content| content.texts.clone()).unwrap_or_default(),
    };
    Ok(Draft {
        app,
        name,
        purpose: word("purpose", sent.purpose.as_ref(), ConsentPurpose::of_message, purpose)?,
        groups: groups_named(work, &sent.groups, "groups")?,
        except: groups_named(work, &sent.except_groups, "except_groups")?,
        devices: word("devices", sent.devices.as_ref(), Devices::from_word, devices)?,
        wordings,
        urgency: word("urgency", sent.urgency.as_ref(), Urgency::from_word, urgency)?,
        expires_hours: sent.expires_hours.or(begins.map(|content| content.expires_hours)).unwrap_or(EXPIRES_BY_DEFAULT),
        per_second: sent.per_second.or(begins.and_then(|content| content.per_second)),
        repeats: sent.repeats.or(begins.map(|content| content.repeats)).unwrap_or(true),
        comparison,
        timing,
    })
}

/// When it goes out.
fn timing(sent: &Content) -> Result<Timing, Problem> {
    let usual = Timing::default();
    let starts = word("starts", sent.starts.as_ref(), Starts::from_word, usual.starts)?;
    let time = sent.start_time.as_deref().map(|time| {
        times::read(time).ok_or_else(|| wrong("/start_time", "Send what clocks show, such as 2026-12-24T18:00."))
    });
    let zone = sent.time_zone.as_deref().map(|zone| {
        Zone::parse(zone).ok_or_else(|| wrong("/time_zone", "Send the name of a zone, such as Europe/Paris."))
    });
    Ok(Timing {
        starts,
        shown: time.transpose()?.filter(|_| starts != Starts::Now),
        zone: zone.transpose()?.filter(|_| starts == Starts::At),
        still_member: sent.still_member.unwrap_or(usual.still_member),
        starts_at: None,
        keeps_quiet: sent.keeps_quiet.unwrap_or(usual.keeps_quiet),
        is_exempt: sent.is_exempt.unwrap_or(usual.is_exempt),
    })
}

fn comparison(work: &Work, sent: &Content) -> Result<NewComparison, Problem> {
    let goal = |goal: &GoalBody| {
        let kind = GoalKind::from_word(&goal.kind);
        let kind = kind.ok_or_else(|| wrong("/goal/kind", "Send purchase, use or acquisition."))?;
        let unknown = || wrong("/goal/app", "There is no app with this id.");
        let app = goal.app.as_deref().map(|app| app.parse::<AppId>().map_err(|_| unknown())).transpose()?;
        if app.is_some_and(|app| !work.program.may_see(Some(app))) {
            return Err(unknown());
        }
        Ok(NewGoal { kind, app })
    };
    Ok(NewComparison {
        holdout: sent.holdout.unwrap_or(0),
        weights: sent.weights.iter().copied().map(Some).collect(),
        goal: sent.goal.as_ref().map(goal).transpose()?,
        days: sent.goal.as_ref().and_then(|goal| goal.days).unwrap_or(DAYS_BY_DEFAULT),
    })
}
