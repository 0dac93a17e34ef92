//! Lists the publisher's customers and searches them by account id or email address.

use crate::access::{Actor, Addresses};
use crate::state::State;
use crate::store::customers::{self, Customer};
use crate::store::{ListPage, PeopleSearch, StoreError, apps};

/// One page of the customers that a search found.
pub struct Listed {
    pub customers: Vec<Customer>,
    /// The number of customers that the search found.
    pub total: i64,
    pub has_apps: bool,
}

/// The customers whose account id or email address contains `search`. Pages are numbered from 1.
pub fn list(state: &State, actor: &Actor, search: &str, page: i64) -> Result<Listed, StoreError> {
    let search = &PeopleSearch::new(search, Addresses::new(actor.role));
    state.database.read_now(|connection| {
        let ListPage { rows: customers, total } = customers::list(connection, actor.publisher, search, page)?;
        let has_apps = !apps::of_publisher(connection, actor.publisher)?.is_empty();
        Ok(Listed { customers, total, has_apps })
    })
}
