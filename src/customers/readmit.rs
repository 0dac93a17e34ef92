//! Allows files to add a person again who was erased.

use crate::audit::{self, Action, Author, Changes, Subject};
use crate::email::EmailAddress;
use crate::ids::PublisherId;
use crate::state::State;
use crate::store::{Lock, StoreError, erased};

/// Removes the digests of the erased person with this account id or address. Returns false if the publisher erased nobody
/// with it.
pub fn readmit(state: &State, publisher: PublisherId, typed: &str) -> Result<bool, StoreError> {
    let account = typed.trim().to_owned();
    let address = EmailAddress::parse(typed).ok().map(|address| address.key());
    let keys: Vec<String> = [account].into_iter().chain(address).collect();
    let now = state.clock.now();
    let forget = |connection: &mut _| {
        let was_erased = erased::forget(connection, publisher, &keys)?;
        if was_erased {
            let what = (Action::Readmitted, Subject::customer(None), Changes::none());
            audit::record(connection, Author::command(publisher), now, what)?;
        }
        Ok(was_erased)
    };
    state.database.write_holding_now(Lock::Facts(publisher), forget)
}
