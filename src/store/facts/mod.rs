//! Facts: storing what the lines of a file contain, each of them new, changed or unchanged. The profiles of changed
//! customers become stale and are computed at the end of the file.

mod customers;
mod events;

use super::{DbConnection, profiles, rows_per_statement, schema};
use crate::ids::{AppKey, AttributeId, CustomerId, PublisherId};
use crate::on_either;
use crate::reading::Fact;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

/// The outcomes of lines. New, changed and unchanged add up to the number of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Customers that the lines created.
    pub customers_new: u64,
}

impl Taken {
    /// Counts one line.
    fn count(&mut self, fate: Fate) {
        match fate {
            Fate::New => self.new += 1,
            Fate::Changed => self.changed += 1,
            Fate::Unchanged => self.unchanged += 1,
        }
    }
}

/// The outcome of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    New,
    Changed,
    Unchanged,
}

/// The known rows of a batch, and which of them have to be written.
struct Rows<K, V> {
    known: HashMap<K, V>,
    dirty: BTreeSet<K>,
}

impl<K: Hash + Ord + Clone, V: PartialEq> Rows<K, V> {
    /// The rows as they are in the database.
    fn of(known: HashMap<K, V>) -> Self {
        Self { known, dirty: BTreeSet::new() }
    }

    fn get(&self, key: &K) -> Option<&V> {
        self.known.get(key)
    }

    /// Compares the value with the known one, keeps it if it differs, and returns the outcome.
    fn keep(&mut self, key: K, value: V) -> Fate {
        let fate = match self.known.get(&key) {
            Some(old) if *old == value => return Fate::Unchanged,
            Some(_) => Fate::Changed,
            None => Fate::New,
        };
        self.dirty.insert(key.clone());
        self.known.insert(key, value);
        fate
    }

    /// The rows to write, in the order of their keys.
    fn to_write(&self) -> impl Iterator<Item = (&K, &V)> {
        self.dirty.iter().filter_map(|key| Some((key, self.known.get(key)?)))
    }
}

/// The app that facts belong to.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    pub app: AppKey,
    /// The custom attributes by the index of their column in the file.
    pub attributes: &'a HashMap<usize, AttributeId>,
    pub now: NaiveDateTime,
}

/// The facts of one kind with their customers, in the order of the lines.
fn of_kind<'a, T>(
    facts: &[(CustomerId, &'a Fact)],
    read: impl Fn(&'a Fact) -> Option<&'a T>,
) -> Vec<(CustomerId, &'a T)> {
    facts.iter().filter_map(|(customer, fact)| Some((*customer, read(fact)?))).collect()
}

/// Stores the facts, in order, and creates customers who do not exist yet. Returns [`diesel::NotFound`] if the app does
/// not belong to the publisher.
pub fn take(connection: &mut DbConnection, target: Target<'_>, facts: &[Fact]) -> QueryResult<Taken> {
    super::owners::require_app(connection, target.app)?;
    let mut taken = Taken::default();
    let ids = ensure_customers(connection, target, facts, &mut taken)?;
    let of = |fact: &Fact| ids.get(fact.account_id()).copied();
    let placed: Vec<(CustomerId, &Fact)> = facts.iter().filter_map(|fact| Some((of(fact)?, fact))).collect();
    let mut touched = customers::take(connection, target, &placed, &mut taken)?;
    touched.extend(events::take_purchases(connection, target.app, &placed, &mut taken)?);
    touched.extend(events::take_usage(connection, target.app, &placed, &mut taken)?);
    touched.extend(events::take_ratings(connection, target.app, &placed, &mut taken)?);
    touched.sort_unstable();
    touched.dedup();
    let mut everyone: Vec<CustomerId> = Vec::with_capacity(placed.len());
    placed.iter().for_each(|(customer, _)| everyone.push(*customer));
    everyone.sort_unstable();
    everyone.dedup();
    profiles::enrol(connection, target.app, &everyone)?;
    profiles::mark_stale(connection, target.app.publisher, &touched)?;
    Ok(taken)
}

fn ensure_customers(
    connection: &mut DbConnection,
    target: Target<'_>,
    facts: &[Fact],
    taken: &mut Taken,
) -> QueryResult<HashMap<String, CustomerId>> {
    use schema::customers::dsl;
    let mut accounts: Vec<String> = facts.iter().map(|fact| fact.account_id().to_owned()).collect();
    let mut seen = HashSet::new();
    accounts.retain(|account| seen.insert(account.clone()));
    let mut ids = find_customers(connection, target.app.publisher, &accounts)?;
    let missing: Vec<_> = accounts
        .iter()
        .filter(|account| !ids.contains_key(*account))
        .map(|account| {
            (
                dsl::publisher_id.eq(target.app.publisher),
                dsl::account_id.eq(account.clone()),
                dsl::created_at.eq(target.now),
            )
        })
        .collect();
    for chunk in missing.chunks(rows_per_statement(3)) {
        on_either!(connection, inner => diesel::insert_into(dsl::customers).values(chunk).execute(inner))?;
    }
    if !missing.is_empty() {
        taken.customers_new += missing.len() as u64;
        ids = find_customers(connection, target.app.publisher, &accounts)?;
    }
    Ok(ids)
}

fn find_customers(
    connection: &mut DbConnection,
    publisher: PublisherId,
    accounts: &[String],
) -> QueryResult<HashMap<String, CustomerId>> {
    use schema::customers::dsl;
    let mut ids = HashMap::new();
    for chunk in accounts.chunks(rows_per_statement(1)) {
        let rows: Vec<(String, CustomerId)> = dsl::customers
            .filter(dsl::publisher_id.eq(publisher))
            .filter(dsl::account_id.eq_any(chunk.to_vec()))
            .select((dsl::account_id, dsl::id))
            .load(connection)?;
        ids.extend(rows);
    }
    Ok(ids)
}
