//! Customers: the people, and what is known of each.

mod check;
mod file;
mod list;
mod show;

pub use check::check;
pub use file::customers_file;
pub use list::{Row, list};
pub use show::show;
