//! Customers: the people, and what is known of each.

mod list;
mod show;

pub use list::{Row, list};
pub use show::show;
