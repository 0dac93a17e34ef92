//! The webhooks of a publisher: the list of endpoints, each with its messages and what came of them, and what owners do with
//! them.

mod actions;
mod errors;
mod form;
mod list;
mod show;

pub use actions::{delete, disable, enable, everyone, replay, resend, rotate, test};
pub use form::{create, edit, new, update};
pub use list::list;
pub use show::show;

/// The path of the list.
const PATH: &str = "/webhooks";
