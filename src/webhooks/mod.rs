//! Webhooks: programs of the publisher learn what happens from messages that are posted to their addresses as Standard
//! Webhooks 1.0.0 says. A message is written in the transaction of the change that it is about ([`outbox`]), and delivered at
//! least once, in the order of its group. It names customers by account id only.

mod bodies;
pub mod deliver;
pub mod endpoints;
pub mod launches;
pub mod list;
pub mod outbox;
pub mod post;
pub mod resend;
pub mod schedule;
mod secret;
pub mod sweep;
mod uses;

pub use bodies::MOST_NAMED;
pub use schedule::LONGEST_FAILING;
pub use secret::Secret;

use crate::accounts::sealed::{Seal, Unsealable};
use crate::store::webhook_endpoints::WebhookEndpoint;
use chrono::NaiveDateTime;
use secret::signatures;

/// The secrets that a message of now is signed with: the endpoint's, and for a while the one before.
fn secrets(seal: &Seal, endpoint: &WebhookEndpoint, now: NaiveDateTime) -> Result<Vec<Secret>, Unsealable> {
    let former = endpoint.former_secret.as_ref().filter(|_| endpoint.former_until.is_some_and(|until| now < until));
    let open = |sealed: &String| seal.open(outbox::whose(endpoint.publisher_id), sealed).map(Secret::of);
    [Some(&endpoint.secret), former].into_iter().flatten().map(open).collect()
}
