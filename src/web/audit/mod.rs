//! The audit log: a page of it with filters, and all that they leave as a .csv file.

mod file;
mod filters;
mod list;
mod words;

pub use file::file;
pub use list::list;
