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

/// The code of a choice and its number of members.
pub type Share = (Option<String>, u64);

/// Arranges counts of a choice in the order in which the columns give them: the codes of a closed list in its order,
/// then other codes by size, then unknown.
pub fn shares_of(attribute: &Attribute, counts: Vec<(Option<String>, u64)>) -> Vec<Share> {
    let listed: &[&str] = if let Choices::Closed(codes) = attribute.choices { codes } else { &[] };
    let unknown: u64 = counts.iter().filter(|(code, _)| code.is_none()).map(|(_, count)| count).sum();
    let mut counts: Vec<_> = counts.into_iter().filter_map(|(code, count)| Some((code?, count))).collect();
    let mut named = Vec::with_capacity(counts.len());
    for code in listed {
        let place = counts.iter().position(|(other, _)| other == code);
        named.push(((*code).to_owned(), place.map_or(0, |place| counts.swap_remove(place).1)));
    }
    sort_by_size(&mut counts);
    let unknown = Some(unknown).filter(|unknown| !listed.is_empty() || *unknown > 0);
    let all = named.into_iter().chain(counts).map(|(code, count)| (Some(code), count));
    all.chain(unknown.map(|count| (None, count))).collect()
}

/// Sorts by falling count, then by name.
pub fn sort_by_size(values: &mut [(String, u64)]) {
    values.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
}
