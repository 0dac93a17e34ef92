//! What people allow, by channel and purpose. What somebody takes back holds for whatever is claimed afterwards, because it is
//! written in a transaction of its own before the answer, and outlives the erasure of the person as a keyed digest.

pub mod bulk;

use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::{CustomerId, PublisherId};
use crate::state::State;
use crate::store::consents::{self, About, ConsentState};
use crate::store::suppressions::{self, SuppressedFor};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, customers, subscriptions};
use chrono::NaiveDateTime;

pub use crate::reading::fields::MAX_EVIDENCE_LENGTH as LONGEST_TEXT;
pub use crate::store::consents::{ConsentChannel, ConsentPurpose, ConsentSource, Heard, MOST};

/// Writes down that the person has allowed it, with the text that was shown. The same again changes nothing. Returns false if
/// the person has changed their mind too often.
pub fn give(
    connection: &mut DbConnection,
    about: About<'_>,
    (source, text): (ConsentSource, &str),
    heard: Heard,
) -> QueryResult<bool> {
    let same =
        consents::newest(connection, about)?.filter(|last| last.state == ConsentState::Given && last.evidence == text);
    // What a file says can be taken back with the file, and then this stays.
    if same.as_ref().is_some_and(|last| last.import.is_none()) {
        return Ok(true);
    }
    if consents::count(connection, about.publisher, about.account)? >= MOST {
        return Ok(same.is_some());
    }
    consents::add(connection, about, (ConsentState::Given, source, text), heard)?;
    suppressions::remove(connection, (about.publisher, about.account), (about.channel, about.purpose))?;
    Ok(true)
}

/// Writes down that the person takes it back. Again, it changes nothing, unless it was a file that said so before: that can be
/// taken back, and then this stays.
pub fn withdraw(
    connection: &mut DbConnection,
    about: About<'_>,
    source: ConsentSource,
    heard: Heard,
) -> QueryResult<()> {
    let newest = consents::newest(connection, about)?;
    if newest.is_some_and(|last| last.state == ConsentState::Given || last.import.is_some()) {
        consents::add(connection, about, (ConsentState::Withdrawn, source, ""), heard)?;
    }
    let (who, what) = ((about.publisher, about.account), (about.channel, about.purpose));
    suppressions::add(connection, who, what, (SuppressedFor::Unsubscribed, heard.said_at))
}

/// Writes down on the customer's page that the person has taken it back; `None` is nothing that anybody allows. Returns
/// whether it was something.
pub fn withdraw_for(
    state: &State,
    actor: &Actor,
    customer: CustomerId,
    what: Option<(ConsentChannel, ConsentPurpose)>,
) -> Result<bool, StoreError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    // The lock keeps an erasure from passing by.
    state.database.write_holding_now(Lock::Facts(publisher), |connection| {
        let found = customers::find(connection, publisher, customer)?;
        let Some((channel, purpose)) = what else { return Ok(false) };
        let about = About { publisher, account: &found.account_id, channel, purpose };
        withdraw(connection, about, ConsentSource::Page, Heard::at_once(now))?;
        let changes = Changes::none().had(Field::Consent, format!("{}, {}", channel.word(), purpose.word()));
        let subject = Subject::customer(Some(customer));
        audit::record(connection, actor, now, (Action::ConsentWithdrawn, subject, changes))?;
        Ok(true)
    })
}

/// Whether anything is held of the person's browsers, or of what she has allowed.
pub fn knows(connection: &mut DbConnection, publisher: PublisherId, account: &str) -> QueryResult<bool> {
    Ok(consents::count(connection, publisher, account)? > 0
        || !subscriptions::of_account(connection, publisher, account)?.is_empty())
}

/// Forgets what the person said and where they can be written to, and keeps that they are not written to.
pub fn erase(
    connection: &mut DbConnection,
    (publisher, account): (PublisherId, &str),
    now: NaiveDateTime,
) -> QueryResult<()> {
    subscriptions::delete_of_account(connection, publisher, account)?;
    consents::delete_of_account(connection, publisher, account)?;
    for purpose in ConsentPurpose::ALL {
        let what = (ConsentChannel::WebPush, *purpose);
        suppressions::add(connection, (publisher, account), what, (SuppressedFor::Erased, now))?;
    }
    Ok(())
}
