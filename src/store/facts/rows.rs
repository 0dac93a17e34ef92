//! Rows as they are in the database, compared with what lines say.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// The outcome of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    New,
    Changed,
    Unchanged,
}

/// The known rows of a batch, and which of them have to be written.
pub(super) struct Rows<K, V> {
    known: HashMap<K, V>,
    dirty: BTreeSet<K>,
    removed: BTreeSet<K>,
}

impl<K: Hash + Ord + Clone, V: PartialEq> Rows<K, V> {
    /// The rows as they are in the database.
    pub(super) const fn of(known: HashMap<K, V>) -> Self {
        Self { known, dirty: BTreeSet::new(), removed: BTreeSet::new() }
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.known.get(key)
    }

    /// Compares the value with the known one, keeps it if it differs, and returns the outcome.
    pub(super) fn keep(&mut self, key: K, value: V) -> Fate {
        let fate = match self.known.get(&key) {
            Some(old) if *old == value => return Fate::Unchanged,
            Some(_) => Fate::Changed,
            None => Fate::New,
        };
        self.dirty.insert(key.clone());
        self.known.insert(key, value);
        fate
    }

    /// Takes the row away; returns whether there was one.
    pub(super) fn remove(&mut self, key: K) -> bool {
        self.dirty.remove(&key);
        self.known.remove(&key).is_some() && self.removed.insert(key)
    }

    /// The keys of the rows that were taken away.
    pub(super) fn removed(&self) -> impl Iterator<Item = &K> {
        self.removed.iter()
    }

    /// The rows to write, in the order of their keys.
    pub(super) fn to_write(&self) -> impl Iterator<Item = (&K, &V)> {
        self.dirty.iter().filter_map(|key| Some((key, self.known.get(key)?)))
    }
}
