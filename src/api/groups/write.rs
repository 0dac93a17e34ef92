//! Calls that create, change and archive groups.

use super::super::call::{Call, CallResult, Json, Query, Work, by_name, created_meanwhile, json};
use super::super::people;
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue, of_fields};
use super::super::rule::{OneRule, Rule, SentRule};
use super::about::SentAbout;
use super::{Checked, Group, Trial, answer, find, rule_in, seen_group, shown};
use crate::groups::about::Shown;
use crate::groups::save::{self, Place};
use crate::groups::{self, Content, Draft, archive as archiving};
use crate::ids::GroupId;
use crate::store::customer_groups::{CustomerGroup, GroupKind};
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

// It repeats the fields of `GroupContent`, because serde cannot refuse unknown fields beside flattened ones.
/// A group to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    #[schema(max_length = 300, example = "French adults")]
    pub name: String,
    /// The id of the app, for a segment.
    pub app: Option<String>,
    /// The rule of a segment. A formula is read here too.
    #[schema(value_type = Option<Rule>)]
    pub rule: Option<SentRule>,
    /// The rule of a segment as a formula, in English or in French, instead of `rule`.
    #[schema(example = "Market == FR && Age >= 18")]
    pub formula: Option<String>,
    /// The people of a known user group, each by e-mail address or account id; up to 10,000.
    pub people: Option<Vec<String>>,
    /// That the people of a known user group agreed to be in it.
    #[serde(default)]
    pub consent: bool,
    /// What it is for, in at most 1,000 characters.
    #[schema(max_length = 1_000)]
    pub description: Option<String>,
    /// At most 10 tags of 50 characters each; a comma parts two. Capitals do not matter.
    pub tags: Option<Vec<String>>,
    /// The e-mail address of the member of the team whose it is; an empty text for nobody.
    #[schema(max_length = 254, example = "ann@example.com")]
    pub owner: Option<String>,
}

/// What determines who is in a group: the app and the rule of a segment, or the people of a known user group.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupContent {
    /// The id of the app, for a segment.
    pub app: Option<String>,
    /// The rule of a segment. A formula is read here too.
    #[schema(value_type = Option<Rule>)]
    pub rule: Option<SentRule>,
    /// The rule of a segment as a formula, in English or in French, instead of `rule`.
    #[schema(example = "Market == FR && Age >= 18")]
    pub formula: Option<String>,
    /// The people of a known user group, each by e-mail address or account id; up to 10,000.
    pub people: Option<Vec<String>>,
    /// That the people of a known user group agreed to be in it.
    #[serde(default)]
    pub consent: bool,
    /// What it is for, in at most 1,000 characters.
    #[schema(max_length = 1_000)]
    pub description: Option<String>,
    /// At most 10 tags of 50 characters each; a comma parts two. Capitals do not matter.
    pub tags: Option<Vec<String>>,
    /// The e-mail address of the member of the team whose it is; an empty text for nobody.
    #[schema(max_length = 254, example = "ann@example.com")]
    pub owner: Option<String>,
}

/// What to change of a group. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPatch {
    #[schema(max_length = 300)]
    pub name: Option<String>,
    /// The rule of a segment. A formula is read here too.
    #[schema(value_type = Option<Rule>)]
    pub rule: Option<SentRule>,
    /// The rule of a segment as a formula, instead of `rule`.
    pub formula: Option<String>,
    /// What it is for, in at most 1,000 characters.
    #[schema(max_length = 1_000)]
    pub description: Option<String>,
    /// At most 10 tags of 50 characters each; a comma parts two. Capitals do not matter.
    pub tags: Option<Vec<String>>,
    /// The e-mail address of the member of the team whose it is; an empty text for nobody.
    #[schema(max_length = 254, example = "ann@example.com")]
    pub owner: Option<String>,
}

