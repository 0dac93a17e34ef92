//! Calls about groups: what a group is in them, and what those that read and those that write share.

pub mod about;
pub mod changes;
pub mod members;
pub mod read;
pub mod write;

pub use crate::text::moment;
pub use write::seen;

use super::call::{CallResult, Work, json_with};
use super::problem::{Kind, Problem, WrongValue};
use super::rule::{self, OneRule};
use crate::columns::View;
use crate::groups::{self, described};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::segments::Rule;
use crate::store::customer_groups::CustomerGroup;
use actix_web::http::header;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A customer group.
#[derive(Debug, Serialize, ToSchema)]
pub struct Group {
    pub id: String,
    pub name: String,
    #[schema(example = "segment")]
    pub kind: &'static str,
    /// The app of a segment; null for a known user group.
    pub app: Option<String>,
    /// The rule of a segment; null for a known user group.
    pub rule: Option<rule::Rule>,
    /// The same rule as a formula in English.
    #[schema(example = "Market == FR && Age >= 18")]
    pub formula: Option<String>,
    /// How many members it had when it was counted last. Null if it was not counted yet, or if the segment is small and the
    /// token lacks the scopes that show such sizes.
    pub members: Option<u64>,
    /// Whether the size is hidden from the token.
    pub is_size_hidden: bool,
    /// When it was counted last.
    pub counted_at: Option<String>,
    /// `active`; `inactive` for a segment with fewer members than the publisher's minimum; `archived`.
    pub status: &'static str,
    /// What it is for, in the words of the team; may be empty.
    pub description: String,
    /// In the order of the alphabet.
    pub tags: Vec<String>,
    /// The e-mail address of the member or former member of the team whose it is; null if it is nobody's.
    #[schema(example = "ann@example.com")]
    pub owner: Option<String>,
    pub created_at: String,
    pub updated_at: String,
    /// The version, which is the entity tag too.
    pub version: i64,
}

/// Whether a call only says what would happen.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Trial {
    /// `1`: check everything and change nothing.
    #[param(minimum = 0, maximum = 1)]
    dry_run: Option<u8>,
}

/// What a call that only checks says.
#[derive(Debug, Serialize, ToSchema)]
pub struct Checked {
    pub dry_run: bool,
    /// Such as `create`, `change`, `archive`, `delete` or `pause`; `nothing` if nothing would.
    pub would: &'static str,
    /// How many members the group would have.
    pub members: Option<u64>,
}

impl Checked {
    /// What would happen, if anything would.
    pub fn would(would: &'static str, is_change: bool) -> Self {
        Self { dry_run: true, would: if is_change { would } else { "nothing" }, members: None }
    }
}

impl Trial {
    pub const fn of(dry_run: Option<u8>) -> Self {
        Self { dry_run }
    }

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
        let described::Described { group, rule, about } = described;
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
            rule: rule.as_ref().map(|rule| rule::Rule::of(&rule.rule, &rule.catalogue)),
            formula: rule.map(|rule| rule.formula),
            members: group.members.filter(|_| !is_size_hidden).map(i64::unsigned_abs),
            is_size_hidden,
            counted_at: group.refreshed_at.map(moment),
            status,
            description: about.description,
            tags: about.tags,
            owner: about.owner.map(|owner| owner.email),
            created_at: moment(group.created_at),
            updated_at: moment(group.updated_at),
            version: group.version,
            name: group.name,
        }
    }
}

/// The entity tag of a version.
pub fn entity_tag(version: i64) -> String {
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

/// The groups that a field of a body names by id or by name.
pub fn groups_named(work: &Work, named: &[String], field: &str) -> Result<Vec<GroupId>, Problem> {
    let all = groups::list::active(&work.state, &work.actor)?;
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for (number, name) in named.iter().enumerate() {
        let key = name.trim().to_lowercase();
        let by_id = all.iter().find(|group| group.id.to_string() == key);
        let group = by_id.or_else(|| all.iter().find(|group| group.name.to_lowercase() == key));
        match group.filter(|group| work.program.may_see(group.app_id) || group.app_id.is_none()) {
            Some(group) if found.contains(&group.id) => {}
            Some(group) => found.push(group.id),
            None => wrong.push(WrongValue::at(format!("/{field}/{number}"), "There is no group with this id or name.")),
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(Problem::invalid(wrong)) }
}

/// The rule and the app of this id, as a body names them.
pub fn rule_in(work: &Work, app: &str, rule: &OneRule) -> Result<(View, Rule), Problem> {
    let unknown = || Problem::invalid(vec![WrongValue::at("/app", "There is no app with this id.")]);
    let app = app.parse().map_err(|_| unknown())?;
    let view = work.view(app).map_err(|problem| if problem.kind() == Kind::NotFound { unknown() } else { problem })?;
    let rule = rule.read(&view)?;
    Ok((view, rule))
}
