//! The commands about customers.

use crate::accounts::setup;
use crate::config::Options;
use crate::customers::readmit::readmit as let_in_again;
use crate::security_log::{Event, Outcome};
use crate::startup::{StartError, open};
use crate::store::publishers::Publisher;
use crate::text::printable;

/// Allows files to add a person again who was erased by the publisher with this number or name.
pub fn readmit(options: &Options, publisher: &str, person: &str) -> Result<(), StartError> {
    let state = open(options)?;
    let is_meant = |one: &Publisher| {
        one.id.to_string() == publisher.trim() || one.name.to_lowercase() == publisher.trim().to_lowercase()
    };
    let meant: Vec<Publisher> = setup::publishers(&state)?.into_iter().filter(is_meant).collect();
    let [publisher] = meant.as_slice() else { return Err(StartError::NoSuchPublisher(publisher.to_owned())) };
    if !let_in_again(&state, publisher.id, person)? {
        return Err(StartError::NobodyErased { publisher: publisher.name.clone(), person: person.to_owned() });
    }
    Event::new("customer-readmitted", Outcome::Done).record();
    println!(
        "Files may bring {} to {} again. What was erased is not brought back.",
        printable(person),
        printable(&publisher.name)
    );
    Ok(())
}
