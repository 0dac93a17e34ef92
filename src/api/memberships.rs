//! Calls about who is in which group.

use super::call::{Call, CallResult, Json, Query, Work, json};
use super::groups::{moment, seen_group};
use super::problem::{Kind, Problem, ProblemBody, WrongValue};
use crate::customers::check;
use crate::customers::held::value_of;
use crate::group_tests;
use crate::group_tests::check::{Checked, Standing};
use crate::groups::at_once;
use crate::groups::membership::{self, MOST, MOST_GROUPS, Membership};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::reading::fields::MAX_ID_LENGTH;
use crate::segments::Catalogue;
use crate::segments::explanation::{ExplainedCondition, ExplainedFilter, Explanation};
use crate::segments::formula::condition_formula;
use crate::store::customer_groups::CustomerGroup;
use actix_web::web;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::{IntoParams, ToSchema};

/// Whether somebody is in a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct IsMember {
    pub group: String,
    pub account_id: String,
    pub is_member: bool,
    /// Whether there is a customer with this account id.
    pub is_customer: bool,
}

/// Who is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The account ids, up to 10,000.
    #[schema(min_items = 1, max_items = 10_000, example = json!(["u-1001", "u-1002"]))]
    pub account_ids: Vec<String>,
    /// The ids of groups, up to 200; all active groups that the token may ask for if there are none, as long as they are not more.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub groups: Vec<String>,
}

/// Which groups each account is in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Memberships {
    /// The groups that were asked for.
    pub groups: Vec<String>,
    /// One for each account id, in the order of the call.
    pub memberships: Vec<AccountMembership>,
}

/// The groups that an account is in.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountMembership {
    pub account_id: String,
    pub is_customer: bool,
    pub groups: Vec<String>,
}

/// Whether reasons are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Whether to say why, for each segment.
    reasons: bool,
}

/// The groups of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerGroups {
    pub account_id: String,
    pub groups: Vec<CheckedGroup>,
    /// If reasons are wanted: the tests that run or are decided, and which value the customer gets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tests: Option<Vec<CheckedTest>>,
}

/// A test, and the value that a customer gets.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckedTest {
    pub id: String,
    pub name: String,
    #[schema(example = "test.price")]
    pub flag: String,
    pub value: String,
    /// `kept` since she came in; `lot`, which gives it to her when the app asks next; `winner`, as it was given to all; or because she
    /// cannot come in: `outside` of its groups, `excepted`, `withheld` from all promotion in this quarter, `ended` or `stranger`. A token of
    /// one app gets `outside` for `excepted`, as that group may be one that it may not ask for.
    pub why: &'static str,
    /// Since when she gets it, if she came in or it was given to all.
    #[schema(format = DateTime)]
    pub since: Option<String>,
    /// The phase in which she came in.
    pub phase: Option<i32>,
}

fn of_test(Checked { test, value, standing, since, phase }: Checked, may_see_lists: bool) -> CheckedTest {
    let standing = match standing {
        Standing::Excepted if !may_see_lists => Standing::Outside,
        standing => standing,
    };
    CheckedTest {
        id: test.id.to_string(),
        name: test.name.clone(),
        flag: format!("{}{}", group_tests::FLAG, test.flag_key),
        value,
        why: standing.word(),
        since: since.map(moment),
        phase,
    }
}

/// A group, and whether the customer is in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckedGroup {
    pub id: String,
    pub name: String,
    pub is_member: bool,
    /// For a segment, if reasons are wanted: each filter of its rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<FilterReason>>,
}

/// A filter of a rule, held against a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct FilterReason {
    /// Whether customers who meet one of the alternatives are excluded.
    pub excludes: bool,
    /// Whether the filter keeps the customer.
    pub meets: bool,
    pub conditions: Vec<ConditionReason>,
}

