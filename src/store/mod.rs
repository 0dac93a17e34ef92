//! All queries, one file per noun. Only this module builds queries with Diesel, and it knows nothing about requests.
//! Functions take a connection and the publisher whose rows they may read and write.

mod address;
pub mod api_tokens;
pub mod apps;
pub mod attribute_changes;
pub mod audit_entries;
mod breaks;
pub mod bulk;
pub mod churn;
mod connection;
pub mod consents;
pub mod custom_attributes;
pub mod customer_groups;
pub mod customer_rows;
pub mod customers;
pub mod data_versions;
pub mod database;
#[cfg(test)]
mod database_tests;
pub mod deleted_apps;
pub mod deletions;
pub mod erased;
mod error;
pub mod facts;
pub mod group_addresses;
pub mod group_counts;
pub mod group_lists;
pub mod group_marks;
pub mod guesses;
pub mod health;
pub mod idempotency_keys;
pub mod identity_keys;
pub mod import_drafts;
pub mod import_files;
pub mod import_mappings;
pub mod imports;
pub mod invitations;
pub mod jobs;
mod kept;
pub mod kept_forms;
#[cfg(test)]
mod kept_tests;
pub mod kept_texts;
mod list_page;
pub mod membership_changes;
mod options;
mod owners;
pub mod passes;
#[cfg(test)]
mod passes_tests;
pub mod password_resets;
mod people_search;
mod pool;
pub mod profiles;
pub mod publishers;
mod purpose;
pub mod push_keys;
pub mod rules;
pub mod schema;
pub mod secrets;
mod server_words;
pub mod sessions;
pub mod setup_links;
mod shared_version;
pub mod sign_in_failures;
pub mod snapshots;
pub mod sqlite_file;
pub mod subscriptions;
pub mod suppressions;
#[cfg(test)]
pub mod testing;
mod turns;
pub mod two_steps;
mod types;
mod unreachable;
pub mod users;
mod versions;
#[cfg(test)]
mod versions_tests;
pub mod webhook_attempts;
pub mod webhook_endpoints;
pub mod webhook_lanes;
pub mod webhook_leases;
pub mod webhook_messages;
pub mod webhook_people;

pub use address::DatabaseUrl;
pub use connection::{DbConnection, Lock, rows_per_statement};
pub use database::{Database, InUse, wait_for};
pub use diesel::QueryResult;
pub use error::{StoreError, broken_off_by, is_disk_full, not_found};
pub use kept::Version;
pub use list_page::ListPage;
pub use options::DatabaseOptions;
pub use people_search::PeopleSearch;
pub use purpose::JOB_LOCK;
