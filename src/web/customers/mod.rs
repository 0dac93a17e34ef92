//! Customers: the list, each customer's data, and the check of one customer.

mod check;
mod consents;
mod erase;
mod file;
mod held;
mod list;
mod push;
mod show;
mod subscribed;
mod table_file;

pub use check::check;
pub use consents::withdraw;
pub use erase::{erase, erase_page};
pub use file::customers_file;
pub use held::held;
pub use list::{Row, list};
pub use show::show;
pub use subscribed::{erase_subscribed, subscribed, subscribed_held};
pub use table_file::table_file;
