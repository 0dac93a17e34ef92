//! The statistics of a rule: who is available, who remains after each filter, and which change would fill a small
//! segment.

use crate::access::Sizes;
use crate::audience::Answer;
use crate::columns::View;
use crate::segments::ranks::{Highest, Rank};
use crate::segments::{BuiltIn, Choices, Key, Operand, Rule};
use crate::store::StoreError;
use crate::store::churn::ChurnState;
use roaring::RoaringBitmap;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The statistics of a rule over an app.
pub struct Statistics {
    pub view: View,
    pub rule: Rule,
    pub answer: Answer,
    /// Which sizes are shown to the actor.
    pub sizes: Sizes,
    /// For a small segment whose size is shown: the filter that would fill it if it alone were dropped.
    pub filling: Option<Without>,
    /// The attributes with open choices in the rule of which there is something to say.
    pub named: Vec<Named>,
    /// The shares of highest values in the rule, with what they come to.
    pub highest: Vec<(Rank, Highest)>,
}

/// The values of an attribute that a rule names.
pub struct Named {
    pub attribute: Key,
    /// Those that no customer has.
    pub unmatched: Vec<String>,
    /// Values of customers that the rule does not name, and that differ from one that it names in capitals only.
    pub alike: Vec<String>,
}

/// A segment without one of its filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Without {
    pub members: u64,
    /// The number of the filter, counted from 1.
    pub filter: usize,
}

/// The statistics of the rule; `None` once `cancelled` is set, because they are no longer needed.
pub fn of(view: &View, rule: &Rule, sizes: Sizes, cancelled: &AtomicBool) -> Result<Option<Statistics>, StoreError> {
    let Some(answer) = view.answer_unless(cancelled, rule)? else { return Ok(None) };
    let filling = if sizes.is_small(answer.members) && !sizes.hides(answer.members) {
        let Some(without) = without_each(rule, answer.members, |rule| {
            if cancelled.load(Ordering::Relaxed) {
                Ok(None)
            } else {
                Ok(Some(Arc::unwrap_or_clone(view.members(rule)?)))
            }
        })?
        else {
            return Ok(None);
        };
        without.into_iter().filter(|without| without.members >= sizes.minimum()).min()
    } else {
        None
    };
    // Whoever may not see a small size may not learn who has a value either.
    let named = if sizes.hides(answer.members) { Vec::new() } else { named(view, rule)? };
    let highest = if sizes.hides(answer.members) { Vec::new() } else { highest(view, rule, sizes)? };
    Ok(Some(Statistics { view: view.clone(), rule: rule.clone(), answer, sizes, filling, named, highest }))
}

/// What the shares of highest values in the rule come to, without those whose size the actor may not see.
fn highest(view: &View, rule: &Rule, sizes: Sizes) -> Result<Vec<(Rank, Highest)>, StoreError> {
    let mut found: Vec<(Rank, Highest)> = Vec::new();
    for rank in rule.ranks() {
        let highest = view.highest(&rank)?.filter(|highest| !sizes.hides(highest.customers));
        if let Some(highest) = highest.filter(|_| !found.iter().any(|(other, _)| *other == rank)) {
            found.push((rank, highest));
        }
    }
    Ok(found)
}

/// The values that customers have for the attribute.
pub fn values(view: &View, attribute: &Key) -> Result<HashSet<String>, StoreError> {
    Ok(view.values(attribute)?.into_iter().map(|one| one.value).collect())
}

/// What there is to say of the values of open choices in the rule, by attribute.
fn named(view: &View, rule: &Rule) -> Result<Vec<Named>, StoreError> {
    let mut listed: BTreeMap<String, (Key, Vec<&String>)> = BTreeMap::new();
    for condition in rule.conditions() {
        let attribute = view.catalogue.find(&condition.attribute);
        let is_open = attribute.is_some_and(|attribute| attribute.choices == Choices::Open);
        if let Operand::Choices(codes) = &condition.operand
            && is_open
        {
            let key = &condition.attribute;
            listed.entry(key.to_string()).or_insert_with(|| (key.clone(), Vec::new())).1.extend(codes);
        }
    }
    let mut named = Vec::new();
    for (attribute, mut listed) in listed.into_values() {
        let had = values(view, &attribute)?;
        let mut codes = HashSet::new();
        listed.retain(|code| codes.insert(*code));
        let unmatched: Vec<String> = listed.into_iter().filter(|code| !had.contains(*code)).cloned().collect();
        let lower: HashSet<String> = codes.iter().map(|code| code.to_lowercase()).collect();
        let is_alike = |value: &String| !codes.contains(value) && lower.contains(&value.to_lowercase());
        let mut alike: Vec<String> = had.iter().filter(|value| is_alike(value)).cloned().collect();
        alike.sort();
        if !unmatched.is_empty() || !alike.is_empty() {
            named.push(Named { attribute, unmatched, alike });
        }
    }
    Ok(named)
}

