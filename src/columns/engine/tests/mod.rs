//! Compares the columns' answers with a row-by-row evaluation of the same rule, on random data and on edge cases.

mod borders;
mod chunks;
mod properties;
pub(crate) mod random;

use super::Columns;
use crate::audience::{Answer, Availability, Breakdown, LeftOut, Reason, Share};
use crate::day::Day;
use crate::segments::{Attribute, BuiltIn, Catalogue, Choices, Profile, Rule, Value};
use roaring::RoaringBitmap;
use std::collections::BTreeMap;

/// Customers by position.
pub(crate) type People = BTreeMap<u32, Profile>;

fn columns(catalogue: &Catalogue, people: &People) -> Columns {
    let mut columns = Columns::new(catalogue);
    columns.apply(people.iter().map(|(position, profile)| (*position, Some(profile.clone()))));
    set_lists(&mut columns, catalogue);
    columns
}

fn set_lists(columns: &mut Columns, catalogue: &Catalogue) {
    for group in catalogue.groups().iter().filter(|group| group.rule.is_none()) {
        let members = (0..70_000).filter(|position| lists(&group.id, *position)).collect::<RoaringBitmap>();
        columns.set_list(&group.id, members.into());
    }
}

/// Whether a known user group of a random catalogue lists the customer at a position.
pub(crate) fn lists(group: &str, position: u32) -> bool {
    position.is_multiple_of(if group == "10" { 2 } else { 5 })
}

/// The people with the groups that each one is in. A group refers only to groups with a lower id.
fn placed_in_groups(people: &People, catalogue: &Catalogue, today: Day) -> People {
    let mut people = people.clone();
    let mut groups: Vec<_> = catalogue.groups().iter().collect();
    groups.sort_by_key(|group| group.id.parse::<u32>().unwrap());
    for group in groups {
        for (position, profile) in &mut people {
            let is_in = match &group.rule {
                Some(rule) => rule.matches(catalogue, profile, today),
                None => lists(&group.id, *position),
            };
            if is_in && !profile.groups.contains(&group.id) {
                profile.groups.push(group.id.clone());
            }
        }
    }
    people
}

/// The answer of a row-by-row evaluation.
fn row_wise(people: &People, rule: &Rule, catalogue: &Catalogue, availability: Availability, today: Day) -> Answer {
    let people = placed_in_groups(people, catalogue, today);
    let people = &people;
    let mut left_out = LeftOut::default();
    let mut left: Vec<_> =
        people.iter().filter(|(_, profile)| is_available(profile, availability, &mut left_out)).collect();
    let available = left.len() as u64;
    let mut remaining = Vec::new();
    for filter in &rule.filters {
        left.retain(|(_, profile)| filter.matches(catalogue, profile, today));
        remaining.push(left.len() as u64);
    }
    let members: RoaringBitmap = left.iter().map(|(position, _)| **position).collect();
    assert_eq!(members, row_wise_members(people, rule, catalogue, availability, today));
    let shares = |key| shares(key, &left);
    let breakdown = Breakdown {
        market: shares(BuiltIn::Market),
        age_group: shares(BuiltIn::AgeGroup),
        gender: shares(BuiltIn::Gender),
        device_type: shares(BuiltIn::DeviceType),
    };
    Answer { customers: people.len() as u64, available, left_out, remaining, members: members.len(), breakdown }
}

/// The members found by a row-by-row evaluation.
fn row_wise_members(
    people: &People,
    rule: &Rule,
    catalogue: &Catalogue,
    availability: Availability,
    today: Day,
) -> RoaringBitmap {
    let placed = placed_in_groups(people, catalogue, today);
    let meets =
        |profile: &Profile| availability.reason_against(profile).is_none() && rule.matches(catalogue, profile, today);
    placed.iter().filter(|(_, profile)| meets(profile)).map(|(position, _)| *position).collect()
}

fn is_available(profile: &Profile, availability: Availability, left_out: &mut LeftOut) -> bool {
    let reason = match availability.reason_against(profile) {
        Some(Reason::TooYoung) => &mut left_out.too_young,
        Some(Reason::AgeUnknown) => &mut left_out.age_unknown,
        Some(Reason::BeforeWindows10) => &mut left_out.before_windows_10,
        None => return true,
    };
    *reason += 1;
    false
}

fn shares(key: BuiltIn, members: &[(&u32, &Profile)]) -> Vec<Share> {
    let attribute = Attribute::built_in(key);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut unknown = 0;
    for (_, profile) in members {
        match attribute.value(profile) {
            Value::Text(text) => *counts.entry(text).or_default() += 1,
            _ => unknown += 1,
        }
    }
    let share = |code, members| Share { code, members };
    let listed: &[&str] = if let Choices::Closed(codes) = attribute.choices { codes } else { &[] };
    let first: Vec<_> =
        listed.iter().map(|code| share(Some((*code).to_owned()), counts.remove(*code).unwrap_or(0))).collect();
    let mut rest: Vec<_> = counts.into_iter().map(|(code, count)| share(Some(code), count)).collect();
    rest.sort_by_key(|share| std::cmp::Reverse(share.members));
    let unknown = (!listed.is_empty() || unknown > 0).then_some(share(None, unknown));
    first.into_iter().chain(rest).chain(unknown).collect()
}
