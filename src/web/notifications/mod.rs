//! Notifications: the list, the form of a draft, and the page of each.

mod actions;
mod analysis;
mod comparison;
pub mod details;
mod errors;
mod file;
mod form;
mod form_page;
pub(in crate::web) mod form_timing;
mod list;
mod outcome;
pub mod preview;
mod recipients;
pub mod rules;
mod show;
pub mod templates;
pub mod trial;
mod waiting;
mod wording_form;

pub use actions::{approval_text, copy_text};
pub use actions::{approve, cancel, duplicate, newcomers, pause, repeat, resume, send, unschedule};
pub use analysis::show as analysis;
pub use errors::error_text;
pub use file::file;
pub use form::{create, edit, new, update};
pub use list::list;
pub use recipients::recipients;
pub use show::{delete, show};

use crate::notifications::content::Links;
use crate::web::address::origin_of;
use crate::web::visitor::SignedIn;
use actix_web::HttpRequest;

/// The path of the list.
const PATH: &str = "/notifications";

/// Where browsers find the program.
fn links(request: &HttpRequest, visitor: &SignedIn) -> Links {
    Links { origin: origin_of(request, &visitor.state.options) }
}
