//! Every query, one file a noun. It alone knows Diesel; it never sees a request. Functions take a connection and the
//! publisher whose rows they may touch.

pub mod apps;
pub mod churn;
pub mod connection;
pub mod custom_attributes;
pub mod customer_groups;
pub mod customers;
pub mod database;
pub mod facts;
pub mod group_addresses;
pub mod group_lists;
pub mod imports;
pub mod membership_changes;
pub mod profiles;
pub mod publishers;
pub mod rules;
pub mod schema;
pub mod secrets;
pub mod sessions;
pub mod snapshots;
mod types;
pub mod users;

pub use connection::{DbConnection, rows_per_statement};
pub use database::{Database, StoreError, wait_for};
