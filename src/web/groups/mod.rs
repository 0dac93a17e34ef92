//! Customer groups: the home page's lists, the form, a group's page with its members, and what can be done with it.

mod actions;
mod archive;
mod builder;
mod changes;
mod desk;
mod edit;
mod edits;
mod export;
mod form;
mod freeze;
mod history;
mod list;
mod members;
mod names;
mod overlap;
mod save;
mod show;
mod statistics;
mod uses;
mod verdicts;

pub use actions::{refresh, rename, rename_page};
pub use archive::{archive, archive_page, restore};
pub use edit::{create, edit, new, preview, update};
pub use edits::Edits;
pub use export::export;
pub use freeze::{freeze, freeze_page};
pub use history::{history, history_file};
pub use list::list;
pub use overlap::matrix;
pub use show::show;
pub use statistics::Statistics;

use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::web::error::PageError;
use crate::web::visitor::SignedIn;

/// The publisher's group.
async fn find(visitor: &SignedIn, state: &State, group: GroupId) -> Result<CustomerGroup, PageError> {
    let publisher = visitor.publisher.id;
    Ok(state.database.read(move |connection| customer_groups::find(connection, publisher, group)).await?)
}
