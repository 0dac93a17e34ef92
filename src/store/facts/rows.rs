//! Rows as they are in the database, compared with what lines say.

use crate::ids::ImportId;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// The outcome of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
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

/// A row of a batch.
struct Row<V> {
    /// As it is in the database.
    stored: Option<Stored<V>>,
    /// What is to be written; `None` if it stays as it is.
    written: Option<V>,
    is_removed: bool,
}

impl<V> Row<V> {
    fn value(&self) -> Option<&V> {
        self.written.as_ref().or_else(|| self.stored.as_ref().filter(|_| !self.is_removed).map(|stored| &stored.value))
    }
}

/// The known rows of a batch, and which of them have to be written.
pub(super) struct Rows<K, V> {
    rows: HashMap<K, Row<V>>,
}

impl<K: Hash + Ord, V: PartialEq> Rows<K, V> {
    /// The rows as they are in the database.
    pub(super) fn of(rows: impl IntoIterator<Item = (K, V, Option<ImportId>)>) -> Self {
        let row = |value, import| Row { stored: Some(Stored { value, import }), written: None, is_removed: false };
        Self { rows: rows.into_iter().map(|(key, value, import)| (key, row(value, import))).collect() }
    }

    pub(super) fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.rows.get(key).and_then(Row::value)
    }

    /// Compares the value with the known one, keeps it if it differs, and returns the outcome.
    pub(super) fn keep(&mut self, key: K, value: V) -> Fate {
        let row = self.rows.entry(key).or_insert(Row { stored: None, written: None, is_removed: false });
        let fate = match row.value() {
            Some(known) if *known == value => return Fate::Unchanged,
            Some(_) => Fate::Changed,
            None => Fate::New,
        };
        (row.written, row.is_removed) = (Some(value), false);
        fate
    }

    /// Takes the row away; returns whether there was one.
    pub(super) fn remove(&mut self, key: &K) -> bool {
        let Some(row) = self.rows.get_mut(key) else { return false };
        let was_there = row.value().is_some();
        (row.written, row.is_removed) = (None, row.stored.is_some());
        was_there
    }

    /// The keys of the rows to take away from the database.
    pub(super) fn removed(&self) -> impl Iterator<Item = &K> {
        self.sorted(|row| row.is_removed.then_some(())).map(|(key, ())| key)
    }

    /// The rows that the database does not have, in the order of their keys.
    pub(super) fn added(&self) -> impl Iterator<Item = (&K, &V)> {
        self.sorted(|row| row.written.as_ref().filter(|_| row.stored.is_none()))
    }

    /// The rows to change in the database, in the order of their keys.
    pub(super) fn changed(&self) -> impl Iterator<Item = (&K, &V)> {
        self.sorted(|row| row.written.as_ref().filter(|_| row.stored.is_some()))
    }

    /// The rows that are changed or removed, as they were before this import: not those that it brought itself.
    pub(super) fn before(&self, import: ImportId) -> impl Iterator<Item = (&K, &Stored<V>)> {
        self.sorted(move |row| {
            let stored = row.stored.as_ref().filter(|stored| stored.import != Some(import));
            stored.filter(|_| row.written.is_some() || row.is_removed)
        })
    }

    /// What is wanted of the rows, in the order of their keys.
    fn sorted<'a, T: 'a>(&'a self, wanted: impl Fn(&'a Row<V>) -> Option<T>) -> impl Iterator<Item = (&'a K, T)> {
        let mut found: Vec<(&K, T)> = self.rows.iter().filter_map(|(key, row)| Some((key, wanted(row)?))).collect();
        found.sort_unstable_by_key(|(key, _)| *key);
        found.into_iter()
    }
}
