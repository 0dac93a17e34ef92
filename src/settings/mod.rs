//! Settings of the whole publisher.

pub mod currency;
pub mod effect;
pub mod rules;
pub mod time_zone;

use crate::store::StoreError;
use crate::store::audit_entries::AuditEntry;

/// Why a setting with one value was not saved.
#[derive(Debug)]
pub enum Refusal<T> {
    /// Another change came first.
    ChangedMeanwhile {
        now: T,
        changes: Vec<AuditEntry>,
    },
    Store(StoreError),
}

impl<T> From<StoreError> for Refusal<T> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
