//! Calls about groups.

use super::call::{Call, CallResult, Json, Query, Work, json, json_with};
use super::problem::{Kind, Problem, ProblemBody, WrongValue};
use crate::columns::View;
use crate::groups::save::{self, Place};
use crate::groups::{self, Content, Draft, archive, described, members};
use crate::ids::{AppId, GroupId};
use crate::locale::Locale;
use crate::segments::Rule;
use crate::segments::formula_reader::read_formula;
use crate::store::customer_groups::{CustomerGroup, GroupKind};
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{NaiveDateTime, SecondsFormat};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most rows of a page.
pub const MOST_ROWS: u32 = 1_000;

/// The rows of a page if the call does not say how many.
const ROWS: u32 = 100;

/// A customer group.
#[derive(Debug, Serialize, ToSchema)]
pub struct Group {
    pub id: String,
    pub name: String,
    #[schema(example = "segment")]
    pub kind: &'static str,
    /// The app of a segment; null for a known user group.
    pub app: Option<String>,
    /// The rule of a segment as a formula in English; null for a known user group.
    #[schema(example = "Market == FR && Age >= 18")]
    pub rule: Option<String>,
    /// How many members it had when it was counted last. Null if it was not counted yet, or if the segment is small and the
    /// token lacks the scopes that show such sizes.
    pub members: Option<u64>,
    /// Whether the size is hidden from the token.
    pub is_size_hidden: bool,
    /// When it was counted last.
    pub counted_at: Option<String>,
    /// `active`; `inactive` for a segment with fewer members than the publisher's minimum; `archived`.
    pub status: &'static str,
    pub created_at: String,
    pub updated_at: String,
    /// The version, which is the entity tag too.
    pub version: i64,
}

/// A page of groups.
#[derive(Debug, Serialize, ToSchema)]
pub struct Groups {
    pub groups: Vec<Group>,
    /// What to send as `after` for the next page; null after the last.
    pub next: Option<String>,
}

/// Which groups.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Listed {
    /// Only segments of this app.
    app: Option<i32>,
    /// `active` and `inactive` ones together, or `archived` ones.
    status: Option<Archived>,
    /// What the last page gave as `next`.
    after: Option<i32>,
    /// Rows of the page, 1 to 1,000.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    limit: Option<u32>,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Archived {
    Active,
    Archived,
}

/// Whether a call only says what would happen.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Trial {
    /// `1`: check everything and change nothing.
    dry_run: Option<u8>,
}

impl Checked {
    /// What would happen, if anything would.
    pub fn would(would: &'static str, is_change: bool) -> Self {
        Self { dry_run: true, would: if is_change { would } else { "nothing" }, members: None }
    }
}

impl Trial {
    pub fn is_trial(&self) -> Result<bool, Problem> {
        match self.dry_run {
            None | Some(0) => Ok(false),
            Some(1) => Ok(true),
            Some(_) => {
                let wrong = WrongValue::of("dry_run", "Send 1, or leave it out.");
                Err(Problem::invalid(vec![wrong]))
            }
        }
    }
}

/// A group to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    #[schema(max_length = 300, example = "French adults")]
    pub name: String,
    /// The id of the app, for a segment.
    pub app: Option<String>,
    /// The rule of a segment as a formula, in English or in French.
    #[schema(example = "Market == FR && Age >= 18")]
    pub rule: Option<String>,
    /// The people of a known user group, each by e-mail address or account id; up to 10,000.
    pub people: Option<Vec<String>>,
    /// That the people of a known user group agreed to be in it.
    #[serde(default)]
    pub consent: bool,
}

/// What determines who is in a group: the app and the rule of a segment, or the people of a known user group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupContent {
    /// The id of the app, for a segment.
    pub app: Option<String>,
    /// The rule of a segment as a formula, in English or in French.
    #[schema(example = "Market == FR && Age >= 18")]
    pub rule: Option<String>,
    /// The people of a known user group, each by e-mail address or account id; up to 10,000.
    pub people: Option<Vec<String>>,
    /// That the people of a known user group agreed to be in it.
    #[serde(default)]
    pub consent: bool,
}

/// What to change of a group. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPatch {
    #[schema(max_length = 300)]
    pub name: Option<String>,
    /// The rule of a segment as a formula.
    pub rule: Option<String>,
}

