//! What people allow and take back: rows are only added, and what was said last counts, whichever file it is in. It is known by the
//! account and makes nobody a customer.

use super::Target;
use super::rows::Fate;
use crate::ids::PublisherId;
use crate::insert;
use crate::reading::combine::Whole;
use crate::reading::fields::consents::{ConsentChannel, ConsentPurpose, ConsentState};
use crate::reading::{ConsentFact, Reason, Refusal};
use crate::store::consents::{AHEAD, Becomes, ConsentSource, MOST, Standing, imported};
use crate::store::schema::{consents, suppressions};
use crate::store::suppressions::{SuppressedFor, imported as held};
use crate::store::{DbConnection, rows_per_statement};
use chrono::{DateTime, NaiveDateTime};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// A person by the account id, and what is said of her.
type Key = (String, ConsentChannel, ConsentPurpose);

/// The second until which something may have been said.
pub(super) fn latest(now: NaiveDateTime) -> i64 {
    (now + AHEAD).and_utc().timestamp()
}

/// What the people of a batch have said so far, and what is to be written.
#[derive(Default)]
pub(super) struct Known {
    standing: HashMap<Key, Standing>,
    /// The suppressions, with the imports that brought them.
    held: HashMap<Key, held::Held>,
    /// The people who have changed their minds too often.
    tired: HashSet<String>,
    added: Vec<Added>,
}

/// Something that a person said, as it is written.
struct Added {
    key: Key,
    state: ConsentState,
    at: NaiveDateTime,
    heard_at: NaiveDateTime,
    evidence: String,
    /// What was held against the person until then.
    lifted: Option<held::Held>,
}

impl Known {
    pub(super) fn load(
        connection: &mut DbConnection,
        publisher: PublisherId,
        facts: &[Whole<'_>],
    ) -> QueryResult<Self> {
        let said = facts.iter().filter_map(|whole| whole.fact.consent());
        let accounts: HashSet<&str> = said.map(|fact| fact.account_id.as_str()).collect();
        let (mut known, accounts) = (Self::default(), accounts.into_iter().collect::<Vec<_>>());
        for chunk in accounts.chunks(rows_per_statement(1)) {
            known.tired.extend(imported::with_as_many_as(connection, publisher, chunk, MOST)?);
            for last in imported::newest(connection, publisher, chunk)? {
                let standing = known.standing.entry((last.account, last.channel, last.purpose)).or_default();
                standing.given = (last.state == ConsentState::Given).then_some((last.at, last.evidence));
            }
            for (account, channel, purpose, held) in held::of_accounts(connection, publisher, chunk)? {
                let key = (account, channel, purpose);
                known.standing.entry(key.clone()).or_default().suppressed = Some(held.at);
                known.held.insert(key, held);
            }
        }
        Ok(known)
    }

    fn becomes(&self, fact: &ConsentFact) -> Becomes {
        let key = (fact.account_id.clone(), fact.channel, fact.purpose);
        let said = (moment(fact.said.0), moment(fact.said.1));
        self.standing.get(&key).unwrap_or(&Standing::default()).after(fact.state, said, &fact.evidence)
    }

    /// Why the line is not taken in. What is taken back always is.
    pub(super) fn refusal(&self, fact: &ConsentFact) -> Option<Refusal> {
        let is_refused = self.becomes(fact) == Becomes::Given && self.tired.contains(&fact.account_id);
        is_refused.then(|| Refusal::of_cell(Reason::ConsentsTooOften, "", &fact.account_id))
    }

    /// Keeps what was said unless something newer is known.
    pub(super) fn keep(&mut self, fact: &ConsentFact, now: NaiveDateTime) -> Fate {
        if matches!(self.becomes(fact), Becomes::Unchanged | Becomes::Superseded) {
            return Fate::Unchanged;
        }
        let key = (fact.account_id.clone(), fact.channel, fact.purpose);
        let fate = if self.standing.contains_key(&key) { Fate::Changed } else { Fate::New };
        let (lifted, at) = (self.held.get(&key).cloned(), moment(fact.counts_at()).min(now));
        // Nobody is shown a text for taking something back.
        let evidence = if fact.state == ConsentState::Given { fact.evidence.clone() } else { String::new() };
        self.added.push(Added { key, state: fact.state, at, heard_at: now, evidence, lifted });
        fate
    }

    pub(super) fn write(&self, connection: &mut DbConnection, target: Target<'_>) -> QueryResult<()> {
        let publisher = target.app.publisher;
        let row = |added: &Added| {
            (
                consents::publisher_id.eq(publisher),
                consents::account_id.eq(added.key.0.clone()),
                consents::channel.eq(added.key.1),
                consents::purpose.eq(added.key.2),
                consents::state.eq(added.state),
                consents::at.eq(added.at),
                consents::source.eq(ConsentSource::Import),
                consents::evidence.eq(added.evidence.clone()),
                consents::import_id.eq(target.import),
                consents::lifted_at.eq(added.lifted.as_ref().map(|held| held.at)),
                consents::lifted_import_id.eq(added.lifted.as_ref().and_then(|held| held.import)),
                consents::recorded_at.eq(Some(added.heard_at)),
            )
        };
        insert!(connection, consents::table, self.added.iter().map(row).collect());
        for added in &self.added {
            if let Some(held) = &added.lifted {
                held::remove(connection, publisher, (added.key.1, added.key.2), &held.digest)?;
            }
        }
        let withdrawn = self.added.iter().filter(|added| added.state == ConsentState::Withdrawn);
        let digests = held::Digests::of(connection, publisher, self.added.is_empty())?;
        let row = |added: &Added| {
            (
                suppressions::publisher_id.eq(publisher),
                suppressions::channel.eq(added.key.1),
                suppressions::purpose.eq(added.key.2),
                suppressions::digest.eq(digests.of_account(&added.key.0)),
                suppressions::reason.eq(SuppressedFor::Unsubscribed),
                suppressions::at.eq(added.at),
                suppressions::import_id.eq(target.import),
            )
        };
        insert!(connection, suppressions::table, withdrawn.map(row).collect());
        Ok(())
    }
}

fn moment(seconds: i64) -> NaiveDateTime {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().naive_utc()
}
