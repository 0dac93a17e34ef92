//! Reserving and claiming an offer. A claim is known by its order: sent again, it changes nothing and is answered as before.

use super::ask::place;
use super::audience::{meant, reach};
use super::standing::{Meant, Standing, standing};
use crate::groups::members::MembersError;
use crate::ids::{CustomerId, GrantId, OfferId};
use crate::state::State;
use crate::store::offer_grants::{self, Grant, GrantState};
use crate::store::offers::{self, CodeMode, Offer};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, Lock, QueryResult, StoreError, offer_codes};
use crate::webhooks::outbox::{Happening, publish};
use chrono::{NaiveDateTime, TimeDelta};

/// The order with which an offer is claimed.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    pub id: &'a str,
    /// What the customer pays, in hundredths, until her purchases say.
    pub amount: Option<i64>,
    /// Whether a program of the publisher says so, and not whoever asks for herself.
    pub is_vouched: bool,
}

/// Who claims or reserves what.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    pub offer: OfferId,
    pub account_id: &'a str,
    /// Whether nothing is written.
    pub dry_run: bool,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub state: GrantState,
    /// When it was claimed.
    pub at: NaiveDateTime,
    pub code: Option<String>,
    /// Whether it was claimed with this order before.
    pub is_repeated: bool,
}

