//! The page that changes the kind of an attribute: it first says how many values would not fit.

use super::{Place, kind_text, links, list_path, obstacle, path, shown_by_page, trail};
use crate::apps::attributes::{self, Effect, One};
use crate::reading::conversion::successors;
use crate::segments::Kind;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The new kind, chosen before the page says what would change, and posted to change it.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct KindForm {
    to: String,
}

impl PostedForm for KindForm {
    const FIELDS: &'static [&'static str] = &["to"];
}

#[derive(Template)]
#[template(path = "apps/attribute_kind.html")]
struct KindPage {
    page: Page,
    trail: [(String, String); 3],
    back: String,
    name: String,
    kind: String,
    /// The kinds to choose from, as word and name.
    kinds: Vec<(&'static str, String)>,
    to: String,
    effect: Option<EffectWords>,
    used_by: Vec<(String, String)>,
    obstacle: Option<String>,
    errors: Errors,
}

/// What a change would do, in words.
struct EffectWords {
    values: String,
    lost: String,
    loses: bool,
    examples: Vec<String>,
}

impl KindPage {
    fn new(page: Page, one: &One, to: Option<Kind>, effect: Option<Effect>, errors: Errors) -> Self {
        let locale = page.locale;
        let kinds = successors(one.attribute.kind).iter().map(|kind| (kind.word(), kind_text(*kind, locale)));
        let words = |effect: Effect| EffectWords {
            values: locale.number(effect.values),
            lost: locale.number(effect.lost),
            loses: effect.lost > 0,
            examples: effect.examples,
        };
        Self {
            trail: trail(one, locale),
            back: path(one.app.id, one.attribute.id),
            name: one.attribute.name.clone(),
            kind: kind_text(one.attribute.kind, locale),
            kinds: kinds.collect(),
            to: to.map_or_else(String::new, |kind| kind.word().to_owned()),
            effect: effect.map(words),
            used_by: links(&one.used_by),
            obstacle: obstacle(one, locale),
            page,
            errors,
        }
    }
}

/// The kind with this word if the attribute can change to it.
fn chosen(one: &One, word: &str) -> Option<Kind> {
    Kind::from_word(word).filter(|kind| successors(one.attribute.kind).contains(kind))
}

/// The page that asks for the new kind, and says what the change to a chosen one would do.
pub async fn kind_page(Editor(visitor): Editor, place: Place, query: web::Query<KindForm>) -> PageResult {
    let work = move |visit: Visit| {
        let (app, attribute) = *place;
        let one = attributes::find(&visit.state, &visit.actor, app, attribute)?;
        let to = chosen(&one, &query.to);
        let effect = to.map(|to| attributes::effect(&visit.state, &visit.publisher, &one, to)).transpose()?;
        Answer::page(&KindPage::new(visit.page, &one, to, effect, Errors::default()))
    };
    visitor.answer(Section::Apps, work).await
}

/// Changes the kind, or shows the page again with what is in the way.
pub async fn change_kind(Editor(visitor): Editor, place: Place, posted: Posted<KindForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let (app, attribute) = *place;
        let one = attributes::find(&visit.state, &visit.actor, app, attribute)?;
        let to = Kind::from_word(&form.to).filter(|to| *to == one.attribute.kind || chosen(&one, to.word()).is_some());
        if let Some(to) = to {
            match attributes::change_kind(&visit.state, &visit.actor, &visit.publisher, app, attribute, to) {
                Ok(()) => return visit.done(list_path(app), "attribute-kind-changed", &one.attribute.name),
                Err(refusal) => shown_by_page(refusal)?,
            }
        } else {
            errors.add("to", visit.locale.text("field-choose"));
        }
        let one = attributes::find(&visit.state, &visit.actor, app, attribute)?;
        let to = chosen(&one, &form.to);
        let effect = to.map(|to| attributes::effect(&visit.state, &visit.publisher, &one, to)).transpose()?;
        Answer::again(&KindPage::new(visit.page, &one, to, effect, errors))
    };
    visitor.answer(Section::Apps, work).await
}
