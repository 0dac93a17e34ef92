//! The page of the rules over all notifications: owners change them, and everybody sees them.

use super::PATH;
use crate::locale::Locale;
use crate::notifications::rules::{
    self, APPROVAL_ABOVE, MINUTES_BETWEEN, PER_DAY, PER_WEEK, Refusal, RuleError, quiet,
};
use crate::store::notification_rules::NotificationRules;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm, number_within};
use crate::web::page::{Page, Section};
use crate::web::visitor::{Owner, Viewer};
use crate::web::work::{Answer, PageResult, Visit};
use askama::Template;
use chrono::{NaiveTime, Timelike};
use serde::Deserialize;
use validator::Validate;

/// The form as it was filled in; `seen` is the version that it was filled in from.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RulesForm {
    quiet_from: String,
    quiet_until: String,
    per_day: String,
    per_week: String,
    minutes_between: String,
    approval_above: String,
    /// Not empty if it is ticked.
    asks_measurement: String,
    seen: String,
}

impl PostedForm for RulesForm {
    const FIELDS: &'static [&'static str] =
        &["quiet_from", "quiet_until", "per_day", "per_week", "minutes_between", "approval_above", "asks_measurement"];
}

/// How a time of day is typed.
const TIME: &str = "%H:%M";

impl RulesForm {
    fn of(rules: &NotificationRules) -> Self {
        let time = |minute: Option<i32>| {
            minute.map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60)).unwrap_or_default()
        };
        let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
        Self {
            quiet_from: time(rules.quiet_from),
            quiet_until: time(rules.quiet_until),
            per_day: number(rules.per_day),
            per_week: number(rules.per_week),
            minutes_between: rules.minutes_between.to_string(),
            approval_above: rules.approval_above.to_string(),
            asks_measurement: String::from(if rules.asks_measurement { "on" } else { "" }),
            seen: rules.version.to_string(),
        }
    }

    /// What is typed. What cannot be read is out of every range.
    fn rules(&self, errors: &mut Errors, locale: Locale) -> NotificationRules {
        let mut time = |field: &str, typed: &str| {
            let typed = typed.trim();
            let read = NaiveTime::parse_from_str(typed, TIME).or_else(|_| NaiveTime::parse_from_str(typed, "%H:%M:%S"));
            if read.is_err() && !typed.is_empty() {
                errors.add(field, locale.text("notification-quiet-wrong"));
            }
            read.ok().and_then(|time| i32::try_from(time.num_seconds_from_midnight() / 60).ok())
        };
        let (quiet_from, quiet_until) = (time("quiet_from", &self.quiet_from), time("quiet_until", &self.quiet_until));
        let number = |typed: &str| number_within(typed, &(0..=i64::from(i32::MAX)), locale).unwrap_or(-1);
        let limit = |typed: &str| (!typed.trim().is_empty()).then(|| number(typed));
        NotificationRules {
            quiet_from,
            quiet_until,
            per_day: limit(&self.per_day),
            per_week: limit(&self.per_week),
            minutes_between: number(&self.minutes_between),
            approval_above: number(&self.approval_above),
            version: self.seen.parse().unwrap_or(-1),
            asks_measurement: !self.asks_measurement.is_empty(),
        }
    }
}

#[derive(Template)]
#[template(path = "notifications/rules.html")]
struct RulesPage {
    page: Page,
    form: RulesForm,
    facts: Vec<(String, String)>,
    errors: Errors,
}

impl RulesPage {
    fn of(visit: Visit, (form, errors): (RulesForm, Errors)) -> Result<Self, PageError> {
        let rules = rules::of(&visit.state, &visit.actor)?;
        Ok(Self { facts: facts(&rules, visit.locale), page: visit.page, form, errors })
    }

    fn most(&self, key: &str, most: i64) -> String {
        self.page.locale.with1(key, "most", most)
    }

    fn per_day_help(&self) -> String {
        self.most("notification-no-limit-help", *PER_DAY.end())
    }

    fn per_week_help(&self) -> String {
        self.most("notification-no-limit-help", *PER_WEEK.end())
    }
}

fn facts(rules: &NotificationRules, locale: Locale) -> Vec<(String, String)> {
    let text = |key: &str| locale.text(key);
    let limit = |most: Option<i32>| most.map_or_else(|| text("notification-no-limit"), |most| locale.number(most));
    vec![
        (text("notification-quiet"), quiet(rules).unwrap_or_else(|| text("notification-quiet-none"))),
        (text("notification-per-day"), limit(rules.per_day)),
        (text("notification-per-week"), limit(rules.per_week)),
        (text("notification-minutes-between"), locale.number(rules.minutes_between)),
        (text("notification-approval-above"), locale.number(rules.approval_above)),
        (text("measurement-asked"), text(if rules.asks_measurement { "yes" } else { "no" })),
    ]
}

/// The rules.
pub async fn show(Viewer(visitor): Viewer) -> PageResult {
    let work = |visit: Visit| {
        let form = RulesForm::of(&rules::of(&visit.state, &visit.actor)?);
        Answer::page(&RulesPage::of(visit, (form, Errors::default()))?)
    };
    visitor.answer(Section::Notifications, work).await
}

/// Changes the rules, or shows the form again.
pub async fn update(Owner(visitor): Owner, posted: Posted<RulesForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let typed = form.rules(&mut errors, visit.locale);
        if errors.is_empty() {
            match rules::save(&visit.state, &visit.actor, &typed) {
                Ok(()) => {
                    let message = visit.locale.text("notification-rules-saved");
                    return Ok(Answer::Done { path: format!("{PATH}/rules"), message });
                }
                Err(Refusal::Fields(found)) => {
                    for (field, text) in found.into_iter().map(|error| words(error, visit.locale)) {
                        errors.add(field, text);
                    }
                }
                Err(Refusal::ChangedMeanwhile(now)) => {
                    form.seen = now.version.to_string();
                    let values =
                        facts(&now, visit.locale).into_iter().map(|(label, value)| format!("{label}: {value}"));
                    let values = values.collect::<Vec<_>>().join("; ");
                    errors.add("quiet_from", visit.locale.with1("notification-rules-changed", "values", values));
                }
                Err(Refusal::Forbidden(_)) => return Err(PageError::Forbidden),
                Err(Refusal::Store(error)) => return Err(error.into()),
            }
        }
        Answer::again(&RulesPage::of(visit, (form, errors))?)
    };
    visitor.answer(Section::Notifications, work).await
}

fn words(error: RuleError, locale: Locale) -> (&'static str, String) {
    let number = |range: &std::ops::RangeInclusive<i64>| {
        locale.with(
            "notification-rule-number-wrong",
            &[("least", (*range.start()).into()), ("most", (*range.end()).into())],
        )
    };
    match error {
        RuleError::Quiet => ("quiet_until", locale.text("notification-quiet-both")),
        RuleError::PerDay => ("per_day", number(&PER_DAY)),
        RuleError::PerWeek => ("per_week", number(&PER_WEEK)),
        RuleError::MinutesBetween => ("minutes_between", number(&MINUTES_BETWEEN)),
        RuleError::ApprovalAbove => ("approval_above", number(&APPROVAL_ABOVE)),
    }
}
