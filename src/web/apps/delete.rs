//! The page that deletes an app: it first names what goes, and wants the app's name typed.

use crate::apps::delete::{self, Effect, Refusal};
use crate::ids::AppId;
use crate::web::form::{Errors, LONGEST_NAME, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The name of the app, typed.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DeleteForm {
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    name: String,
}

impl PostedForm for DeleteForm {
    const FIELDS: &'static [&'static str] = &["name"];
}

#[derive(Template)]
#[template(path = "apps/delete.html")]
struct DeletePage {
    page: Page,
    effect: Effect,
    /// What goes, in words, and how many.
    facts: Vec<(String, String)>,
    form: DeleteForm,
    errors: Errors,
}

impl DeletePage {
    fn new(page: Page, effect: Effect, form: DeleteForm, errors: Errors) -> Self {
        let totals = &effect.totals;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let facts = [
            ("app-delete-customers", totals.customers),
            ("app-delete-only-here", effect.only_here),
            ("app-purchases", totals.purchases),
            ("app-delete-days", totals.days_used),
            ("app-ratings", totals.ratings),
            ("app-attributes", count(effect.attributes)),
            ("app-delete-values", i64::try_from(effect.values).unwrap_or(i64::MAX)),
            ("app-delete-segments", count(effect.segments)),
            ("nav-imports", effect.imports),
            ("app-delete-drafts", count(effect.drafts)),
        ];
        let facts = facts.map(|(key, number)| (page.locale.text(key), page.locale.number(number))).to_vec();
        Self { page, effect, facts, form, errors }
    }
}

/// Asks for confirmation, and names what goes with the app.
pub async fn delete_page(Owner(visitor): Owner, path: web::Path<AppId>) -> PageResult {
    let work = move |visit: Visit| {
        let effect = delete::effect(&visit.state, &visit.actor, &visit.publisher, *path)?;
        Answer::page(&DeletePage::new(visit.page, effect, DeleteForm::default(), Errors::default()))
    };
    visitor.answer(Section::Apps, work).await
}

/// Deletes the app, or shows the page again if another name is typed.
pub async fn delete(Owner(visitor): Owner, path: web::Path<AppId>, posted: Posted<DeleteForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        if errors.is_empty() {
            match delete::delete(&visit.state, &visit.actor, *path, &form.name) {
                Ok(()) => {
                    let message = visit.locale.text("app-deleted");
                    return Ok(Answer::Done { path: String::from("/apps"), message });
                }
                Err(Refusal::Store(error)) => return Err(error.into()),
                Err(Refusal::Name) => errors.add("name", visit.locale.text("app-delete-other-name")),
            }
        }
        let effect = delete::effect(&visit.state, &visit.actor, &visit.publisher, *path)?;
        Answer::again(&DeletePage::new(visit.page, effect, form, errors))
    };
    visitor.answer(Section::Apps, work).await
}