/// What a call that only checks says.
#[derive(Debug, Serialize, ToSchema)]
pub struct Checked {
    pub dry_run: bool,
    /// `create`, `change`, `archive`, `restore`, `erase` or `nothing`.
    pub would: &'static str,
    /// How many members the group would have.
    pub members: Option<u64>,
}

/// A moment as RFC 3339 has it.
pub fn moment(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Refuses a group that the token may not ask for, as if it was not there.
pub fn seen_group(work: &Work, group: &CustomerGroup) -> Result<(), Problem> {
    work.must_see(group.app_id)
}

/// The group with this id, as far as the token may ask for it.
pub fn find(work: &Work, group: GroupId) -> Result<CustomerGroup, Problem> {
    let group = groups::find(&work.state, &work.actor, group)?;
    seen_group(work, &group)?;
    Ok(group)
}

impl Group {
    pub fn of(work: &Work, described: described::Described) -> Self {
        let described::Described { group, formula } = described;
        let minimum = work.publisher.minimum_size;
        let is_size_hidden =
            group.is_segment() && group.members.is_some_and(|members| work.sizes().hides(members.unsigned_abs()));
        let status = match () {
            () if group.is_archived() => "archived",
            () if group.is_small(minimum) => "inactive",
            () => "active",
        };
        Self {
            id: group.id.to_string(),
            kind: group.kind.word(),
            app: group.app_id.map(|app| app.to_string()),
            rule: formula,
            members: group.members.filter(|_| !is_size_hidden).map(i64::unsigned_abs),
            is_size_hidden,
            counted_at: group.refreshed_at.map(moment),
            status,
            created_at: moment(group.created_at),
            updated_at: moment(group.updated_at),
            version: group.version,
            name: group.name,
        }
    }
}

/// The entity tag of a version.
fn entity_tag(version: i64) -> String {
    format!("\"{version}\"")
}

fn answer(mut response: actix_web::HttpResponseBuilder, group: &Group) -> CallResult {
    response.insert_header((header::ETAG, entity_tag(group.version)));
    json_with(response, group)
}

/// The group as it is now.
fn shown(work: &Work, group: CustomerGroup) -> Result<Group, Problem> {
    let described = described::one(&work.state, &work.actor, group, Locale::En)?;
    Ok(Group::of(work, described))
}

/// The groups that the token may ask for, in the order in which they were created.
#[utoipa::path(get, path = "/api/v1/groups", tag = "Groups", operation_id = "list_groups", params(Listed), responses(
    (status = 200, body = Groups, headers(("Link" = String, description = "The next page, as RFC 8288 has it"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(call: Call, query: Query<Listed>) -> CallResult {
    let Query(wanted) = query;
    let limit = rows(wanted.limit)?;
    let is_archived = wanted.status == Some(Archived::Archived);
    let found = call.run(move |work| {
        let app = wanted.app.map(AppId::from).or(work.program.app);
        work.must_see(app)?;
        let query = described::Query { app, is_archived, after: wanted.after.map(GroupId::from), limit };
        let page = described::page(&work.state, &work.actor, &query, Locale::En)?;
        let groups: Vec<Group> = page.groups.into_iter().map(|one| Group::of(&work, one)).collect();
        let next = page.has_more.then(|| groups.last().map(|last| last.id.clone())).flatten();
        Ok(Groups { groups, next })
    });
    let found = found.await?;
    let mut response = HttpResponse::Ok();
    if let Some(next) = &found.next {
        let app = wanted.app.map_or_else(String::new, |app| format!("app={app}&"));
        let status = if is_archived { "status=archived&" } else { "" };
        let link = format!("</api/v1/groups?{app}{status}after={next}&limit={limit}>; rel=\"next\"");
        response.insert_header((header::LINK, link));
    }
    json_with(response, &found)
}

/// The rows of a page.
pub fn rows(limit: Option<u32>) -> Result<u32, Problem> {
    let limit = limit.unwrap_or(ROWS);
    if (1..=MOST_ROWS).contains(&limit) {
        return Ok(limit);
    }
    Err(Problem::invalid(vec![WrongValue::of("limit", format!("A page has 1 to {MOST_ROWS} rows."))]))
}

/// One group.
#[utoipa::path(get, path = "/api/v1/groups/{group}", tag = "Groups", operation_id = "get_group", params(
    ("group" = i32, Path, description = "The id of the group"),
), responses(
    (status = 200, body = Group, headers(("ETag" = String, description = "The version"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn show(call: Call, path: web::Path<GroupId>) -> CallResult {
    let found = call.run(move |work| {
        let group = find(&work, *path)?;
        shown(&work, group)
    });
    answer(HttpResponse::Ok(), &found.await?)
}

/// The rule in a formula over an app, as a body has it in `rule`.
fn rule_of(view: &View, text: &str) -> Result<Rule, Problem> {
    let text = text.trim();
    // The language of a formula is that of its words: whichever reads it.
    let read = |locale| read_formula(text, &view.catalogue, locale);
    let wrong = |detail| Problem::invalid(vec![WrongValue::at("/rule", detail)]);
    let rule = read(Locale::En).or_else(|english| read(Locale::Fr).map_err(|_| english));
    let rule = rule.map_err(|error| wrong(error.tell(text, Locale::En)))?;
    rule.excess().map_or(Ok(rule), |excess| Err(wrong(excess.tell(Locale::En))))
}

/// The rule in a formula and the app of this id, as a body names them in `app` and `rule`.
pub fn rule_in(work: &Work, app: &str, text: &str) -> Result<(View, Rule), Problem> {
    let unknown = || Problem::invalid(vec![WrongValue::at("/app", "There is no app with this id.")]);
    let app = app.parse().map_err(|_| unknown())?;
    let view = work.view(app).map_err(|problem| if problem.kind() == Kind::NotFound { unknown() } else { problem })?;
    let rule = rule_of(&view, text)?;
    Ok((view, rule))
}

/// The content of a group as it is saved.
fn content(work: &Work, content: &GroupContent) -> Result<Content, Problem> {
    match (&content.app, &content.rule, &content.people) {
        (Some(app), Some(rule), None) => {
            let (view, rule) = rule_in(work, app, rule)?;
            Ok(Content::Segment { app: Some(view.app.id), rule })
        }
        (None, None, Some(people)) => {
            work.must_see(None)?;
            Ok(Content::KnownUserGroup(super::people::of(work, people, content.consent)?))
        }
        _ => {
            Err(Problem::new(Kind::Invalid)
                .because("Send app and rule for a segment, or people for a known user group."))
        }
    }
}

/// Checks or saves a draft.
fn save_at(work: &Work, place: &Place, draft: &Draft, is_trial: bool) -> Result<Saved, Problem> {
    if is_trial {
        let problems = save::check(&work.state, &work.actor, place, draft)?;
        if !problems.is_empty() {
            return Err(super::problem::of_fields(&problems));
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
        let NewGroup { name, app, rule, people, consent } = body.read()?;
        let draft = Draft { name, content: content(&work, &GroupContent { app, rule, people, consent })? };
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
        let content = content(&work, &body.read()?)?;
        let found = groups::find_by_name(&work.state, &work.actor, &name)?;
        let Some(group) = found else {
            let saved = save_at(&work, &Place::New { form: None }, &Draft { name, content }, is_trial)?;
            return Ok((saved, true));
        };
        seen_group(&work, &group)?;
        let kind =
            if matches!(content, Content::Segment { .. }) { GroupKind::Segment } else { GroupKind::KnownUserGroup };
        if kind != group.kind || group.is_archived() {
            let said = if group.is_archived() {
                "The group with this name is archived."
            } else {
                "The group with this name is of the other kind."
            };
            return Err(Problem::new(Kind::Conflict).because(said));
        }
        let draft = Draft { name: group.name.clone(), content };
        if is_same(&work, &group, &draft.content)? {
            let saved = if is_trial {
                Saved::Trial(Checked { dry_run: true, would: "nothing", members: None })
            } else {
                Saved::Group(Box::new(shown(&work, group)?))
            };
            return Ok((saved, false));
        }
        let place = Place::Of { group: group.id, version: group.version };
        Ok((save_at(&work, &place, &draft, is_trial)?, false))
    });
    let (saved, is_new) = saved.await?;
    saved.answer(if is_new { HttpResponse::Created() } else { HttpResponse::Ok() })
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

/// The version that the program changes, from `If-Match`.
fn version_of(request: &HttpRequest) -> Result<i64, Problem> {
    let missing =
        || Problem::new(Kind::VersionMissing).because("Send If-Match with the ETag of the group as you read it.");
    let sent = request.headers().get(header::IF_MATCH).map(HeaderValue::to_str).ok_or_else(missing)?;
    let version = sent.ok().and_then(|tag| tag.trim().trim_start_matches("W/").trim_matches('"').parse().ok());
    version.ok_or_else(|| Problem::new(Kind::ChangedMeanwhile).because("If-Match is no ETag of a group."))
}

/// Changes the name or the rule of a group, which `If-Match` must name in its current version.
#[utoipa::path(patch, path = "/api/v1/groups/{group}", tag = "Groups", operation_id = "change_group", params(
    ("group" = i32, Path, description = "The id of the group"),
    ("If-Match" = String, Header, description = "The ETag of the group as it was read"),
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
    let (version, is_trial) = (version_of(&request)?, query.0.is_trial()?);
    let saved = call.run(move |work| {
        let GroupPatch { name, rule } = body.read()?;
        let groups::WithAddresses { group, addresses } = groups::with_addresses(&work.state, &work.actor, *path)?;
        seen_group(&work, &group)?;
        if group.version != version {
            return Err(Problem::new(Kind::ChangedMeanwhile));
        }
        let content = match (group.app_id, rule) {
            (Some(app), Some(rule)) => Content::Segment { app: Some(app), rule: rule_of(&work.view(app)?, &rule)? },
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
        let draft = Draft { name: name.unwrap_or_else(|| group.name.clone()), content };
        save_at(&work, &Place::Of { group: group.id, version }, &draft, is_trial)
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
            archive::archive(&work.state, &work.actor, group.id)?;
        } else if is_change {
            archive::restore(&work.state, &work.actor, &work.publisher, group.id)?;
        }
        let group = find(&work, group.id)?;
        shown(&work, group).map(Box::new).map(Saved::Group)
    });
    saved.await?.answer(HttpResponse::Ok())
}

/// Which members.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct MembersWanted {
    /// What the last page gave as `next`.
    after: Option<String>,
    /// Rows of the page, 1 to 1,000.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    limit: Option<u32>,
}

/// A page of members.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembersPage {
    /// How many members there are.
    pub total: u64,
    pub members: Vec<Member>,
    /// What to send as `after` for the next page; null after the last.
    pub next: Option<String>,
}

/// A member: of a segment a customer, of a known user group an entry that a customer may have.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    /// Null for an entry of a known user group by address.
    pub account_id: Option<String>,
    pub email: Option<String>,
}

/// Who is in a group.
#[utoipa::path(get, path = "/api/v1/groups/{group}/members", tag = "Members", operation_id = "list_members", params(
    ("group" = i32, Path, description = "The id of the group"),
    MembersWanted,
), responses(
    (status = 200, body = MembersPage, headers(("Link" = String, description = "The next page, as RFC 8288 has it"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn members(call: Call, path: web::Path<GroupId>, query: Query<MembersWanted>) -> CallResult {
    let Query(MembersWanted { after, limit }) = query;
    let (group, limit) = (*path, rows(limit)?);
    let wrong = || Problem::invalid(vec![WrongValue::of("after", "This is no `next` of a page.")]);
    let after = after.map(|after| after.parse::<u32>().map_err(|_| wrong())).transpose()?;
    let found = call.run(move |work| {
        let group = find(&work, group)?;
        let page = members::page_after(&work.state, &work.actor, &work.publisher, &group, after, limit)?;
        let member = |one: members::Entry| Member { account_id: one.account_id, email: one.email };
        Ok(MembersPage {
            total: page.total,
            members: page.rows.into_iter().map(member).collect(),
            next: page.next.map(|next| next.to_string()),
        })
    });
    let found = found.await?;
    let mut response = HttpResponse::Ok();
    if let Some(next) = &found.next {
        let link = format!("</api/v1/groups/{group}/members?after={next}&limit={limit}>; rel=\"next\"");
        response.insert_header((header::LINK, link));
    }
    json_with(response, &found)
}
