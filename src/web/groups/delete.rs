//! The page that deletes an archived group for good: it first names what goes, and what keeps the group from it.

use crate::groups::delete::{self, Effect};
use crate::ids::GroupId;
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

#[derive(Template)]
#[template(path = "groups/delete.html")]
struct DeletePage {
    page: Page,
    effect: Effect,
}

/// Asks for confirmation, and names what goes with the group.
pub async fn delete_page(Editor(visitor): Editor, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        let effect = delete::effect(&visit.state, &visit.actor, *path)?;
        Answer::page(&DeletePage { page: visit.page, effect })
    };
    visitor.answer(Section::Groups, work).await
}

/// Deletes the group, or shows the page again with what is in the way.
pub async fn delete(Editor(visitor): Editor, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        if delete::delete(&visit.state, &visit.actor, *path)? {
            let message = visit.locale.text("group-deleted");
            return Ok(Answer::Done { path: String::from("/groups"), message });
        }
        let effect = delete::effect(&visit.state, &visit.actor, *path)?;
        Answer::again(&DeletePage { page: visit.page, effect })
    };
    visitor.answer(Section::Groups, work).await
}
