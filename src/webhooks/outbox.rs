//! Writes messages in the transaction of what they are about. Below the other use cases, which call [`publish`]. While a
//! publisher has no endpoint, that is one question; a change of a million members is one row for each endpoint and event.

use crate::accounts::sealed::Seal;
use crate::day::Day;
use crate::ids::{AppId, GroupId, PublisherId};
use crate::store::customer_groups::CustomerGroup;
use crate::store::imports::{Import, ImportState};
use crate::store::membership_changes::NewChange;
use crate::store::webhook_endpoints::{self, WebhookEndpoint, Wishes};
use crate::store::webhook_messages::{self, NewWebhookMessage, WebhookEvent};
use crate::store::{DbConnection, QueryResult, broken_off_by, webhook_lanes};
use crate::token::hex;
use chrono::NaiveDateTime;
use serde_json::{Map, Value, json};

/// Something that happened, as the messages that tell it.
#[derive(Clone, Debug)]
pub struct Happening(pub(super) Vec<NewWebhookMessage>);

/// Why a group can no longer be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Inactivity {
    /// It has fewer members than the publisher's minimum.
    Small,
    Archived,
    /// Its app was deleted.
    Deleted,
}

impl Happening {
    /// Customers came into a segment and left it, for one cause: `change` is the id of the stored change. An edit that moves
    /// nobody tells nothing.
    pub fn members_changed(group: &CustomerGroup, change: i32, (day, moved): (Day, &NewChange)) -> Self {
        let about = |event, more: Value| {
            let mut data = json!({ "cause": moved.cause.word(), "day": day.to_string() });
            extend(&mut data, more);
            of_group(group, event, data)
        };
        let (came, gone) = (moved.came_count, moved.gone_count);
        let counts = json!({ "entered_count": came, "left_count": gone });
        // A run has a copy of its own, so that its places do not move when someone is taken out of the history.
        let run = |event, count, members: &Vec<u8>| {
            (count > 0).then(|| NewWebhookMessage { count, members: Some(members.clone()), ..about(event, json!({})) })
        };
        let summary = NewWebhookMessage { change: Some(change), ..about(WebhookEvent::MembersChanged, counts) };
        let all = [
            (came + gone > 0).then_some(summary),
            run(WebhookEvent::MemberLeft, gone, &moved.gone),
            run(WebhookEvent::MemberEntered, came, &moved.came),
        ];
        Self(all.into_iter().flatten().collect())
    }

    /// Entries of a known user group were added and removed. They may be addresses, so that only their numbers are told, and
    /// where the people are listed.
    pub fn list_changed(group: &CustomerGroup, added: usize, removed: usize) -> Self {
        let data = json!({
            "cause": "list",
            "entered_count": added,
            "left_count": removed,
            "people": format!("/api/v1/groups/{}/members", group.id),
        });
        Self(vec![of_group(group, WebhookEvent::MembersChanged, data)])
    }

    /// A group can no longer be used.
    pub fn inactive(group: &CustomerGroup, reason: Inactivity) -> Self {
        let data = json!({ "reason": <&str>::from(reason) });
        Self(vec![of_group(group, WebhookEvent::GroupInactive, data)])
    }

    /// An import ended.
    pub fn import_finished(import: &Import) -> Self {
        let data = json!({
            "import": import.id.to_string(),
            "app": import.app_id.to_string(),
            "kind": import.kind.word(),
            "result": if import.state == ImportState::Done { "done" } else { "failed" },
            "lines": import.lines_total,
            "lines_new": import.lines_new,
            "lines_changed": import.lines_changed,
            "lines_unchanged": import.lines_unchanged,
            "lines_repeated": import.lines_repeated,
            "lines_refused": import.lines_refused,
            "customers_new": import.customers_new,
        });
        let message = message(WebhookEvent::ImportFinished, format!("app-{}", import.app_id), data);
        Self(vec![NewWebhookMessage { app: Some(import.app_id), ..message }])
    }

