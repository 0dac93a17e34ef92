//! The star of a group, on the list and on its page.

use crate::groups::favourites;
use crate::ids::GroupId;
use crate::web::address::safe_path;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::Section;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;

/// What the star is to be, and where the user was.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct StarForm {
    /// `yes`, or anything else to take the star away.
    favourite: String,
    back: String,
}

impl PostedForm for StarForm {
    const FIELDS: &'static [&'static str] = &[];
}

/// Makes the group a favourite of the user, or no longer one.
pub async fn favourite(Viewer(visitor): Viewer, path: web::Path<GroupId>, posted: Posted<StarForm>) -> PageResult {
    let work = move |visit: Visit| {
        let StarForm { favourite, back } = posted.form;
        let group = favourites::set(&visit.state, &visit.actor, *path, favourite == "yes")?;
        let back = if back.is_empty() { group.path() } else { safe_path(&back).to_owned() };
        Ok(Answer::SeeOther(back))
    };
    visitor.answer(Section::Groups, work).await
}
