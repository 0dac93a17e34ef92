//! The JSON of calls about notifications: what programs send, and what they are answered.

use super::super::call::Work;
use super::super::groups::{groups_named, moment};
use super::super::problem::{Problem, WrongValue};
use crate::consents::ConsentPurpose;
use crate::ids::AppId;
use crate::notifications::comparison::{DAYS_BY_DEFAULT, NewComparison, NewGoal};
use crate::notifications::content::{self, VARIANTS, Wording};
use crate::notifications::described::Described;
use crate::notifications::drafts::{Draft, EXPIRES_BY_DEFAULT};
use crate::notifications::times;
use crate::store::notification_comparisons::{Goal, GoalKind};
use crate::store::notification_times::{Starts, Timing};
use crate::store::notifications::{Devices, Urgency};
use crate::zone::Zone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A notification in one language.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The language as BCP 47 has it.
    #[schema(example = "en", max_length = 35)]
    pub language: String,
    /// With values of the person as `{market|your country}`.
    #[schema(example = "Spring is here")]
    pub title: String,
    #[serde(default)]
    pub body: String,
    /// The page that a click opens, with https.
    #[schema(example = "https://example.com/spring", max_length = 1_000)]
    pub target: String,
    /// The address of a picture; empty for none.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub icon: String,
    /// The letter of the variant that it is a text of, `A` to `D`.
    #[serde(default = "first")]
    #[schema(example = "A")]
    pub variant: String,
}

fn first() -> String {
    VARIANTS[0].to_owned()
}

/// What is counted of each person after it was sent.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalBody {
    /// `purchase`, `use` or `acquisition`.
    #[schema(example = "purchase")]
    pub kind: String,
    /// The id of the app in which it is counted; that of the notification if it is left out.
    pub app: Option<String>,
    /// Within how many days.
    #[schema(minimum = 1, maximum = 30)]
    pub days: Option<i64>,
}

/// What a notification is. What is left out is as it is on the page of a new notification.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The name, unless it is in the address.
    #[schema(max_length = 100, example = "Spring")]
    pub name: Option<String>,
    /// The id of the app of a new notification, unless it is in the address.
    pub app: Option<String>,
    /// `promotional`, `product` or `test`.
    pub purpose: Option<String>,
    /// The ids or the names of the groups that it is for.
    #[schema(min_items = 1, max_items = 10, example = json!(["Testers"]))]
    pub groups: Vec<String>,
    /// The ids or the names of groups whose members it is not for.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub except_groups: Vec<String>,
    #[schema(min_items = 1, max_items = 40)]
    pub texts: Vec<Text>,
    /// `recent` for the browser of a person that was seen last, or `all`.
    pub devices: Option<String>,
    /// `very-low`, `low`, `normal` or `high`.
    pub urgency: Option<String>,
    /// After how many hours a message that did not arrive is dropped.
    #[schema(minimum = 1, maximum = 672)]
    pub expires_hours: Option<i32>,
    /// At most so many are sent in a second; no limit if it is left out.
    #[schema(minimum = 1, maximum = 100_000)]
    pub per_second: Option<i32>,
    /// Whether a message of which nobody knows what became of it is sent again.
    pub repeats: Option<bool>,
    /// `now` when it is sent; `at` a time of a zone; `local` at a time of day where each person is.
    pub starts: Option<String>,
    /// The day and the time that clocks show then.
    #[schema(example = "2026-12-24T18:00")]
    pub start_time: Option<String>,
    /// The zone of those clocks, for `at`.
    #[schema(example = "Europe/Paris")]
    pub time_zone: Option<String>,
    /// Whether it goes only to those who are still in the groups then.
    pub still_member: Option<bool>,
    /// Whether it waits for the end of quiet hours.
    pub keeps_quiet: Option<bool>,
    /// Whether it goes also to people who had enough messages, which only owners choose.
    pub is_exempt: Option<bool>,
    /// The share of people who get nothing, in millionths.
    #[schema(minimum = 0, maximum = 500_000)]
    pub holdout: Option<i64>,
    /// The weight of each variant, in their order; 1 for those that are left out.
    #[serde(default)]
    #[schema(max_items = 4)]
    pub weights: Vec<i64>,
    pub goal: Option<GoalBody>,
}

/// A notification.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationBody {
    pub id: String,
    pub app: String,
    pub name: String,
    /// `draft`, `scheduled`, `held`, `preparing`, `sending`, `paused`, `sent` or `cancelled`.
    pub state: &'static str,
    pub purpose: &'static str,
    pub groups: Vec<String>,
    pub except_groups: Vec<String>,
    pub texts: Vec<Text>,
    pub devices: &'static str,
    pub urgency: &'static str,
    pub expires_hours: i32,
    pub per_second: Option<i32>,
    pub repeats: bool,
    pub starts: &'static str,
    pub start_time: Option<String>,
    pub time_zone: Option<&'static str>,
    pub still_member: bool,
    pub keeps_quiet: bool,
    pub is_exempt: bool,
    pub holdout: u32,
    pub weights: Vec<u32>,
    pub goal: Option<GoalBody>,
    #[schema(format = DateTime)]
    pub created_at: String,
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// When a scheduled one begins.
    #[schema(format = DateTime)]
    pub begins_at: Option<String>,
    #[schema(format = DateTime)]
    pub sent_at: Option<String>,
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
    #[schema(format = DateTime)]
    pub finished_at: Option<String>,
    /// Why it was paused or held by itself.
    pub problem: Option<String>,
    /// The version, which is the entity tag too.
    pub version: i64,
}

