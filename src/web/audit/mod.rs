//! The audit log: a page of it with filters, all that they leave as a .csv file, and the entries that are shown to who
//! changes something that others changed meanwhile.

mod conflict;
mod file;
mod filters;
mod list;
mod seen;
mod words;

pub use conflict::{Conflict, Typed};
pub use file::file;
pub use list::list;
pub use seen::{Seen, Values, values};
pub use words::{Change, changes, text_of, who};
