//! Reading offers: a list with what became of each, and one with everything about it.

use super::audience::{Reach, reach};
use crate::access::{Actor, Sizes};
use crate::day::Day;
use crate::groups::members::MembersError;
use crate::ids::{AppId, AppKey, GroupId, OfferId, PublisherId};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::offer_grants::{self, Grant, GrantState, Tally};
use crate::store::offers::{self, Groups, Offer, OfferState};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, apps, offer_codes};
use chrono::TimeDelta;
use roaring::RoaringBitmap;

/// Rows of a page of grants.
pub const PAGE_SIZE: i64 = 50;

/// After how many days a claim without its order among the purchases is told.
pub const UNCONFIRMED_DAYS: i64 = 7;

/// What became of an offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub held_out: i64,
    /// To how many customers, and times of a customer, it was shown.
    pub shown: i64,
    pub reserved: i64,
    pub claimed: i64,
    pub confirmed: i64,
    pub reversed: i64,
    /// What was paid with confirmed claims, in hundredths.
    pub cents: i64,
}

impl Sums {
    fn of(tallies: &[Tally], offer: OfferId) -> Self {
        let mut sums = Self::default();
        for tally in tallies.iter().filter(|tally| tally.offer == offer) {
            let count = match tally.state {
                GrantState::HeldOut => {
                    sums.held_out += tally.grants;
                    continue;
                }
                GrantState::Offered => None,
                GrantState::Reserved => Some(&mut sums.reserved),
                GrantState::Claimed => Some(&mut sums.claimed),
                GrantState::Confirmed => {
                    sums.cents += tally.cents;
                    Some(&mut sums.confirmed)
                }
                GrantState::Reversed => Some(&mut sums.reversed),
            };
            if let Some(count) = count {
                *count += tally.grants;
            }
            sums.shown += tally.grants;
        }
        sums
    }

    /// The grants in a state, or in any.
    pub const fn of_state(&self, state: Option<GrantState>) -> i64 {
        match state {
            None => self.shown + self.held_out,
            Some(GrantState::HeldOut) => self.held_out,
            Some(GrantState::Offered) => self.shown - self.reserved - self.claimed - self.confirmed - self.reversed,
            Some(GrantState::Reserved) => self.reserved,
            Some(GrantState::Claimed) => self.claimed,
            Some(GrantState::Confirmed) => self.confirmed,
            Some(GrantState::Reversed) => self.reversed,
        }
    }
}

/// An offer in a list.
pub struct Listed {
    pub offer: Offer,
    pub app: String,
    pub groups: Vec<String>,
    pub sums: Sums,
}

/// The publisher's offers: the archived ones, or the others.
pub fn list(state: &State, actor: &Actor, is_archived: bool) -> Result<Vec<Listed>, StoreError> {
    state.database.read_now(|connection| {
        let apps = apps::of_publisher(connection, actor.publisher)?;
        let groups = customer_groups::of_publisher(connection, actor.publisher)?;
        let tallies = offer_grants::tallies(connection, actor.publisher, None)?;
        let mut listed = Vec::new();
        for offer in offers::of_publisher(connection, actor.publisher)? {
            if (offer.state == OfferState::Archived) != is_archived {
                continue;
            }
            let of = offers::groups(connection, actor.publisher, offer.id)?;
            let name = |id: &GroupId| groups.iter().find(|group| group.id == *id).map(|group| group.name.clone());
            listed.push(Listed {
                app: apps.iter().find(|app| app.id == offer.app_id).map(|app| app.name.clone()).unwrap_or_default(),
                groups: of.included.iter().filter_map(name).collect(),
                sums: Sums::of(&tallies, offer.id),
                offer,
            });
        }
        Ok(listed)
    })
}

/// Another offer about the same product, and how many customers could get both.
pub struct Conflict {
    pub offer: Offer,
    /// The products of both.
    pub products: Vec<String>,
    /// `None` if the number is hidden.
    pub customers: Option<u64>,
}

/// Who could get an offer now. A number is `None` if it is hidden from the actor.
pub struct Prospects {
    /// In its groups and in none that it is not for, without those held out.
    pub reached: Option<u64>,
    pub held_out: Option<u64>,
    /// Whom no promotion reaches in this quarter; `Some(0)` if there is no such lot.
    pub withheld: Option<u64>,
    /// In one of its groups, and in one that it is not for.
    pub excepted: Option<u64>,
    /// Customers of the app who are in none of its groups.
    pub others: Option<u64>,
    /// Segments that are too small to be used.
    pub small: Vec<String>,
    /// Whether so few are left once those are taken away whom it is not for that the difference of two numbers tells of them.
    pub is_small_difference: bool,
    pub as_of: Day,
    pub conflicts: Vec<Conflict>,
}

/// An offer with everything about it.
pub struct Detailed {
    pub offer: Offer,
    pub app: apps::App,
    pub groups: Vec<CustomerGroup>,
    pub excepted: Vec<CustomerGroup>,
    pub sums: Sums,
    /// How many codes the pool has, and how many nobody has yet.
    pub codes: (i64, i64),
    /// Claims that are older than [`UNCONFIRMED_DAYS`], and not confirmed.
    pub unconfirmed: i64,
}

