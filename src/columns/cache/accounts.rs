//! The positions of an app's accounts, so that whether somebody is in a group is answered without the database. They are
//! read at the first such question, and later what has changed since. An account is known by 64 bits of a keyed hash of its
//! id, which take 12 bytes with the position. That a stranger is taken for one of a million customers has a probability of
//! 5 in 10^14, and the key is drawn at each start, so that nobody can look for such an id.

use super::lock;
use crate::ids::AppKey;
use crate::store::{Database, StoreError, customers, profiles};
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::mem::size_of;
use std::sync::{Arc, Mutex};

/// The bytes that a customer takes.
pub const BYTES_EACH: usize = size_of::<u64>() + size_of::<u32>();

/// Of this many accounts, one may have come after the others were sorted before all are sorted again. Few enough that
/// copying them with each change costs nothing beside reading it.
const SORTED_PER_LATER: usize = 16;

/// A position of several accounts with the same hash, for which the database has to be asked.
const SHARED: u32 = u32::MAX;

/// An app's accounts over the states of one history of its data.
#[derive(Debug, Default)]
pub struct Accounts {
    index: Mutex<Option<Arc<AccountIndex>>>,
}

/// Positions by account at one data version of the app, or a later one.
#[derive(Clone, Debug)]
pub struct AccountIndex {
    hasher: RandomState,
    version: i64,
    /// The first position that has not been read.
    next: i32,
    sorted: Arc<Sorted>,
    later: HashMap<u64, u32>,
    /// Positions that are empty now.
    removed: RoaringBitmap,
}

/// Hashes, ascending, and the position of each.
#[derive(Debug, Default)]
struct Sorted {
    hashes: Vec<u64>,
    positions: Vec<u32>,
}

/// What the index knows of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    At(u32),
    /// The app has no such customer.
    Nowhere,
    /// Only the database knows.
    Unclear,
}

impl Accounts {
    /// The index at data version `version` of the app or a later one.
    pub fn at(&self, database: &Database, app: AppKey, version: i64) -> Result<Arc<AccountIndex>, StoreError> {
        let mut kept = lock(&self.index);
        if let Some(index) = kept.as_ref().filter(|index| index.version >= version) {
            return Ok(Arc::clone(index));
        }
        let mut index = kept.as_deref().cloned().unwrap_or_else(AccountIndex::empty);
        index.bring_to(database, app, version)?;
        let index = Arc::new(index);
        *kept = Some(Arc::clone(&index));
        Ok(index)
    }

    /// The bytes that they take in memory.
    pub fn bytes(&self) -> usize {
        lock(&self.index).as_ref().map_or(0, |index| index.len() * BYTES_EACH)
    }
}

impl AccountIndex {
    fn empty() -> Self {
        Self {
            hasher: RandomState::new(),
            version: 0,
            next: 0,
            sorted: Arc::default(),
            later: HashMap::new(),
            removed: RoaringBitmap::new(),
        }
    }

    /// Where the customer with this account id is.
    pub fn find(&self, account_id: &str) -> Place {
        let hash = self.hasher.hash_one(account_id);
        let position = self.later.get(&hash).copied().or_else(|| self.sorted.find(hash));
        match position {
            Some(SHARED) => Place::Unclear,
            Some(position) if !self.removed.contains(position) => Place::At(position),
            _ => Place::Nowhere,
        }
    }

    fn len(&self) -> usize {
        self.sorted.hashes.len() + self.later.len()
    }

    /// Reads what has changed until the version. Positions are given in ascending order and never twice, so that accounts
    /// which came since are at the positions from `next` on.
    fn bring_to(&mut self, database: &Database, app: AppKey, version: i64) -> Result<(), StoreError> {
        let removed = database.read_now(|connection| profiles::removed_since(connection, app, self.version))?;
        self.removed.extend(removed.into_iter().map(i32::unsigned_abs));
        let mut new = Vec::new();
        loop {
            let page = database.read_now(|connection| customers::accounts_from(connection, app, self.next))?;
            let Some((last, _)) = page.last() else { break };
            self.next = last.saturating_add(1);
            new.extend(page.iter().map(|(position, account)| (self.hasher.hash_one(account), position.unsigned_abs())));
        }
        for (hash, position) in new.drain(..new.len().min(self.room())) {
            self.add(hash, position);
        }
        if !new.is_empty() {
            self.sort_with(new);
        }
        self.version = version;
        Ok(())
    }

