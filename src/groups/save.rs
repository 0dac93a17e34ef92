//! Saves a group: a new one, or a change of an existing one. Of two changes of the same version one is saved, and the
//! other is refused because the group has changed.

use super::check::{self, Content, Draft, Field, People, Reason, Refusal};
use super::recorded::{Described, Moved};
use super::recount;
use crate::access::Actor;
use crate::audit::{self, Action, Field as Recorded, Subject};
use crate::day::Day;
use crate::ids::{AppId, GroupId};
use crate::segments::Rule;
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::customer_groups::{self, Change, CustomerGroup, GroupKind, NewGroup};
use crate::store::group_addresses;
use crate::store::group_counts;
use crate::store::membership_changes::{self, Cause};
use crate::store::publishers::Publisher;
use crate::store::snapshots;
use crate::store::{DbConnection, QueryResult, StoreError};
use crate::text::clean_name;
use crate::webhooks::outbox::{self, Happening};
use chrono::NaiveDateTime;

/// Where a draft is saved.
#[derive(Clone, Debug)]
pub enum Place {
    /// A new group. A form with the same random `form` creates one group only, however often it is sent; `None` if the
    /// caller never sends it twice.
    New { form: Option<String> },
    /// The group with this id, which the draft changes from this version.
    Of { group: GroupId, version: i64 },
}

/// What the user did to have the group saved, for the audit log.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed<'a> {
    /// Sent the form of the group.
    Edited,
    /// Added, replaced or removed people.
    ChangedPeople(Action),
    /// Froze the segment with this name.
    Froze(&'a str),
}

/// The result of a transaction, which is committed even if the group was refused.
type Kept = QueryResult<Result<CustomerGroup, Refusal>>;

/// Saves the group and counts it, or leaves that to a job where it takes long; a job counts the segments that refer to
/// it. If the count fails, the group stays saved, is marked as not refreshed and is counted later.
pub fn save(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    place: &Place,
    draft: &Draft,
) -> Result<CustomerGroup, Refusal> {
    save_by(state, actor, publisher, (place, Deed::Edited), draft)
}

