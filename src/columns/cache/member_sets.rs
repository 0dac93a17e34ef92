//! The members of rules over one version of an app's columns, shared by all who ask: a group's page compares the group with
//! every other one of the app, and many visitors at once would each work out the same sets and hold them.

use super::lock;
use crate::audience::{Availability, Question};
use crate::segments::Rule;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Sets by their rule and by who may be in segments.
#[derive(Debug)]
pub struct MemberSets {
    sets: Mutex<Sets>,
    /// Bytes that the sets may take together.
    limit: usize,
}

#[derive(Debug, Default)]
struct Sets {
    of: HashMap<(Rule, Availability), Arc<RoaringBitmap>>,
    bytes: usize,
}

impl MemberSets {
    /// Sets over columns that take so many bytes. They take half as much at most: a customer is a bit of a set and some 18
    /// bytes of columns, so that is room for the sets of seventy groups or more.
    pub fn beside(column_bytes: usize) -> Self {
        Self { sets: Mutex::default(), limit: column_bytes / 2 }
    }

    /// Bytes that the sets may take together.
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// The members that the question is about, worked out by `members` unless they are known. A rule that leads to other
    /// groups is worked out each time, as those may change meanwhile.
    pub fn find<E>(
        &self,
        question: &Question<'_>,
        members: impl FnOnce() -> Result<RoaringBitmap, E>,
    ) -> Result<Arc<RoaringBitmap>, E> {
        if question.rule.groups().next().is_some() {
            return members().map(Arc::new);
        }
        let key = (question.rule.clone(), question.availability);
        if let Some(known) = lock(&self.sets).of.get(&key) {
            return Ok(Arc::clone(known));
        }
        let found = Arc::new(members()?);
        let bytes = found.serialized_size();
        let mut sets = lock(&self.sets);
        if sets.bytes + bytes > self.limit {
            *sets = Sets::default();
        }
        if bytes <= self.limit && sets.of.insert(key, Arc::clone(&found)).is_none() {
            sets.bytes += bytes;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::Day;
    use crate::segments::Catalogue;
    use std::cell::Cell;
    use std::convert::Infallible;

    /// How often the members are worked out when these rules are asked about in turn, with room for `limit` bytes.
    fn worked_out(rules: &[Rule], limit: usize) -> u32 {
        let (sets, catalogue, count) = (MemberSets::beside(limit * 2), Catalogue::new(Vec::new()), Cell::new(0));
        for rule in rules {
            let question = Question::new(rule, &catalogue, Availability::EVERYONE, Day::from_number(0));
            let members = sets.find(&question, || {
                count.set(count.get() + 1);
                Ok::<_, Infallible>((0..1_000).step_by(3).collect())
            });
            assert_eq!(members.unwrap().len(), 334);
            let kept = lock(&sets.sets);
            assert!(kept.bytes <= limit);
            assert_eq!(kept.bytes, kept.of.values().map(|set| set.serialized_size()).sum::<usize>());
        }
        count.get()
    }

    #[test]
    fn members_are_worked_out_once_within_the_limit_and_each_time_where_the_rule_leads_to_groups() {
        let (everyone, listed) = (Rule::default(), Rule::member_of("7"));
        let asked = [everyone.clone(), everyone.clone(), everyone.clone()];
        assert_eq!(worked_out(&asked, 10_000), 1);
        assert_eq!(worked_out(&asked, 100), 3);
        assert_eq!(worked_out(&[listed.clone(), listed], 10_000), 2);
    }
}
