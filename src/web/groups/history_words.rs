//! The snapshots and changes of a segment, in words and numbers of the user's language.

use crate::day::Day;
use crate::groups::history::{self, Moved};
use crate::locale::Locale;
use crate::store::membership_changes::{Cause, MembershipChange};
use crate::store::snapshots::Size;

/// A change that was found when the segment was counted.
pub struct ChangeRow {
    pub when: String,
    pub cause: String,
    pub came: String,
    pub gone: String,
}

/// Why customers joined or left, and who caused it.
pub fn cause_text(cause: Option<Cause>, email: Option<&str>, locale: Locale) -> String {
    let Some(cause) = cause else { return locale.text("cause-not-recorded") };
    let key = format!("cause-{}", cause.word());
    match email {
        Some(email) => locale.with1(&format!("{key}-by"), "email", email),
        None => locale.text(&key),
    }
}

impl ChangeRow {
    /// The most recent changes, the latest first. A change that cannot be decoded is left out.
    pub fn latest(changes: &[MembershipChange], most: usize, locale: Locale) -> Vec<Self> {
        let row = |change: &MembershipChange| {
            let Moved { came, gone } = history::moved(change)?;
            Some(Self {
                when: locale.date(change.happened_on),
                cause: cause_text(Some(change.cause), change.email.as_deref(), locale),
                came: locale.number(came),
                gone: locale.number(gone),
            })
        };
        changes.iter().rev().take(most).filter_map(row).collect()
    }
}

/// The days with their numbers.
pub fn pairs(sizes: &[Size]) -> Vec<(Day, i64)> {
    sizes.iter().map(|size| (size.day, size.members)).collect()
}
