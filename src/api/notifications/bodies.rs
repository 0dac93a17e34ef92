//! The JSON of calls about notifications: what programs send, and what they are answered.

use super::super::groups::moment;
use crate::notifications::content::{self, VARIANTS, Wording};
use crate::notifications::described::Described;
use crate::notifications::times;
use crate::store::notification_comparisons::Goal;
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

impl Text {
    pub fn of(wording: Wording) -> Self {
        let Wording { language, title, body, target, icon, variant } = wording;
        Self { language, title, body, target, icon, variant: letter(variant) }
    }
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
    /// The id of the template that it begins with, which says what is left out of `texts`, `purpose`, `devices`, `urgency`,
    /// `expires_hours`, `per_second` and `repeats`.
    pub template: Option<String>,
    /// Its texts; those of the template if they are left out.
    #[schema(min_items = 1, max_items = 40)]
    pub texts: Option<Vec<Text>>,
    /// `recent` for the browser of a person that was seen last, or `all`.
    pub devices: Option<String>,
    /// `very-low`, `low`, `normal` or `high`.
    pub urgency: Option<String>,
    /// After how many hours a message that did not arrive is dropped.
    #[schema(minimum = 1, maximum = 672)]
    pub expires_hours: Option<i32>,
    /// At most so many are sent in a second; no limit if it is left out and there is no template.
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
    /// The id of the notification that it follows: it goes only to people who did not get that one.
    pub follows: Option<String>,
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
        let Described { notification: found, timing, comparison, follows } = described;
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
            texts: content::read(&found.contents).into_iter().map(Text::of).collect(),
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
            follows: follows.map(|follows| follows.to_string()),
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
