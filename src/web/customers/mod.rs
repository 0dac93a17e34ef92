//! Customers: the list, each customer's data, and the check of one customer.

mod check;
mod file;
mod list;
mod show;

pub use check::check;
pub use file::customers_file;
pub use list::{Row, list};
pub use show::show;
