//! A question about an app's customers.

use super::availability::Availability;
use crate::day::Day;
use crate::segments::{Catalogue, Rule};

/// A rule with everything that its answer depends on, except the customers.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub rule: &'a Rule,
    /// The attributes and groups that the rule can name.
    pub catalogue: &'a Catalogue,
    /// Which customers can be in segments.
    pub availability: Availability,
    pub today: Day,
}

impl<'a> Question<'a> {
    pub const fn new(rule: &'a Rule, catalogue: &'a Catalogue, availability: Availability, today: Day) -> Self {
        Self { rule, catalogue, availability, today }
    }
}
