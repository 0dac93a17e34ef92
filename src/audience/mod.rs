//! Questions about an app's customers, their answers, and the trait that answers them. Types only: the columns in
//! memory and the database both implement [`Audience`], and callers do not know which of the two they use.

mod answer;
mod availability;
mod order;
mod question;

pub use answer::{Answer, Breakdown, LeftOut, Share, ValueCount, shares_of, sort_by_size};
pub use availability::{Availability, Reason, is_windows_10_or_later};
pub use order::Order;
pub use question::Question;

use crate::day::Day;
use crate::segments::Attribute;
use crate::segments::ranks::Highest;
use roaring::RoaringBitmap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The customers of one app at one moment, for questions about rules.
pub trait Audience: Send + Sync {
    /// The reason why there is no answer.
    type Error;

    /// Everything about a rule in one pass, except which customers its members are. `None` once `cancelled` is set,
    /// because the answer is no longer needed.
    fn answer(&self, question: &Question<'_>, cancelled: &AtomicBool) -> Result<Option<Answer>, Self::Error>;

    /// How many members a rule has.
    fn count(&self, question: &Question<'_>) -> Result<u64, Self::Error>;

    /// The positions of a rule's members, in a bitmap that is shared with others who ask the same.
    fn members(&self, question: &Question<'_>) -> Result<Arc<RoaringBitmap>, Self::Error>;

    /// Whether the customer at `position` is a member; false for a position without a customer.
    fn contains(&self, question: &Question<'_>, position: u32) -> Result<bool, Self::Error>;

    /// How many members of a rule have each value of a choice, as [`shares_of`] arranges them. Empty for an attribute
    /// that is not a choice, and for *Member of*.
    fn shares(&self, question: &Question<'_>, attribute: &Attribute) -> Result<Vec<Share>, Self::Error>;

    /// The highest share of a number's values among the available customers who have one, in parts of
    /// [`crate::shares::WHOLE`]; the question's rule is that of everyone. `None` if nobody has a value.
    fn highest(
        &self,
        attribute: &Attribute,
        share: u32,
        question: &Question<'_>,
    ) -> Result<Option<Highest>, Self::Error>;

    /// The positions of the first `most` members of a rule in an order; in the order of the positions for an attribute
    /// that the app does not have.
    fn ordered(&self, question: &Question<'_>, order: &Order<'_>, most: usize) -> Result<Vec<u32>, Self::Error>;

    /// The values of a choice among the customers on a day, each with its number of customers, most frequent first.
    /// Empty for an attribute that is not a choice.
    fn values(&self, attribute: &Attribute, today: Day) -> Result<Vec<ValueCount>, Self::Error>;
}

/// Where questions are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum AudienceMode {
    /// Columns in memory.
    #[default]
    Memory,
    /// The database, for more customers than fit in memory.
    Database,
}