/// A page of notifications.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notifications {
    pub notifications: Vec<NotificationBody>,
    /// What to send as `after` for the next page; null after the last.
    pub next: Option<String>,
}

/// The letter of a variant.
pub fn letter(variant: usize) -> String {
    VARIANTS.get(variant).copied().unwrap_or_default().to_owned()
}

impl NotificationBody {
    pub fn of(described: Described) -> Self {
        let Described { notification: found, timing, comparison } = described;
        let text = |Wording { language, title, body, target, icon, variant }| Text {
            language,
            title,
            body,
            target,
            icon,
            variant: letter(variant),
        };
        let ids = |groups: Vec<crate::ids::GroupId>| groups.iter().map(ToString::to_string).collect();
        let goal = |Goal { kind, app, days }| GoalBody {
            kind: kind.word().to_owned(),
            app: Some(app.to_string()),
            days: Some(days.into()),
        };
        Self {
            id: found.id.to_string(),
            app: found.app_id.to_string(),
            state: found.state.word(),
            purpose: found.purpose.word(),
            groups: ids(found.groups()),
            except_groups: ids(found.except()),
            texts: content::read(&found.contents).into_iter().map(text).collect(),
            devices: found.devices.word(),
            urgency: found.urgency.word(),
            expires_hours: found.expires_hours,
            per_second: found.per_second,
            repeats: found.repeats,
            starts: timing.starts.word(),
            start_time: timing.shown.map(|shown| shown.format(times::WRITTEN).to_string()),
            time_zone: timing.zone.map(|zone| zone.name()),
            still_member: timing.still_member,
            keeps_quiet: timing.keeps_quiet,
            is_exempt: timing.is_exempt,
            holdout: comparison.holdout,
            weights: comparison.weights,
            goal: comparison.goal.map(goal),
            created_at: moment(found.created_at),
            updated_at: moment(found.updated_at),
            begins_at: timing.starts_at.map(moment),
            sent_at: found.sent_at.map(moment),
            expires_at: found.expires_at.map(moment),
            finished_at: found.finished_at.map(moment),
            problem: found.problem,
            version: found.version,
            name: found.name,
        }
    }
}

/// What is wrong with a field of a body.
fn wrong(pointer: impl Into<String>, detail: &str) -> Problem {
    Problem::invalid(vec![WrongValue::at(pointer, detail)])
}

/// One of a few words, or the usual one if there is none.
fn word<T>(field: &str, sent: Option<&String>, read: fn(&str) -> Option<T>, usual: T) -> Result<T, Problem> {
    let Some(sent) = sent else { return Ok(usual) };
    read(sent).ok_or_else(|| wrong(format!("/{field}"), "This is none of the words that can be sent here."))
}

/// The draft of this name in the app, as a body has it.
pub fn draft(work: &Work, (app, name): (AppId, String), sent: Content) -> Result<Draft, Problem> {
    let usual = Timing::default();
    let comparison = comparison(work, &sent)?;
    let wording = |(place, text): (usize, Text)| {
        let variant = VARIANTS.iter().position(|letter| *letter == text.variant);
        let unknown = || wrong(format!("/texts/{place}/variant"), "Send A, B, C or D.");
        let Text { language, title, body, target, icon, .. } = text;
        Ok(Wording { language, title, body, target, icon, variant: variant.ok_or_else(unknown)? })
    };
    let starts = word("starts", sent.starts.as_ref(), Starts::from_word, usual.starts)?;
    let time = sent.start_time.as_deref().map(|time| {
        times::read(time).ok_or_else(|| wrong("/start_time", "Send what clocks show, such as 2026-12-24T18:00."))
    });
    let zone = sent.time_zone.as_deref().map(|zone| {
        Zone::parse(zone).ok_or_else(|| wrong("/time_zone", "Send the name of a zone, such as Europe/Paris."))
    });
    Ok(Draft {
        app,
        name,
        purpose: word("purpose", sent.purpose.as_ref(), ConsentPurpose::from_word, ConsentPurpose::Promotional)?,
        groups: groups_named(work, &sent.groups, "groups")?,
        except: groups_named(work, &sent.except_groups, "except_groups")?,
        devices: word("devices", sent.devices.as_ref(), Devices::from_word, Devices::default())?,
        wordings: sent.texts.into_iter().enumerate().map(wording).collect::<Result<_, Problem>>()?,
        urgency: word("urgency", sent.urgency.as_ref(), Urgency::from_word, Urgency::default())?,
        expires_hours: sent.expires_hours.unwrap_or(EXPIRES_BY_DEFAULT),
        per_second: sent.per_second,
        repeats: sent.repeats.unwrap_or(true),
        comparison,
        timing: Timing {
            starts,
            shown: time.transpose()?.filter(|_| starts != Starts::Now),
            zone: zone.transpose()?.filter(|_| starts == Starts::At),
            still_member: sent.still_member.unwrap_or(usual.still_member),
            starts_at: None,
            keeps_quiet: sent.keeps_quiet.unwrap_or(usual.keeps_quiet),
            is_exempt: sent.is_exempt.unwrap_or(usual.is_exempt),
        },
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
