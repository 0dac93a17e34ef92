//! The preview of a rule.

use super::call::{Call, CallResult, Json, json};
use super::groups::rule_in;
use super::pages::MOST_ROWS;
use super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::rule::{OneRule, Rule, SentRule};
use crate::audience::Share;
use crate::groups::statistics;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A rule over an app.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleToPreview {
    /// The id of the app.
    pub app: String,
    /// The rule. A formula is read here too.
    #[schema(value_type = Option<Rule>)]
    pub rule: Option<SentRule>,
    /// The rule as a formula, in English or in French, instead of `rule`.
    #[schema(example = "Market == FR && Age >= 18")]
    pub formula: Option<String>,
}

/// A rule in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// The day that the numbers are of.
    #[schema(format = Date)]
    pub as_of: String,
    /// The customers of the app.
    pub customers: u64,
    /// Those who can be in segments.
    pub available: u64,
    /// Those who cannot, under the first reason that applies.
    pub left_out: LeftOut,
    /// How many are left after each filter, in the order of the rule. Null if the size is hidden from the token.
    pub remaining: Option<Vec<u64>>,
    /// Null if the segment would be small and the token lacks the scopes that show such sizes.
    pub members: Option<u64>,
    /// Whether it would have fewer members than the publisher's minimum, and be inactive.
    pub is_small: bool,
    /// The members by market, age group, gender and type of device; null if the size is hidden.
    pub breakdown: Option<Breakdowns>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreviewLeftOut)]
pub struct LeftOut {
    pub too_young: u64,
    pub age_unknown: u64,
    pub before_windows_10: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Breakdowns {
    pub market: Vec<BreakdownShare>,
    pub age_group: Vec<BreakdownShare>,
    pub gender: Vec<BreakdownShare>,
    pub device_type: Vec<BreakdownShare>,
}

/// How many members have a value.
#[derive(Debug, Serialize, ToSchema)]
pub struct BreakdownShare {
    /// The code of the value; null where it is unknown.
    pub value: Option<String>,
    pub members: u64,
}

/// Who would be in a segment with this rule. Nothing is saved.
#[utoipa::path(post, path = "/api/v1/segments/preview", tag = "Groups", operation_id = "preview_rule",
    request_body = RuleToPreview, responses(
        (status = 200, body = Preview),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn preview(call: Call, body: Json<RuleToPreview>) -> CallResult {
    let found = call.run(move |work| {
        let RuleToPreview { app, rule, formula } = body.read()?;
        let none = || Problem::invalid(vec![WrongValue::at("/rule", "Send rule or formula.")]);
        let rule = OneRule::of(rule, formula)?.ok_or_else(none)?;
        let (view, rule) = rule_in(&work, &app, &rule)?;
        let found = statistics::of(&view, &rule, work.sizes(), &work.cancelled)?;
        let found = found.ok_or_else(|| Problem::new(Kind::Unavailable))?;
        let answer = found.answer;
        let is_hidden = found.sizes.hides(answer.members);
        let shares = |shares: Vec<Share>| {
            let share = |Share { code, members }| BreakdownShare { value: code, members };
            shares.into_iter().take(MOST_ROWS as usize).map(share).collect()
        };
        Ok(Preview {
            as_of: found.view.today.to_string(),
            customers: answer.customers,
            available: answer.available,
            left_out: LeftOut {
                too_young: answer.left_out.too_young,
                age_unknown: answer.left_out.age_unknown,
                before_windows_10: answer.left_out.before_windows_10,
            },
            remaining: Some(answer.remaining).filter(|_| !is_hidden),
            members: Some(answer.members).filter(|_| !is_hidden),
            is_small: found.sizes.is_small(answer.members),
            breakdown: (!is_hidden).then(|| Breakdowns {
                market: shares(answer.breakdown.market),
                age_group: shares(answer.breakdown.age_group),
                gender: shares(answer.breakdown.gender),
                device_type: shares(answer.breakdown.device_type),
            }),
        })
    });
    json(&found.await?)
}
