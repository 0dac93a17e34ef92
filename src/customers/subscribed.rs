//! People who have only subscribed in a browser and are in no file: what is held of them, and erasing it.

use crate::access::Actor;
use crate::ids::AppId;
use crate::state::State;
use crate::store::consents::{self, Consent};
use crate::store::customers::{self, Customer};
use crate::store::subscriptions::{self, Subscription};
use crate::store::{StoreError, apps};

/// Who has an account id.
pub enum Found {
    Nobody,
    /// A customer has it, whose page says more.
    Customer(Box<Customer>),
    Subscribed(Subscribed),
}

/// The browsers of an account, what was allowed in them, and the names of apps.
pub struct Subscribed {
    pub browsers: Vec<Subscription>,
    pub consents: Vec<Consent>,
    pub apps: Vec<(AppId, String)>,
}

/// Who has this account id.
pub fn find(state: &State, actor: &Actor, account: &str) -> Result<Found, StoreError> {
    let publisher = actor.publisher;
    state.database.read_now(|connection| {
        if let Some(customer) = customers::of_account(connection, publisher, account)? {
            return Ok(Found::Customer(Box::new(customer)));
        }
        let browsers = subscriptions::of_account(connection, publisher, account)?;
        let consents = consents::of_account(connection, publisher, account)?;
        if browsers.is_empty() && consents.is_empty() {
            return Ok(Found::Nobody);
        }
        let apps = apps::of_publisher(connection, publisher)?.into_iter().map(|app| (app.id, app.name)).collect();
        Ok(Found::Subscribed(Subscribed { browsers, consents, apps }))
    })
}
