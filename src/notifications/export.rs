//! The messages of a notification, as a file. Each download is recorded in the audit log.

use super::find;
use crate::access::Actor;
use crate::audit::Subject;
use crate::audit::export::record_export;
use crate::ids::{NotificationId, PublisherId, SubscriptionId};
use crate::state::State;
use crate::store::StoreError;
use crate::store::delivery_reports::{self, Delivery, Listed};
use crate::store::notifications::Notification;

/// Messages that are read at once for a file: few enough for one query.
const BATCH: i64 = 5_000;

/// The notification whose messages are downloaded.
pub fn open(state: &State, actor: &Actor, id: NotificationId) -> Result<Notification, StoreError> {
    let (found, _) = find(state, actor, id)?;
    record_export(state, actor, Subject::notification(&found), ("deliveries.csv", u64::try_from(found.planned).ok()))?;
    Ok(found)
}

/// The next messages after the one to this browser; none at the end.
pub async fn batch(
    state: &State,
    of: (PublisherId, NotificationId),
    after: Option<SubscriptionId>,
) -> Result<Vec<Delivery>, StoreError> {
    let listed = Listed { after, most: BATCH, ..Listed::default() };
    state.database.read(move |connection| delivery_reports::page(connection, of, &listed)).await
}
