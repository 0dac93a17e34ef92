//! Validates a group before it is saved: its name, its app and rule, its people. The same check runs for the form and
//! again in the transaction that saves the group.

use super::about::About;
use crate::access::Actor;
use crate::addresses;
use crate::ids::{AppId, AppKey};
use crate::segments::limits::Excess;
use crate::segments::{Catalogue, Condition, Key, NestingError, Rule};
use crate::store::audit_entries::AuditEntry;
use crate::store::customer_groups::{self, CustomerGroup, groups_for};
use crate::store::group_addresses::NewAddress;
use crate::store::{DbConnection, QueryResult, StoreError, apps, custom_attributes};
use crate::text::{NameError, clean_name};
use std::collections::HashSet;

/// A group as the user wants it to be.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub content: Content,
    /// What is said of it. `None` leaves that as it is; of a new group nothing is said, and it is the actor's.
    pub about: Option<About>,
}

/// What determines the members of a group.
#[derive(Clone, Debug)]
pub enum Content {
    Segment {
        /// `None` until an app is chosen.
        app: Option<AppId>,
        rule: Rule,
    },
    KnownUserGroup(People),
}

/// The people of a known user group, after their addresses were checked.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// The valid addresses in the order typed, each once.
    pub accepted: Vec<NewAddress>,
    /// How many entries are not addresses.
    pub refused: usize,
    /// How many further entries were too many to be checked.
    pub unread: usize,
    /// Whether to save the group without the refused entries.
    pub without_refused: bool,
    /// Whether the user confirmed that these people consented.
    pub agreed: bool,
}

/// A field of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    App,
    Rule,
    /// The conditions that refer to the group with this id.
    Member(String),
    Addresses,
    Consent,
    Description,
    Tags,
    Owner,
}

/// Why a field is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Name(NameError),
    NameTaken,
    /// Other changes were saved in between; `version` is the group's current version.
    ChangedMeanwhile {
        version: i64,
        changes: Vec<AuditEntry>,
    },
    AppMissing,
    /// The app has no attribute with this key any more, or one of another kind.
    AttributeGone(Key),
    /// The rule refers to a group that was deleted.
    GroupGone,
    TooMuch(Excess),
    /// The group would contain itself through the groups with these names.
    Circle(Vec<String>),
    /// Groups would be nested too deeply, or too many would be nested.
    Nesting(NestingError),
    NoAddresses,
    TooManyAddresses {
        count: usize,
    },
    RefusedAddresses {
        count: usize,
    },
    NoConsent,
    DescriptionTooLong,
    TooManyTags {
        count: usize,
    },
    /// A tag that begins like this is too long.
    TagTooLong(String),
    /// The owner is nobody in the team.
    OwnerUnknown,
}

/// A field and why it is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: Field,
    pub reason: Reason,
}

/// Why a group was not saved.
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
    /// The reason as an error of `field`.
    pub const fn of(self, field: Field) -> FieldError {
        FieldError { field, reason: self }
    }
}

/// The errors of the draft, which replaces `group` or is a new group.
pub fn problems(
    connection: &mut DbConnection,
    actor: &Actor,
    group: Option<&CustomerGroup>,
    draft: &Draft,
) -> QueryResult<Vec<FieldError>> {
    let mut found: Vec<_> = name_problem(connection, actor, group, &draft.name)?.into_iter().collect();
    if let Some(about) = &draft.about {
        found.extend(about.problems(connection, actor, group)?);
    }
    match &draft.content {
        Content::Segment { app, rule } => {
            let app = app.map(|app| apps::find_of(connection, actor.publisher, app)).transpose()?.flatten();
            let Some(app) = app else {
                found.push(Reason::AppMissing.of(Field::App));
                return Ok(found);
            };
            found.extend(rule.excess().map(|excess| Reason::TooMuch(excess).of(Field::Rule)));
            found.extend(gone_attributes(connection, app.key(), rule)?);
            found.extend(named_groups(connection, actor, group, app.id, rule)?);
        }
        Content::KnownUserGroup(people) => found.extend(people.problems()),
    }
    Ok(found)
}

/// The custom attributes in the rule that were deleted or became another kind after the form was read. Rules are saved
/// while no attribute changes, so those that this finds are there as long as the rule is.
fn gone_attributes(connection: &mut DbConnection, app: AppKey, rule: &Rule) -> QueryResult<Vec<FieldError>> {
    let conditions = || rule.conditions();
    if !conditions().any(|condition| matches!(condition.attribute, Key::Custom(_))) {
        return Ok(Vec::new());
    }
    let catalogue = custom_attributes::catalogue(connection, app)?;
    let is_there = |condition: &Condition| match catalogue.find(&condition.attribute) {
        Some(attribute) => attribute.operators().contains(&condition.operator),
        None => !matches!(condition.attribute, Key::Custom(_)),
    };
    let gone: HashSet<&Key> =
        conditions().filter(|condition| !is_there(condition)).map(|condition| &condition.attribute).collect();
    Ok(gone.into_iter().map(|key| Reason::AttributeGone(key.clone()).of(Field::Rule)).collect())
}

/// The error of a name, if there is one; `group` may already have it.
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

/// The groups in the rule that are gone, that lead back to the group that the rule is for, or that nest groups past a limit.
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
    let is_gone = |named: &&&str| !groups.iter().any(|group| group.id.to_string() == **named);
    let gone = named.iter().filter(is_gone).map(|named| Reason::GroupGone.of(Field::Member((*named).to_owned())));
    let mut found: Vec<_> = gone.collect();
    let catalogue = Catalogue::default().with_groups(groups_for(app, &groups));
    let id = group.map(|group| group.id.to_string()).unwrap_or_default();
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
