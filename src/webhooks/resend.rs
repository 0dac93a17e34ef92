//! Messages that an owner asks for: a test, what was sent before, and everyone who is in a group now.

use super::bodies::{self, PER_PART};
use super::deliver::Address;
use super::endpoints::{EndpointError, record};
use super::outbox::{self, of_group};
use crate::access::{Actor, Role};
use crate::audit::{Action, Changes, Field};
use crate::ids::{GroupId, WebhookId};
use crate::state::State;
use crate::store::webhook_attempts::{self, Attempt};
use crate::store::webhook_endpoints;
use crate::store::webhook_messages::{self, MessageState, NewWebhookMessage, Progress, WebhookEvent};
use crate::store::{customer_groups, snapshots, wait_for, webhook_lanes};
use crate::token::hex;
use roaring::RoaringBitmap;
use serde_json::json;

/// The lane of messages that are sent again: they hold back none of the others.
const REPLAYS: &str = "replays";

/// The most rows that are sent again at once, so that nobody waits long for the page: what a publisher has in some days.
pub const MOST_REPLAYED: usize = 1_000;

/// Sends a test at once, whether or not the endpoint is disabled, and returns what came of it. It has no sequence, and is not
/// tried again.
pub async fn test(state: &State, actor: &Actor, id: WebhookId) -> Result<Attempt, EndpointError> {
    actor.require(Role::Owner)?;
    let (of, shared, by) = ((actor.publisher, id), state.clone(), *actor);
    let prepare = move || {
        shared.database.write_now(|connection| {
            let endpoint = webhook_endpoints::find(connection, of.0, id)?;
            let test = outbox::message(WebhookEvent::Test, String::from("tests"), json!({}));
            let (word, now) = (hex(&rand::random::<[u8; 12]>()), shared.clock.now());
            let row = webhook_messages::create(connection, of, (&test, &word, 0), now)?;
            record(connection, &by, (&shared, &endpoint), (Action::Tested, Changes::none()))?;
            let row = webhook_messages::find(connection, of, row)?;
            let body = bodies::of_row(connection, (of.0, &shared.seal), &row, 0, 1)?;
            Ok((endpoint, body.and_then(|bodies| bodies.into_iter().next())))
        })
    };
    let (endpoint, body) = wait_for(prepare).await?;
    let body = body.ok_or_else(|| crate::store::StoreError::Fault(String::from("a test says nothing")))?;
    let (_, attempt) = Address::of(state, &endpoint)?.post(state, &body).await;
    let (database, kept, now) = (state.database.clone(), attempt.clone(), state.clock.now());
    let state = if kept.is_success() { MessageState::Delivered } else { MessageState::Failed };
    let progress = Progress { id: body.row, sent: 1, lost: i64::from(!kept.is_success()), state };
    let store = move || {
        database.write_now(|connection| {
            webhook_messages::set_progress(connection, of, progress, now)?;
            webhook_attempts::create(connection, of.0, std::slice::from_ref(&kept))
        })
    };
    wait_for(store).await?;
    Ok(attempt)
}

/// Which messages are sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// The one with this id. One that waits is tried at once instead.
    One(i64),
    /// Those that are finished, from this sequence on.
    From(i64),
}

/// Sends messages again, with the ids and sequences that they had. Returns how many rows; a row may stand for several.
pub fn replay(state: &State, actor: &Actor, id: WebhookId, again: Again) -> Result<usize, EndpointError> {
    actor.require(Role::Owner)?;
    let of = (actor.publisher, id);
    let count = state.database.write_now(|connection| {
        let endpoint = webhook_endpoints::find(connection, actor.publisher, id)?;
        // Holds the endpoint's row, as all do who write messages.
        webhook_endpoints::take_sequences(connection, actor.publisher, id, 0)?;
        let (rows, changes) = match again {
            Again::One(message) => {
                let message = webhook_messages::find(connection, of, message)?;
                if message.state == MessageState::Waiting {
                    webhook_lanes::hurry(connection, of)?;
                    return Ok(1);
                }
                (vec![message.id], Changes::none().has(Field::Sequence, message.sequence))
            }
            Again::From(sequence) => {
                let rows = webhook_messages::finished_from(connection, of, sequence, MOST_REPLAYED)?;
                (rows, Changes::none().has(Field::Sequence, sequence))
            }
        };
        for row in &rows {
            let copy = webhook_messages::copy(connection, of, (*row, REPLAYS))?;
            webhook_lanes::extend(connection, of, (REPLAYS, copy))?;
        }
        if !rows.is_empty() {
            record(connection, actor, (state, &endpoint), (Action::Replayed, changes.has(Field::Rows, rows.len())))?;
        }
        Ok(rows.len())
    })?;
    state.new_message.notify_one();
    Ok(count)
}

/// Sends everyone who is in a segment, in messages of a hundred each: for a receiver that starts with nothing. What changes
/// later follows them. Returns how many people; `None` if it is no segment, or was never counted.
pub fn everyone(state: &State, actor: &Actor, (id, group): (WebhookId, GroupId)) -> Result<Option<u64>, EndpointError> {
    actor.require(Role::Owner)?;
    let now = state.clock.now();
    let sent = state.database.write_groups_now(actor.publisher, |connection| {
        let endpoint = webhook_endpoints::find(connection, actor.publisher, id)?;
        let group = customer_groups::find(connection, actor.publisher, group)?;
        let Some(day) = group.refreshed_on.filter(|_| group.is_segment()) else { return Ok(None) };
        let Some(snapshot) = snapshots::latest(connection, actor.publisher, group.id, day)? else { return Ok(None) };
        let members =
            RoaringBitmap::deserialize_from(snapshot.bitmap.as_slice()).map_err(crate::store::broken_off_by)?.len();
        let parts = members.div_ceil(PER_PART).max(1).cast_signed();
        let data = json!({ "cause": "everyone", "day": snapshot.day.to_string(), "members": members });
        let message = of_group(&group, WebhookEvent::MembersChanged, data);
        let message = NewWebhookMessage { count: parts, members: Some(snapshot.bitmap), ..message };
        outbox::write(connection, &endpoint, &[&message], now)?;
        let changes = Changes::none().has(Field::Groups, &group.name).has(Field::People, members);
        record(connection, actor, (state, &endpoint), (Action::EveryoneSent, changes))?;
        Ok(Some(members))
    })?;
    state.new_message.notify_one();
    Ok(sent)
}
