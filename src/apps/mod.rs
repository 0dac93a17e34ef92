//! Use cases of apps.

pub mod attributes;
pub mod delete;
pub mod list;
mod passes;
pub mod refit;
pub mod roll;
pub mod save;
pub mod show;

pub use list::{CountedApp, all, find, list};
