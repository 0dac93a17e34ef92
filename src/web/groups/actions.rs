//! What can be done with a group from its page: rename, archive, restore, refresh.

use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::web::error::PageError;
use crate::web::form::LONGEST_NAME;
use crate::web::page::{Page, Section, html, html_again, see_other};
use crate::web::visitor::SignedIn;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form that renames a group.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RenameForm {
    #[validate(length(min = 1, max = "LONGEST_NAME", message = "group-name-length"))]
    name: String,
}

#[derive(Template)]
#[template(path = "groups/rename.html")]
struct RenamePage {
    page: Page,
    group: CustomerGroup,
    typed: String,
    errors: Vec<String>,
}

impl RenamePage {
    fn summary(&self) -> Vec<(&'static str, String)> {
        self.errors.iter().map(|error| ("name", error.clone())).collect()
    }
}

async fn find(visitor: &SignedIn, state: &State, group: i32) -> Result<CustomerGroup, PageError> {
    let publisher = visitor.publisher.id;
    Ok(state.database.read(move |connection| customer_groups::find(connection, publisher, group)).await?)
}

/// The form that renames the group.
pub async fn rename_page(
    visitor: SignedIn,
    state: web::Data<State>,
    path: web::Path<i32>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    html(&RenamePage { typed: group.name.clone(), page: visitor.page(Section::Groups), group, errors: Vec::new() })
}

/// Renames the group.
pub async fn rename(
    visitor: SignedIn,
    state: web::Data<State>,
    path: web::Path<i32>,
    form: web::Form<RenameForm>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let form = RenameForm { name: form.name.trim().to_owned() };
    let (name, now) = (form.name.clone(), state.clock.now());
    let mut errors = crate::web::form::messages(&form, "name", visitor.locale);
    if errors.is_empty() {
        let renamed = group.clone();
        let new_name = name.clone();
        let kept =
            state.database.write(move |connection| customer_groups::rename(connection, &renamed, &new_name, now));
        match kept.await {
            Err(error) if error.is_taken() => errors.push(visitor.locale.text("group-name-taken")),
            kept => kept?,
        }
    }
    if !errors.is_empty() {
        return html_again(&RenamePage { page: visitor.page(Section::Groups), group, typed: name, errors });
    }
    visitor.tell(visitor.locale.with1("group-renamed", "name", name));
    Ok(see_other(&group.path()))
}

/// Puts the group away; it keeps its name and can be restored.
pub async fn archive(
    visitor: SignedIn,
    state: web::Data<State>,
    path: web::Path<i32>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let (now, archived) = (state.clock.now(), group.clone());
    state.database.write(move |connection| customer_groups::set_archived(connection, &archived, Some(now))).await?;
    visitor.tell(visitor.locale.with1("group-archived", "name", group.name.as_str()));
    Ok(see_other(&group.path()))
}

/// Brings an archived group back, counted again.
pub async fn restore(
    visitor: SignedIn,
    state: web::Data<State>,
    path: web::Path<i32>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let restored = group.clone();
    state.database.write(move |connection| customer_groups::set_archived(connection, &restored, None)).await?;
    visitor.tell(visitor.locale.with1("group-restored", "name", group.name.as_str()));
    let page = group.path();
    state.keeper.refresh(visitor.publisher, group).await?;
    Ok(see_other(&page))
}

/// Counts the group again.
pub async fn refresh(
    visitor: SignedIn,
    state: web::Data<State>,
    path: web::Path<i32>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let (page, name) = (group.path(), group.name.clone());
    state.keeper.refresh(visitor.publisher.clone(), group).await?;
    visitor.tell(visitor.locale.with1("group-refreshed", "name", name));
    Ok(see_other(&page))
}
