//! Accounts: how publishers are set up, who signs in, and how often anyone may try.

pub mod guesses;
pub mod setup;
pub mod sign_in;

pub use guesses::Guesses;