    /// How many accounts may come before all are sorted.
    fn room(&self) -> usize {
        (self.sorted.hashes.len() / SORTED_PER_LATER).saturating_sub(self.later.len())
    }

    fn add(&mut self, hash: u64, position: u32) {
        let before = self.later.get(&hash).copied().or_else(|| self.sorted.find(hash));
        self.later.insert(hash, after(before, position, &self.removed));
    }

    fn sort_with(&mut self, new: Vec<(u64, u32)>) {
        let sorted = self.sorted.hashes.iter().copied().zip(self.sorted.positions.iter().copied());
        // The sort is stable, so that of the same hash the later position comes last.
        let mut all: Vec<(u64, u32)> = sorted.filter(|(_, position)| !self.removed.contains(*position)).collect();
        all.extend(std::mem::take(&mut self.later));
        all.extend(new);
        all.sort_by_key(|(hash, _)| *hash);
        let mut together = Sorted::default();
        for (hash, position) in all {
            if together.hashes.last() == Some(&hash) {
                let last = together.positions.last_mut();
                last.into_iter().for_each(|last| *last = after(Some(*last), position, &self.removed));
            } else {
                together.hashes.push(hash);
                together.positions.push(position);
            }
        }
        together.hashes.shrink_to_fit();
        together.positions.shrink_to_fit();
        self.sorted = Arc::new(together);
    }
}

/// The position of a hash that had one `before` and comes again: that of a customer who was removed and came back, or of
/// another account.
fn after(before: Option<u32>, position: u32, removed: &RoaringBitmap) -> u32 {
    match before {
        Some(before) if before != position && !removed.contains(before) => SHARED,
        _ => position,
    }
}

impl Sorted {
    fn find(&self, hash: u64) -> Option<u32> {
        let at = self.hashes.binary_search(&hash).ok()?;
        self.positions.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index with these accounts at these positions, sorted or not.
    fn index(sorted: &[(&str, u32)], later: &[(&str, u32)], removed: &[u32]) -> AccountIndex {
        let mut index = AccountIndex::empty();
        index.removed = removed.iter().copied().collect();
        let hash = |accounts: &[(&str, u32)]| {
            accounts.iter().map(|(account, position)| (index.hasher.hash_one(account), *position)).collect::<Vec<_>>()
        };
        let (sorted, later) = (hash(sorted), hash(later));
        index.sort_with(sorted);
        later.into_iter().for_each(|(hash, position)| index.add(hash, position));
        index
    }

    #[test]
    fn an_account_is_at_its_position_or_nowhere() {
        let found = index(&[("ann", 0), ("bob", 1)], &[("cid", 2)], &[1]);
        let places = ["ann", "bob", "cid", "dan"].map(|account| found.find(account));
        assert_eq!(places, [Place::At(0), Place::Nowhere, Place::At(2), Place::Nowhere]);
    }

    #[test]
    fn who_was_removed_and_came_back_is_at_the_new_position() {
        assert_eq!(index(&[("ann", 0)], &[("ann", 5)], &[0]).find("ann"), Place::At(5));
        assert_eq!(index(&[("ann", 0), ("ann", 5)], &[], &[0]).find("ann"), Place::At(5));
        let mut sorted = index(&[("ann", 0)], &[("ann", 5)], &[0]);
        sorted.sort_with(Vec::new());
        assert_eq!(sorted.find("ann"), Place::At(5));
    }

    #[test]
    fn the_database_is_asked_about_accounts_of_the_same_hash() {
        // The same text stands for two accounts whose hashes are the same.
        assert_eq!(index(&[("ann", 0)], &[("ann", 5)], &[]).find("ann"), Place::Unclear);
        assert_eq!(index(&[("ann", 0), ("ann", 5)], &[], &[]).find("ann"), Place::Unclear);
        assert_eq!(index(&[], &[("ann", 0), ("ann", 5), ("ann", 6)], &[]).find("ann"), Place::Unclear);
    }
}
