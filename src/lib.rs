//! Engage: customer groups for people who publish apps.

pub mod audience;
pub mod clock;
pub mod day;
pub mod locale;
pub mod segments;
pub mod store;
