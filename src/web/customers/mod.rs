//! Customers: the list, each customer's data, and the check of one customer.

mod check;
mod erase;
mod file;
mod held;
mod list;
mod show;

pub use check::check;
pub use erase::{erase, erase_page};
pub use file::customers_file;
pub use held::held;
pub use list::{Row, list};
pub use show::show;
