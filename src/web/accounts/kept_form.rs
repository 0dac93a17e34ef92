//! The page that gives back what was typed into a form whose session had ended when it was sent.

use super::kept_labels::label;
use crate::accounts::kept_forms::{self, SentForm};
use crate::text::is_control;
use crate::web::address::see_other;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{PageResult, html};
use actix_web::web;
use askama::Template;

/// The field with the button that was pressed, in forms that can be shown again without saving anything.
const BUTTON: &str = "do";

/// Fields that users do not see: which version of a thing a form is about, and the like.
const UNSEEN: [&str; 7] = [BUTTON, "action", "form", "seen", "edit", "reviewed", "open"];

/// The most values that are listed, each with at most so many characters: enough to recognise a form by. All are sent.
const MOST_LISTED: usize = 50;
const LONGEST_LISTED: usize = 500;

#[derive(Template)]
#[template(path = "accounts/kept_form.html")]
struct KeptFormPage {
    page: Page,
    form: SentForm,
    fields: Vec<(String, String)>,
    /// The labels and the values of what was typed.
    listed: Vec<(String, String)>,
    /// The buttons' values, if the form has several: that which shows the form again, and that which was pressed.
    buttons: Option<(&'static str, String)>,
}

impl KeptFormPage {
    fn new(page: Page, form: SentForm) -> Self {
        let clean = |text: &str| text.replace(is_control, "\u{FFFD}");
        let fields = url::form_urlencoded::parse(form.fields.as_bytes());
        let fields: Vec<_> = fields.map(|(name, value)| (clean(&name), clean(&value))).collect();
        let shows = shows_again(&form.path);
        let is_button = |name: &str| shows.is_some() && name == BUTTON;
        let (pressed, fields): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| is_button(name));
        let seen = fields.iter().filter(|(name, value)| !UNSEEN.contains(&&**name) && !value.trim().is_empty());
        let shown = |(name, value): &(String, String)| {
            (label(&form.path, name, page.locale), value.chars().take(LONGEST_LISTED).collect())
        };
        let listed = seen.take(MOST_LISTED).map(shown).collect();
        let buttons = shows.zip(pressed.into_iter().next_back().map(|(_, pressed)| pressed));
        Self { page, form, fields, listed, buttons }
    }
}

/// The button that shows the form at this path again and saves nothing, if it has one.
fn shows_again(path: &str) -> Option<&'static str> {
    let path = path.split('?').next().unwrap_or_default();
    match path {
        "/settings/rules" => Some("preview"),
        path if path.ends_with("/people") => Some("review"),
        path if path == "/groups/new" || (path.starts_with("/groups/") && path.ends_with("/edit")) => Some("update"),
        _ => None,
    }
}

/// Shows what was typed, to be sent again.
pub async fn kept_form(Viewer(visitor): Viewer, token: web::Path<String>) -> PageResult {
    let Some(form) = kept_forms::find(&visitor.state, &visitor.actor(), &token).await? else {
        visitor.warn(visitor.locale.text("kept-form-gone"));
        return Ok(see_other("/groups"));
    };
    html(&KeptFormPage::new(visitor.page(Section::None), form))
}
