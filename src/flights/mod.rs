//! Package flights: which package of an app each person gets. [`ladder`] is the rule, on values alone; the others keep what it
//! is about, ask it for one person or for all customers, and roll releases out.

pub mod ask;
mod buckets;
pub mod commit;
pub mod counts;
pub mod feed;
pub mod guards;
pub mod ladder;
pub mod list;
mod load;
mod micros;
pub mod msix;
pub mod pending;
pub mod people;
pub mod preview;
mod recorded;
pub mod releases;
pub mod rollout;
pub mod save;
pub mod sets;
pub mod stage;
pub mod sticky;
pub mod version;

pub use crate::store::flights::path;
pub use buckets::Buckets;
pub use recorded::{written_moment, written_share};
