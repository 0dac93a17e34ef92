//! The page that deletes an attribute: it first says what goes with it.

use super::{Place, links, list_path, obstacle, path, shown_by_page, trail};
use crate::apps;
use crate::apps::attributes::{self, One};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use askama::Template;

#[derive(Template)]
#[template(path = "apps/attribute_delete.html")]
struct DeletePage {
    page: Page,
    trail: [(String, String); 3],
    back: String,
    name: String,
    values: String,
    used_by: Vec<(String, String)>,
    obstacle: Option<String>,
}

impl DeletePage {
    fn new(page: Page, one: &One, values: u64) -> Self {
        let locale = page.locale;
        Self {
            trail: trail(one, locale),
            back: path(one.app.id, one.attribute.id),
            name: one.attribute.name.clone(),
            values: locale.number(values),
            used_by: links(&one.used_by),
            obstacle: obstacle(one, locale),
            page,
        }
    }
}

/// Asks for confirmation, and says how many values are deleted and which rules use the attribute.
pub async fn delete_page(Editor(visitor): Editor, place: Place) -> PageResult {
    let work = move |visit: Visit| {
        let (app, attribute) = *place;
        let one = attributes::find(&visit.state, &visit.actor, app, attribute)?;
        let values = attributes::values(&visit.state, &visit.publisher, &one)?;
        Answer::page(&DeletePage::new(visit.page, &one, values))
    };
    visitor.answer(Section::Apps, work).await
}

/// Deletes the attribute, or shows the page again with what is in the way. A second click finds it deleted.
pub async fn delete(Editor(visitor): Editor, place: Place) -> PageResult {
    let work = move |visit: Visit| {
        let (app, attribute) = *place;
        let one = match attributes::find(&visit.state, &visit.actor, app, attribute) {
            Err(error) if error.is_not_found() => {
                let app = apps::find(&visit.state, &visit.actor, app)?;
                return Ok(Answer::SeeOther(list_path(app.id)));
            }
            one => one?,
        };
        match attributes::delete(&visit.state, &visit.actor, app, attribute) {
            Ok(()) => return visit.done(list_path(app), "attribute-deleted", &one.attribute.name),
            Err(refusal) => shown_by_page(refusal)?,
        }
        let one = attributes::find(&visit.state, &visit.actor, app, attribute)?;
        let values = attributes::values(&visit.state, &visit.publisher, &one)?;
        Answer::again(&DeletePage::new(visit.page, &one, values))
    };
    visitor.answer(Section::Apps, work).await
}
