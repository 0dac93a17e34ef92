//! Where a group is used: the segments whose rules name it, and what runs for its members.

use super::head::{GroupHead, Tab};
use crate::groups::head::head;
use crate::groups::uses::{self, Use};
use crate::ids::GroupId;
use crate::store::customer_groups::CustomerGroup;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

#[derive(Template)]
#[template(path = "groups/uses.html")]
struct UsesPage {
    page: Page,
    head: GroupHead,
    uses: Vec<CustomerGroup>,
    running: Vec<Use>,
}

/// What the group is used for.
pub async fn uses(Viewer(visitor): Viewer, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        let used = uses::used(&visit.state, &visit.actor, *path)?;
        let head = head(&visit.state, &visit.actor, &visit.publisher, *path)?;
        let head = GroupHead::new(head, Tab::Uses, &visit);
        Answer::page(&UsesPage { page: visit.page, head, uses: used.by, running: used.running })
    };
    visitor.answer(Section::Groups, work).await
}
