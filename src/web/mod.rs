//! The pages: who may request each, and what it shows. [`routes`] lists all of them.

pub mod accounts;
pub mod address;
pub mod apps;
pub mod assets;
pub mod body;
mod builder;
mod chart;
pub mod connections;
pub mod customers;
pub mod device;
pub mod download;
pub mod edits;
pub mod error;
mod events;
pub mod flash;
pub mod form;
pub mod groups;
pub mod host;
pub mod imports;
pub mod kept_form;
pub mod language;
pub mod network;
pub mod observe;
pub mod page;
pub mod pager;
pub mod routes;
pub mod security;
pub mod session;
pub mod settings;
mod statistics;
pub mod team;
pub mod unread;
pub mod uploaded;
pub mod visitor;
pub mod work;

pub use routes::routes;
