//! Reads endpoints, and the messages of one with what came of them.

use crate::access::Actor;
use crate::ids::{AppId, GroupId, WebhookId};
use crate::state::State;
use crate::store::webhook_attempts::{self, Attempt};
use crate::store::webhook_endpoints::{self, WebhookEndpoint};
use crate::store::webhook_messages::{self, MessageState, WebhookMessage};
use crate::store::{DbConnection, QueryResult, StoreError, apps, customer_groups, webhook_lanes};
use chrono::NaiveDateTime;
use std::collections::HashMap;

/// The messages of a page: two screens.
pub const PAGE_SIZE: i64 = 25;

/// The attempts that are read for a page: each message has ten at most, unless it stands for many.
const MOST_ATTEMPTS: i64 = PAGE_SIZE * 20;

/// The publisher's endpoints, the oldest first.
pub fn all(state: &State, actor: &Actor) -> Result<Vec<WebhookEndpoint>, StoreError> {
    state.database.read_now(|connection| webhook_endpoints::of_publisher(connection, actor.publisher))
}

/// The publisher's endpoint with this id.
pub fn find(state: &State, actor: &Actor, id: WebhookId) -> Result<WebhookEndpoint, StoreError> {
    state.database.read_now(|connection| webhook_endpoints::find(connection, actor.publisher, id))
}

/// What an endpoint can be limited to, by name.
pub struct Choices {
    pub apps: Vec<(AppId, String)>,
    /// Without archived ones.
    pub groups: Vec<(GroupId, String)>,
    /// Those of which everyone can be sent.
    pub segments: Vec<(GroupId, String)>,
}

/// What the publisher's endpoints can be limited to.
pub fn choices(state: &State, actor: &Actor) -> Result<Choices, StoreError> {
    state.database.read_now(|connection| {
        let apps = apps::of_publisher(connection, actor.publisher)?;
        let groups = customer_groups::active(connection, actor.publisher)?;
        let named = |is_wanted: &dyn Fn(&customer_groups::CustomerGroup) -> bool| {
            groups.iter().filter(|group| is_wanted(group)).map(|group| (group.id, group.name.clone())).collect()
        };
        Ok(Choices {
            apps: apps.into_iter().map(|app| (app.id, app.name)).collect(),
            segments: named(&|group| group.is_segment()),
            groups: named(&|_| true),
        })
    })
}

/// Which messages are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// `None` for all.
    pub state: Option<MessageState>,
    /// Older than the message with this id; `None` for the newest.
    pub before: Option<i64>,
}

/// A message with its attempts, the newest first.
pub struct Sent {
    pub message: WebhookMessage,
    pub attempts: Vec<Attempt>,
    /// When it is tried next, if it is the next of its lane; in the past for at once.
    pub next_at: Option<NaiveDateTime>,
}

/// A page of messages, the newest first.
pub struct Page {
    pub messages: Vec<Sent>,
    /// The place of the older ones, if there are any.
    pub older: Option<i64>,
}

/// A page of the endpoint's messages.
pub fn messages(state: &State, actor: &Actor, id: WebhookId, wanted: &Wanted) -> Result<Page, StoreError> {
    let of = (actor.publisher, id);
    state.database.read_now(|connection| {
        let mut found = webhook_messages::page(connection, of, (wanted.state, wanted.before), PAGE_SIZE + 1)?;
        let has_older = found.len() > usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
        if has_older {
            found.pop();
        }
        let older = found.last().map(|last| last.id).filter(|_| has_older);
        Ok(Page { messages: with_attempts(connection, of, found)?, older })
    })
}

fn with_attempts(
    connection: &mut DbConnection,
    of: (crate::ids::PublisherId, WebhookId),
    found: Vec<WebhookMessage>,
) -> QueryResult<Vec<Sent>> {
    let ids: Vec<i64> = found.iter().map(|message| message.id).collect();
    let mut attempts: HashMap<i64, Vec<Attempt>> = HashMap::new();
    if !ids.is_empty() {
        for attempt in webhook_attempts::of_messages(connection, of.0, &ids, MOST_ATTEMPTS)? {
            attempts.entry(attempt.message_id).or_default().push(attempt);
        }
    }
    let lanes = webhook_lanes::waiting(connection, of)?;
    let mut first: HashMap<&str, i64> = HashMap::new();
    for (name, done, _) in &lanes {
        let next = webhook_messages::next_of_lane(connection, of, name, *done, 1)?;
        if let Some(next) = next.first() {
            first.insert(name, next.id);
        }
    }
    let next_at = |message: &WebhookMessage| {
        let (_, _, at) = lanes.iter().find(|(name, ..)| *name == message.lane)?;
        (first.get(message.lane.as_str()) == Some(&message.id)).then_some(*at)
    };
    let sent = |message: WebhookMessage| Sent {
        attempts: attempts.remove(&message.id).unwrap_or_default(),
        next_at: next_at(&message),
        message,
    };
    Ok(found.into_iter().map(sent).collect())
}
