//! Calls that read groups.

use super::super::call::{Call, CallResult, Query};
use super::super::pages::{paged, rows};
use super::super::problem::{ProblemBody, WrongValue};
use super::about::{NOBODY, member};
use super::{Group, answer, find, shown};
use crate::groups::described;
use crate::ids::{AppId, GroupId};
use crate::locale::Locale;
use crate::store::customer_groups::GroupKind;
use crate::store::group_lists::{Filters, OwnedBy};
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
    #[param(inline)]
    status: Option<Archived>,
    /// Only groups of this kind.
    #[param(inline)]
    kind: Option<Kind>,
    /// Only groups with this tag, in which capitals do not matter.
    tag: Option<String>,
    /// Only groups of the member of the team with this e-mail address.
    #[param(max_length = 254)]
    owner: Option<String>,
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

#[derive(Clone, Copy, Debug, Deserialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Segment,
    KnownUserGroup,
}

impl Kind {
    const fn stored(self) -> GroupKind {
        match self {
            Self::Segment => GroupKind::Segment,
            Self::KnownUserGroup => GroupKind::KnownUserGroup,
        }
    }
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
    let status = is_archived.then(|| String::from("archived"));
    let asked = [
        ("app", wanted.app.map(|app| app.to_string())),
        ("status", status),
        ("kind", wanted.kind.map(|kind| kind.stored().word().to_owned())),
        ("tag", wanted.tag.clone()),
        ("owner", wanted.owner.clone()),
    ];
    let found = call.run(move |work| {
        let app = wanted.app.map(AppId::from).or(work.program.app);
        work.must_see(app)?;
        let owner = wanted.owner.map(|email| member(&work, &email, WrongValue::of("owner", NOBODY))).transpose()?;
        let filters = Filters {
            app,
            kind: wanted.kind.map(Kind::stored),
            tag: wanted.tag,
            owner: owner.map(OwnedBy::User),
            ..Filters::default()
        };
        let query = described::Query { filters, is_archived, after: wanted.after.map(GroupId::from), limit };
        let page = described::page(&work.state, &work.actor, &query, Locale::En)?;
        let groups: Vec<Group> = page.groups.into_iter().map(|one| Group::of(&work, one)).collect();
        let next = page.has_more.then(|| groups.last().map(|last| last.id.clone())).flatten();
        Ok(Groups { groups, next })
    });
    let found = found.await?;
    paged(&found, "/api/v1/groups", &asked, (found.next.as_deref(), limit))
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
