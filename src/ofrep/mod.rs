//! The OpenFeature Remote Evaluation Protocol, version 0.3.0 (open-feature/protocol): programs ask for flags with the
//! official OpenFeature providers. Servers ask with a secret token, apps and pages with a public one and what the publisher's
//! back end signed. No cookie is read, and any site may ask.

mod answer;
mod ask;
mod evaluate;
mod events;
mod routes;

pub use events::Waiting;
pub use routes::routes;