/// [`save`], with what the user did.
pub(super) fn save_by(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (place, deed): (&Place, Deed<'_>),
    draft: &Draft,
) -> Result<CustomerGroup, Refusal> {
    let at = (state.clock.now(), state.today(publisher));
    let kept = state.database.write_groups_now(actor.publisher, |connection| match place {
        Place::New { form } => create(connection, actor, (form.as_deref(), deed), draft, at),
        Place::Of { group, version } => change(connection, actor, (*group, *version, deed), draft, at),
    });
    let group = match kept {
        Err(error) if error.is_taken() => return Err(Reason::NameTaken.of(Field::Name).into()),
        kept => kept??,
    };
    state.new_message.notify_one();
    recount::recount_for_visitor(state, publisher, &group);
    recount::recount_soon(state, actor.publisher);
    Ok(group)
}

/// The errors of the draft, without saving it.
pub fn check(state: &State, actor: &Actor, place: &Place, draft: &Draft) -> Result<Vec<check::FieldError>, StoreError> {
    state.database.read_now(|connection| match place {
        Place::New { .. } => check::problems(connection, actor, None, draft),
        Place::Of { group, version } => {
            let group = customer_groups::find(connection, actor.publisher, *group)?;
            let mut problems = check::problems(connection, actor, Some(&group), draft)?;
            problems.extend(changed_meanwhile(connection, &group, *version)?);
            Ok(problems)
        }
    })
}

fn create(
    connection: &mut DbConnection,
    actor: &Actor,
    (form, deed): (Option<&str>, Deed<'_>),
    draft: &Draft,
    (now, today): (NaiveDateTime, Day),
) -> Kept {
    let form = form.filter(|form| !form.is_empty());
    if let Some(form) = form
        && let Some(made) = customer_groups::made_with(connection, actor.publisher, form)?
    {
        return Ok(Ok(made));
    }
    let problems = check::problems(connection, actor, None, draft)?;
    if !problems.is_empty() {
        return Ok(Err(Refusal::Fields(problems)));
    }
    let parts = Parts::of(draft);
    let group = NewGroup {
        publisher_id: actor.publisher,
        app_id: parts.app,
        kind: parts.kind,
        name: &parts.name,
        rule: parts.rule,
        created_by: actor.user,
        form,
    };
    let id = customer_groups::create(connection, &group, now)?;
    if let Some(people) = parts.people {
        group_addresses::replace(connection, actor.publisher, (id, today), &people.accepted)?;
    }
    if let Some(about) = &draft.about {
        let group = customer_groups::find(connection, actor.publisher, id)?;
        about.keep(connection, &group)?;
    }
    let group = customer_groups::find(connection, actor.publisher, id)?;
    let (action, segment) = match deed {
        Deed::Froze(segment) => (Action::Frozen, Some(segment)),
        Deed::Edited | Deed::ChangedPeople(_) => (Action::Created, None),
    };
    let changes = Described::of(connection, &group)?
        .created()
        .has(Recorded::People, parts.people.map(|people| people.accepted.len()))
        .has(Recorded::Segment, segment);
    audit::record(connection, actor, now, (action, Subject::group(&group), changes))?;
    Ok(Ok(group))
}

fn change(
    connection: &mut DbConnection,
    actor: &Actor,
    (id, version, deed): (GroupId, i64, Deed<'_>),
    draft: &Draft,
    (now, today): (NaiveDateTime, Day),
) -> Kept {
    let group = customer_groups::find(connection, actor.publisher, id)?;
    let mut problems = check::problems(connection, actor, Some(&group), draft)?;
    problems.extend(changed_meanwhile(connection, &group, version)?);
    if !problems.is_empty() {
        return Ok(Err(Refusal::Fields(problems)));
    }
    let before = Described::of(connection, &group)?;
    let parts = Parts::of(draft);
    if parts.kind != group.kind {
        return Err(crate::store::not_found());
    }
    let changes_rule = parts.rule.is_some() && parts.rule != group.rule().ok().as_ref();
    let changes_app = group.app_id != parts.app;
    let changes_members = changes_rule || changes_app || parts.people.is_some();
    let change = Change { name: &parts.name, app_id: parts.app, rule: parts.rule, changes_members };
    if !customer_groups::update(connection, &group, &change, now)? {
        let now = customer_groups::find(connection, actor.publisher, id)?;
        return Ok(Err(Refusal::Fields(changed_meanwhile(connection, &now, version)?.into_iter().collect())));
    }
    if let Some(about) = &draft.about {
        about.keep(connection, &group)?;
    }
    if changes_app {
        snapshots::delete_of_group(connection, actor.publisher, id)?;
        membership_changes::delete_of_group(connection, actor.publisher, id)?;
    } else if changes_rule {
        group_counts::set_cause(connection, actor.publisher, &[id], Cause::Rule, actor.user)?;
    }
    let users = customer_groups::users_of(connection, actor.publisher, id)?;
    group_counts::set_cause(connection, actor.publisher, &users, Cause::Group, actor.user)?;
    let mut moved = Moved::default();
    if let Some(people) = parts.people {
        moved = Moved::by(connection, actor.publisher, id, &people.accepted)?;
        group_addresses::replace(connection, actor.publisher, (id, today), &people.accepted)?;
    }
    let group = customer_groups::find(connection, actor.publisher, id)?;
    let changes = before.changed_to(&Described::of(connection, &group)?, moved.changes());
    let action = if let Deed::ChangedPeople(action) = deed { action } else { Action::Changed };
    audit::record(connection, actor, now, (action, Subject::group(&group), changes))?;
    if moved.added + moved.removed > 0 {
        let happening = Happening::list_changed(&group, moved.added, moved.removed);
        outbox::publish(connection, actor.publisher, &[happening], now)?;
    }
    Ok(Ok(group))
}

/// The error of a group that has changed since this version.
pub(super) fn changed_meanwhile(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    version: i64,
) -> QueryResult<Option<check::FieldError>> {
    if group.version == version {
        return Ok(None);
    }
    let changes = audit::since(connection, group.publisher_id, Subject::group(group), version)?;
    Ok(Some(Reason::ChangedMeanwhile { version: group.version, changes }.of(Field::Name)))
}

/// What was changed of the group after this version of it.
pub fn changes_since(
    state: &State,
    actor: &Actor,
    group: &CustomerGroup,
    version: i64,
) -> Result<Vec<AuditEntry>, StoreError> {
    let find = |connection: &mut _| audit::since(connection, actor.publisher, Subject::group(group), version);
    state.database.read_now(find)
}

/// A draft as the columns of its row.
struct Parts<'a> {
    name: String,
    kind: GroupKind,
    app: Option<AppId>,
    rule: Option<&'a Rule>,
    people: Option<&'a People>,
}

impl<'a> Parts<'a> {
    fn of(draft: &'a Draft) -> Self {
        let name = clean_name(&draft.name).unwrap_or_default();
        match &draft.content {
            Content::Segment { app, rule } => {
                Self { name, kind: GroupKind::Segment, app: *app, rule: Some(rule), people: None }
            }
            Content::KnownUserGroup(people) => {
                Self { name, kind: GroupKind::KnownUserGroup, app: None, rule: None, people: Some(people) }
            }
        }
    }
}
