//! Whom an offer was shown to, as a streamed .csv file.

use super::show::Query;
use crate::access::Addresses;
use crate::currency::Currency;
use crate::ids::OfferId;
use crate::locale::{Locale, write_cents};
use crate::offers::export::{batch, open};
use crate::spreadsheet::record_in;
use crate::store::offer_grants::{Grant, GrantState};
use crate::text::moment;
use crate::web::download::csv_stream;
use crate::web::visitor::Editor;
use crate::web::work::PageResult;
use actix_web::web;

const HEADS: [&str; 7] = ["account_id", "state", "first_offered_at", "claimed_at", "order_id", "amount", "currency"];

/// The grants of an offer, all or those in one state. Times are in UTC.
pub async fn file(Editor(visitor): Editor, path: web::Path<OfferId>, query: web::Query<Query>) -> PageResult {
    let which = GrantState::from_word(&query.state);
    let found = visitor.run(move |visit| Ok(open(&visit.state, &visit.actor, *path, which)?)).await?;
    let (state, of) = (visitor.state.clone(), (found.offer.publisher_id, found.offer.id));
    let (addresses, locale) = (Addresses::new(visitor.role), visitor.locale);
    let currency = found.app.currency;
    Ok(csv_stream(&found.offer.name, record_in(locale, HEADS), move |after| {
        let state = state.clone();
        async move {
            let grants = batch(&state, of, (which, after)).await?;
            let Some(last) = grants.last().map(|(grant, _)| grant.id) else { return Ok(None) };
            let rows = grants.into_iter().flat_map(|grant| row(grant, currency, (addresses, locale)));
            Ok(Some((rows.collect(), last)))
        }
    }))
}

fn row(
    (grant, account): (Grant, Option<String>),
    currency: Currency,
    (addresses, locale): (Addresses, Locale),
) -> Vec<u8> {
    let account = account.map(|account| addresses.shown(&account)).unwrap_or_default();
    let claimed = grant.claimed_at.map(moment).unwrap_or_default();
    // In hundredths, whatever the currency.
    let amount = grant.amount_cents.map(|cents| write_cents(locale, cents));
    let (amount, unit) = amount.map_or_else(Default::default, |amount| (amount, currency.word()));
    let (first, order) = (moment(grant.first_offered_at), grant.order_id.unwrap_or_default());
    record_in(locale, [account.as_str(), grant.state.word(), &first, &claimed, &order, &amount, unit])
}
