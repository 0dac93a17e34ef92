//! Whom an offer is for, as positions in its app.

use super::standing::Meant;
use crate::columns::View;
use crate::groups::members::MembersError;
pub use crate::groups::reach::Reach;
use crate::groups::reach::reach as reach_of;
use crate::shares::bucket;
use crate::state::State;
use crate::store::offers::{self, Offer};
use crate::store::publishers::Publisher;

/// Whom the offer is for now.
pub fn reach(state: &State, publisher: &Publisher, view: &View, offer: &Offer) -> Result<Reach, MembersError> {
    let groups = state.database.read_now(|connection| offers::groups(connection, publisher.id, offer.id))?;
    reach_of(state, publisher, view, &groups)
}

/// How the offer is meant for the customer at this position with this account id.
pub fn meant(reach: &Reach, offer: &Offer, position: Option<u32>, account_id: &str) -> Meant {
    let is_meant = position.is_some_and(|position| reach.meant.contains(position));
    let is_withheld = reach.holdout.as_ref().is_some_and(|holdout| holdout.has(account_id));
    Meant { is_meant, is_held_out: is_held_out(offer, account_id), is_withheld }
}

/// Whether the customer is one of those who never see the offer.
pub fn is_held_out(offer: &Offer, account_id: &str) -> bool {
    bucket(&offer.salt, account_id) < offer.holdout.unsigned_abs()
}
