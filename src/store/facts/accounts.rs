//! The customers of a batch of facts by their account ids.

use crate::ids::{CustomerId, Number, PublisherId};
use crate::reading::Fact;
use crate::reading::combine::Whole;
use crate::store::schema::customers::dsl;
use crate::store::{DbConnection, rows_per_statement};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Integer;
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

    /// The customer whom the fact is about; `None` of one that makes nobody a customer.
    pub(super) fn id_for(&self, fact: &Fact) -> Option<CustomerId> {
        self.id(fact.account_id()).filter(|_| fact.makes_customer())
    }

    /// The customers of the facts, each once, by their ids.
    pub(super) fn of(&self, facts: &[Whole<'_>]) -> Vec<CustomerId> {
        let mut ids: Vec<CustomerId> = facts.iter().filter_map(|whole| self.id_for(&whole.fact)).collect();
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

    /// Gives ids to the customers who do not exist yet, in the order of the facts. They are still to be inserted, with
    /// what the facts say of them.
    pub(super) fn create(
        &mut self,
        connection: &mut DbConnection,
        facts: &[Whole<'_>],
    ) -> QueryResult<Vec<(CustomerId, String)>> {
        let missing = self.missing(facts).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let new: Vec<(CustomerId, String)> = new_ids(connection, missing.len())?.into_iter().zip(missing).collect();
        self.ids.extend(new.iter().map(|(id, account)| (account.clone(), *id)));
        Ok(new)
    }

    /// Gives those who do not exist ids that no customer has. Returns how many there are.
    pub(super) fn imagine(&mut self, facts: &[Whole<'_>]) -> usize {
        let missing: Vec<String> = self.missing(facts).into_iter().map(str::to_owned).collect();
        let count = missing.len();
        self.ids.extend(missing.into_iter().zip((Number::MIN..0).map(CustomerId::from)));
        count
    }

    /// The account ids of the facts that no customer has, each once.
    pub(super) fn unknown(&self, facts: &[Whole<'_>]) -> Vec<String> {
        self.without_customer(facts, |_| true).into_iter().map(str::to_owned).collect()
    }

    /// The account ids of those who are customers from now on.
    fn missing<'a>(&self, facts: &'a [Whole<'_>]) -> Vec<&'a str> {
        self.without_customer(facts, Fact::makes_customer)
    }

    fn without_customer<'a>(&self, facts: &'a [Whole<'_>], of: impl Fn(&Fact) -> bool) -> Vec<&'a str> {
        let mut seen = HashSet::new();
        let accounts = facts.iter().filter(|whole| of(&whole.fact)).map(|whole| whole.fact.account_id());
        accounts.filter(|account| !self.ids.contains_key(*account) && seen.insert(*account)).collect()
    }
}

/// So many ids that no customer has or had, ascending. On SQLite the caller's transaction is the only one that writes.
fn new_ids(connection: &mut DbConnection, count: usize) -> QueryResult<Vec<CustomerId>> {
    let count = Number::try_from(count).unwrap_or(Number::MAX);
    match connection {
        DbConnection::Postgresql(inner) => {
            let sequence =
                "(SELECT CAST(pg_get_serial_sequence('customers', 'id') AS REGCLASS) AS name OFFSET 0) sequence";
            let next = "SELECT CAST(nextval(name) AS INTEGER) AS id";
            let rows = sql_query(format!("{next} FROM {sequence}, generate_series(1, $1)"));
            let rows = rows.bind::<Integer, _>(count).load::<NewId>(inner)?;
            Ok(rows.into_iter().map(|row| row.id).collect())
        }
        DbConnection::Sqlite(inner) => {
            let last = sql_query("SELECT CAST(seq AS INTEGER) AS id FROM sqlite_sequence WHERE name = 'customers'");
            let last = last.get_result::<NewId>(inner).optional()?.map_or(0, |row| Number::from(row.id));
            Ok((1..=count).map(|step| CustomerId::from(last + step)).collect())
        }
    }
}

#[derive(QueryableByName)]
struct NewId {
    #[diesel(sql_type = Integer)]
    id: CustomerId,
}
