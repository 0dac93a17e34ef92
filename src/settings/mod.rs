//! Settings of the whole publisher.

pub mod effect;
pub mod rules;
