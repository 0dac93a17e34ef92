//! What can be done with a group from its page: rename and refresh.

use super::{find, uses};
use crate::groups::recount::recount;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::web::error::PageError;
use crate::web::form::LONGEST_NAME;
use crate::web::page::{Page, Section, html, html_again, see_other};
use crate::web::visitor::Editor;
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
    uses: Vec<CustomerGroup>,
    typed: String,
    errors: Vec<String>,
}

impl RenamePage {
    fn summary(&self) -> Vec<(&'static str, String)> {
        self.errors.iter().map(|error| ("name", error.clone())).collect()
    }
}

/// The form that renames the group.
pub async fn rename_page(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let uses = uses::of(&state, &group).await?;
    let page = visitor.page(Section::Groups);
    html(&RenamePage { typed: group.name.clone(), page, group, uses, errors: Vec::new() })
}

/// Renames the group.
pub async fn rename(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    form: web::Form<RenameForm>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let form = RenameForm { name: form.name.trim().to_owned() };
    let (name, now) = (form.name.clone(), state.clock.now());
    let mut errors = crate::web::form::messages(&form, "name", visitor.locale);
    if errors.is_empty() {
        let renamed = group.clone();
        let new_name = name.clone();
        let rename = move |connection: &mut _| customer_groups::rename(connection, &renamed, &new_name, now);
        match state.database.write_groups(group.publisher_id, rename).await {
            Err(error) if error.is_taken() => errors.push(visitor.locale.text("group-name-taken")),
            kept => kept?,
        }
    }
    if !errors.is_empty() {
        let uses = uses::of(&state, &group).await?;
        return html_again(&RenamePage { page: visitor.page(Section::Groups), group, uses, typed: name, errors });
    }
    visitor.tell(visitor.locale.with1("group-renamed", "name", name));
    Ok(see_other(&group.path()))
}

/// Counts the group again.
pub async fn refresh(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let (page, name) = (group.path(), group.name.clone());
    recount(&state, visitor.publisher.clone(), group).await?;
    visitor.tell(visitor.locale.with1("group-refreshed", "name", name));
    Ok(see_other(&page))
}
