//! Apps: the list, one app's data, adding and changing an app, loading a sample.

pub mod attributes;
mod delete;
mod form;
mod list;
pub mod push;
mod sample;
mod show;

pub use delete::{delete, delete_page};
pub use form::{create, currencies, edit, new, update};
pub use list::list;
pub use sample::load_sample;
pub use show::show;
