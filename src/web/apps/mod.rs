//! Apps: the list, each with what is known of its customers, adding and changing one, loading a sample.

mod form;
mod list;
mod sample;
mod show;

pub use form::{create, edit, new, update};
pub use list::list;
pub use sample::load_sample;
pub use show::show;
