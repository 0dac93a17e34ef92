//! A question about an app's customers.

use super::availability::Availability;
use crate::day::Day;
use crate::segments::{Catalogue, Rule};

/// A rule with all that its answer depends on, but for the customers themselves.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub rule: &'a Rule,
    /// The attributes that the rule can name, and the groups.
    pub catalogue: &'a Catalogue,
    /// Who may be in segments.
    pub availability: Availability,
    pub today: Day,
}

impl<'a> Question<'a> {
    pub const fn new(rule: &'a Rule, catalogue: &'a Catalogue, availability: Availability, today: Day) -> Self {
        Self { rule, catalogue, availability, today }
    }
}
