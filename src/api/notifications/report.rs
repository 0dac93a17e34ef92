//! Calls that say what became of a notification.

use super::super::call::{Call, CallResult, Query, Work, json};
use super::super::effect::EffectBody;
use super::super::groups::moment;
use super::super::pages::{paged, rows};
use super::super::problem::{Problem, ProblemBody, WrongValue};
use super::bodies::letter;
use super::find;
use crate::experiments::EFFECT;
use crate::ids::{NotificationId, SubscriptionId};
use crate::notifications::described::Described;
use crate::notifications::{details, effect, recipients, report};
use crate::store::deliveries::{DeliveryReason, DeliveryState};
use crate::store::delivery_reports::Delivery;
use crate::store::notification_comparisons::GoalKind;
use crate::web::effect::Stage;
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many messages something became of.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessagesOf {
    #[schema(example = "expired")]
    pub reason: &'static str,
    pub messages: i64,
}

/// What became of the messages of a notification. At every moment, planned = accepted + gone + failed + unknown + skipped + open.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct ReportBody {
    pub state: &'static str,
    /// Whether the numbers are hidden from the token, as one of them is small. They are null then.
    pub is_size_hidden: bool,
    /// How many browsers it goes to.
    pub planned: Option<i64>,
    /// Taken by the push service, which says nothing of the device.
    pub accepted: Option<i64>,
    /// The push service knows the browser no longer.
    pub gone: Option<i64>,
    pub failed: Option<i64>,
    /// Being sent when the program ended, and not sent again.
    pub unknown: Option<i64>,
    pub skipped: Option<i64>,
    /// Still to be sent.
    pub open: Option<i64>,
    /// Whether the sum above holds.
    pub adds_up: Option<bool>,
    pub shown: Option<i64>,
    pub launched: Option<i64>,
    /// How many of the shown and the launched ones are of people who have not allowed that it is kept what they see and click. They
    /// are in no row of a person, and one may be counted more than once.
    pub shown_anonymous: Option<i64>,
    pub launched_anonymous: Option<i64>,
    /// How many failed or were skipped, by the reason.
    pub reasons: Vec<MessagesOf>,
    /// How many of those that are still to be sent wait, by the reason.
    pub waiting: Vec<MessagesOf>,
    /// What it changed; null if it compares nothing with a goal, or nothing was counted yet.
    pub effect: Option<EffectBody>,
}

/// What became of a notification, in numbers.
#[utoipa::path(get, path = "/api/v1/notifications/{notification}/report", tag = "Notifications", operation_id = "get_report", params(
    ("notification" = i32, Path, description = "The id of the notification"),
), responses(
    (status = 200, body = ReportBody),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn show(call: Call, path: web::Path<NotificationId>) -> CallResult {
    let found = call.run(move |work| {
        let described = find(&work, *path)?;
        let (_, people) = recipients::show(&work.state, &work.actor, &work.publisher, *path)?;
        let base = ReportBody { state: described.notification.state.word(), ..ReportBody::default() };
        if people.is_hidden(work.sizes()) {
            return Ok(ReportBody { is_size_hidden: true, ..base });
        }
        let found = report::report(&work.state, &described.notification)?;
        let by_reason = |counts: &[(DeliveryReason, i64)]| {
            counts.iter().map(|(reason, messages)| MessagesOf { reason: reason.word(), messages: *messages }).collect()
        };
        Ok(ReportBody {
            planned: Some(found.planned),
            accepted: Some(found.accepted),
            gone: Some(found.gone),
            failed: Some(found.failed),
            unknown: Some(found.unknown),
            skipped: Some(found.skipped),
            open: Some(found.open),
            adds_up: Some(found.adds_up()),
            shown: Some(found.shown),
            launched: Some(found.launched),
            shown_anonymous: Some(found.shown_anonymous),
            launched_anonymous: Some(found.launched_anonymous),
            reasons: by_reason(&found.reasons),
            waiting: by_reason(&found.waiting),
            effect: changed(&work, &described)?,
            ..base
        })
    });
    json(&found.await?)
}

/// What it changed.
fn changed(work: &Work, described: &Described) -> Result<Option<EffectBody>, Problem> {
    let (notification, comparison) = (&described.notification, &described.comparison);
    if notification.sent_at.is_none() || !effect::compares(comparison) {
        return Ok(None);
    }
    let Some((counted, is_over)) = effect::of(&work.state, &work.publisher, notification.id)? else { return Ok(None) };
    let held_out = (comparison.holdout > 0).then(|| String::from("held_out"));
    let has_variants = comparison.weights.len() > 1;
    let variant = |number| if has_variants { letter(number) } else { String::from("notified") };
    let names: Vec<String> = held_out.into_iter().chain((0..comparison.weights.len()).map(variant)).collect();
    // Amounts are those of the app of the goal; of another one, the currency may be another.
    let app = crate::apps::find(&work.state, &work.actor, notification.app_id)?;
    let has_amounts = comparison.goal.is_some_and(|goal| goal.kind == GoalKind::Purchase && goal.app == app.id);
    let stage = if is_over { Stage::Over } else { Stage::Waiting };
    let about = (has_amounts.then_some(app.currency).into(), work.sizes());
    Ok(Some(EffectBody::of((&counted, stage, EFFECT), &names, about)))
}

/// Which messages.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// `planned`, `leased`, `accepted`, `gone`, `failed`, `unknown` or `skipped`.
    state: Option<String>,
    /// Such as `expired`, `cap`, `unsubscribed` or `quiet-hours`.
    reason: Option<String>,
    /// The account id of a customer.
    customer: Option<String>,
    /// What the last page gave as `next`.
    #[param(value_type = Option<i32>)]
    after: Option<SubscriptionId>,
    /// Rows of the page, 1 to 1,000.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    limit: Option<u32>,
}

