//! The call that reads the changes of a group's members.

use super::super::call::{Call, CallResult, Query};
use super::super::pages::{paged, rows};
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::{find, moment};
use crate::groups::changes_since::{self, After, ChangePart};
use crate::ids::GroupId;
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which changes.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ChangesWanted {
    /// What the last call gave as `next`; `latest` for those from now on; left out for all that are known.
    after: Option<String>,
    /// The most customers of the answer, 1 to 1,000. A change of more is continued on the next page.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    limit: Option<u32>,
}

/// Changes in the order in which they happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    pub group: String,
    pub changes: Vec<Change>,
    /// What to send as `after` next: at once if there is more, otherwise whenever the program asks again.
    pub next: String,
    pub has_more: bool,
}

/// A change of the members, or a part of one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    /// Parts of one change have the same id.
    pub id: String,
    /// The day of the publisher on which it happened.
    #[schema(format = Date)]
    pub day: String,
    pub at: String,
    /// `arrival` of new customers, `removal` of customers, new `data`, a `rule` that was edited, changed `settings`, a `group` that the
    /// rule names, or `time` that passed.
    #[schema(example = "data")]
    pub cause: &'static str,
    /// How many entered with the whole change, without those who were erased since.
    pub entered_count: u64,
    pub left_count: u64,
    /// The account ids of those who entered, as far as they are in this part.
    pub entered: Vec<String>,
    pub left: Vec<String>,
    /// Whether the change ends with this part.
    pub is_end: bool,
}

impl Change {
    fn of(part: ChangePart) -> Self {
        Self {
            id: part.id.to_string(),
            day: part.day.to_string(),
            at: moment(part.at),
            cause: part.cause.word(),
            entered_count: part.entered_count,
            left_count: part.left_count,
            entered: part.entered,
            left: part.left,
            is_end: part.is_end,
        }
    }
}

/// Who entered and left a segment since a place, and why.
#[utoipa::path(get, path = "/api/v1/groups/{group}/changes", tag = "Members", operation_id = "list_changes", params(
    ("group" = i32, Path, description = "The id of the group"),
    ChangesWanted,
), responses(
    (status = 200, body = Changes, headers(("Link" = String, description = "The next page, as RFC 8288 has it"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(call: Call, path: web::Path<GroupId>, query: Query<ChangesWanted>) -> CallResult {
    let Query(ChangesWanted { after, limit }) = query;
    let (group, limit) = (*path, rows(limit)?);
    let wrong = || Problem::invalid(vec![WrongValue::of("after", "This is no `next` of an answer.")]);
    let after = match after.as_deref() {
        None => After::Beginning,
        Some("latest") => After::Latest,
        Some(cursor) => After::Cursor(cursor.parse().map_err(|_| wrong())?),
    };
    let found = call.run(move |work| {
        let group = find(&work, group)?;
        let wanted = (after, limit as usize);
        let found = changes_since::since(&work.state, &work.actor, &work.publisher, &group, wanted)?;
        let none = || {
            Problem::new(Kind::Conflict)
                .because("A known user group has people instead of a rule: no changes are kept.")
        };
        let found = found.ok_or_else(none)?;
        Ok(Changes {
            group: group.id.to_string(),
            changes: found.parts.into_iter().map(Change::of).collect(),
            next: found.next.to_string(),
            has_more: found.has_more,
        })
    });
    let found = found.await?;
    let next = found.has_more.then_some(found.next.as_str());
    paged(&found, &format!("/api/v1/groups/{group}/changes"), &[], (next, limit))
}
