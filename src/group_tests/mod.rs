//! Tests of groups: the customers in groups are divided by lot among the values of a flag, `test.KEY`, and what they do is held
//! against each other. Whoever asked first for the flag stays with the value that she got.

mod ask;
pub mod check;
pub mod draft;
pub mod effect;
pub mod list;
mod lot;
pub mod save;

pub use ask::{Answered, ask, ask_at_once};
pub use lot::{Answer, Why, shares_of};

/// What the keys of tests' flags start with.
pub const FLAG: &str = "test.";
