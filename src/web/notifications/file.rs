//! The messages of a notification, as a streamed .csv file: a line for each browser.

use crate::access::Addresses;
use crate::ids::NotificationId;
use crate::locale::Locale;
use crate::notifications::content::VARIANTS;
use crate::notifications::export::{batch, open};
use crate::spreadsheet::record_in;
use crate::store::deliveries::DeliveryReason;
use crate::store::delivery_reports::Delivery;
use crate::text::moment;
use crate::web::download::csv_stream;
use crate::web::visitor::Editor;
use crate::web::work::PageResult;
use actix_web::web;

const HEADS: [&str; 11] = [
    "account_id",
    "variant",
    "platform",
    "language",
    "state",
    "reason",
    "attempts",
    "status",
    "answered_at",
    "shown_at",
    "launched_at",
];

/// The messages of a notification. Times are in UTC.
pub async fn file(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    let found = visitor.run(move |visit| Ok(open(&visit.state, &visit.actor, *path)?)).await?;
    let (state, of) = (visitor.state.clone(), (found.publisher_id, found.id));
    let shown = (Addresses::new(visitor.role), visitor.locale);
    Ok(csv_stream(&found.name, record_in(shown.1, HEADS), move |after| {
        let state = state.clone();
        async move {
            let messages = batch(&state, of, after).await?;
            let Some(last) = messages.last().map(|message| message.subscription) else { return Ok(None) };
            Ok(Some((messages.iter().flat_map(|message| row(message, shown)).collect(), last)))
        }
    }))
}

fn row(message: &Delivery, (addresses, locale): (Addresses, Locale)) -> Vec<u8> {
    let account = message.account.as_deref().map(|account| addresses.shown(account)).unwrap_or_default();
    let variant = usize::try_from(message.variant).ok().and_then(|place| VARIANTS.get(place)).copied();
    let attempts = message.attempts.to_string();
    let status = message.status.map_or_else(String::new, |status| status.to_string());
    let times = [message.answered_at, message.shown_at, message.launched_at];
    let [answered, shown, launched] = times.map(|at| at.map(moment).unwrap_or_default());
    let cells = [
        account.as_str(),
        variant.unwrap_or_default(),
        message.agent.as_deref().unwrap_or_default(),
        message.language.as_deref().unwrap_or_default(),
        message.state.word(),
        message.reason.map_or("", DeliveryReason::word),
        &attempts,
        &status,
        &answered,
        &shown,
        &launched,
    ];
    record_in(locale, cells)
}
