//! What is held of a person's browsers, of what she has allowed, and of the messages that she was sent.

use crate::ids::{CustomerId, PublisherId};
use crate::store::consents::{self, Consent};
use crate::store::subscriptions::{self, Subscription};
use crate::store::{DbConnection, QueryResult, delivery_people};
use crate::token::hex;
use chrono::NaiveDateTime;
use serde_json::{Value, json};

/// The browsers at which the person is written to, and what the person has allowed.
pub(super) fn of(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (account, customer): (&str, Option<CustomerId>),
) -> QueryResult<Value> {
    let moment = |at: NaiveDateTime| at.and_utc().to_rfc3339();
    let browser = |one: Subscription| {
        json!({
            "app": one.app_id.to_string(),
            "state": one.state.word(),
            "endpoint": one.endpoint,
            "keys": { "p256dh": hex(&one.public_key), "auth": hex(&one.auth) },
            "language": one.language,
            "time_zone": one.time_zone,
            "browser": one.agent,
            "subscribed_at": moment(one.created_at),
            "seen_at": moment(one.seen_at),
            "moved_at": one.moved_at.map(moment),
            "expires_at": one.expires_at.map(moment),
            "ended_at": one.ended_at.map(moment),
        })
    };
    let said = |one: Consent| {
        json!({
            "channel": one.channel.word(),
            "purpose": one.purpose.word(),
            "state": one.state.word(),
            "at": moment(one.at),
            "recorded_at": one.recorded_at.map(moment),
            "source": one.source.word(),
            "text": one.evidence,
        })
    };
    let browsers = subscriptions::of_account(connection, publisher, account)?;
    let consents = consents::of_account(connection, publisher, account)?;
    let browsers: Vec<_> = browsers.into_iter().map(browser).collect();
    let consents: Vec<_> = consents.into_iter().map(said).collect();
    let messages = match customer {
        Some(customer) => delivery_people::of_customer(connection, publisher, customer)?,
        None => Vec::new(),
    };
    let message = |(name, state, reason, status, answered, shown, launched): delivery_people::HeldRow| {
        json!({
            "notification": name,
            "state": state.word(),
            "reason": reason.map(|reason| reason.word()),
            "answer": status,
            "at": answered.map(moment),
            "shown_at": shown.map(moment),
            "clicked_at": launched.map(moment),
        })
    };
    let messages: Vec<_> = messages.into_iter().map(message).collect();
    Ok(json!({ "browsers": browsers, "consents": consents, "messages": messages }))
}
