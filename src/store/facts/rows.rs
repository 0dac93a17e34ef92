//! Rows as they are in the database, compared with what lines say.

use crate::ids::ImportId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

/// The outcome of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    New,
    Changed,
    Unchanged,
}

/// What the database has, and the import that wrote it last.
#[derive(Clone, Debug)]
pub(super) struct Stored<V> {
    pub value: V,
    pub import: Option<ImportId>,
}

/// The known rows of a batch, and which of them have to be written.
pub(super) struct Rows<K, V> {
    known: HashMap<K, Stored<V>>,
    dirty: BTreeSet<K>,
    removed: BTreeSet<K>,
    /// Those that are changed or removed, as they are in the database.
    before: BTreeMap<K, Stored<V>>,
}

impl<K: Hash + Ord + Clone, V: PartialEq> Rows<K, V> {
    /// The rows as they are in the database.
    pub(super) fn of(rows: impl IntoIterator<Item = (K, V, Option<ImportId>)>) -> Self {
        let known = rows.into_iter().map(|(key, value, import)| (key, Stored { value, import })).collect();
        Self { known, dirty: BTreeSet::new(), removed: BTreeSet::new(), before: BTreeMap::new() }
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.known.get(key).map(|stored| &stored.value)
    }

    /// Compares the value with the known one, keeps it if it differs, and returns the outcome.
    pub(super) fn keep(&mut self, key: K, value: V) -> Fate {
        let fate = match self.known.get(&key) {
            Some(old) if old.value == value => return Fate::Unchanged,
            Some(_) => Fate::Changed,
            None => Fate::New,
        };
        let is_first = self.dirty.insert(key.clone());
        let old = self.known.insert(key.clone(), Stored { value, import: None });
        if let (Some(old), true) = (old, is_first) {
            self.before.insert(key, old);
        }
        fate
    }

    /// Takes the row away; returns whether there was one.
    pub(super) fn remove(&mut self, key: K) -> bool {
        let was_written = self.dirty.remove(&key);
        let Some(old) = self.known.remove(&key) else { return false };
        if !was_written {
            self.before.insert(key.clone(), old);
        }
        self.removed.insert(key)
    }

    /// The keys of the rows that were taken away.
    pub(super) fn removed(&self) -> impl Iterator<Item = &K> {
        self.removed.iter()
    }

    /// The rows to write, in the order of their keys.
    pub(super) fn to_write(&self) -> impl Iterator<Item = (&K, &V)> {
        self.dirty.iter().filter_map(|key| Some((key, self.get(key)?)))
    }

    /// The rows that are changed or removed, as they were before this import: not those that it brought itself.
    pub(super) fn before(&self, import: ImportId) -> impl Iterator<Item = (&K, &Stored<V>)> {
        self.before.iter().filter(move |(_, stored)| stored.import != Some(import))
    }
}