    /// A customer was erased. The receiver has to erase them too, so that this one message names them; until it is
    /// delivered, the account id is sealed, and then it is forgotten.
    pub fn erased(seal: &Seal, publisher: PublisherId, account: &str, apps: Vec<AppId>) -> QueryResult<Self> {
        let sealed = seal.seal(whose(publisher), account.as_bytes());
        let person = sealed.map_err(|error| broken_off_by(std::io::Error::other(error)))?;
        let message = message(WebhookEvent::CustomerErased, String::from("customers"), json!({}));
        Ok(Self(vec![NewWebhookMessage { person: Some(person), apps, ..message }]))
    }
}

/// For whom the secrets of a publisher's webhooks are sealed.
pub(super) fn whose(publisher: PublisherId) -> String {
    format!("webhooks-of-{publisher}")
}

/// The lane of a group: what is told of it arrives in order.
pub(super) fn lane_of(group: GroupId) -> String {
    format!("group-{group}")
}

/// A message about nothing in particular.
pub(super) fn message(event: WebhookEvent, lane: String, data: Value) -> NewWebhookMessage {
    let (app, group, change, members, person) = (None, None, None, None, None);
    NewWebhookMessage {
        event,
        lane,
        count: 1,
        app,
        apps: Vec::new(),
        group,
        change,
        members,
        person,
        data: data.to_string(),
    }
}

/// A message about a group.
pub(super) fn of_group(group: &CustomerGroup, event: WebhookEvent, more: Value) -> NewWebhookMessage {
    let mut data = json!({ "group": group.id.to_string(), "app": group.app_id.map(|app| app.to_string()) });
    extend(&mut data, more);
    NewWebhookMessage { app: group.app_id, group: Some(group.id), ..message(event, lane_of(group.id), data) }
}

fn extend(data: &mut Value, more: Value) {
    let all =
        [data.take(), more].into_iter().filter_map(|part| if let Value::Object(map) = part { Some(map) } else { None });
    *data = Value::Object(all.flatten().collect::<Map<_, _>>());
}

/// Writes what happened for each of the publisher's endpoints that wants to know. Called last in a transaction: it holds the
/// rows of the endpoints until that ends. Callers wake what delivers (`State::new_message`) once it is committed.
pub fn publish(
    connection: &mut DbConnection,
    publisher: PublisherId,
    happenings: &[Happening],
    now: NaiveDateTime,
) -> QueryResult<()> {
    let all: Vec<&NewWebhookMessage> = happenings.iter().flat_map(|happening| &happening.0).collect();
    if all.is_empty() {
        return Ok(());
    }
    for endpoint in webhook_endpoints::of_publisher(connection, publisher)? {
        let wishes = endpoint.wishes();
        let wanted: Vec<&NewWebhookMessage> = all.iter().copied().filter(|one| wishes.include(one)).collect();
        write(connection, &endpoint, &wanted, now)?;
    }
    Ok(())
}

/// Writes messages for an endpoint, whether or not it wants such events: with the next sequences, at the end of their lanes.
pub(super) fn write(
    connection: &mut DbConnection,
    endpoint: &WebhookEndpoint,
    messages: &[&NewWebhookMessage],
    now: NaiveDateTime,
) -> QueryResult<()> {
    let count: i64 = messages.iter().map(|one| one.count).sum();
    if count == 0 {
        return Ok(());
    }
    let of = (endpoint.publisher_id, endpoint.id);
    let Some(mut sequence) = webhook_endpoints::take_sequences(connection, of.0, of.1, count)? else { return Ok(()) };
    for one in messages {
        let word = hex(&rand::random::<[u8; 12]>());
        let id = webhook_messages::create(connection, of, (one, &word, sequence), now)?;
        webhook_lanes::extend(connection, of, (&one.lane, id))?;
        sequence += one.count;
    }
    Ok(())
}

impl Wishes {
    fn include(&self, message: &NewWebhookMessage) -> bool {
        let of_app = |app: AppId| self.apps.is_empty() || self.apps.contains(&app);
        let of_group = |group: GroupId| self.groups.is_empty() || self.groups.contains(&group);
        let of_person = message.apps.is_empty() || message.apps.iter().copied().any(of_app);
        self.events.contains(&message.event)
            && message.app.is_none_or(of_app)
            && message.group.is_none_or(of_group)
            && of_person
    }
}
