//! Holds claims against the purchases that have come in: an order among them confirms its claim, a refund takes it back.

use crate::ids::{AppKey, GrantId, PublisherId};
use crate::queue::{Outcome, Steps, WorkError};
use crate::state::State;
use crate::store::offer_grants::{self, GrantState, Settlement};
use crate::store::{DbConnection, QueryResult, StoreError, apps, offers};
use chrono::NaiveDateTime;

/// Claims that are looked at in one transaction: one query, and few enough that visitors do not wait for it.
const BATCH: i64 = 500;

/// The publisher's apps whose purchases have changed since their claims were last looked at.
pub fn due(state: &State, publisher: PublisherId) -> Result<Vec<AppKey>, StoreError> {
    state.database.job_read(|connection| {
        let changed = apps::with_unsettled_claims(connection, publisher)?;
        let mut due = Vec::new();
        for app in changed {
            if offer_grants::has_claims(connection, app)? {
                due.push(app);
            }
        }
        Ok(due)
    })
}

/// Looks at all claims of the app. Done twice, it changes nothing more.
pub fn settle(state: &State, app: AppKey, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    // Read first: what changes meanwhile is looked at again.
    let version = state.database.job_read(|connection| apps::find(connection, app.publisher, app.id))?.data_version;
    let mut after = GrantId::from(0);
    loop {
        let claims = state.database.job_read(|connection| offer_grants::to_settle(connection, app, (after, BATCH)))?;
        let Some(last) = claims.last() else { break };
        after = last.grant;
        let now = state.clock.now();
        let changed: Vec<_> = claims.iter().filter_map(|claim| Some((claim, outcome(claim)?))).collect();
        if changed.is_empty() {
            continue;
        }
        steps.take(app.publisher, |connection| {
            changed.iter().try_for_each(|(claim, to)| change(connection, app, claim, *to, now))
        })?;
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    steps.take(app.publisher, |connection| apps::set_claims_settled(connection, app, version))?;
    Ok(Outcome::Done)
}

/// The state of a claim and what was paid, if they are others than are stored.
fn outcome(claim: &Settlement) -> Option<(GrantState, Option<i64>)> {
    let to = match (claim.amount, claim.refunded) {
        (Some(amount), Some(refunded)) if amount <= 0 && refunded > 0 => (GrantState::Reversed, Some(0)),
        (Some(amount), _) => (GrantState::Confirmed, Some(amount)),
        // The purchase was taken back, such as by the undo of its import.
        (None, _) if claim.state == GrantState::Claimed => return None,
        (None, _) => (GrantState::Claimed, None),
    };
    ((claim.state, claim.paid) != to).then_some(to)
}

fn change(
    connection: &mut DbConnection,
    app: AppKey,
    claim: &Settlement,
    (to, amount): (GrantState, Option<i64>),
    now: NaiveDateTime,
) -> QueryResult<()> {
    if !offer_grants::settle(connection, app.publisher, claim, (to, amount, now))? {
        return Ok(());
    }
    let offer = offers::find(connection, app.publisher, claim.offer)?;
    let slots = match (claim.state.is_claim(), to.is_claim()) {
        (true, false) => 1,
        // Who bought it after all has it, even if it is gone meanwhile.
        (false, true) => -1,
        _ => 0,
    };
    if offer.returns_refunds && slots != 0 {
        offers::give_back(connection, (app.publisher, claim.offer), slots)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OfferId;

    #[test]
    fn an_order_confirms_its_claim_and_a_refund_takes_it_back() {
        use GrantState::{Claimed, Confirmed, Reversed};
        let of = |state, paid, amount, refunded| {
            outcome(&Settlement { grant: GrantId::from(1), offer: OfferId::from(1), state, paid, amount, refunded })
        };
        assert_eq!(of(Claimed, None, None, None), None);
        assert_eq!(of(Claimed, Some(500), None, None), None, "what the program said stays until the purchase is there");
        assert_eq!(of(Claimed, Some(500), Some(400), Some(0)), Some((Confirmed, Some(400))));
        assert_eq!(of(Confirmed, Some(400), Some(400), Some(0)), None);
        assert_eq!(of(Confirmed, Some(400), Some(100), Some(300)), Some((Confirmed, Some(100))), "a part was refunded");
        assert_eq!(of(Confirmed, Some(400), Some(0), Some(400)), Some((Reversed, Some(0))));
        assert_eq!(of(Claimed, None, Some(0), Some(0)), Some((Confirmed, Some(0))), "a product for nothing");
        assert_eq!(of(Confirmed, Some(400), None, None), Some((Claimed, None)), "its import was undone");
        assert_eq!(of(Reversed, Some(0), Some(400), Some(0)), Some((Confirmed, Some(400))));
    }
}
