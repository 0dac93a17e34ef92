//! The pages about programs that call: their tokens, how to call, and what the errors of calls mean.

mod document;
mod examples;
pub mod keys;
mod problems;
mod tokens;

pub use document::show as document;
pub use problems::show as problems;
pub use tokens::{create, list, revoke};
