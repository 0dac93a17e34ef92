//! The actions on a group's page: rename, archive, restore, refresh. The first two show where the group is used before
//! it changes.

use super::errors;
use crate::audit::Field;
use crate::groups::archive::{ArchiveError, Recounted};
use crate::groups::recount::Counted;
use crate::groups::uses::{self, Use, Used};
use crate::groups::{self, Refusal, archive, rename};
use crate::ids::GroupId;
use crate::store::customer_groups::CustomerGroup;
use crate::web::address::safe_path;
use crate::web::audit::{Conflict, Seen, Typed, Values};
use crate::web::form::{Errors, Posted, PostedForm, RenameForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

#[derive(Template)]
#[template(path = "groups/rename.html")]
struct RenamePage {
    page: Page,
    group: CustomerGroup,
    uses: Vec<CustomerGroup>,
    running: Vec<Use>,
    form: RenameForm,
    errors: Errors,
    conflict: Option<Conflict>,
}

#[derive(Template)]
#[template(path = "groups/archive.html")]
struct ArchivePage {
    page: Page,
    group: CustomerGroup,
    uses: Vec<CustomerGroup>,
    running: Vec<Use>,
}

/// Where the user was; empty on the page of the group.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct BackForm {
    back: String,
}

impl PostedForm for BackForm {
    const FIELDS: &'static [&'static str] = &[];
}

/// The name of a group, as the audit log has it.
fn name_of(group: &CustomerGroup) -> Values {
    vec![(Field::Name, group.name.as_str().into())]
}

fn seen_of(group: &CustomerGroup) -> Seen {
    Seen::of(group.version, &name_of(group))
}

/// The form that renames the group.
pub async fn rename_page(Editor(visitor): Editor, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        let Used { group, by: uses, running } = uses::used(&visit.state, &visit.actor, *path)?;
        let form = RenameForm { name: group.name.clone(), seen: seen_of(&group).to_string() };
        Answer::page(&RenamePage {
            page: visit.page,
            group,
            uses,
            running,
            form,
            errors: Errors::default(),
            conflict: None,
        })
    };
    visitor.answer(Section::Groups, work).await
}

/// Renames the group, or shows the form again.
pub async fn rename(Editor(visitor): Editor, path: web::Path<GroupId>, posted: Posted<RenameForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let mut conflict = None;
        if errors.is_empty() {
            let seen = Seen::read(&form.seen);
            match rename::rename(&visit.state, &visit.actor, *path, seen.version, &form.name) {
                Ok(group) => return visit.done(group.path(), "group-renamed", &group.name),
                Err(Refusal::Store(error)) => return Err(error.into()),
                Err(Refusal::Fields(found)) => {
                    if let Some((_, changes)) = errors::changed_meanwhile(&found) {
                        let now = groups::find(&visit.state, &visit.actor, *path)?;
                        let typed = [Typed::new(Field::Name, form.name.trim())];
                        let shown = (visit.publisher.time_zone, visit.locale);
                        conflict = Conflict::merged(changes, &typed, (&seen, &name_of(&now)), shown);
                        form.seen = seen_of(&now).to_string();
                        conflict.iter().for_each(|theirs| theirs.take_over(Field::Name, &mut form.name));
                    }
                    errors::add(&mut errors, &found, &Default::default(), visit.locale);
                }
            }
        }
        let Used { group, by: uses, running } = uses::used(&visit.state, &visit.actor, *path)?;
        Answer::again(&RenamePage { page: visit.page, group, uses, running, form, errors, conflict })
    };
    visitor.answer(Section::Groups, work).await
}

/// Asks for confirmation before archiving, and shows where the group is used.
pub async fn archive_page(Editor(visitor): Editor, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        let Used { group, by: uses, running } = uses::used(&visit.state, &visit.actor, *path)?;
        Answer::page(&ArchivePage { page: visit.page, group, uses, running })
    };
    visitor.answer(Section::Groups, work).await
}

/// Archives the group; it keeps its name and can be restored.
pub async fn archive(Editor(visitor): Editor, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| match archive::archive(&visit.state, &visit.actor, *path) {
        Ok(group) => visit.done(group.path(), "group-archived", &group.name),
        Err(ArchiveError::Store(error)) => Err(error.into()),
        Err(ArchiveError::InUse { group, .. }) => Ok(Answer::Refused {
            message: visit.locale.with1("group-in-use", "name", group.name.as_str()),
            path: format!("{}/archive", group.path()),
        }),
    };
    visitor.answer(Section::Groups, work).await
}

/// Restores an archived group and counts it again.
pub async fn restore(Editor(visitor): Editor, path: web::Path<GroupId>, posted: Posted<BackForm>) -> PageResult {
    let work = move |visit: Visit| {
        let group = archive::restore(&visit.state, &visit.actor, &visit.publisher, *path)?;
        let BackForm { back } = posted.form;
        let back = if back.is_empty() { group.path() } else { safe_path(&back).to_owned() };
        visit.done(back, "group-restored", &group.name)
    };
    visitor.answer(Section::Groups, work).await
}

/// Counts the group again, now or in the background.
pub async fn refresh(Editor(visitor): Editor, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        let Recounted { group, counted } = archive::refresh(&visit.state, &visit.actor, &visit.publisher, *path)?;
        match counted {
            Counted::Now => visit.done(group.path(), "group-refreshed", &group.name),
            Counted::Later => visit.done(group.path(), "group-counted-later", &group.name),
            Counted::Failed => Ok(Answer::SeeOther(group.path())),
        }
    };
    visitor.answer(Section::Groups, work).await
}
