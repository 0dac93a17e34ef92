//! Whom an offer is for, as positions in its app.

use super::standing::Meant;
use crate::access::{Role, Sizes};
use crate::columns::View;
use crate::groups::members::{self, MembersError};
use crate::holdout::{self, Holdout};
use crate::ids::GroupId;
use crate::segments::Rule;
use crate::shares::bucket;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::offers::{self, Offer};
use crate::store::publishers::Publisher;
use roaring::RoaringBitmap;

/// The customers for whom an offer is.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// In one of its groups, and in none that it is not for.
    pub meant: RoaringBitmap,
    /// In one of its groups, and in one that it is not for too.
    pub excepted: RoaringBitmap,
    /// The names of its segments that have too few members now, and count as empty.
    pub small: Vec<String>,
    /// Whom no promotion reaches in this quarter.
    pub holdout: Option<Holdout>,
}

/// Whom the offer is for now.
pub fn reach(state: &State, publisher: &Publisher, view: &View, offer: &Offer) -> Result<Reach, MembersError> {
    let of_offer = |connection: &mut _| {
        let named = offers::groups(connection, publisher.id, offer.id)?;
        let all = customer_groups::of_publisher(connection, publisher.id)?;
        let find = |ids: &[GroupId]| all.iter().filter(|group| ids.contains(&group.id)).cloned().collect::<Vec<_>>();
        let holdout = holdout::at(connection, publisher, state.clock.now())?;
        Ok((find(&named.included), find(&named.excluded), holdout))
    };
    let (included, excluded, holdout) = state.database.read_now(of_offer)?;
    let mut reach = Reach { holdout, ..Reach::default() };
    for group in &included {
        // Whoever asks, a segment with too few members is used for nothing.
        match members_of(view, group, Sizes::new(Role::Viewer, publisher.minimum_size)) {
            Ok(members) => reach.meant |= members,
            Err(MembersError::Hidden) => reach.small.push(group.name.clone()),
            Err(error) => return Err(error),
        }
    }
    let mut excepted = RoaringBitmap::new();
    for group in &excluded {
        excepted |= members_of(view, group, Sizes::new(Role::Owner, publisher.minimum_size))?;
    }
    reach.excepted = &reach.meant & &excepted;
    reach.meant -= excepted;
    Ok(reach)
}

/// The members of a segment of the app, or those of its customers whom a known user group lists.
fn members_of(view: &View, group: &CustomerGroup, sizes: Sizes) -> Result<RoaringBitmap, MembersError> {
    if group.is_segment() {
        return members::of_segment(view, group, sizes).map(|members| (*members.positions).clone());
    }
    let members = view.among_everyone().members(&Rule::member_of(&group.id.to_string()))?;
    Ok((*members).clone())
}

impl Reach {
    /// Whether the offer is for the customer at this position with this account id.
    pub fn meant(&self, offer: &Offer, position: Option<u32>, account_id: &str) -> Meant {
        let is_meant = position.is_some_and(|position| self.meant.contains(position));
        let is_withheld = self.holdout.as_ref().is_some_and(|holdout| holdout.has(account_id));
        Meant { is_meant, is_held_out: is_held_out(offer, account_id), is_withheld }
    }
}

/// Whether the customer is one of those who never see the offer.
pub fn is_held_out(offer: &Offer, account_id: &str) -> bool {
    bucket(&offer.salt, account_id) < offer.holdout.unsigned_abs()
}
