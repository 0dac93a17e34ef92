//! People who are no customers, but have subscribed in a browser, are in a list or are named in what imports refused: what is held of
//! them.

use super::check::one_named;
use super::mentions::{self, Person};
use crate::access::Actor;
use crate::ids::AppId;
use crate::state::State;
use crate::store::consents::{self, Consent};
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::Customer;
use crate::store::subscriptions::{self, Subscription};
use crate::store::{StoreError, apps, customer_rows};

/// Who has an account id.
pub enum Found {
    Nobody,
    /// A customer has it, whose page says more.
    Customer(Box<Customer>),
    Subscribed(Subscribed),
}

/// The browsers of an account, what was allowed in them, the names of apps, and what else names the person.
pub struct Subscribed {
    pub browsers: Vec<Subscription>,
    pub consents: Vec<Consent>,
    /// The known user groups that list the person.
    pub lists: Vec<CustomerGroup>,
    /// How many lines that imports refused, and cells that they left out, name the person.
    pub refused_lines: usize,
    pub left_out_cells: usize,
    pub apps: Vec<(AppId, String)>,
}

/// Who has this account id or address.
pub fn find(state: &State, actor: &Actor, account: &str) -> Result<Found, StoreError> {
    let publisher = actor.publisher;
    match one_named(state, actor, account) {
        Ok(Some(customer)) => return Ok(Found::Customer(Box::new(customer))),
        Err(StoreError::NotFound) => return Ok(Found::Nobody),
        other => other?,
    };
    let person = Person::of_account(account);
    let (mentions, _) = mentions::find(&state.database, publisher, &person)?;
    state.database.read_now(|connection| {
        let entries = customer_rows::entries(connection, publisher, &person.keys())?;
        let lists: Vec<_> = entries.into_iter().map(|(group, _)| group).collect();
        let browsers = subscriptions::of_account(connection, publisher, account)?;
        let consents = consents::of_account(connection, publisher, account)?;
        if browsers.is_empty() && consents.is_empty() && lists.is_empty() && !person.is_told_by(&mentions) {
            return Ok(Found::Nobody);
        }
        let apps = apps::of_publisher(connection, publisher)?.into_iter().map(|app| (app.id, app.name)).collect();
        let (refused_lines, left_out_cells) = (mentions.lines.len(), mentions.cells.len());
        Ok(Found::Subscribed(Subscribed { browsers, consents, lists, refused_lines, left_out_cells, apps }))
    })
}