impl Statistics {
    /// Whether the rule uses the churn risk although it is unknown for every customer, because the app has no model.
    pub fn lacks_churn_model(&self) -> bool {
        self.view.churn.state() != Some(ChurnState::Fitted) && self.rule.uses(&BuiltIn::ChurnRisk.into())
    }

    /// The index of the first of the filters that keep the lowest share of those before them; `None` for a single
    /// filter, or if every filter keeps everyone.
    pub fn keeps_least(&self) -> Option<usize> {
        let remaining = &self.answer.remaining;
        if remaining.len() < 2 {
            return None;
        }
        let before = [self.answer.available].into_iter().chain(remaining.iter().copied());
        // a / b is less than c / d where a d is less than c b; a filter that nobody came to keeps all of them.
        let steps = before.zip(remaining).map(|(before, left)| (u128::from(*left), u128::from(before)));
        let lowest = steps
            .enumerate()
            .filter(|(_, (left, before))| left < before)
            .min_by(|(_, one), (_, other)| (one.0 * other.1).cmp(&(other.0 * one.1)));
        lowest.map(|(place, _)| place)
    }
}

/// How many members the rule would have without each of its filters. One question per filter suffices, because whoever
/// fails exactly one filter would be a member without it. `None` once `members_of` returns `None`.
fn without_each(
    rule: &Rule,
    members: u64,
    mut members_of: impl FnMut(&Rule) -> Result<Option<RoaringBitmap>, StoreError>,
) -> Result<Option<Vec<Without>>, StoreError> {
    let Some(mut failing_none) = members_of(&Rule::default())? else { return Ok(None) };
    // For each filter, who fails it and no other filter so far. These sets are disjoint, so together they are no larger
    // than one.
    let mut failing_one: Vec<RoaringBitmap> = Vec::with_capacity(rule.filters.len());
    for filter in &rule.filters {
        let Some(passing) = members_of(&Rule { filters: vec![filter.clone()] })? else { return Ok(None) };
        failing_one.iter_mut().for_each(|one| *one &= &passing);
        failing_one.push(&failing_none - &passing);
        failing_none &= &passing;
    }
    let without = |(place, one): (usize, RoaringBitmap)| Without { members: members + one.len(), filter: place + 1 };
    Ok(Some(failing_one.into_iter().enumerate().map(without).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::samples::{choices, condition};
    use crate::segments::{Filter, Operator};
    use proptest::prelude::*;

    fn rule(filters: usize) -> Rule {
        let one = |place: usize| condition(BuiltIn::CampaignId, Operator::Is, choices(&[&place.to_string()]));
        Rule { filters: (0..filters).map(|place| Filter::one(one(place))).collect() }
    }

    /// The index of the filter of a rule with one filter, by the code that [`rule`] gave it.
    fn place_of(rule: &Rule) -> Option<usize> {
        let condition = rule.conditions().next()?;
        let crate::segments::Operand::Choices(codes) = &condition.operand else { return None };
        codes.first()?.parse().ok()
    }

    proptest! {
        #[test]
        fn each_filter_is_asked_about_once_and_alone(passing in proptest::collection::vec(any::<[bool; 12]>(), 0..7)) {
            let set = |bits: &[bool; 12]| (0..12).filter(|bit| bits[*bit as usize]).collect::<RoaringBitmap>();
            let all_but = |left_out: Option<usize>| {
                let kept = passing.iter().enumerate().filter(|(place, _)| Some(*place) != left_out);
                kept.fold((0..12).collect::<RoaringBitmap>(), |all, (_, bits)| all & set(bits)).len()
            };
            let mut questions = 0;
            let found = without_each(&rule(passing.len()), all_but(None), |rule| {
                questions += 1;
                assert!(rule.filters.len() <= 1);
                Ok(Some(place_of(rule).map_or_else(|| (0..12).collect(), |place| set(&passing[place]))))
            });
            let found = found.unwrap().unwrap();
            let naive: Vec<_> =
                (0..passing.len()).map(|place| Without { members: all_but(Some(place)), filter: place + 1 }).collect();
            prop_assert_eq!(found, naive);
            prop_assert_eq!(questions, passing.len() + 1);
        }
    }

    #[test]
    fn it_is_given_up_in_the_middle() {
        let mut questions = 0;
        let found = without_each(&rule(50), 0, |_| {
            questions += 1;
            Ok((questions < 3).then(RoaringBitmap::new))
        });
        assert_eq!((found.unwrap(), questions), (None, 3));
    }
}
