//! Settings of the whole publisher.

pub mod currency;
pub mod effect;
pub mod rules;
pub mod time_zone;