/// Why an offer is not claimed or reserved.
#[derive(Debug, thiserror::Error)]
pub enum RefusedClaim {
    #[error("there is no such offer")]
    NotFound,
    #[error("the app has no customer with this account id")]
    Stranger,
    /// The standing says why: it is none of `Open`, `Reserved`, `Claimed`, `Ended` and `Exhausted`.
    #[error("the offer is not for the customer now: {0:?}")]
    NotEligible(Standing),
    #[error("the customer has claimed it as often as one may")]
    AlreadyClaimed,
    #[error("the offer was claimed as often as it may be")]
    Exhausted,
    #[error("the offer has ended")]
    Ended,
    #[error("something else was claimed with this order")]
    OrderUsed,
    #[error(transparent)]
    Members(#[from] MembersError),
}

impl From<StoreError> for RefusedClaim {
    fn from(error: StoreError) -> Self {
        match error {
            error if error.is_not_found() => Self::NotFound,
            // Claims of one offer wait for each other, so that it was one of another offer at the same moment.
            error if error.is_taken() => Self::OrderUsed,
            error => Self::Members(error.into()),
        }
    }
}

impl Standing {
    /// Why it is not claimed; `None` if it is.
    fn refusal(self) -> Option<RefusedClaim> {
        match self {
            Self::Open { .. } | Self::Reserved { .. } => None,
            Self::Claimed => Some(RefusedClaim::AlreadyClaimed),
            Self::Exhausted => Some(RefusedClaim::Exhausted),
            Self::Ended => Some(RefusedClaim::Ended),
            other => Some(RefusedClaim::NotEligible(other)),
        }
    }
}

/// The offer, and the customer who wants it.
struct Wanted {
    offer: Offer,
    customer: CustomerId,
    meant: Meant,
}

impl Wanted {
    fn find(state: &State, publisher: &Publisher, claim: Claim<'_>) -> Result<Self, RefusedClaim> {
        let offer = state.database.read_now(|connection| offers::find(connection, publisher.id, claim.offer))?;
        let found = place(state, publisher, offer.app(), claim.account_id)?;
        let (customer, position) = found.ok_or(RefusedClaim::Stranger)?;
        let view = state.audiences.view_now(publisher, offer.app_id)?;
        let reach = reach(state, publisher, &view, &offer)?;
        let meant = meant(&reach, &offer, Some(position), claim.account_id);
        Ok(Self { offer, customer, meant })
    }
}

impl Wanted {
    /// Refuses it. That somebody held out wants it is recorded, as it is of those who are not.
    fn refuse<T>(
        &self,
        connection: &mut DbConnection,
        (refusal, dry_run): (RefusedClaim, bool),
        now: NaiveDateTime,
    ) -> QueryResult<Result<T, RefusedClaim>> {
        let is_held_out = matches!(refusal, RefusedClaim::NotEligible(Standing::HeldOut));
        if is_held_out && self.meant.is_meant && !dry_run {
            let key = (self.offer.app(), self.offer.id, self.customer);
            offer_grants::create_once(connection, key, (0, GrantState::HeldOut), now)?;
        }
        Ok(Err(refusal))
    }
}

/// Claims an offer for a customer with an order.
pub fn claim(
    state: &State,
    publisher: &Publisher,
    claim: Claim<'_>,
    order: Order<'_>,
) -> Result<Claimed, RefusedClaim> {
    let (wanted, now) = (Wanted::find(state, publisher, claim)?, state.clock.now());
    let lock = Lock::Offer(claim.offer);
    let made = state.database.write_holding_now(lock, |connection| {
        let with_order = offer_grants::of_order(connection, wanted.offer.app(), order.id)?;
        if let Some(before) = with_order.iter().find(|grant| grant.customer_id == Some(wanted.customer)) {
            return repeated(connection, &wanted, before);
        }
        if with_order.iter().any(|grant| grant.is_sure()) {
            return Ok(Err(RefusedClaim::OrderUsed));
        }
        let open = match Slot::find(connection, &wanted, now)? {
            Ok(open) => open,
            Err(refusal) => return wanted.refuse(connection, (refusal, claim.dry_run), now),
        };
        let code = match wanted.offer.code_mode {
            CodeMode::None => None,
            CodeMode::Shared => wanted.offer.shared_code.clone().map(|code| (None, code)),
            CodeMode::Pool => match offer_codes::free(connection, (wanted.offer.publisher_id, wanted.offer.id))? {
                Some((id, code)) => Some((Some(id), code)),
                None => return Ok(Err(RefusedClaim::Exhausted)),
            },
        };
        let made = Claimed {
            state: GrantState::Claimed,
            at: now,
            code: code.clone().map(|(_, code)| code),
            is_repeated: false,
        };
        if claim.dry_run {
            return Ok(Ok(made));
        }
        let Some(grant) = open.take(connection, &wanted, now)? else { return Ok(Err(RefusedClaim::Exhausted)) };
        let key = (wanted.offer.publisher_id, wanted.offer.id);
        offer_grants::claim(connection, key, grant, (order.id, order.amount, order.is_vouched), now)?;
        if let Some((Some(id), _)) = code {
            offer_codes::give(connection, key, (id, grant))?;
        }
        publish(connection, key.0, &[Happening::claimed(&wanted.offer, grant)], now)?;
        Ok(Ok(made))
    });
    state.new_message.notify_one();
    made?
}

/// Keeps a slot of the offer for the customer, and returns until when.
pub fn reserve(state: &State, publisher: &Publisher, claim: Claim<'_>) -> Result<NaiveDateTime, RefusedClaim> {
    let (wanted, now) = (Wanted::find(state, publisher, claim)?, state.clock.now());
    state.database.write_holding_now(Lock::Offer(claim.offer), |connection| {
        let open = match Slot::find(connection, &wanted, now)? {
            Ok(open) => open,
            Err(refusal) => return wanted.refuse(connection, (refusal, claim.dry_run), now),
        };
        if let Some(until) = open.reserved_until {
            return Ok(Ok(until));
        }
        let until = now + TimeDelta::minutes(wanted.offer.reservation_minutes.into());
        if !claim.dry_run {
            let Some(grant) = open.take(connection, &wanted, now)? else { return Ok(Err(RefusedClaim::Exhausted)) };
            offer_grants::reserve(connection, (wanted.offer.publisher_id, wanted.offer.id), grant, until)?;
        }
        Ok(Ok(until))
    })?
}

/// The customer's claim once more, or one of another offer with its order.
fn repeated(
    connection: &mut DbConnection,
    wanted: &Wanted,
    before: &Grant,
) -> QueryResult<Result<Claimed, RefusedClaim>> {
    if before.offer_id != wanted.offer.id {
        return Ok(Err(RefusedClaim::OrderUsed));
    }
    let code = match wanted.offer.code_mode {
        CodeMode::Shared => wanted.offer.shared_code.clone(),
        _ => offer_codes::of_grant(connection, (wanted.offer.publisher_id, wanted.offer.id), before.id)?,
    };
    let at = before.claimed_at.unwrap_or(before.offered_at);
    Ok(Ok(Claimed { state: before.state, at, code, is_repeated: true }))
}

/// A time that the customer may claim.
struct Slot {
    number: i32,
    /// The grant, if it was shown.
    grant: Option<GrantId>,
    /// Until when it is kept for her.
    reserved_until: Option<NaiveDateTime>,
}

impl Slot {
    /// The caller holds [`Lock::Offer`].
    fn find(
        connection: &mut DbConnection,
        wanted: &Wanted,
        now: NaiveDateTime,
    ) -> QueryResult<Result<Self, RefusedClaim>> {
        let key = (wanted.offer.publisher_id, wanted.offer.id);
        let over = offer_grants::release(connection, key, now)?;
        if over > 0 {
            offers::give_back(connection, key, over)?;
        }
        let offer = offers::find(connection, wanted.offer.publisher_id, wanted.offer.id)?;
        let mut grants = offer_grants::of_customer(connection, offer.app(), wanted.customer)?;
        grants.retain(|grant| grant.offer_id == offer.id);
        let standing = standing(&offer, &grants, wanted.meant, now);
        let (number, reserved_until) = match standing {
            Standing::Open { number } => (number, None),
            Standing::Reserved { number, until } => (number, Some(until)),
            refused => return Ok(Err(refused.refusal().unwrap_or(RefusedClaim::Ended))),
        };
        let grant = grants.iter().find(|grant| grant.number == number).map(|grant| grant.id);
        Ok(Ok(Self { number, grant, reserved_until }))
    }

    /// Takes one of the offer's slots, unless one is kept, and returns the grant; `None` if there is none left.
    fn take(&self, connection: &mut DbConnection, wanted: &Wanted, now: NaiveDateTime) -> QueryResult<Option<GrantId>> {
        let offer = &wanted.offer;
        if self.reserved_until.is_none() && !offers::take(connection, offer.publisher_id, offer.id)? {
            return Ok(None);
        }
        if let Some(grant) = self.grant {
            return Ok(Some(grant));
        }
        // It may be shown for the first time at this very moment.
        let key = (offer.app(), offer.id, wanted.customer);
        offer_grants::create_once(connection, key, (self.number, GrantState::Offered), now)?;
        offer_grants::numbered(connection, key, self.number).map(Some)
    }
}