/// A condition of a rule, held against a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConditionReason {
    /// As a formula has it.
    #[schema(example = "Age >= 18")]
    pub condition: String,
    /// The number of its alternative in the filter, from 1: conditions of one alternative have to be met together.
    pub alternative: usize,
    pub meets: bool,
    /// What the customer has: a text, a number, true or false, a date, the ids of groups, or null if it is unknown.
    pub actual: serde_json::Value,
}

/// The reasons of a rule in the order of its filters.
fn of_rule(why: &Explanation, catalogue: &Catalogue) -> Vec<FilterReason> {
    let condition = |one: &ExplainedCondition| ConditionReason {
        condition: condition_formula(&one.condition, catalogue, Locale::En),
        alternative: one.alternative,
        meets: one.is_met,
        actual: catalogue
            .find(&one.condition.attribute)
            .map_or(serde_json::Value::Null, |attribute| value_of(&one.value, attribute.kind)),
    };
    let filter = |one: &ExplainedFilter| FilterReason {
        excludes: one.exclude,
        meets: one.keeps,
        conditions: one.conditions.iter().map(condition).collect(),
    };
    why.filters.iter().map(filter).collect()
}

fn texts(groups: &[GroupId]) -> Vec<String> {
    groups.iter().map(GroupId::to_string).collect()
}

