//! The custom attributes of an app: the list, and the pages that rename one, change its kind and delete it.

mod delete;
mod kind;
mod list;
mod rename;

pub use delete::{delete, delete_page};
pub use kind::{change_kind, kind_page};
pub use list::list;
pub use rename::{rename, rename_page};

use crate::apps::attributes::{One, Refusal};
use crate::ids::{AppId, AttributeId};
use crate::locale::Locale;
use crate::segments::Kind;
use crate::store::customer_groups::CustomerGroup;
use crate::web::error::PageError;
use actix_web::web;

/// The app and the attribute in a path.
type Place = web::Path<(AppId, AttributeId)>;

/// The path of the list of an app's attributes.
fn list_path(app: AppId) -> String {
    format!("/apps/{app}/attributes")
}

/// The path of an attribute's page.
fn path(app: AppId, attribute: AttributeId) -> String {
    format!("/apps/{app}/attributes/{attribute}")
}

/// The name of a kind.
fn kind_text(kind: Kind, locale: Locale) -> String {
    locale.text(kind.message())
}

/// What keeps an attribute from being deleted and from changing its kind, in words.
fn obstacle(one: &One, locale: Locale) -> Option<String> {
    match one {
        One { used_by, .. } if !used_by.is_empty() => Some(locale.text("attribute-used")),
        One { is_busy: true, .. } => Some(locale.text("attribute-busy")),
        _ => None,
    }
}

/// The error of a refusal that the page shows by itself, as it lists what is in the way.
fn shown_by_page(refusal: Refusal) -> Result<(), PageError> {
    if let Refusal::Store(error) = refusal { Err(error.into()) } else { Ok(()) }
}

/// The trail to a page of an attribute.
fn trail(one: &One, locale: Locale) -> [(String, String); 3] {
    [
        (String::from("/apps"), locale.text("nav-apps")),
        (one.app.path(), one.app.name.clone()),
        (list_path(one.app.id), locale.text("app-attributes")),
    ]
}

/// The groups as links.
fn links(groups: &[CustomerGroup]) -> Vec<(String, String)> {
    groups.iter().map(|group| (group.path(), group.name.clone())).collect()
}
