//! Freezing a segment: its current members become a known user group, which no longer changes with the data.

use super::errors;
use crate::addresses;
use crate::groups::freeze::{self, Frozen, NewFrozen, Obstacle, Outcome};
use crate::ids::GroupId;
use crate::store::customer_groups::CustomerGroup;
use crate::text::name_made_of;
use crate::token::Token;
use crate::web::error::PageError;
use crate::web::form::{Errors, LONGEST_NAME, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form that freezes a segment.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct FreezeForm {
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    name: String,
    consent: String,
    /// Identifies this form, so that sending it twice creates one group.
    edit: String,
}

impl PostedForm for FreezeForm {
    const FIELDS: &'static [&'static str] = &["name", "consent"];
}

#[derive(Template)]
#[template(path = "groups/freeze.html")]
struct FreezePage {
    page: Page,
    group: CustomerGroup,
    members: String,
    /// How many members have no address of their own, and how many addresses there are; `None` if there are too many to
    /// count.
    addresses: Option<(String, String)>,
    form: FreezeForm,
    errors: Errors,
    /// Why the segment cannot be frozen at all.
    obstacle: Option<String>,
}

impl FreezePage {
    fn new(page: Page, frozen: Frozen, form: FreezeForm, errors: Errors) -> Self {
        let locale = page.locale;
        let obstacle = frozen.obstacle;
        let without = frozen.members.saturating_sub(frozen.addresses.len() as u64);
        let counts = || (locale.number(without), locale.number(frozen.addresses.len()));
        Self {
            members: locale.number(frozen.members),
            addresses: obstacle.is_none_or(|obstacle| obstacle == Obstacle::Nobody).then(counts),
            obstacle: obstacle.map(|obstacle| match obstacle {
                Obstacle::Nobody => locale.text("freeze-nobody"),
                Obstacle::TooMany => locale.with1("freeze-too-many", "most", addresses::MOST),
                Obstacle::TooManyMembers => locale.with1("freeze-too-many-members", "most", freeze::MOST_MEMBERS),
            }),
            group: frozen.segment,
            page,
            form,
            errors,
        }
    }
}

/// The form, with what the known user group would contain.
pub async fn freeze_page(Editor(visitor): Editor, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        let frozen =
            freeze::preview(&visit.state, &visit.actor, &visit.publisher, *path)?.ok_or(PageError::NotFound)?;
        let date = visit.locale.date(visit.today());
        let name = name_made_of(&frozen.segment.name, |name| {
            visit.locale.with("group-frozen-name", &[("name", name.into()), ("date", date.as_str().into())])
        });
        let form = FreezeForm { name, consent: String::new(), edit: Token::random().as_str().to_owned() };
        Answer::page(&FreezePage::new(visit.page, frozen, form, Errors::default()))
    };
    visitor.answer(Section::Groups, work).await
}

/// Creates the known user group, or shows the form again.
pub async fn freeze(Editor(visitor): Editor, path: web::Path<GroupId>, posted: Posted<FreezeForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let (state, actor, publisher) = (&visit.state, &visit.actor, &visit.publisher);
        let frozen = if errors.is_empty() {
            let new = NewFrozen { name: &form.name, agreed: !form.consent.is_empty(), form: &form.edit };
            let outcome = freeze::freeze(state, actor, publisher, *path, &new)?;
            match outcome.ok_or(PageError::NotFound)? {
                Outcome::Made(group) => return visit.done(group.path(), "group-saved", &group.name),
                Outcome::Refused(frozen, found) => {
                    errors::add(&mut errors, &found, &Default::default(), visit.locale);
                    frozen
                }
            }
        } else {
            freeze::preview(state, actor, publisher, *path)?.ok_or(PageError::NotFound)?
        };
        Answer::again(&FreezePage::new(visit.page, frozen, form, errors))
    };
    visitor.answer(Section::Groups, work).await
}
