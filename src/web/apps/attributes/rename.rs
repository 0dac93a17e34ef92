//! An attribute's page: its name, which can be changed, and links to what else can be done with it.

use super::{Place, kind_text, list_path, path, shown_by_page, trail};
use crate::apps::attributes::{self, One, Refusal};
use crate::audit::Field;
use crate::text::{self, NameError};
use crate::web::audit::{Conflict, Seen, Typed};
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, RenameForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use askama::Template;

#[derive(Template)]
#[template(path = "apps/attribute.html")]
struct RenamePage {
    page: Page,
    trail: [(String, String); 3],
    back: String,
    path: String,
    name: String,
    key: String,
    kind: String,
    form: RenameForm,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl RenamePage {
    fn new(page: Page, one: &One, form: RenameForm, errors: Errors) -> Self {
        let (locale, attribute) = (page.locale, &one.attribute);
        Self {
            trail: trail(one, locale),
            back: list_path(one.app.id),
            path: path(one.app.id, attribute.id),
            name: attribute.name.clone(),
            key: attribute.key.clone(),
            kind: kind_text(attribute.kind, locale),
            page,
            form,
            errors,
            conflict: None,
        }
    }
}

/// Adds the reason why the attribute was not renamed. Saving again after a conflicting change, which is returned, overwrites
/// it.
fn add(
    errors: &mut Errors,
    form: &mut RenameForm,
    refusal: Refusal,
    visit: &Visit,
) -> Result<Option<Conflict>, PageError> {
    let (locale, mut conflict) = (visit.locale, None);
    let message = match refusal {
        Refusal::Name(NameError::Missing) => locale.text("attribute-name-length"),
        Refusal::Name(NameError::TooLong) => locale.with1("field-too-long", "count", text::LONGEST_NAME),
        Refusal::Name(NameError::Invisible) => locale.text("name-invisible"),
        Refusal::NameTaken => locale.text("attribute-name-taken"),
        Refusal::ChangedMeanwhile { name, changes } => {
            // What was seen is the name itself.
            let before = Seen::of(0, &[(Field::Name, form.seen.as_str().into())]);
            let (typed, now) = ([Typed::new(Field::Name, form.name.trim())], [(Field::Name, name.as_str().into())]);
            let shown = (visit.publisher.time_zone, locale);
            conflict = Conflict::merged(&changes, &typed, (&before, &now), shown);
            form.seen = name;
            conflict.iter().for_each(|theirs| theirs.take_over(Field::Name, &mut form.name));
            locale.text("attribute-changed-meanwhile")
        }
        other => {
            shown_by_page(other)?;
            return Ok(None);
        }
    };
    errors.add("name", message);
    Ok(conflict)
}

/// The attribute's page.
pub async fn rename_page(Editor(visitor): Editor, place: Place) -> PageResult {
    let work = move |visit: Visit| {
        let (app, attribute) = *place;
        let one = attributes::find(&visit.state, &visit.actor, app, attribute)?;
        let form = RenameForm { name: one.attribute.name.clone(), seen: one.attribute.name.clone() };
        Answer::page(&RenamePage::new(visit.page, &one, form, Errors::default()))
    };
    visitor.answer(Section::Apps, work).await
}

/// Renames the attribute, or shows the form again.
pub async fn rename(Editor(visitor): Editor, place: Place, posted: Posted<RenameForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let ((app, attribute), mut conflict) = (*place, None);
        if errors.is_empty() {
            match attributes::rename(&visit.state, &visit.actor, app, attribute, &form.seen, &form.name) {
                Ok(()) => return visit.done(list_path(app), "saved", form.name.trim()),
                Err(refusal) => conflict = add(&mut errors, &mut form, refusal, &visit)?,
            }
        }
        let one = attributes::find(&visit.state, &visit.actor, app, attribute)?;
        Answer::again(&RenamePage { conflict, ..RenamePage::new(visit.page, &one, form, errors) })
    };
    visitor.answer(Section::Apps, work).await
}