/// A message to a browser.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryBody {
    /// The number of the browser.
    pub subscription: String,
    /// Null once the customer was erased.
    pub account_id: Option<String>,
    /// The names of the browser and its system, and its language; null once it is forgotten.
    pub platform: Option<String>,
    pub language: Option<String>,
    /// The letter of its variant.
    pub variant: String,
    pub state: &'static str,
    /// Why it failed, was skipped or waits.
    pub reason: Option<&'static str>,
    /// How often it was sent.
    pub attempts: i32,
    /// The status with which the push service answered last.
    pub status: Option<i32>,
    /// It is not sent before.
    #[schema(format = DateTime)]
    pub not_before: String,
    #[schema(format = DateTime)]
    pub answered_at: Option<String>,
    #[schema(format = DateTime)]
    pub shown_at: Option<String>,
    #[schema(format = DateTime)]
    pub launched_at: Option<String>,
}

impl From<Delivery> for DeliveryBody {
    fn from(found: Delivery) -> Self {
        Self {
            subscription: found.subscription.to_string(),
            account_id: found.account,
            platform: found.agent,
            language: found.language,
            variant: letter(usize::try_from(found.variant).unwrap_or(0)),
            state: found.state.word(),
            reason: found.reason.map(DeliveryReason::word),
            attempts: found.attempts,
            status: found.status,
            not_before: moment(found.not_before),
            answered_at: found.answered_at.map(moment),
            shown_at: found.shown_at.map(moment),
            launched_at: found.launched_at.map(moment),
        }
    }
}

/// A page of messages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deliveries {
    pub deliveries: Vec<DeliveryBody>,
    /// What to send as `after` for the next page; null after the last.
    pub next: Option<String>,
}

/// The messages of a notification, each to a browser. They are kept for 13 months.
#[utoipa::path(get, path = "/api/v1/notifications/{notification}/deliveries", tag = "Notifications", operation_id = "list_deliveries", params(
    ("notification" = i32, Path, description = "The id of the notification"),
    Wanted,
), responses(
    (status = 200, body = Deliveries, headers(("Link" = String, description = "The next page, as RFC 8288 has it"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn deliveries(call: Call, path: web::Path<NotificationId>, query: Query<Wanted>) -> CallResult {
    let (id, Query(Wanted { state, reason, customer, after, limit })) = (*path, query);
    let limit = rows(limit)?;
    let unknown = |name: &str| Problem::invalid(vec![WrongValue::of(name, "There is no such word here.")]);
    let of_state = state.as_deref().map(|word| DeliveryState::from_word(word).ok_or_else(|| unknown("state")));
    let of_reason = reason.as_deref().map(|word| DeliveryReason::from_word(word).ok_or_else(|| unknown("reason")));
    let wanted = details::Wanted {
        state: of_state.transpose()?,
        reason: of_reason.transpose()?,
        account: customer.clone(),
        after,
        limit,
    };
    let found = call.run(move |work| {
        find(&work, id)?;
        let (found, next) = details::deliveries(&work.state, &work.actor, id, &wanted)?;
        let deliveries = found.into_iter().map(DeliveryBody::from).collect();
        Ok(Deliveries { deliveries, next: next.map(|next| next.to_string()) })
    });
    let page = found.await?;
    let asked = [("state", state), ("reason", reason), ("customer", customer)];
    paged(&page, &format!("/api/v1/notifications/{id}/deliveries"), &asked, (page.next.as_deref(), limit))
}
