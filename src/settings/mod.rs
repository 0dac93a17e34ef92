//! Settings: what holds for the whole publisher.

pub mod effect;
pub mod rules;
