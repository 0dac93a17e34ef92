//! Accounts: who signs in, and how often anyone may try.

pub mod guesses;
pub mod sign_in;

pub use guesses::Guesses;