/// Whether a customer is in a group.
#[utoipa::path(get, path = "/api/v1/groups/{group}/members/{account_id}", tag = "Members", operation_id = "is_member",
    params(
        ("group" = i32, Path, description = "The id of the group"),
        ("account_id" = String, Path, description = "The account id of the customer"),
    ), responses(
        (status = 200, body = IsMember),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn one(call: Call, path: web::Path<(GroupId, String)>) -> CallResult {
    let (group, account_id) = path.into_inner();
    if let Some(is_member) = at_once(&call, group, &account_id) {
        return json(&IsMember { group: group.to_string(), account_id, is_member, is_customer: true });
    }
    let version = call.version.clone();
    let found = call.run(move |work| {
        let groups = asked_groups(&work, &[group])?;
        if let (Some(version), [group]) = (version, &groups[..])
            && at_once::find(&work.state, &version, &work.actor, group.id).is_none()
        {
            at_once::prepare(&work.state, version, &work.actor, &work.publisher, group)?;
        }
        let accounts = [account_id];
        let mut found = membership::of(&work.state, &work.actor, &work.publisher, &groups, &accounts)?;
        let Membership { account_id, is_customer, groups } = found.pop().ok_or_else(|| Problem::new(Kind::NotFound))?;
        Ok(IsMember { group: group.to_string(), account_id, is_member: !groups.is_empty(), is_customer })
    });
    json(&found.await?)
}

/// Whether a customer is in a group that the token may ask for, if that is known without waiting.
fn at_once(call: &Call, group: GroupId, account_id: &str) -> Option<bool> {
    let ready = at_once::find(&call.state, call.version.as_ref()?, &call.program.actor(), group)?;
    ready.has(account_id).filter(|_| call.program.may_see(ready.app))
}

/// The groups that are asked for, as far as the token may ask for them.
fn asked_groups(work: &Work, ids: &[GroupId]) -> Result<Vec<CustomerGroup>, Problem> {
    let mut groups = membership::groups(&work.state, &work.actor, &work.publisher, ids)?;
    if ids.is_empty() {
        groups.retain(|group| work.program.may_see(group.app_id));
        if groups.len() > MOST_GROUPS {
            let said = format!("There are more than {MOST_GROUPS} groups: name those that are wanted.");
            return Err(Problem::invalid(vec![WrongValue::at("/groups", said)]));
        }
    }
    groups.iter().try_for_each(|group| seen_group(work, group))?;
    Ok(groups)
}

/// Which groups up to 10,000 customers are in.
#[utoipa::path(post, path = "/api/v1/memberships", tag = "Members", operation_id = "list_memberships",
    request_body = Asked, responses(
        (status = 200, body = Memberships),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn several(call: Call, body: Json<Asked>) -> CallResult {
    let found = call.run(move |work| {
        let Asked { account_ids, groups } = body.read()?;
        let ids = checked(&account_ids, &groups)?;
        let groups = asked_groups(&work, &ids)?;
        let found = membership::of(&work.state, &work.actor, &work.publisher, &groups, &account_ids)?;
        let of_account = |one: Membership| AccountMembership {
            groups: texts(&one.groups),
            account_id: one.account_id,
            is_customer: one.is_customer,
        };
        Ok(Memberships {
            groups: groups.iter().map(|group| group.id.to_string()).collect(),
            memberships: found.into_iter().map(of_account).collect(),
        })
    });
    json(&found.await?)
}

/// The ids of the groups, if the call keeps the limits.
fn checked(account_ids: &[String], groups: &[String]) -> Result<Vec<GroupId>, Problem> {
    let mut wrong = Vec::new();
    if account_ids.is_empty() || account_ids.len() > MOST {
        wrong.push(WrongValue::at("/account_ids", format!("Send 1 to {MOST} account ids.")));
    }
    let longest = |account: &&String| account.chars().count() > MAX_ID_LENGTH;
    if let Some(index) = account_ids.iter().position(|account| longest(&account)) {
        let said = format!("An account id has at most {MAX_ID_LENGTH} characters.");
        wrong.push(WrongValue::at(format!("/account_ids/{index}"), said));
    }
    if groups.len() > MOST_GROUPS {
        wrong.push(WrongValue::at("/groups", format!("Send at most {MOST_GROUPS} groups.")));
    }
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    for (index, group) in groups.iter().enumerate().take(MOST_GROUPS) {
        match group.parse::<GroupId>() {
            Ok(id) if seen.insert(id) => ids.push(id),
            Ok(_) => {}
            Err(_) => wrong.push(WrongValue::at(format!("/groups/{index}"), "This is no id of a group.")),
        }
    }
    if wrong.is_empty() { Ok(ids) } else { Err(Problem::invalid(wrong)) }
}

/// Every active group that the token may ask for, and whether a customer is in it.
#[utoipa::path(get, path = "/api/v1/customers/{account_id}/groups", tag = "Customers", operation_id = "list_groups_of_customer",
    params(("account_id" = String, Path, description = "The account id of the customer"), Wanted), responses(
        (status = 200, body = CustomerGroups),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn of_customer(call: Call, path: web::Path<String>, query: Query<Wanted>) -> CallResult {
    let (account_id, reasons) = (path.into_inner(), query.0.reasons);
    let found = call.run(move |work| {
        let found = check::check_account(&work.state, &work.actor, &work.publisher, &account_id, &work.cancelled)?;
        let checked = found.ok_or_else(|| Problem::new(Kind::NotFound))?;
        let mut groups = Vec::new();
        for app in checked.apps.into_iter().filter(|app| work.program.may_see(Some(app.app.id))) {
            let view = work.view(app.app.id)?;
            groups.extend(app.segments.into_iter().map(|segment| CheckedGroup {
                id: segment.group.id.to_string(),
                name: segment.group.name,
                is_member: segment.is_in,
                reasons: segment.explanation.filter(|_| reasons).map(|why| of_rule(&why, &view.catalogue)),
            }));
        }
        let known = checked.known_user_groups.into_iter().filter(|_| work.program.may_see(None));
        groups.extend(known.map(|known| CheckedGroup {
            id: known.group.id.to_string(),
            name: known.group.name,
            is_member: known.is_listed,
            reasons: None,
        }));
        let account_id = checked.customer.account_id;
        let tests =
            reasons.then(|| group_tests::check::check(&work.state, &work.publisher, &account_id)).transpose()?;
        let seen = |checked: &Checked| work.program.may_see(Some(checked.test.app_id));
        let tests = tests.map(|tests| {
            tests.into_iter().filter(seen).map(|test| of_test(test, work.program.may_see(None))).collect()
        });
        Ok(CustomerGroups { account_id, groups, tests })
    });
    json(&found.await?)
}
