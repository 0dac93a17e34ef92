//! The calls of programs, beside the pages: JSON in and out, bearer tokens, problems instead of pages of errors. Each calls
//! the same use cases as the pages, with an actor of its own kind. [`routes::table`] lists all of them.

mod apps;
pub mod call;
mod consents;
mod customers;
pub mod devcenter;
pub mod document;
mod effect;
mod flights;
mod group_tests;
mod groups;
mod imports;
mod memberships;
mod notifications;
mod offers;
mod once;
mod pages;
mod people;
mod preview;
pub mod problem;
pub mod routes;
mod rows;
mod rule;

pub use routes::routes;
