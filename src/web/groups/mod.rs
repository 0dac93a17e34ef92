//! The pages of customer groups: each reads a request, calls one use case and shows the result.

mod actions;
mod attributes;
mod context;
mod delete;
mod edit;
pub mod errors;
mod export;
mod file;
mod flag;
mod form;
mod freeze;
mod history;
mod history_words;
mod list;
mod overlap;
mod people;
mod show;
mod verdicts;
mod words;

pub use actions::{archive, archive_page, refresh, rename, rename_page, restore};
pub use attributes::attributes;
pub use delete::{delete, delete_page};
pub use edit::{create, edit, new, preview, update};
pub use export::export;
pub use flag::{flag, flag_page};
pub use freeze::{freeze, freeze_page};
pub use history::{history, history_file};
pub use list::list;
pub use overlap::matrix;
pub use people::{people, people_page};
pub use show::show;
