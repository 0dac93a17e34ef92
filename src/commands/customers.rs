//! The commands about customers.

use super::publishers::publisher_called;
use crate::config::Options;
use crate::customers::readmit::readmit as let_in_again;
use crate::security_log::{Event, Outcome};
use crate::startup::{StartError, open};
use crate::text::printable;

/// Allows files to add a person again who was erased by the publisher with this number or name.
pub fn readmit(options: &Options, publisher: &str, person: &str) -> Result<(), StartError> {
    let state = open(options)?;
    let publisher = publisher_called(&state, publisher)?;
    if !let_in_again(&state, publisher.id, person)? {
        return Err(StartError::NobodyErased { publisher: publisher.name, person: person.to_owned() });
    }
    Event::new("customer-readmitted", Outcome::Done).record();
    println!(
        "Files may bring {} to {} again. What was erased is not brought back.",
        printable(person),
        printable(&publisher.name)
    );
    Ok(())
}
