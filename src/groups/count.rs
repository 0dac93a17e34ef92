//! The count of one segment: its members, who joined and left since the last count, and storing both. Anything may
//! change while the members are looked up. If it is something that the number depends on, the count is not stored, and
//! the segment stays due.

use super::changes::{self, Between, Change, serialised};
use crate::ids::{AppKey, GroupId, PublisherId};
use crate::segments::{Catalogue, Rule};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup, groups_for};
use crate::store::group_counts::{self, Refreshed};
use crate::store::group_marks::{self, Mark};
use crate::store::{DbConnection, QueryResult, broken_off_by};
use crate::store::{apps, membership_changes, profiles, publishers, snapshots};
use crate::webhooks::outbox::{self, Happening, Inactivity};
use anyhow::Context;
use roaring::RoaringBitmap;
use std::sync::Arc;

/// What a segment's number depends on, apart from the data of its app and its own rule.
#[derive(Debug, PartialEq, Eq)]
struct Basis {
    /// The version of the publisher's rules about who may be in segments.
    rules_version: i64,
    app_version: i64,
    /// The groups that the rule refers to, directly or through others.
    groups: Vec<NamedGroup>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct NamedGroup {
    id: String,
    version: i64,
}

/// The members of a segment, not stored yet.
pub struct Count {
    group: CustomerGroup,
    basis: Basis,
    members: Arc<RoaringBitmap>,
    /// The members by the rule that the last count was of, if the rule was edited since.
    before_edit: Option<Arc<RoaringBitmap>>,
    /// The app's customers.
    everyone: Arc<RoaringBitmap>,
    found: Refreshed,
}

/// Looks up the members of the segment.
pub fn count(state: &State, publisher: PublisherId, group: GroupId) -> Result<Count, anyhow::Error> {
    // The basis is read before the view: if it is the same afterwards, the view was of it.
    let (publisher, group, basis) = state.database.read_now(|connection| {
        let publisher = publishers::find(connection, publisher)?;
        let group = customer_groups::find(connection, publisher.id, group)?;
        let basis = Basis::of(connection, &group, publisher.rules_version)?;
        Ok((publisher, group, basis))
    })?;
    let app = group.app_id.context("a segment without an app")?;
    let rule = group.rule().context("a rule that cannot be read")?;
    let view = state.audiences.view_now(&publisher, app)?;
    let members = view.members(&rule)?;
    let everyone = view.among_everyone().members(&Rule::default())?;
    // The app's own next position may be of a later state than the columns.
    let position = everyone.max().map_or(0, |last| i32::try_from(last).unwrap_or(i32::MAX).saturating_add(1));
    let found = Refreshed {
        members: i64::try_from(members.len())?,
        at: state.clock.now(),
        on: view.today,
        version: view.app.data_version,
        position: Some(position),
    };
    Ok(Count {
        before_edit: group.rule_before().map(|rule| view.members(&rule)).transpose()?,
        everyone,
        group,
        basis,
        members,
        found,
    })
}

impl Basis {
    fn of(connection: &mut DbConnection, group: &CustomerGroup, rules_version: i64) -> QueryResult<Self> {
        let publisher = group.publisher_id;
        let app = group.app_id.map(|app| apps::find(connection, publisher, app)).transpose()?;
        let mut basis =
            Self { rules_version, app_version: app.as_ref().map_or(0, |app| app.version), groups: Vec::new() };
        let (Some(app), Ok(rule)) = (app, group.rule()) else { return Ok(basis) };
        if rule.groups().next().is_none() {
            return Ok(basis);
        }
        let rows = customer_groups::of_publisher(connection, publisher)?;
        let catalogue = Catalogue::default().with_groups(groups_for(app.id, &rows));
        let nesting = catalogue.nesting(&rule);
        let named = nesting.groups().iter().filter_map(|nested| {
            let row = rows.iter().find(|row| row.id.to_string() == nested.group.id)?;
            Some(NamedGroup { id: nested.group.id.clone(), version: row.version })
        });
        basis.groups = named.collect();
        basis.groups.sort();
        Ok(basis)
    }
}

impl Count {
    /// Stores the count with a snapshot of the members, and ends its mark. Returns false, and only ends the mark, if
    /// newer data were counted meanwhile or something changed that the number depends on.
    pub fn keep(&self, state: &State, mark: &Mark) -> Result<bool, anyhow::Error> {
        let (publisher, id, found) = (self.group.publisher_id, self.group.id, self.found);
        let bitmap = serialised(&self.members)?;
        let kept = state.database.job_write_groups(publisher, |connection| {
            let row = customer_groups::find(connection, publisher, id)?;
            if row.refreshed_version > Some(found.version)
                || self.has_removed(connection)?
                || !self.is_of(connection, &row)?
            {
                return group_marks::remove(connection, mark).map(|()| false);
            }
            let mut happenings = Vec::new();
            for change in self.changes_since(connection, &row)? {
                let change = change.to_keep().map_err(broken_off_by)?;
                let kept = membership_changes::create(connection, publisher, id, found.on, found.at, &change)?;
                happenings.push(Happening::members_changed(&self.group, kept, (found.on, &change)));
            }
            happenings.extend(self.became_inactive(connection, &row)?);
            group_counts::set_refreshed(connection, publisher, id, found)?;
            snapshots::keep(connection, publisher, id, found.on, found.members, &bitmap)?;
            // Last, because messages of one endpoint are written one after the other.
            outbox::publish(connection, publisher, &happenings, found.at)?;
            Ok(true)
        })?;
        if kept {
            state.new_message.notify_one();
        }
        Ok(kept)
    }

