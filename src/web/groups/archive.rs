//! Putting a group away and bringing it back. Where it is used is shown first.

use super::{find, uses};
use crate::groups::recount::recount;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::web::error::PageError;
use crate::web::page::{Page, Section, html, see_other};
use crate::web::visitor::Editor;
use actix_web::{HttpResponse, web};
use askama::Template;

#[derive(Template)]
#[template(path = "groups/archive.html")]
struct ArchivePage {
    page: Page,
    group: CustomerGroup,
    uses: Vec<CustomerGroup>,
}

/// Asks whether to put the group away, and tells where it is used.
pub async fn archive_page(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let uses = uses::of(&state, &group).await?;
    html(&ArchivePage { page: visitor.page(Section::Groups), group, uses })
}

/// Puts the group away; it keeps its name and can be restored.
pub async fn archive(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let (now, archived) = (state.clock.now(), group.clone());
    let archive = move |connection: &mut _| customer_groups::set_archived(connection, &archived, Some(now));
    state.database.write_groups(group.publisher_id, archive).await?;
    visitor.tell(visitor.locale.with1("group-archived", "name", group.name.as_str()));
    Ok(see_other(&group.path()))
}

/// Brings an archived group back, counted again.
pub async fn restore(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let group = find(&visitor, &state, path.into_inner()).await?;
    let restored = group.clone();
    let restore = move |connection: &mut _| customer_groups::set_archived(connection, &restored, None);
    state.database.write_groups(group.publisher_id, restore).await?;
    visitor.tell(visitor.locale.with1("group-restored", "name", group.name.as_str()));
    let page = group.path();
    recount(&state, visitor.publisher, group).await?;
    Ok(see_other(&page))
}