/// The offer with this id.
pub fn find(state: &State, actor: &Actor, id: OfferId) -> Result<Detailed, StoreError> {
    let before = state.clock.now() - TimeDelta::days(UNCONFIRMED_DAYS);
    state.database.read_now(|connection| {
        let offer = offers::find(connection, actor.publisher, id)?;
        let of = offers::groups(connection, actor.publisher, id)?;
        let all = customer_groups::of_publisher(connection, actor.publisher)?;
        let find = |ids: &[GroupId]| all.iter().filter(|group| ids.contains(&group.id)).cloned().collect();
        Ok(Detailed {
            app: apps::find(connection, actor.publisher, offer.app_id)?,
            groups: find(&of.included),
            excepted: find(&of.excluded),
            sums: Sums::of(&offer_grants::tallies(connection, actor.publisher, Some(id))?, id),
            codes: offer_codes::count(connection, (actor.publisher, id))?,
            unconfirmed: offer_grants::unconfirmed(connection, (actor.publisher, id), before)?,
            offer,
        })
    })
}

/// The app's offers that are shown to customers.
pub fn of_app(state: &State, publisher: PublisherId, app: AppId) -> Result<Vec<Offer>, StoreError> {
    state.database.read_now(|connection| offers::active(connection, AppKey { publisher, id: app }))
}

/// The groups of the offer.
pub fn groups_of(state: &State, actor: &Actor, id: OfferId) -> Result<Groups, StoreError> {
    state.database.read_now(|connection| offers::groups(connection, actor.publisher, id))
}

/// The apps, and the groups that an offer can be for: all that are not archived.
pub fn choices(state: &State, actor: &Actor) -> Result<(Vec<apps::App>, Vec<CustomerGroup>), StoreError> {
    state.database.read_now(|connection| {
        let apps = apps::of_publisher(connection, actor.publisher)?;
        Ok((apps, customer_groups::active(connection, actor.publisher)?))
    })
}

/// Who could get the offer now.
pub fn prospects(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    offer: &Offer,
) -> Result<Prospects, MembersError> {
    let view = state.audiences.view_now(publisher, offer.app_id)?;
    let Reach { meant, excepted, small, holdout } = reach(state, publisher, &view, offer)?;
    let withheld = match &holdout {
        Some(lot) => state.buckets.below(&state.database, (offer.app(), &lot.salt), &meant, lot.share)?,
        None => RoaringBitmap::new(),
    };
    let held_out = held_out(state, offer, &(&meant - &withheld))?;
    let withheld = withheld.len();
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    let shown = |count: u64| (!sizes.hides(count)).then_some(count);
    let customers = view.among_everyone().count(&crate::segments::Rule::default())?;
    let own: Vec<&str> = offer.products().collect();
    let mut conflicts = Vec::new();
    for other in state.database.read_now(|connection| offers::active(connection, offer.app()))? {
        let products: Vec<String> =
            other.products().filter(|product| own.contains(product)).map(str::to_owned).collect();
        if other.id != offer.id && !products.is_empty() {
            let both = reach(state, publisher, &view, &other)?.meant & &meant;
            if !both.is_empty() {
                conflicts.push(Conflict { offer: other, products, customers: shown(both.len()) });
            }
        }
    }
    let others = customers.saturating_sub(meant.len() + excepted.len());
    // Each could be found from the others by subtraction.
    let all = [meant.len(), meant.len() - held_out - withheld, held_out, withheld, excepted.len()];
    let is_hidden = all.into_iter().any(|number| number > 0 && sizes.hides(number));
    let shown = |number: u64| (!is_hidden).then_some(number);
    if is_hidden {
        conflicts.iter_mut().for_each(|conflict: &mut Conflict| conflict.customers = None);
    }
    Ok(Prospects {
        reached: shown(meant.len() - held_out - withheld),
        held_out: shown(held_out),
        withheld: shown(withheld),
        excepted: shown(excepted.len()),
        others: shown(others),
        is_small_difference: !excepted.is_empty() && !meant.is_empty() && sizes.is_small(meant.len()),
        small,
        as_of: view.today,
        conflicts,
    })
}

/// How many of the customers at these positions never see the offer.
fn held_out(state: &State, offer: &Offer, meant: &RoaringBitmap) -> Result<u64, StoreError> {
    if offer.holdout == 0 {
        return Ok(0);
    }
    let share = offer.holdout.unsigned_abs();
    Ok(state.buckets.below(&state.database, (offer.app(), &offer.salt), meant, share)?.len())
}

/// A page of the offer's grants, with the account ids of their customers. Pages count from 1.
pub fn grants(
    state: &State,
    actor: &Actor,
    offer: OfferId,
    (which, page): (Option<GrantState>, i64),
) -> Result<Vec<(Grant, Option<String>)>, StoreError> {
    let offset = (page.max(1) - 1).saturating_mul(PAGE_SIZE);
    state
        .database
        .read_now(|connection| offer_grants::page(connection, (actor.publisher, offer), (which, offset, PAGE_SIZE)))
}
