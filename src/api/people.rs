//! Calls about the people of known user groups.

use super::call::{Call, CallResult, Json, Query, Work, json};
use super::groups::{Trial, find};
use super::problem::{Kind, Problem, ProblemBody, WrongValue};
use crate::addresses::{self, Verdict, account_as_typed};
use crate::groups::People;
use crate::groups::change_people::{self, Choice};
use crate::groups::people::{self, Judged, MOST_JUDGED};
use crate::ids::GroupId;
use crate::locale::Locale;
use actix_web::web;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

/// What is to become of people in a group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeopleChange {
    pub action: Action,
    /// Each by e-mail address or account id, up to 20,000.
    #[schema(max_items = 20_000, example = json!(["ann@example.com", "u-1002"]))]
    pub people: Vec<String>,
    /// That the people who are added agreed to be in the group.
    #[serde(default)]
    pub consent: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// They come after those who are in it.
    Add,
    /// They take the place of those who are in it.
    Replace,
    Remove,
}

/// What became of each.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeopleChanged {
    pub dry_run: bool,
    /// How many entries the group has afterwards.
    pub total: usize,
    pub added: usize,
    pub removed: usize,
    /// One for each of the people of the call, in their order.
    pub results: Vec<PersonResult>,
}

/// What became of one.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonResult {
    pub person: String,
    /// `added`, `already_there`, `removed`, `not_there`, `repeated` or `refused`.
    pub result: &'static str,
    /// Whether there is a customer with this address or account id.
    pub is_customer: bool,
    /// Why it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Action {
    const fn choice(self) -> Choice {
        match self {
            Self::Add => Choice::Add,
            Self::Replace => Choice::Replace,
            Self::Remove => Choice::Remove,
        }
    }
}

/// The people as a person would type them: one on each line.
fn typed(people: &[String]) -> Result<String, Problem> {
    if people.len() > MOST_JUDGED {
        return Err(Problem::invalid(vec![WrongValue::at("/people", format!("Send at most {MOST_JUDGED} people."))]));
    }
    let mut lines = Vec::with_capacity(people.len());
    for (index, person) in people.iter().enumerate() {
        // Without an @ it can only be an account id, which may have spaces and commas.
        let line = if person.contains('@') { Cow::Borrowed(person.as_str()) } else { account_as_typed(person.trim()) };
        if line.contains(['\n', '\r']) || addresses::count_in(&line) != 1 {
            let wrong = WrongValue::at(format!("/people/{index}"), "Send one e-mail address or account id.");
            return Err(Problem::invalid(vec![wrong]));
        }
        lines.push(line);
    }
    Ok(lines.join("\n"))
}

/// The people of a new group. One who is refused is an error.
pub fn of(work: &Work, people: &[String], agreed: bool) -> Result<People, Problem> {
    let judged = people::judge(&work.state, &work.actor, &typed(people)?, None)?;
    let mut wrong = Vec::new();
    for (index, entry) in judged.entries.iter().enumerate() {
        if let Verdict::Refused(error) = &entry.verdict {
            wrong.push(WrongValue::at(format!("/people/{index}"), Locale::En.text(error.message())));
        }
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    Ok(judged.people(false, agreed))
}

/// Adds people to a known user group, replaces all of its people, or removes some. Refused ones are left out and said.
#[utoipa::path(post, path = "/api/v1/groups/{group}/people", tag = "Groups", operation_id = "change_people",
    params(("group" = i32, Path, description = "The id of the group"), Trial), request_body = PeopleChange, responses(
        (status = 200, body = PeopleChanged),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn change(call: Call, path: web::Path<GroupId>, query: Query<Trial>, body: Json<PeopleChange>) -> CallResult {
    let (group, is_trial) = (*path, query.0.is_trial()?);
    let found = call.run(move |work| {
        let PeopleChange { action, people, consent } = body.read()?;
        let group = find(&work, group)?;
        if group.is_segment() {
            return Err(Problem::new(Kind::Conflict).because("A segment has a rule instead of people."));
        }
        let typed = typed(&people)?;
        let plan = change_people::plan(&work.state, &work.actor, group.id, action.choice(), &typed)?;
        if plan.size() > addresses::MOST {
            let said = format!("The group would have {} people, and has room for {}.", plan.size(), addresses::MOST);
            return Err(Problem::invalid(vec![WrongValue::at("/people", said)]));
        }
        if !is_trial && plan.changes() {
            change_people::apply(&work.state, &work.actor, &work.publisher, &plan, consent)?;
        }
        Ok(PeopleChanged {
            dry_run: is_trial,
            total: plan.size(),
            added: plan.added.len(),
            removed: plan.removed.len(),
            results: results(&plan.judged, &plan, action),
        })
    });
    json(&found.await?)
}

fn results(judged: &Judged, plan: &change_people::Plan, action: Action) -> Vec<PersonResult> {
    let of = |list: &[String]| list.iter().cloned().collect::<std::collections::HashSet<_>>();
    let (there, missing) = (of(&plan.there), of(&plan.missing));
    let result = |entry: &addresses::Entry| {
        let (result, reason) = match &entry.verdict {
            Verdict::Refused(error) => ("refused", Some(Locale::En.text(error.message()))),
            Verdict::Repeated { .. } => ("repeated", None),
            Verdict::Good { .. } if there.contains(&entry.text) => ("already_there", None),
            Verdict::Good { .. } if missing.contains(&entry.text) => ("not_there", None),
            Verdict::Good { .. } if matches!(action, Action::Remove) => ("removed", None),
            Verdict::Good { .. } => ("added", None),
        };
        let is_customer = entry.key().is_some_and(|key| judged.is_member(key));
        PersonResult { person: entry.text.clone(), result, is_customer, reason }
    };
    judged.entries.iter().map(result).collect()
}
