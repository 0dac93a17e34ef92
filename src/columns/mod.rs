//! Answers from memory: the engine, which answers rules from an app's profiles as columns, and the cache, which keeps the
//! columns of the apps in step with the database and within the limit of memory.

pub mod cache;
pub mod engine;

pub use cache::{AccountIndex, Audiences, ColumnFiles, MemoryUse, Place, View};
pub use engine::Columns;
