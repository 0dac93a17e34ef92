//! The pages of package flights: the ladder of an app, its releases, each flight with what was published to it, and who gets
//! what.

mod actions;
mod checked;
mod errors;
mod form;
mod guards;
mod list;
mod members;
mod people;
mod publish;
mod publish_form;
mod releases;
mod show;
mod waiting;
pub mod words;

pub use actions::{finalize, halt, reshuffle, retire, update};
pub use checked::FlightsWords;
pub use form::{create, edit, new, update as save};
pub use list::list;
pub use members::members;
pub use people::people;
pub use publish::{publish, publish_page};
pub use releases::{add_file, create as create_release, new as new_release, show as release};
pub use show::show;
pub use waiting::{drop as drop_draft, publish as publish_draft};

/// The path of the list.
const PATH: &str = "/flights";
