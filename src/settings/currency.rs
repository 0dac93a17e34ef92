//! The currency that new apps start with.

use super::Refusal;
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::currency::Currency;
use crate::state::State;
use crate::store::publishers;

/// Saves the currency that the publisher's new apps start with, if it still is the one that was `seen`. Those that there are
/// keep theirs.
pub fn save(
    state: &State,
    actor: &Actor,
    (seen, currency): (Option<Currency>, Currency),
) -> Result<(), Refusal<Currency>> {
    let now = state.clock.now();
    state.database.write_now(|connection| {
        let was = publishers::find(connection, actor.publisher)?.currency;
        if was == currency {
            return Ok(Ok(()));
        }
        let seen = seen.filter(|seen| *seen == was);
        let is_saved = match seen {
            Some(seen) => publishers::set_currency(connection, actor.publisher, (seen, currency))?,
            None => false,
        };
        if !is_saved {
            let changes = audit::last_change(connection, actor.publisher, Subject::settings(), Field::Currency)?;
            return Ok(Err(Refusal::ChangedMeanwhile { now: was, changes }));
        }
        let changes = Changes::none().change(Field::Currency, was.word(), currency.word());
        audit::record(connection, actor, now, (Action::Changed, Subject::settings(), changes)).map(Ok)
    })?
}
