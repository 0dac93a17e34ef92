//! Facts: what the lines of a file contain is combined, compared with the database, and written. The profiles of
//! changed customers become stale and are computed at the end of the file.

mod accounts;
mod changes;
mod consents;
mod customers;
mod purchases;
mod ratings;
mod rows;
pub mod undo;
mod usage;

use super::erased::Erased;
use super::{DbConnection, owners, profiles};
use crate::ids::{AppKey, AttributeId, CustomerId, ImportId};
use crate::reading::Fact;
use crate::reading::combine::{Combined, LeftOutOfFact, RefusedFact, Whole, combine};
use accounts::Accounts;
use chrono::NaiveDateTime;
use diesel::prelude::*;
pub use rows::Fate;
use std::collections::HashMap;

/// The outcomes of lines: new, changed, unchanged, repeated and refused add up to their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Lines beyond the first of an order, of a day of use, or of a customer.
    pub repeated: u64,
    /// Customers that the lines created.
    pub customers_new: u64,
    /// The outcome of each fact, by the index of its first line. Its other lines are repeated.
    pub fates: Vec<(usize, Fate)>,
    /// Lines that contradict other lines or the database, by their index.
    pub refused: Vec<RefusedFact>,
    /// Values that contradict other lines, by the index of their line.
    pub left_out: Vec<LeftOutOfFact>,
}

impl Taken {
    /// Counts the lines of a fact.
    fn count(&mut self, fate: Fate, whole: &Whole<'_>) {
        match fate {
            Fate::New => self.new += 1,
            Fate::Changed => self.changed += 1,
            Fate::Unchanged => self.unchanged += 1,
        }
        self.repeated += whole.more.len() as u64;
        self.fates.push((whole.first, fate));
    }
}

/// The app that facts belong to.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    pub app: AppKey,
    /// The custom attributes by the index of their column in the file.
    pub attributes: &'a HashMap<usize, AttributeId>,
    /// The import that brings the facts, and can be undone; `None` if nothing is to be remembered of what was there before.
    pub import: Option<ImportId>,
    pub now: NaiveDateTime,
}

/// Stores the facts and creates customers who do not exist yet. All lines of one order, of one customer and day of use,
/// and of one customer's rating or data must come in the same call; their order does not matter. Returns
/// [`diesel::NotFound`] if the app does not belong to the publisher.
pub fn take(connection: &mut DbConnection, target: Target<'_>, facts: &[Fact]) -> QueryResult<Taken> {
    let mut batch = Batch::load(connection, target, facts)?;
    let new = batch.accounts.create(connection, &batch.facts)?;
    batch.taken.customers_new = new.len() as u64;
    // Their ids come after those of all others.
    let known = |ids: &[CustomerId]| match new.first() {
        Some((first, _)) => ids.partition_point(|id| id < first),
        None => ids.len(),
    };
    batch.customers.create(target, &new);
    let touched = batch.compare();
    batch.write(connection)?;
    let customers = batch.accounts.of(&batch.facts);
    let fresh = profiles::enrol(connection, target.app, customers.split_at(known(&customers)))?;
    // New profiles are stale already, and so are those that an earlier batch touched.
    let touched: Vec<CustomerId> = touched.into_iter().filter(|customer| fresh.contains(customer)).collect();
    profiles::mark_stale(connection, target.app.publisher, &touched)?;
    Ok(batch.taken)
}

/// What [`take`] would return, and the account ids of the people who are no customers yet; writes nothing.
pub fn compare(connection: &mut DbConnection, target: Target<'_>, facts: &[Fact]) -> QueryResult<(Taken, Vec<String>)> {
    let mut batch = Batch::load(connection, target, facts)?;
    let unknown = batch.accounts.unknown(&batch.facts);
    batch.taken.customers_new = batch.accounts.imagine(&batch.facts) as u64;
    batch.compare();
    Ok((batch.taken, unknown))
}

/// Facts, with what the database has of them.
struct Batch<'a> {
    target: Target<'a>,
    /// One for each key, without those that are refused.
    facts: Vec<Whole<'a>>,
    accounts: Accounts,
    customers: customers::Known,
    purchases: purchases::Known,
    usage: usage::Known,
    ratings: ratings::Known,
    consents: consents::Known,
    taken: Taken,
}

impl<'a> Batch<'a> {
    fn load(connection: &mut DbConnection, target: Target<'a>, facts: &'a [Fact]) -> QueryResult<Self> {
        owners::require_app(connection, target.app)?;
        let Combined { mut facts, refused, left_out } = combine(facts, consents::latest(target.now));
        let mut taken = Taken { refused, left_out, ..Taken::default() };
        let erased = Erased::load(connection, target.app.publisher)?;
        facts.retain(|whole| match erased.refusal(&whole.fact) {
            None => true,
            Some(refusal) => {
                let lines = whole.lines().map(|index| RefusedFact { index, refusal: refusal.clone() });
                taken.refused.extend(lines);
                false
            }
        });
        let accounts = Accounts::find(connection, target.app.publisher, &facts)?;
        let purchases = purchases::Known::load(connection, target.app, &facts)?;
        let consents = consents::Known::load(connection, target.app.publisher, &facts)?;
        let refusal = |fact: &Fact| match fact {
            Fact::Consent(fact) => consents.refusal(fact),
            fact => purchases.refusal(&accounts, fact),
        };
        facts.retain(|whole| match refusal(&whole.fact) {
            None => true,
            Some(refusal) => {
                let lines = whole.lines().map(|index| RefusedFact { index, refusal: refusal.clone() });
                taken.refused.extend(lines);
                false
            }
        });
        Ok(Self {
            customers: customers::Known::load(connection, target, &accounts, &facts)?,
            usage: usage::Known::load(connection, target.app, &accounts, &facts)?,
            ratings: ratings::Known::load(connection, target.app, &accounts, &facts)?,
            target,
            facts,
            accounts,
            purchases,
            consents,
            taken,
        })
    }

    /// Compares the facts with what is known, and counts their lines. Returns the customers of those that are new or
    /// changed, each once.
    fn compare(&mut self) -> Vec<CustomerId> {
        let mut touched = Vec::new();
        for whole in &self.facts {
            if let Some(fact) = whole.fact.consent() {
                let fate = self.consents.keep(fact, self.target.now);
                self.taken.count(fate, whole);
            }
            let Some(customer) = self.accounts.id_for(&whole.fact) else { continue };
            let fate = match &*whole.fact {
                Fact::Customer(fact) => self.customers.keep(self.target, customer, fact),
                Fact::Purchase(fact) => self.purchases.keep(self.target.app.id, customer, fact),
                Fact::Usage(fact) => self.usage.keep(customer, fact),
                Fact::Rating(fact) => self.ratings.keep(customer, fact),
                // Nobody is a customer for what is allowed.
                Fact::Consent(_) => continue,
            };
            self.taken.count(fate, whole);
            if fate != Fate::Unchanged {
                touched.push(customer);
            }
        }
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    fn write(&self, connection: &mut DbConnection) -> QueryResult<()> {
        self.customers.write(connection, self.target)?;
        self.purchases.write(connection, self.target)?;
        self.usage.write(connection, self.target)?;
        self.ratings.write(connection, self.target)?;
        self.consents.write(connection, self.target)
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod undo_tests;
