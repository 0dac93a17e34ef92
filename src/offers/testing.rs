//! Offers and grants for tests.

use crate::ids::{AppId, CustomerId, GrantId, OfferId, PublisherId};
use crate::store::offer_grants::{Grant, GrantState};
use crate::store::offers::Offer;
use chrono::{DateTime, NaiveDateTime, TimeDelta};

/// So many hours after the first.
pub fn hour(hours: i64) -> NaiveDateTime {
    DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::hours(hours)
}

/// An active offer without limits, of which each customer may claim one.
pub fn offer() -> Offer {
    Offer::sample((OfferId::from(1), PublisherId::from(1), AppId::from(1)), hour(0))
}

/// A grant that was offered in the first hour.
pub fn grant(number: i32, state: GrantState) -> Grant {
    Grant {
        id: GrantId::from(number),
        offer_id: OfferId::from(1),
        app_id: AppId::from(1),
        customer_id: Some(CustomerId::from(1)),
        number,
        state,
        first_offered_at: hour(0),
        offered_at: hour(0),
        reserved_until: None,
        claimed_at: None,
        order_id: None,
        settled_at: None,
        amount_cents: None,
        is_vouched: true,
    }
}
