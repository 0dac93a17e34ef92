//! What can be done with a group from its page: rename, archive, restore, refresh. Where it is used is shown first.

use super::errors;
use crate::groups::uses::{self, Used};
use crate::groups::{self, Refusal};
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, answer};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

/// The form that renames a group, filled in from it at the version `seen`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RenameForm {
    name: String,
    seen: String,
}

#[derive(Template)]
#[template(path = "groups/rename.html")]
struct RenamePage {
    page: Page,
    group: CustomerGroup,
    uses: Vec<CustomerGroup>,
    form: RenameForm,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "groups/archive.html")]
struct ArchivePage {
    page: Page,
    group: CustomerGroup,
    uses: Vec<CustomerGroup>,
}

/// The form that renames the group.
pub async fn rename_page(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (actor, page) = (visitor.actor(), visitor.page(Section::Groups));
    answer(&visitor, move |_| {
        let Used { group, by: uses } = uses::used(&state, &actor, *path)?;
        let form = RenameForm { name: group.name.clone(), seen: group.version.to_string() };
        Answer::page(&RenamePage { page, group, uses, form, errors: Errors::default() })
    })
    .await
}

/// Renames the group, or shows the form again.
pub async fn rename(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    form: web::Form<RenameForm>,
) -> Result<HttpResponse, PageError> {
    let (actor, locale, page) = (visitor.actor(), visitor.locale, visitor.page(Section::Groups));
    let mut form = form.into_inner();
    answer(&visitor, move |_| {
        let version = form.seen.parse().unwrap_or(0);
        let found = match groups::rename::rename(&state, &actor, *path, version, &form.name) {
            Ok(group) => {
                let message = locale.with1("group-renamed", "name", group.name.as_str());
                return Ok(Answer::Done { path: group.path(), message });
            }
            Err(Refusal::Store(error)) => return Err(error.into()),
            Err(Refusal::Fields(found)) => found,
        };
        form.seen = errors::version_now(&found).map_or(form.seen, |version| version.to_string());
        let Used { group, by: uses } = uses::used(&state, &actor, *path)?;
        let errors = errors::told(&found, |_| Vec::new(), locale).0;
        Answer::again(&RenamePage { page, group, uses, form, errors })
    })
    .await
}

/// Asks whether to put the group away, and says where it is used.
pub async fn archive_page(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (actor, page) = (visitor.actor(), visitor.page(Section::Groups));
    answer(&visitor, move |_| {
        let Used { group, by: uses } = uses::used(&state, &actor, *path)?;
        Answer::page(&ArchivePage { page, group, uses })
    })
    .await
}

/// Puts the group away; it keeps its name and can be restored.
pub async fn archive(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (actor, locale) = (visitor.actor(), visitor.locale);
    answer(&visitor, move |_| {
        let group = groups::archive::archive(&state, &actor, *path)?;
        Ok(Answer::Done { path: group.path(), message: locale.with1("group-archived", "name", group.name) })
    })
    .await
}

/// Brings an archived group back, counted again.
pub async fn restore(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (actor, publisher, locale) = (visitor.actor(), visitor.publisher.clone(), visitor.locale);
    answer(&visitor, move |_| {
        let group = groups::archive::restore(&state, &actor, &publisher, *path)?;
        Ok(Answer::Done { path: group.path(), message: locale.with1("group-restored", "name", group.name) })
    })
    .await
}

/// Counts the group again.
pub async fn refresh(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (actor, publisher, locale) = (visitor.actor(), visitor.publisher.clone(), visitor.locale);
    answer(&visitor, move |_| {
        let (group, is_counted) = groups::archive::refresh(&state, &actor, &publisher, *path)?;
        Ok(match is_counted {
            true => Answer::Done { path: group.path(), message: locale.with1("group-refreshed", "name", group.name) },
            false => Answer::SeeOther(group.path()),
        })
    })
    .await
}