/// The content of a group as it is saved.
fn content(work: &Work, content: GroupContent) -> Result<Content, Problem> {
    let GroupContent { app, rule, formula, people, consent, .. } = content;
    match (&app, OneRule::of(rule, formula)?, &people) {
        (Some(app), Some(rule), None) => {
            let (view, rule) = rule_in(work, app, &rule)?;
            Ok(Content::Segment { app: Some(view.app.id), rule })
        }
        (None, None, Some(people)) => {
            work.must_see(None)?;
            Ok(Content::KnownUserGroup(people::of(work, people, consent)?))
        }
        _ => Err(Problem::new(Kind::Invalid)
            .because("Send app and rule or formula for a segment, or people for a known user group.")),
    }
}

/// Checks or saves a draft.
fn save_at(work: &Work, place: &Place, draft: &Draft, is_trial: bool) -> Result<Saved, Problem> {
    if is_trial {
        let problems = save::check(&work.state, &work.actor, place, draft)?;
        if !problems.is_empty() {
            return Err(of_fields(&problems));
        }
        let members = match &draft.content {
            Content::Segment { app: Some(app), rule } => {
                Some(work.view(*app)?.count(rule)?).filter(|members| !work.sizes().hides(*members))
            }
            _ => None,
        };
        let would = if matches!(place, Place::New { .. }) { "create" } else { "change" };
        return Ok(Saved::Trial(Checked { dry_run: true, would, members }));
    }
    let saved = save::save(&work.state, &work.actor, &work.publisher, place, draft)?;
    // With its number, which was counted after it was saved.
    let group = find(work, saved.id)?;
    shown(work, group).map(Box::new).map(Saved::Group)
}

enum Saved {
    Trial(Checked),
    Group(Box<Group>),
}

impl Saved {
    fn answer(self, mut response: actix_web::HttpResponseBuilder) -> CallResult {
        match self {
            Self::Trial(checked) => json(&checked),
            Self::Group(group) => {
                response.insert_header((header::LOCATION, format!("/api/v1/groups/{}", group.id)));
                answer(response, &group)
            }
        }
    }
}

