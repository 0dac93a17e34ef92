//! What is asked about an app's customers, what the answer is, and the trait of those who answer. Vocabulary only: the
//! columns in memory and the database both implement [`Audience`], and nobody above them knows which of the two answered.

mod answer;
mod availability;
mod question;

pub use answer::{Answer, Breakdown, LeftOut, Share, shares_of, sort_by_size};
pub use availability::{Availability, Reason, is_windows_10_or_later};
pub use question::Question;

use crate::day::Day;
use crate::segments::Attribute;
use roaring::RoaringBitmap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The customers of one app at one moment, who can be asked about by rules.
pub trait Audience: Send + Sync {
    /// Why there is no answer.
    type Error;

    /// Everything about a rule at once, but for who its members are. `None` once `cancelled` is set, as then nobody waits
    /// for the answer.
    fn answer(&self, question: &Question<'_>, cancelled: &AtomicBool) -> Result<Option<Answer>, Self::Error>;

    /// How many members a rule has.
    fn count(&self, question: &Question<'_>) -> Result<u64, Self::Error>;

    /// The positions of a rule's members, which others may share.
    fn members(&self, question: &Question<'_>) -> Result<Arc<RoaringBitmap>, Self::Error>;

    /// Whether the customer at `position` is a member. There is no member where there is no customer.
    fn contains(&self, question: &Question<'_>, position: u32) -> Result<bool, Self::Error>;

    /// The values of a choice that the customers have on a day, with how many have each, the most frequent first. Empty
    /// for an attribute that is no choice.
    fn values(&self, attribute: &Attribute, today: Day) -> Result<Vec<(String, u64)>, Self::Error>;
}

/// Who answers rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum AudienceMode {
    /// Columns in memory.
    #[default]
    Memory,
    /// The database, where customers outgrow the memory.
    Database,
}
