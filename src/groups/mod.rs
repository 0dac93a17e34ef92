//! What can be done with customer groups.

pub mod changes;
pub mod recount;
