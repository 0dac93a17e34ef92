//! Sign-ins in the audit log: those of a user that were done, and those that failed. Strangers can make many fail, so only
//! [`MOST_OF_AN_HOUR`] of a user get an entry of their own; the others are counted in one.

use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::state::State;
use crate::store::sign_in_failures::{self, Failures};
use crate::store::users::{self, User};
use crate::store::{DbConnection, QueryResult, StoreError};
use chrono::{NaiveDateTime, TimeDelta};
use ipnet::IpNet;

/// Failed sign-ins of one user within an hour that get an entry of their own: enough to see from where somebody tries, and
/// no more than 50 kB a day.
const MOST_OF_AN_HOUR: i64 = 10;

const HOUR: TimeDelta = TimeDelta::hours(1);

/// Records that the user signed in, and how many failed sign-ins before it have no entry.
pub async fn signed_in(state: &State, user: &User, network: IpNet) -> Result<(), StoreError> {
    let (user, now) = (user.clone(), state.clock.now());
    let record = state.database.write(move |connection| {
        let further = sign_in_failures::find(connection, user.id)?.and_then(further);
        sign_in_failures::delete(connection, user.id)?;
        let changes = Changes::none().has(Field::Further, further);
        let author = Author::user(user.publisher_id, user.id).from_network(network);
        audit::record(connection, author, now, (Action::SignedIn, Subject::user(&user), changes))
    });
    record.await
}

/// Records that signing in as the user failed. The answer does not wait for it, as it would take longer than for an address
/// without an account.
pub fn failed(state: &State, user: User, network: IpNet) {
    let (state, now) = (state.clone(), state.clock.now());
    tokio::spawn(async move {
        let write = || {
            let user = user.clone();
            state.database.write(move |connection| record_failure(connection, &user, network, now))
        };
        let written = match write().await {
            // Another failure of the user was counted first at the same moment.
            Err(error) if error.is_taken() => write().await,
            written => written,
        };
        if let Err(error) = written {
            log::warn!("a failed sign-in of user {} is not in the audit log: {error}", user.id);
        }
    });
}

fn record_failure(connection: &mut DbConnection, user: &User, network: IpNet, now: NaiveDateTime) -> QueryResult<()> {
    if let Some(before) = sign_in_failures::find(connection, user.id)?.filter(|before| before.since <= now - HOUR) {
        close(connection, user, before, now)?;
    }
    if sign_in_failures::add(connection, user.id, now)?.count > MOST_OF_AN_HOUR {
        return Ok(());
    }
    let author = Author::stranger(user.publisher_id).from_network(network);
    audit::record(connection, author, now, (Action::SignInFailed, Subject::user(user), Changes::none()))
}

/// The number of failures without an entry.
fn further(failures: Failures) -> Option<i64> {
    Some(failures.count - MOST_OF_AN_HOUR).filter(|count| *count > 0)
}

/// Ends an hour of failures: those without an entry are counted in one.
fn close(connection: &mut DbConnection, user: &User, failures: Failures, now: NaiveDateTime) -> QueryResult<()> {
    sign_in_failures::delete(connection, user.id)?;
    let Some(count) = further(failures) else { return Ok(()) };
    let changes = Changes::none().has(Field::Further, count);
    let author = Author::stranger(user.publisher_id);
    audit::record(connection, author, now, (Action::SignInFailed, Subject::user(user), changes))
}

/// Ends the hours of failures that are over.
pub fn sweep(state: &State) -> Result<(), StoreError> {
    let now = state.clock.now();
    state.database.job_write(|connection| {
        for failures in sign_in_failures::old(connection, now - HOUR)? {
            let user = users::of_session_or_link(connection, failures.user_id)?;
            close(connection, &user, failures, now)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::store::audit_entries::{self, From, Wanted};
    use crate::store::publishers;
    use crate::store::testing::TestDatabase;
    use crate::store::users::NewUser;
    use chrono::DateTime;

    #[test]
    fn an_hour_of_failures_leaves_a_few_entries_and_their_number() {
        let start = DateTime::UNIX_EPOCH.naive_utc();
        let network: IpNet = "192.0.2.1/32".parse().unwrap();
        for test in TestDatabase::each() {
            let (entries, last) = test
                .database
                .write_now(|connection| {
                    let publisher_id = publishers::create(connection, "digest", start)?;
                    let (email, email_key, password_hash) = ("ann@example.com", "ann@example.com", "hash");
                    let user = NewUser {
                        publisher_id,
                        email,
                        email_key,
                        password_hash,
                        role: Role::Owner,
                        locale: None,
                        created_at: start,
                    };
                    let id = users::create(connection, &user)?;
                    let user = users::find(connection, publisher_id, id)?;
                    for second in 0..1_000 {
                        record_failure(connection, &user, network, start + TimeDelta::seconds(second))?;
                    }
                    let wanted = Wanted::default();
                    let within = audit_entries::next(connection, publisher_id, &wanted, From::Newest, 100)?;
                    record_failure(connection, &user, network, start + HOUR)?;
                    let after = audit_entries::next(connection, publisher_id, &wanted, From::Newest, 2)?;
                    Ok((within, after))
                })
                .unwrap();
            assert_eq!(entries.len(), 10);
            assert!(
                entries.iter().all(|entry| entry.network.as_deref() == Some("192.0.2.1/32") && entry.user_id.is_none())
            );
            let fields: Vec<_> = last.iter().map(|entry| entry.after.as_deref()).collect();
            assert_eq!(fields, [None, Some("{\"further\":990}")]);
        }
    }
}
