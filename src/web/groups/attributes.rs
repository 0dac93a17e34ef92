//! The attributes of an app as the builder offers them, each with a line on what it is: a part of its page, which is
//! fetched when it is first wanted.

use crate::groups::attributes::{Coverage, covered};
use crate::ids::AppId;
use crate::locale::Locale;
use crate::segments::labels::message_part;
use crate::segments::{Attribute, Category, Key};
use crate::web::page::Page;
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

#[derive(Template)]
#[template(path = "groups/attributes.html")]
struct AttributesFragment {
    page: Page,
    /// By category, in the order of the form.
    categories: Vec<(String, Vec<Described>)>,
}

/// An attribute that can be picked.
struct Described {
    key: String,
    label: String,
    about: String,
    /// Of what share of the available customers it is known; empty where that says nothing.
    coverage: String,
}

impl Described {
    fn new(attribute: &Attribute, coverage: Option<&Coverage>, locale: Locale) -> Self {
        let about = match &attribute.key {
            Key::Custom(_) => locale.text(attribute.kind.message()),
            key => locale.text(&format!("about-{}", message_part(&key.to_string()))),
        };
        let share = coverage.map(|Coverage { known, available }| locale.percent(*known, *available));
        let coverage = share.map(|share| locale.with1("attribute-known-for", "share", share)).unwrap_or_default();
        Self { key: attribute.key.to_string(), label: attribute.label(locale), about, coverage }
    }
}

/// The attributes that a rule over the app can use.
pub async fn attributes(Editor(visitor): Editor, path: web::Path<AppId>) -> PageResult {
    let work = move |visit: Visit| {
        let view = visit.state.audiences.view_now(&visit.publisher, *path)?;
        let covered = covered(&view)?;
        let of = |category: Category| {
            let of_category = covered.iter().filter(|(attribute, _)| attribute.category == category);
            let described = of_category.map(|(attribute, one)| Described::new(attribute, one.as_ref(), visit.locale));
            (visit.locale.text(category.message()), described.collect::<Vec<_>>())
        };
        let categories = Category::ALL.into_iter().map(of).filter(|(_, described)| !described.is_empty()).collect();
        Answer::page(&AttributesFragment { page: visit.page, categories })
    };
    visitor.answer_on(visitor.fragment(), work).await
}
