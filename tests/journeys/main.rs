//! Journeys through the real program in a real Chromium.

#[path = "../support/browser.rs"]
mod browser;
#[path = "../support/checks.rs"]
mod checks;
#[path = "../support/peer.rs"]
mod peer;
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/receiver.rs"]
#[expect(dead_code, reason = "what only receivers of webhooks need")]
mod receiver;
#[path = "../support/site.rs"]
#[expect(dead_code, reason = "only tests of pages stop the workers")]
mod site;

mod builder_use;
mod first_segment;
mod imports;
mod journey;
mod known_user_group;
mod openfeature;
mod other_publisher;
mod publisher;
mod push;
mod rule;
mod shop;
mod soundness;
mod uses;