/// Creates a group.
#[utoipa::path(post, path = "/api/v1/groups", tag = "Groups", operation_id = "create_group", params(Trial),
    request_body = NewGroup, responses(
        (status = 200, body = Checked, description = "With dry_run: what would happen"),
        (status = 201, body = Group, headers(("ETag" = String, description = "The version"), ("Location" = String, description = "The group"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn create(call: Call, query: Query<Trial>, body: Json<NewGroup>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let saved = call.run(move |work| {
        let NewGroup { name, app, rule, formula, people, consent, description, tags, owner } = body.read()?;
        let about = SentAbout { description, tags, owner }.about(&work, &Shown::default())?;
        let sent = GroupContent { app, rule, formula, people, consent, ..GroupContent::default() };
        let draft = Draft { name, content: content(&work, sent)?, about };
        save_at(&work, &Place::New { form: None }, &draft, is_trial)
    });
    saved.await?.answer(HttpResponse::Created())
}

/// Creates the group with this name, or makes it as it is sent. The same call again changes nothing.
#[utoipa::path(put, path = "/api/v1/groups/by-name/{name}", tag = "Groups", operation_id = "put_group_by_name",
    params(("name" = String, Path, description = "The name, in which capitals do not matter"), Trial),
    request_body = GroupContent, responses(
        (status = 200, body = Group, headers(("ETag" = String, description = "The version"))),
        (status = 201, body = Group, headers(("ETag" = String, description = "The version"), ("Location" = String, description = "The group"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn put(call: Call, path: web::Path<String>, query: Query<Trial>, body: Json<GroupContent>) -> CallResult {
    let (name, is_trial) = (path.into_inner(), query.0.is_trial()?);
    let saved = call.run(move |work| {
        let mut sent: GroupContent = body.read()?;
        let about =
            SentAbout { description: sent.description.take(), tags: sent.tags.take(), owner: sent.owner.take() };
        let draft = Draft { name, content: content(&work, sent)?, about: None };
        by_name(|| put_now(&work, &draft, about.clone(), is_trial))
    });
    let (saved, is_new) = saved.await?;
    saved.answer(if is_new { HttpResponse::Created() } else { HttpResponse::Ok() })
}

/// Creates the group with the draft's name, or makes the one there is as it says. Returns whether it is new.
fn put_now(work: &Work, draft: &Draft, about: SentAbout, is_trial: bool) -> Result<(Saved, bool), Problem> {
    let named = || groups::find_by_name(&work.state, &work.actor, &draft.name);
    let Some(group) = named()? else {
        let draft = Draft { about: about.about(work, &Shown::default())?, ..draft.clone() };
        let created = save_at(work, &Place::New { form: None }, &draft, is_trial);
        return Ok((created.map_err(|refused| created_meanwhile(refused, named()))?, true));
    };
    seen_group(work, &group)?;
    let is_segment = matches!(draft.content, Content::Segment { .. });
    let kind = if is_segment { GroupKind::Segment } else { GroupKind::KnownUserGroup };
    if kind != group.kind || group.is_archived() {
        let said = if group.is_archived() {
            "The group with this name is archived."
        } else {
            "The group with this name is of the other kind."
        };
        return Err(Problem::new(Kind::Conflict).because(said));
    }
    let before = groups::about::of(&work.state, &group)?;
    let about = about.about(work, &before)?.filter(|about| *about != before.about());
    if about.is_none() && is_same(work, &group, &draft.content)? {
        let saved = if is_trial {
            Saved::Trial(Checked { dry_run: true, would: "nothing", members: None })
        } else {
            Saved::Group(Box::new(shown(work, group)?))
        };
        return Ok((saved, false));
    }
    let place = Place::Of { group: group.id, version: group.version };
    let draft = Draft { name: group.name.clone(), content: draft.content.clone(), about };
    Ok((save_at(work, &place, &draft, is_trial)?, false))
}

/// Whether the group has this content already.
fn is_same(work: &Work, group: &CustomerGroup, content: &Content) -> Result<bool, Problem> {
    Ok(match content {
        Content::Segment { app, rule } => group.app_id == *app && group.rule().ok().as_ref() == Some(rule),
        Content::KnownUserGroup(people) => {
            let before = groups::with_addresses(&work.state, &work.actor, group.id)?.addresses;
            before == people.accepted
        }
    })
}

/// The versions of what a program changes, from `If-Match` of RFC 9110.
pub enum Seen {
    /// Whatever the version is.
    Any,
    OneOf(Vec<i64>),
}

impl Seen {
    pub fn has(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(versions) => versions.contains(&version),
        }
    }
}

/// Which versions of a thing a call is about; `thing` is what the API calls it, such as `group`.
pub fn seen(request: &HttpRequest, thing: &str) -> Result<Seen, Problem> {
    let missing = || {
        Problem::new(Kind::VersionMissing)
            .because(format!("Send If-Match with the ETag of the {thing} as you read it."))
    };
    let sent = request.headers().get(header::IF_MATCH).map(HeaderValue::to_str).ok_or_else(missing)?;
    let sent = sent.unwrap_or_default().trim();
    if sent == "*" {
        return Ok(Seen::Any);
    }
    let version = |tag: &str| tag.trim().trim_start_matches("W/").trim_matches('"').parse().ok();
    let versions = sent.split(',').map(version).collect::<Option<Vec<i64>>>();
    versions.map(Seen::OneOf).ok_or_else(|| {
        Problem::new(Kind::Unreadable).because(format!("If-Match has the ETag of the {thing} as you read it, or *."))
    })
}

/// Changes the name, the rule or what is said of a group, which `If-Match` must name in its current version.
#[utoipa::path(patch, path = "/api/v1/groups/{group}", tag = "Groups", operation_id = "change_group", params(
    ("group" = i32, Path, description = "The id of the group"),
    ("If-Match" = String, Header, pattern = r#"^(\*|(W/)?"[0-9]{1,18}"(, *(W/)?"[0-9]{1,18}")*)$"#,
        description = "The ETag of the group as it was read, or * for whatever it is now"),
    Trial,
), request_body(content = GroupPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, body = Group, headers(("ETag" = String, description = "The version"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn patch(
    call: Call,
    path: web::Path<GroupId>,
    query: Query<Trial>,
    request: HttpRequest,
    body: Json<GroupPatch>,
) -> CallResult {
    let (is_trial, seen) = (query.0.is_trial()?, seen(&request, "group")?);
    let saved = call.run(move |work| {
        let GroupPatch { name, rule, formula, description, tags, owner } = body.read()?;
        let groups::WithAddresses { group, addresses } = groups::with_addresses(&work.state, &work.actor, *path)?;
        seen_group(&work, &group)?;
        if !seen.has(group.version) {
            return Err(Problem::new(Kind::ChangedMeanwhile));
        }
        let before = groups::about::of(&work.state, &group)?;
        let about = SentAbout { description, tags, owner }.about(&work, &before)?;
        let content = match (group.app_id, OneRule::of(rule, formula)?) {
            (Some(app), Some(rule)) => Content::Segment { app: Some(app), rule: rule.read(&work.view(app)?)? },
            (Some(app), None) => {
                let rule = group.rule().map_err(anyhow::Error::from)?;
                Content::Segment { app: Some(app), rule }
            }
            (None, Some(_)) => {
                let wrong = WrongValue::at("/rule", "A known user group has no rule.");
                return Err(Problem::invalid(vec![wrong]));
            }
            (None, None) => {
                Content::KnownUserGroup(groups::People { accepted: addresses, agreed: true, ..Default::default() })
            }
        };
        let draft = Draft { name: name.unwrap_or_else(|| group.name.clone()), content, about };
        save_at(&work, &Place::Of { group: group.id, version: group.version }, &draft, is_trial)
    });
    saved.await?.answer(HttpResponse::Ok())
}

/// Archives a group. An archived group stays as it is; doing so again changes nothing.
#[utoipa::path(post, path = "/api/v1/groups/{group}/archive", tag = "Groups", operation_id = "archive_group", params(
    ("group" = i32, Path, description = "The id of the group"),
    Trial,
), responses(
    (status = 200, body = Group),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn archive(call: Call, path: web::Path<GroupId>, query: Query<Trial>) -> CallResult {
    set_archived(call, *path, query.0, true).await
}

/// Restores an archived group and counts it.
#[utoipa::path(post, path = "/api/v1/groups/{group}/restore", tag = "Groups", operation_id = "restore_group", params(
    ("group" = i32, Path, description = "The id of the group"),
    Trial,
), responses(
    (status = 200, body = Group),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn restore(call: Call, path: web::Path<GroupId>, query: Query<Trial>) -> CallResult {
    set_archived(call, *path, query.0, false).await
}

async fn set_archived(call: Call, group: GroupId, trial: Trial, is_archived: bool) -> CallResult {
    let is_trial = trial.is_trial()?;
    let saved = call.run(move |work| {
        let group = find(&work, group)?;
        let is_change = group.is_archived() != is_archived;
        if is_trial {
            let would = if is_archived { "archive" } else { "restore" };
            return Ok(Saved::Trial(Checked::would(would, is_change)));
        }
        if is_change && is_archived {
            archiving::archive(&work.state, &work.actor, group.id)?;
        } else if is_change {
            archiving::restore(&work.state, &work.actor, &work.publisher, group.id)?;
        }
        let group = find(&work, group.id)?;
        shown(&work, group).map(Box::new).map(Saved::Group)
    });
    saved.await?.answer(HttpResponse::Ok())
}
