//! Freezing a segment: its members of today become a known user group, which no longer follows the data.

use super::errors;
use super::words::name_made_of;
use crate::addresses;
use crate::groups::freeze::{self, Frozen, Obstacle, Outcome};
use crate::ids::GroupId;
use crate::locale::Locale;
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

/// The form that freezes a segment.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FreezeForm {
    name: String,
    consent: String,
}

#[derive(Template)]
#[template(path = "groups/freeze.html")]
struct FreezePage {
    page: Page,
    group: CustomerGroup,
    members: String,
    /// Members without an address of their own, and the addresses; none where they are too many to be counted.
    addresses: Option<(String, String)>,
    form: FreezeForm,
    errors: Errors,
    /// Why the segment cannot be frozen at all.
    obstacle: Option<String>,
}

impl FreezePage {
    fn new(page: Page, frozen: Frozen, form: FreezeForm, errors: Errors) -> Self {
        let locale = page.locale;
        let obstacle = frozen.obstacle();
        let without = frozen.members.saturating_sub(frozen.addresses.len() as u64);
        let counts = || (locale.number(without), locale.number(frozen.addresses.len()));
        Self {
            members: locale.number(frozen.members),
            addresses: (obstacle != Some(Obstacle::TooMany)).then(counts),
            obstacle: obstacle.map(|obstacle| text(obstacle, locale)),
            group: frozen.segment,
            page,
            form,
            errors,
        }
    }
}

fn text(obstacle: Obstacle, locale: Locale) -> String {
    match obstacle {
        Obstacle::Nobody => locale.text("freeze-nobody"),
        Obstacle::TooMany => locale.with1("freeze-too-many", "most", addresses::MOST),
    }
}

/// The form, with what the known user group would hold.
pub async fn freeze_page(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (actor, publisher, page) = (visitor.actor(), visitor.publisher.clone(), visitor.page(Section::Groups));
    answer(&visitor, move |_| {
        let frozen = freeze::preview(&state, &actor, &publisher, *path)?.ok_or(PageError::NotFound)?;
        let date = page.locale.date(state.clock.today());
        let name = name_made_of(&frozen.segment.name, |name| {
            page.locale.with("group-frozen-name", &[("name", name.into()), ("date", date.as_str().into())])
        });
        let form = FreezeForm { name, consent: String::new() };
        Answer::page(&FreezePage::new(page, frozen, form, Errors::default()))
    })
    .await
}

/// Makes the known user group, or shows the form again.
pub async fn freeze(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    form: web::Form<FreezeForm>,
) -> Result<HttpResponse, PageError> {
    let (actor, publisher, page) = (visitor.actor(), visitor.publisher.clone(), visitor.page(Section::Groups));
    answer(&visitor, move |_| {
        let agreed = !form.consent.is_empty();
        match freeze::freeze(&state, &actor, &publisher, *path, &form.name, agreed)?.ok_or(PageError::NotFound)? {
            Outcome::Made(group) => {
                let message = page.locale.with1("group-saved", "name", group.name.as_str());
                Ok(Answer::Done { path: group.path(), message })
            }
            Outcome::Refused(frozen, found) => {
                let errors = errors::told(&found, |_| Vec::new(), page.locale).0;
                Answer::again(&FreezePage::new(page, frozen, form.into_inner(), errors))
            }
        }
    })
    .await
}
