//! The command about API tokens.

use super::publishers::publisher_called;
use crate::access::{Actor, Role, Scope};
use crate::accounts::setup;
use crate::config::Options;
use crate::ids::Number;
use crate::security_log::{Event, Outcome};
use crate::startup::{StartError, open};
use crate::store::publishers::Publisher;
use crate::tokens::{self, NewToken};

/// Creates a token of the publisher with this number or name, or of the only one, and prints it.
pub fn create_token(
    options: &Options,
    publisher: Option<&str>,
    name: String,
    scopes: Vec<Scope>,
    days: Option<u32>,
) -> Result<(), StartError> {
    let state = open(options)?;
    let publisher = match publisher {
        Some(publisher) => publisher_called(&state, publisher)?,
        None => match <[Publisher; 1]>::try_from(setup::publishers(&state)?) {
            Ok([only]) => only,
            Err(none) if none.is_empty() => return Err(StartError::NoPublisher),
            Err(_) => return Err(StartError::WhosePublisher),
        },
    };
    let actor = Actor { publisher: publisher.id, user: None, token: None, role: Role::Owner };
    let new = NewToken { name, app: None, scopes: scopes.into_iter().collect(), days, is_public: false };
    let (id, secret) = tokens::create(&state, &actor, &new)?;
    Event::new("token-created", Outcome::Done).to(Number::from(id)).record();
    println!("{}", secret.as_str());
    Ok(())
}
