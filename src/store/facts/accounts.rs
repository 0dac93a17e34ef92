//! The customers of a batch of facts by their account ids.

use super::Target;
use crate::ids::{CustomerId, Number, PublisherId};
use crate::on_either;
use crate::reading::Fact;
use crate::reading::combine::Whole;
use crate::store::schema::customers::dsl;
use crate::store::{DbConnection, rows_per_statement};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// The ids of customers by their account ids.
pub(super) struct Accounts {
    ids: HashMap<String, CustomerId>,
}

impl Accounts {
    /// The customers of the facts who exist.
    pub(super) fn find(
        connection: &mut DbConnection,
        publisher: PublisherId,
        facts: &[Whole<'_>],
    ) -> QueryResult<Self> {
        let mut accounts: Vec<&str> = facts.iter().map(|whole| whole.fact.account_id()).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let mut found = Self { ids: HashMap::with_capacity(accounts.len()) };
        found.load(connection, publisher, &accounts)?;
        Ok(found)
    }

    fn load(&mut self, connection: &mut DbConnection, publisher: PublisherId, accounts: &[&str]) -> QueryResult<()> {
        for chunk in accounts.chunks(rows_per_statement(1)) {
            let rows: Vec<(String, CustomerId)> = dsl::customers
                .filter(dsl::publisher_id.eq(publisher))
                .filter(dsl::account_id.eq_any(chunk.to_vec()))
                .select((dsl::account_id, dsl::id))
                .load(connection)?;
            self.ids.extend(rows);
        }
        Ok(())
    }

    pub(super) fn id(&self, account: &str) -> Option<CustomerId> {
        self.ids.get(account).copied()
    }

    /// The customers of the facts, each once, by their ids.
    pub(super) fn of(&self, facts: &[Whole<'_>]) -> Vec<CustomerId> {
        let mut ids: Vec<CustomerId> = facts.iter().filter_map(|whole| self.id(whole.fact.account_id())).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The facts of one kind whose customers exist, with the customers.
    pub(super) fn of_kind<'a, T>(
        &self,
        facts: &'a [Whole<'_>],
        read: impl Fn(&'a Fact) -> Option<&'a T>,
    ) -> Vec<(CustomerId, &'a T)> {
        let fact = |whole: &'a Whole<'_>| Some((whole, read(&whole.fact)?));
        let known = facts.iter().filter_map(fact);
        known.filter_map(|(whole, fact)| Some((self.id(whole.fact.account_id())?, fact))).collect()
    }

    /// Creates the customers who do not exist yet, in the order of the facts. Returns how many.
    pub(super) fn create(
        &mut self,
        connection: &mut DbConnection,
        target: Target<'_>,
        facts: &[Whole<'_>],
    ) -> QueryResult<u64> {
        let missing = self.missing(facts);
        let rows = missing.iter().map(|account| {
            (
                dsl::publisher_id.eq(target.app.publisher),
                dsl::account_id.eq(*account),
                dsl::created_at.eq(target.now),
                dsl::import_id.eq(target.import),
            )
        });
        let rows: Vec<_> = rows.collect();
        for chunk in rows.chunks(rows_per_statement(4)) {
            on_either!(connection, inner => diesel::insert_into(dsl::customers).values(chunk).execute(inner))?;
        }
        self.load(connection, target.app.publisher, &missing)?;
        Ok(missing.len() as u64)
    }

    /// Gives those who do not exist ids that no customer has. Returns their account ids.
    pub(super) fn imagine(&mut self, facts: &[Whole<'_>]) -> Vec<String> {
        let missing: Vec<String> = self.missing(facts).into_iter().map(str::to_owned).collect();
        self.ids.extend(missing.iter().cloned().zip((Number::MIN..0).map(CustomerId::from)));
        missing
    }

    fn missing<'a>(&self, facts: &'a [Whole<'_>]) -> Vec<&'a str> {
        let mut seen = HashSet::new();
        let accounts = facts.iter().map(|whole| whole.fact.account_id());
        accounts.filter(|account| !self.ids.contains_key(*account) && seen.insert(*account)).collect()
    }
}
