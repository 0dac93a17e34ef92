//! The members of rules over one version of an app's columns, shared by all visitors. A group's page compares the group
//! with every other group of the app, and without sharing, many visitors at once would each compute and hold the same
//! sets. A rule over other groups is computed from their sets, so that each group is computed once.

use super::lock;
use crate::audience::{Availability, Question};
use crate::segments::Rule;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// A set of members, with a number that no other set has. A rule over groups is known by the numbers of their sets.
#[derive(Clone, Debug)]
pub struct MemberSet {
    pub number: u64,
    pub members: Arc<RoaringBitmap>,
}

impl MemberSet {
    pub fn new(members: RoaringBitmap) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self { number: NEXT.fetch_add(1, Ordering::Relaxed), members: Arc::new(members) }
    }
}

/// What a set belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    rule: Rule,
    availability: Availability,
    /// The numbers of the sets of the groups that the rule names.
    named: Vec<u64>,
}

/// Sets by rule and by the customers who may be in segments.
#[derive(Debug)]
pub struct MemberSets {
    sets: Mutex<Sets>,
    /// The most bytes that all sets may take together.
    limit: usize,
}

#[derive(Debug, Default)]
struct Sets {
    of: HashMap<Key, Entry>,
    bytes: usize,
}

/// One set with its own lock, so that of many visitors who need it at once, one computes it and the others wait.
#[derive(Debug, Default)]
struct Entry {
    set: Arc<Mutex<Option<MemberSet>>>,
    /// The size of the set and its rule in bytes; 0 until it is computed.
    bytes: usize,
}

impl MemberSets {
    /// Sets over columns that take `column_bytes` bytes. The sets may take half as much: a customer takes one bit of a
    /// set and about 18 bytes of columns, so there is room for the sets of at least seventy groups.
    pub fn beside(column_bytes: usize) -> Self {
        Self { sets: Mutex::default(), limit: column_bytes / 2 }
    }

    /// The most bytes that all sets may take together.
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// The members for the question, computed by `members` unless they are known. `named` are the numbers of the sets of the
    /// groups that its rule names, in the order in which it names them.
    pub fn find<E>(
        &self,
        question: &Question<'_>,
        named: Vec<u64>,
        members: impl FnOnce() -> Result<RoaringBitmap, E>,
    ) -> Result<MemberSet, E> {
        let key = Key { rule: question.rule.clone(), availability: question.availability, named };
        let set = Arc::clone(&lock(&self.sets).of.entry(key.clone()).or_default().set);
        let mut locked = lock(&set);
        if let Some(known) = &*locked {
            return Ok(known.clone());
        }
        let found = members().map(MemberSet::new).inspect_err(|_| {
            lock(&self.sets).of.remove(&key);
        })?;
        // A rule can have 10,000 values, and an empty set would cost nothing beside it.
        let bytes = found.members.serialized_size() + serde_json::to_vec(question.rule).map_or(0, |rule| rule.len());
        if bytes <= self.limit {
            *locked = Some(found.clone());
        }
        drop(locked);
        lock(&self.sets).keep(key, Entry { set, bytes }, self.limit);
        Ok(found)
    }
}

impl Sets {
    /// Keeps the set if it fits the limit. If there is no room for it, all others are dropped first.
    fn keep(&mut self, key: Key, entry: Entry, limit: usize) {
        self.bytes -= self.of.remove(&key).map_or(0, |before| before.bytes);
        if self.bytes + entry.bytes > limit {
            *self = Self::default();
        }
        if entry.bytes <= limit {
            self.bytes += entry.bytes;
            self.of.insert(key, entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::Day;
    use crate::segments::Catalogue;
    use std::cell::Cell;
    use std::convert::Infallible;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// How often members are computed when these rules are asked in turn, with room for `limit` bytes.
    fn worked_out(rules: &[Rule], limit: usize) -> u32 {
        let (sets, catalogue, count) = (MemberSets::beside(limit * 2), Catalogue::new(Vec::new()), Cell::new(0));
        for rule in rules {
            let question = Question::new(rule, &catalogue, Availability::EVERYONE, Day::from_number(0));
            let set = sets.find(&question, rule.groups().map(|_| 7).collect(), || {
                count.set(count.get() + 1);
                Ok::<_, Infallible>((0..1_000).step_by(3).collect())
            });
            assert_eq!(set.unwrap().members.len(), 334);
            let kept = lock(&sets.sets);
            assert!(kept.bytes <= limit);
            assert_eq!(kept.bytes, kept.of.values().map(|entry| entry.bytes).sum::<usize>());
        }
        count.get()
    }

    #[test]
    fn visitors_who_ask_at_once_wait_for_one_answer_and_a_failure_is_not_kept() {
        let (sets, catalogue) = (MemberSets::beside(20_000), Catalogue::new(Vec::new()));
        let (rule, count) = (Rule::default(), AtomicUsize::new(0));
        let question = || Question::new(&rule, &catalogue, Availability::EVERYONE, Day::from_number(0));
        assert_eq!(sets.find(&question(), Vec::new(), || Err("cancelled")).unwrap_err(), "cancelled");
        assert!(lock(&sets.sets).of.is_empty());
        let together = Barrier::new(8);
        let ask = || {
            together.wait();
            let set = sets.find(&question(), Vec::new(), || {
                count.fetch_add(1, Ordering::SeqCst);
                // The others arrive while this one computes.
                std::thread::yield_now();
                Ok::<_, Infallible>((0..1_000).collect())
            });
            assert_eq!(set.unwrap().members.len(), 1_000);
        };
        std::thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(ask))));
        assert_eq!(count.into_inner(), 1);
    }

    #[test]
    fn members_are_worked_out_once_within_the_limit() {
        let asked = [Rule::default(), Rule::default(), Rule::default()];
        assert_eq!(worked_out(&asked, 10_000), 1);
        assert_eq!(worked_out(&asked, 100), 3);
        assert_eq!(worked_out(&[Rule::member_of("7"), Rule::member_of("7")], 10_000), 1);
    }

    #[test]
    fn a_rule_over_groups_is_computed_again_when_one_of_them_is() {
        let (sets, catalogue, count) = (MemberSets::beside(20_000), Catalogue::new(Vec::new()), Cell::new(0));
        let rule = Rule::member_of("7");
        let question = Question::new(&rule, &catalogue, Availability::EVERYONE, Day::from_number(0));
        let found = [vec![1], vec![1], vec![2], vec![1]].map(|named| {
            let compute = || {
                count.set(count.get() + 1);
                Ok::<_, Infallible>(RoaringBitmap::new())
            };
            sets.find(&question, named, compute).unwrap().number
        });
        assert_eq!(count.get(), 2);
        assert!(found[0] == found[1] && found[1] == found[3] && found[2] != found[0]);
    }
}
