//! What has to be right about a group before it is kept: its name, its app and rule, its people. The same check runs for the
//! form and again in the transaction that keeps the group.

use crate::access::Actor;
use crate::addresses;
use crate::ids::AppId;
use crate::segments::limits::Excess;
use crate::segments::{Catalogue, NestingError, Rule};
use crate::store::customer_groups::{self, CustomerGroup, groups_for};
use crate::store::group_addresses::NewAddress;
use crate::store::{DbConnection, QueryResult, StoreError, apps};
use crate::text::{NameError, clean_name};
use std::collections::HashSet;

/// A group as somebody wants it to be.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub content: Content,
}

/// What makes the members of a group.
#[derive(Clone, Debug)]
pub enum Content {
    Segment {
        /// None where no app is chosen yet.
        app: Option<AppId>,
        rule: Rule,
    },
    KnownUserGroup(People),
}

/// The people of a known user group, as they were judged.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// The good addresses in their order, each once.
    pub accepted: Vec<NewAddress>,
    /// Entries that are no addresses.
    pub refused: usize,
    /// Further entries, which were too many to be judged.
    pub unread: usize,
    /// Whether the group is to be kept without the refused ones.
    pub without_refused: bool,
    /// Whether somebody confirmed that these people agreed.
    pub agreed: bool,
}

/// A field of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    App,
    Rule,
    /// The conditions that name the group with this id.
    Member(String),
    Addresses,
    Consent,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Name(NameError),
    NameTaken,
    /// Another change came in between; the version says which state of the group is there now.
    ChangedMeanwhile {
        version: i64,
    },
    AppMissing,
    TooMuch(Excess),
    /// The group would contain itself through the groups of these names.
    Circle(Vec<String>),
    /// Groups would be nested too deep, or too many of them.
    Nesting(NestingError),
    NoAddresses,
    TooManyAddresses {
        count: usize,
    },
    RefusedAddresses {
        count: usize,
    },
    NoConsent,
}

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: Field,
    pub reason: Reason,
}

/// Why a group was not kept.
#[derive(Debug)]
pub enum Refusal {
    Fields(Vec<FieldError>),
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        Self::Fields(vec![error])
    }
}

impl Reason {
    /// The reason, of a field.
    pub const fn of(self, field: Field) -> FieldError {
        FieldError { field, reason: self }
    }
}

/// What is wrong with the draft, where it is to take the place of `group`, or to be a new one.
pub fn problems(
    connection: &mut DbConnection,
    actor: &Actor,
    group: Option<&CustomerGroup>,
    draft: &Draft,
) -> QueryResult<Vec<FieldError>> {
    let mut found: Vec<_> = name_problem(connection, actor, group, &draft.name)?.into_iter().collect();
    match &draft.content {
        Content::Segment { app, rule } => {
            let app = app.map(|app| apps::find_of(connection, actor.publisher, app)).transpose()?.flatten();
            let Some(app) = app else {
                found.push(Reason::AppMissing.of(Field::App));
                return Ok(found);
            };
            found.extend(rule.excess().map(|excess| Reason::TooMuch(excess).of(Field::Rule)));
            found.extend(named_groups(connection, actor, group, app.id, rule)?);
        }
        Content::KnownUserGroup(people) => found.extend(people.problems()),
    }
    Ok(found)
}

/// What is wrong with a name, where `group` may have it already.
pub fn name_problem(
    connection: &mut DbConnection,
    actor: &Actor,
    group: Option<&CustomerGroup>,
    typed: &str,
) -> QueryResult<Option<FieldError>> {
    let reason = match clean_name(typed) {
        Err(error) => Reason::Name(error),
        Ok(name)
            if customer_groups::name_is_taken(connection, actor.publisher, &name, group.map(|group| group.id))? =>
        {
            Reason::NameTaken
        }
        Ok(_) => return Ok(None),
    };
    Ok(Some(reason.of(Field::Name)))
}

/// The groups that the rule names and that lead back to the group which is to have it, or too far.
fn named_groups(
    connection: &mut DbConnection,
    actor: &Actor,
    group: Option<&CustomerGroup>,
    app: AppId,
    rule: &Rule,
) -> QueryResult<Vec<FieldError>> {
    let named: HashSet<&str> = rule.groups().collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let groups = customer_groups::of_publisher(connection, actor.publisher)?;
    let catalogue = Catalogue::default().with_groups(groups_for(app, &groups));
    let id = group.map(|group| group.id.to_string()).unwrap_or_default();
    let mut found = Vec::new();
    for named in named {
        let path = catalogue.circle(&id, &Rule::member_of(named));
        if !path.is_empty() {
            let names = path.into_iter().map(str::to_owned).collect();
            found.push(Reason::Circle(names).of(Field::Member(named.to_owned())));
        }
    }
    if found.is_empty()
        && let Err(error) = catalogue.check_nesting(&id, rule)
    {
        let field = Field::Member(error.named.clone());
        found.push(Reason::Nesting(error).of(field));
    }
    Ok(found)
}

impl People {
    fn problems(&self) -> Vec<FieldError> {
        let count = self.accepted.len() + self.unread;
        let reason = match count {
            0 => Some(Reason::NoAddresses),
            count if count > addresses::MOST => Some(Reason::TooManyAddresses { count }),
            _ if self.refused > 0 && !self.without_refused => Some(Reason::RefusedAddresses { count: self.refused }),
            _ => None,
        };
        let consent = (!self.agreed).then(|| Reason::NoConsent.of(Field::Consent));
        reason.map(|reason| reason.of(Field::Addresses)).into_iter().chain(consent).collect()
    }
}
