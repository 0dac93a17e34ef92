//! How a customer stands to an offer: the one rule by which it is shown, reserved and claimed. It knows no database.

use crate::store::offer_grants::{Grant, GrantState};
use crate::store::offers::{Offer, OfferState};
use chrono::{NaiveDateTime, TimeDelta};

/// Whether a customer may claim an offer, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// She may claim it, as the time with this number.
    Open {
        number: i32,
    },
    /// A slot is kept for her.
    Reserved {
        number: i32,
        until: NaiveDateTime,
    },
    /// It is a draft, or paused.
    Resting,
    NotYet(NaiveDateTime),
    Ended,
    /// She has claimed it as often as one may.
    Claimed,
    /// She is in none of its groups, or in one that it is not for.
    NotMeant,
    /// She is one of those who never see it, so that its effect can be told.
    HeldOut,
    /// She is one of those whom no promotion reaches in this quarter.
    Withheld,
    /// It was claimed as often as it may be in all.
    Exhausted,
}

/// Whether the customer is one of those for whom the offer is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meant {
    /// In one of the groups, and in none that it is not for.
    pub is_meant: bool,
    pub is_held_out: bool,
    /// One of those whom no promotion reaches in this quarter.
    pub is_withheld: bool,
}

/// How the customer with these grants of the offer, in the order of their numbers, stands to it.
pub fn standing(offer: &Offer, grants: &[Grant], meant: Meant, now: NaiveDateTime) -> Standing {
    match offer.state {
        OfferState::Active => {}
        OfferState::Draft | OfferState::Paused => return Standing::Resting,
        OfferState::Ended | OfferState::Archived => return Standing::Ended,
    }
    if let Some(start) = offer.starts_at.filter(|start| now < *start) {
        return Standing::NotYet(start);
    }
    if offer.ends_at.is_some_and(|end| end <= now) {
        return Standing::Ended;
    }
    let claims = grants.iter().filter(|grant| counts(offer, grant)).count();
    if i32::try_from(claims).unwrap_or(i32::MAX) >= offer.per_customer {
        return Standing::Claimed;
    }
    let open = grants.iter().find(|grant| matches!(grant.state, GrantState::Offered | GrantState::Reserved));
    let number = open.map_or_else(|| next_number(grants), |grant| grant.number);
    if let Some(until) = open.and_then(|grant| grant.reserved_until).filter(|until| now < *until) {
        return Standing::Reserved { number, until };
    }
    let is_kept = open.is_some_and(|grant| now < kept_until(offer, grant));
    if !meant.is_meant && !is_kept {
        return Standing::NotMeant;
    }
    if offer.stock.is_some_and(|stock| stock <= offer.taken) {
        return Standing::Exhausted;
    }
    // Who was shown it before keeps it.
    if meant.is_withheld && grants.is_empty() {
        return Standing::Withheld;
    }
    // Last, so that only those are compared who would be shown it. Who was shown it stays so when its share is changed, and who
    // was held out as well.
    if grants.first().map_or(meant.is_held_out, |first| first.state == GrantState::HeldOut) {
        return Standing::HeldOut;
    }
    Standing::Open { number }
}

/// Until when an offer that was shown can be claimed by a customer who has left its groups since.
pub fn kept_until(offer: &Offer, grant: &Grant) -> NaiveDateTime {
    grant.offered_at + TimeDelta::hours(offer.grace_hours.into())
}

/// Whether the grant is one of the times that the customer may claim. After a refund she may again, if the offer says so.
fn counts(offer: &Offer, grant: &Grant) -> bool {
    grant.state.is_claim() || (grant.state == GrantState::Reversed && !offer.returns_refunds)
}

