//! Targeted offers: the list, the form, an offer with who gets it and what became of it, and how one customer stands to them.

mod actions;
mod check;
mod file;
mod form;
mod list;
mod show;
mod words;

pub use actions::{add_codes, archive, end, pause, start};
pub use check::check;
pub use file::file;
pub use form::{create, edit, new, update};
pub use list::list;
pub use show::{grants, show};
pub use words::text;

/// The path of the list.
const PATH: &str = "/offers";
