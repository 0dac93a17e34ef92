//! Customer groups: the home page's lists, the form, a group's page with its members, and what can be done with it.

mod actions;
mod builder;
mod desk;
mod edit;
mod export;
mod form;
mod list;
mod members;
mod save;
mod show;
mod statistics;
mod verdicts;

pub use actions::{archive, refresh, rename, rename_page, restore};
pub use edit::{create, edit, new, preview, update};
pub use export::export;
pub use list::list;
pub use show::show;
pub use statistics::Statistics;
