//! The answer to a question about a rule.

use crate::segments::{Attribute, Choices};

/// A rule in numbers: available customers, those left after each filter, and members by attribute.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// All customers of the app: available and left out.
    pub customers: u64,
    /// Customers who can be in segments.
    pub available: u64,
    pub left_out: LeftOut,
    /// The number of available customers left after each filter, in the rule's order.
    pub remaining: Vec<u64>,
    /// The number of members.
    pub members: u64,
    pub breakdown: Breakdown,
}

/// The numbers of customers who are not available, each counted under the first reason that applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub too_young: u64,
    pub age_unknown: u64,
    pub before_windows_10: u64,
}

/// The numbers of members by value; `None` is unknown and comes last. Closed lists are complete and in the
/// catalogue's order. Markets are only those that occur, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakdown {
    pub market: Vec<Share>,
    pub age_group: Vec<Share>,
    pub gender: Vec<Share>,
    pub device_type: Vec<Share>,
}

/// How many members have a value of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The code of the choice; none where it is unknown.
    pub code: Option<String>,
    pub members: u64,
}

/// How many customers have a value of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueCount {
    pub value: String,
    pub count: u64,
}

impl From<ValueCount> for Share {
    fn from(ValueCount { value, count }: ValueCount) -> Self {
        Self { code: Some(value), members: count }
    }
}

/// Arranges counts of a choice in the order in which the columns give them: the codes of a closed list in its order,
/// then other codes by size, then unknown. `counts` has the known values, `unknown` the members without one.
pub fn shares_of(attribute: &Attribute, mut counts: Vec<ValueCount>, unknown: u64) -> Vec<Share> {
    let listed: &[&str] = if let Choices::Closed(codes) = attribute.choices { codes } else { &[] };
    let mut named = Vec::with_capacity(counts.len());
    for code in listed {
        let place = counts.iter().position(|one| one.value == *code);
        let count = place.map_or(0, |place| counts.swap_remove(place).count);
        named.push(ValueCount { value: (*code).to_owned(), count });
    }
    sort_by_size(&mut counts);
    let unknown = Some(unknown).filter(|unknown| !listed.is_empty() || *unknown > 0);
    let unknown = unknown.map(|members| Share { code: None, members });
    named.into_iter().chain(counts).map(Share::from).chain(unknown).collect()
}

/// Sorts by falling count, then by name.
pub fn sort_by_size(values: &mut [ValueCount]) {
    values.sort_unstable_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
}
