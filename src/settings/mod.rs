//! Settings: what holds for the whole publisher.

pub mod rules;
