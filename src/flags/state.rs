//! The state that flags depend on, in a few letters: while they are the same, so is every flag of everybody.

use crate::flights::ask;
use crate::ids::{AppId, PublisherId};
use crate::state::State;
use crate::store::{DbConnection, QueryResult, StoreError, apps, customer_groups, group_tests, offers, publishers};
use crate::token::hex;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Letters of a fingerprint: 64 bits, which two states in a row do not share by chance.
const LENGTH: usize = 16;

/// The state of the flags of one app, or of all.
pub async fn fingerprint(state: &State, publisher: PublisherId, app: Option<AppId>) -> Result<Arc<String>, StoreError> {
    let key = format!("state of flags of {publisher} for {app:?}");
    state.database.read_kept(key, move |connection| read(connection, publisher, app)).await
}

fn read(connection: &mut DbConnection, publisher: PublisherId, app: Option<AppId>) -> QueryResult<String> {
    let publisher = publishers::find(connection, publisher)?;
    let mut digest = Sha256::new();
    digest.update(format!("rules {} {}", publisher.rules_version, publisher.minimum_size));
    for own in apps::of_publisher(connection, publisher.id)?.iter().filter(|own| app.is_none_or(|app| app == own.id)) {
        let (data, day) = (own.data(), own.profiles_on.map(|day| day.number()));
        digest.update(format!(" app {} {} {} {day:?}", own.id, data.number, data.pass));
        digest.update(ask::fingerprint(connection, own.key())?);
    }
    for group in customer_groups::of_publisher(connection, publisher.id)? {
        let (key, is_small) = (&group.flag_key, group.is_small(publisher.minimum_size));
        let switches = (group.is_archived(), group.for_clients, is_small);
        digest.update(format!(" group {} {} {key} {switches:?}", group.id, group.version));
    }
    for offer in offers::of_publisher(connection, publisher.id)? {
        digest.update(format!(" offer {} {}", offer.id, offer.version));
    }
    for test in group_tests::of_publisher(connection, publisher.id)? {
        digest.update(format!(" test {} {}", test.id, test.version));
    }
    let mut text = hex(&digest.finalize());
    text.truncate(LENGTH);
    Ok(text)
}
