//! What can be done with apps.

pub mod refit;
pub mod roll;
pub mod save;
