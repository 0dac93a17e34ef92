//! The currency that new apps start with.

use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::currency::Currency;
use crate::state::State;
use crate::store::{StoreError, publishers};

/// Saves the currency that the publisher's new apps start with. Those that there are keep theirs.
pub fn save(state: &State, actor: &Actor, currency: Currency) -> Result<(), StoreError> {
    let now = state.clock.now();
    state.database.write_now(|connection| {
        let was = publishers::find(connection, actor.publisher)?;
        publishers::set_currency(connection, actor.publisher, currency)?;
        let changes = Changes::none().change(Field::Currency, was.currency.word(), currency.word());
        audit::record(connection, actor, now, (Action::Changed, Subject::settings(), changes))
    })
}