fn next_number(grants: &[Grant]) -> i32 {
    grants.iter().map(|grant| grant.number + 1).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{grant, hour, offer};
    use super::*;

    const MEANT: Meant = Meant { is_meant: true, is_held_out: false, is_withheld: false };
    const LEFT: Meant = Meant { is_meant: false, ..MEANT };

    #[test]
    fn an_offer_is_open_to_its_groups_while_it_runs() {
        let offer = Offer { starts_at: Some(hour(1)), ends_at: Some(hour(3)), ..offer() };
        assert_eq!(standing(&offer, &[], MEANT, hour(0)), Standing::NotYet(hour(1)));
        assert_eq!(standing(&offer, &[], MEANT, hour(1)), Standing::Open { number: 0 });
        assert_eq!(standing(&offer, &[], LEFT, hour(1)), Standing::NotMeant);
        assert_eq!(standing(&offer, &[], MEANT, hour(3)), Standing::Ended);
        let held_out = Meant { is_held_out: true, ..MEANT };
        assert_eq!(standing(&offer, &[], held_out, hour(1)), Standing::HeldOut);
        for (state, expected) in [
            (OfferState::Draft, Standing::Resting),
            (OfferState::Paused, Standing::Resting),
            (OfferState::Ended, Standing::Ended),
            (OfferState::Archived, Standing::Ended),
        ] {
            assert_eq!(standing(&Offer { state, ..offer.clone() }, &[], MEANT, hour(1)), expected);
        }
    }

    #[test]
    fn an_offer_once_shown_is_kept_for_its_grace() {
        let offer = Offer { grace_hours: 24, ..offer() };
        let shown = [grant(0, GrantState::Offered)];
        assert_eq!(standing(&offer, &shown, LEFT, hour(23)), Standing::Open { number: 0 });
        assert_eq!(standing(&offer, &shown, LEFT, hour(24)), Standing::NotMeant);
        assert_eq!(standing(&offer, &shown, MEANT, hour(24)), Standing::Open { number: 0 });
    }

    #[test]
    fn a_changed_share_holds_out_nobody_who_was_shown_it_and_shows_it_to_nobody_who_was_held_out() {
        let (inside, outside) = (Meant { is_held_out: true, ..MEANT }, MEANT);
        assert_eq!(standing(&offer(), &[grant(0, GrantState::Offered)], inside, hour(1)), Standing::Open { number: 0 });
        assert_eq!(standing(&offer(), &[grant(0, GrantState::HeldOut)], outside, hour(1)), Standing::HeldOut);
        let gone = Offer { stock: Some(1), taken: 1, ..offer() };
        assert_eq!(standing(&gone, &[], inside, hour(1)), Standing::Exhausted);
        let withheld = Meant { is_withheld: true, ..inside };
        assert_eq!(standing(&offer(), &[], withheld, hour(1)), Standing::Withheld, "of no one offer's comparison");
        assert_eq!(
            standing(&offer(), &[grant(0, GrantState::Offered)], withheld, hour(1)),
            Standing::Open { number: 0 }
        );
    }

    #[test]
    fn a_customer_claims_as_often_as_one_may() {
        let twice = Offer { per_customer: 2, ..offer() };
        let claimed = [grant(0, GrantState::Confirmed)];
        assert_eq!(standing(&twice, &claimed, MEANT, hour(1)), Standing::Open { number: 1 });
        let both = [grant(0, GrantState::Confirmed), grant(1, GrantState::Claimed)];
        assert_eq!(standing(&twice, &both, MEANT, hour(1)), Standing::Claimed);
        let refunded = [grant(0, GrantState::Confirmed), grant(1, GrantState::Reversed)];
        assert_eq!(standing(&twice, &refunded, MEANT, hour(1)), Standing::Open { number: 2 });
        let strict = Offer { returns_refunds: false, ..twice };
        assert_eq!(standing(&strict, &refunded, MEANT, hour(1)), Standing::Claimed);
    }

    #[test]
    fn a_reserved_slot_is_there_when_all_others_are_gone() {
        let gone = Offer { stock: Some(1), taken: 1, ..offer() };
        assert_eq!(standing(&gone, &[], MEANT, hour(1)), Standing::Exhausted);
        let mut kept = grant(0, GrantState::Reserved);
        kept.reserved_until = Some(hour(2));
        let (reserved, until) = ([kept], hour(2));
        assert_eq!(standing(&gone, &reserved, LEFT, hour(1)), Standing::Reserved { number: 0, until });
        assert_eq!(standing(&gone, &reserved, MEANT, hour(2)), Standing::Exhausted);
    }
}
