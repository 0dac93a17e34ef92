//! Tests of groups: the list, the form, a test with what it shows, and who got which value.

mod actions;
mod check;
mod form;
mod list;
mod show;
mod words;

pub use actions::{archive, decide, delete, start, stop};
pub use check::CheckedTest;
pub use form::{create, edit, new, update};
pub use list::list;
pub use show::{people, show};
pub use words::{amounts, text};

/// The path of the list.
const PATH: &str = "/tests";
