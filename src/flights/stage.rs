//! How far a submission is, in one word: pages, calls and the words of Microsoft's protocol all begin with it.

use super::ladder::Rollout;
use crate::store::pending_submissions::Pending;
use crate::store::submissions::SubmissionRow;
use crate::words;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// How far a submission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// It can be changed, and waits for somebody who commits or publishes it.
    Draft,
    /// It is committed, and waits for somebody who publishes it.
    Ready,
    /// It waits for its time.
    Scheduled,
    /// It was not published at its time, and waits for somebody who decides.
    Held,
    /// It counts.
    Live,
    /// It counts, but its rollout was halted: nobody new gets it.
    Stopped,
    /// Another one counts, or its flight is retired.
    Superseded,
}

words!(Stage);

impl Stage {
    pub const fn of(row: &SubmissionRow) -> Self {
        match (row.pending, row.superseded_at, row.rollout) {
            (Some(Pending::Draft), ..) => Self::Draft,
            (Some(Pending::Ready), ..) => Self::Ready,
            (Some(Pending::Scheduled), ..) => Self::Scheduled,
            (Some(Pending::Held), ..) => Self::Held,
            (None, Some(_), _) => Self::Superseded,
            (None, None, Rollout::Stopped) => Self::Stopped,
            (None, None, _) => Self::Live,
        }
    }

    /// Whether it is not published yet.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Draft | Self::Ready | Self::Scheduled | Self::Held)
    }
}
