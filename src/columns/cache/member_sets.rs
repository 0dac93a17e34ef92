//! The members of rules over one version of an app's columns, shared by all visitors. A group's page compares the group
//! with every other group of the app, and without sharing, many visitors at once would each compute and hold the same
//! sets.

use super::lock;
use crate::audience::{Availability, Question};
use crate::segments::Rule;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Sets by rule and by the customers who may be in segments.
#[derive(Debug)]
pub struct MemberSets {
    sets: Mutex<Sets>,
    /// The most bytes that all sets may take together.
    limit: usize,
}

#[derive(Debug, Default)]
struct Sets {
    of: HashMap<(Rule, Availability), Entry>,
    bytes: usize,
}

/// One set with its own lock, so that of many visitors who need it at once, one computes it and the others wait.
#[derive(Debug, Default)]
struct Entry {
    set: Arc<Mutex<Option<Arc<RoaringBitmap>>>>,
    /// The size of the set in bytes; 0 until it is computed.
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

    /// The members for the question, computed by `members` unless they are known. A rule that refers to other groups is
    /// computed each time, because those may change.
    pub fn find<E>(
        &self,
        question: &Question<'_>,
        members: impl FnOnce() -> Result<RoaringBitmap, E>,
    ) -> Result<Arc<RoaringBitmap>, E> {
        if question.rule.groups().next().is_some() {
            return members().map(Arc::new);
        }
        let key = (question.rule.clone(), question.availability);
        let set = Arc::clone(&lock(&self.sets).of.entry(key.clone()).or_default().set);
        let mut locked = lock(&set);
        if let Some(known) = &*locked {
            return Ok(Arc::clone(known));
        }
        let found = members().map(Arc::new).inspect_err(|_| {
            lock(&self.sets).of.remove(&key);
        })?;
        let bytes = found.serialized_size();
        if bytes <= self.limit {
            *locked = Some(Arc::clone(&found));
        }
        drop(locked);
        lock(&self.sets).keep(key, Entry { set, bytes }, self.limit);
        Ok(found)
    }
}

impl Sets {
    /// Keeps the set if it fits the limit. If there is no room for it, all others are dropped first.
    fn keep(&mut self, key: (Rule, Availability), entry: Entry, limit: usize) {
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
            let members = sets.find(&question, || {
                count.set(count.get() + 1);
                Ok::<_, Infallible>((0..1_000).step_by(3).collect())
            });
            assert_eq!(members.unwrap().len(), 334);
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
        assert_eq!(sets.find(&question(), || Err("cancelled")).unwrap_err(), "cancelled");
        assert!(lock(&sets.sets).of.is_empty());
        let together = Barrier::new(8);
        let ask = || {
            together.wait();
            let members = sets.find(&question(), || {
                count.fetch_add(1, Ordering::SeqCst);
                // The others arrive while this one computes.
                std::thread::yield_now();
                Ok::<_, Infallible>((0..1_000).collect())
            });
            assert_eq!(members.unwrap().len(), 1_000);
        };
        std::thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(ask))));
        assert_eq!(count.into_inner(), 1);
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
