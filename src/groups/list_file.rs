//! The list of groups as a file, with or without what defines each of them. Each download is recorded in the audit log.

use super::about;
use super::described::{self, DescribedRule};
use super::list::{self, Wanted};
use crate::access::Actor;
use crate::audit::Subject;
use crate::audit::export::record_export;
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::state::State;
use crate::store::StoreError;
use crate::store::audit_entries::{self, AuditEntry};
use crate::store::customer_groups::CustomerGroup;
use crate::store::group_lists;
use crate::store::publishers::Publisher;

/// A group in the file.
pub struct Row {
    pub group: CustomerGroup,
    pub app_name: Option<String>,
    pub tags: Vec<String>,
    /// The owner's address; empty if there is none.
    pub owner: String,
    pub edit: Option<AuditEntry>,
    /// The rule of a segment that can be read.
    pub rule: Option<DescribedRule>,
}

/// The chosen ones of the wanted groups, or all of them if none is chosen, in their order; rules in the language.
pub fn rows(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (wanted, chosen): (&Wanted, &[GroupId]),
    (file, locale): (&str, Locale),
) -> Result<Vec<Row>, StoreError> {
    let rows = state.database.read_now(|connection| {
        let people = about::people(connection, actor.publisher)?;
        let query = list::query_of(actor, publisher, wanted, &people);
        let mut listed = group_lists::all(connection, actor.publisher, &query)?;
        listed.retain(|row| chosen.is_empty() || chosen.contains(&row.group.id));
        let ids: Vec<GroupId> = listed.iter().map(|row| row.group.id).collect();
        let mut edits = audit_entries::last_edits(connection, actor.publisher, &ids)?;
        let (groups, apps): (Vec<_>, Vec<_>) = listed.into_iter().map(|row| (row.group, row.app_name)).unzip();
        let described = described::describe(connection, actor, groups, locale)?;
        let row = |(described::Described { group, rule, about }, app_name)| {
            let edit = edits.iter().position(|edit| edit.subject_id == Some(group.id.into()));
            Row {
                app_name,
                owner: about.owner_email().to_owned(),
                tags: about.tags,
                edit: edit.map(|place| edits.swap_remove(place)),
                rule,
                group,
            }
        };
        Ok(described.into_iter().zip(apps).map(row).collect::<Vec<_>>())
    })?;
    record_export(state, actor, Subject::groups(), (file, Some(rows.len() as u64)))?;
    Ok(rows)
}