    /// That the segment has become too small to be used. One that was never counted before has not become so.
    fn became_inactive(&self, connection: &mut DbConnection, row: &CustomerGroup) -> QueryResult<Option<Happening>> {
        let minimum = publishers::find(connection, row.publisher_id)?.minimum_size;
        let before = match (row.members, row.refreshed_on) {
            (Some(members), _) => Some(members),
            // Its number was taken away, because the settings changed.
            (None, Some(day)) => snapshots::size_on(connection, row.publisher_id, row.id, day)?,
            (None, None) => None,
        };
        let is_new = before.is_some_and(|before| before >= minimum.into()) && self.found.members < minimum.into();
        Ok(is_new.then(|| Happening::inactive(row, Inactivity::Small)))
    }

    /// Whether a customer who may be among the members was erased or removed since they were looked up.
    fn has_removed(&self, connection: &mut DbConnection) -> QueryResult<bool> {
        let Some(id) = self.group.app_id else { return Ok(false) };
        let app = AppKey { publisher: self.group.publisher_id, id };
        Ok(!profiles::removed_since(connection, app, self.found.version)?.is_empty())
    }

    /// Whether the segment, its row read again, still is what was counted.
    fn is_of(&self, connection: &mut DbConnection, row: &CustomerGroup) -> QueryResult<bool> {
        let rules_version = publishers::find(connection, row.publisher_id)?.rules_version;
        let is_same = row.has_rules_of(&self.group) && row.app_id == self.group.app_id;
        Ok(is_same && Basis::of(connection, row, rules_version)? == self.basis)
    }

    /// Who joined the segment since it was last counted, and who left: first under the rule of that count, then by an
    /// edit of the rule.
    fn changes_since(&self, connection: &mut DbConnection, row: &CustomerGroup) -> QueryResult<Vec<Change>> {
        let (Some(app), Some(position), Some(day)) = (row.app_id, row.refreshed_position, row.refreshed_on) else {
            return Ok(Vec::new());
        };
        let Some(before) = snapshots::latest(connection, row.publisher_id, row.id, day)? else {
            return Ok(Vec::new());
        };
        let before = RoaringBitmap::deserialize_from(before.bitmap.as_slice()).map_err(broken_off_by)?;
        let counted_by_last_rule = self.before_edit.as_ref().unwrap_or(&self.members);
        let edit = row.edit().filter(|_| self.before_edit.is_none());
        let app = AppKey { publisher: row.publisher_id, id: app };
        let touched = if edit.is_none() && before != **counted_by_last_rule {
            profiles::touched_after(connection, app, row.refreshed_version.unwrap_or(0))?
        } else {
            Vec::new()
        };
        let between = Between {
            edit,
            first_new_position: position.unsigned_abs(),
            everyone: RoaringBitmap::clone(&self.everyone),
            touched: touched.into_iter().collect(),
            day_passed: day != self.found.on,
        };
        let mut changes = changes::split(&before, counted_by_last_rule, &between);
        if self.before_edit.is_some() {
            let at_once = Between {
                edit: row.edit(),
                first_new_position: u32::MAX,
                touched: RoaringBitmap::new(),
                day_passed: false,
                ..between
            };
            changes.extend(changes::split(counted_by_last_rule, &self.members, &at_once));
        }
        Ok(changes)
    }
}
