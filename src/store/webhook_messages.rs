//! Webhook messages. A row stands for one message or for a run of them; see the migration. Rows hold no account id of a
//! customer: who is meant is read when a message is sent, so that an erased customer is named in none.

use super::DbConnection;
use super::schema::webhook_messages::{self, dsl};
use super::webhook_endpoints::EndpointState;
use crate::ids::{AppId, GroupId, PublisherId, WebhookId};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What is told; the message `webhook-event-{word}`, with dashes for dots, describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
pub enum WebhookEvent {
    #[strum(serialize = "group.members.changed")]
    MembersChanged,
    #[strum(serialize = "group.member.entered")]
    MemberEntered,
    #[strum(serialize = "group.member.left")]
    MemberLeft,
    #[strum(serialize = "group.inactive")]
    GroupInactive,
    #[strum(serialize = "import.finished")]
    ImportFinished,
    #[strum(serialize = "customer.erased")]
    CustomerErased,
    #[strum(serialize = "notification.sent")]
    NotificationSent,
    #[strum(serialize = "notification.paused")]
    NotificationPaused,
    #[strum(serialize = "delivery.launched")]
    DeliveryLaunched,
    #[strum(serialize = "offer.claimed")]
    OfferClaimed,
    #[strum(serialize = "flight.rollout.changed")]
    RolloutChanged,
    #[strum(serialize = "test.decided")]
    TestDecided,
    /// Only sent by hand.
    #[strum(serialize = "engage.test")]
    Test,
}

/// How far a message is; the message `webhook-state-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum MessageState {
    Waiting,
    Delivered,
    /// Every attempt failed; of a run, at one of them.
    Failed,
    /// Nobody can say any more what it was about, because the group was deleted.
    Dropped,
}

words!(WebhookEvent, MessageState);

impl WebhookEvent {
    /// Whether each message is about one person.
    pub const fn is_single(self) -> bool {
        matches!(self, Self::MemberEntered | Self::MemberLeft)
    }

    /// Those that an endpoint can be told.
    pub fn choices() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|event| *event != Self::Test)
    }
}

/// A message's row.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = webhook_messages)]
pub struct WebhookMessage {
    pub id: i64,
    /// Part of the id that receivers see, the same for each replay.
    pub word: String,
    pub lane: String,
    pub event: WebhookEvent,
    /// That of the first message; 0 for a test.
    pub sequence: i64,
    /// How many messages the row stands for, how many of them are finished, and how many of these did not arrive.
    pub count: i64,
    pub sent: i64,
    pub lost: i64,
    pub app_id: Option<AppId>,
    pub group_id: Option<GroupId>,
    /// The row of `membership_changes` that says who came and left.
    pub change_id: Option<i32>,
    /// Members by position, as a serialised bitmap.
    pub members: Option<Vec<u8>>,
    /// The account id of an erased customer, sealed.
    pub person: Option<String>,
    /// The rest of what the message says, as a JSON object.
    pub data: String,
    pub happened_at: NaiveDateTime,
    pub state: MessageState,
    /// The message that it sends again.
    pub replays: Option<i64>,
    pub finished_at: Option<NaiveDateTime>,
}

/// A message to insert.
#[derive(Clone, Debug)]
pub struct NewWebhookMessage {
    pub event: WebhookEvent,
    pub lane: String,
    pub count: i64,
    pub app: Option<AppId>,
    /// The apps of a person, for whom endpoints of other apps have no use; empty if it is about no person.
    pub apps: Vec<AppId>,
    pub group: Option<GroupId>,
    pub change: Option<i32>,
    pub members: Option<Vec<u8>>,
    pub person: Option<String>,
    pub data: String,
}

/// Inserts a message, and returns its id.
pub fn create(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    (new, word, sequence): (&NewWebhookMessage, &str, i64),
    now: NaiveDateTime,
) -> QueryResult<i64> {
    let row = (
        dsl::endpoint_id.eq(endpoint),
        dsl::publisher_id.eq(publisher),
        dsl::word.eq(word),
        dsl::lane.eq(&new.lane),
        dsl::event.eq(new.event),
        dsl::sequence.eq(sequence),
        dsl::count.eq(new.count),
        dsl::app_id.eq(new.app),
        dsl::group_id.eq(new.group),
        dsl::change_id.eq(new.change),
        dsl::members.eq(new.members.as_deref()),
        dsl::person.eq(new.person.as_deref()),
        dsl::data.eq(&new.data),
        dsl::happened_at.eq(now),
        dsl::state.eq(MessageState::Waiting),
    );
    diesel::insert_into(dsl::webhook_messages).values(row).returning(dsl::id).get_result(connection)
}

#[diesel::dsl::auto_type]
fn of_endpoint(publisher: PublisherId, endpoint: WebhookId) -> _ {
    dsl::webhook_messages.filter(dsl::endpoint_id.eq(endpoint)).filter(dsl::publisher_id.eq(publisher))
}

/// The endpoint's message with this id.
pub fn find(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    id: i64,
) -> QueryResult<WebhookMessage> {
    of_endpoint(publisher, endpoint).filter(dsl::id.eq(id)).select(WebhookMessage::as_select()).first(connection)
}

/// The next messages of a lane after the one with this id.
pub fn next_of_lane(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    lane: &str,
    after: i64,
    most: i64,
) -> QueryResult<Vec<WebhookMessage>> {
    of_endpoint(publisher, endpoint)
        .filter(dsl::lane.eq(lane.to_owned()))
        .filter(dsl::id.gt(after))
        .order(dsl::id)
        .limit(most)
        .select(WebhookMessage::as_select())
        .load(connection)
}

/// At most `most` messages older than the one with the id `before`, of one state or of all, the newest first.
pub fn page(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    (state, before): (Option<MessageState>, Option<i64>),
    most: i64,
) -> QueryResult<Vec<WebhookMessage>> {
    let mut rows = of_endpoint(publisher, endpoint).into_boxed();
    if let Some(state) = state {
        rows = rows.filter(dsl::state.eq(state));
    }
    if let Some(before) = before {
        rows = rows.filter(dsl::id.lt(before));
    }
    rows.order(dsl::id.desc()).limit(most).select(WebhookMessage::as_select()).load(connection)
}

/// The ids of finished messages with this sequence or a later one, without replays and tests, in their order.
pub fn finished_from(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    sequence: i64,
    most: usize,
) -> QueryResult<Vec<i64>> {
    of_endpoint(publisher, endpoint)
        .filter((dsl::sequence + dsl::count).gt(sequence))
        .filter(dsl::sequence.gt(0))
        .filter(dsl::replays.is_null())
        .filter(dsl::state.ne(MessageState::Waiting))
        .order(dsl::id)
        .limit(i64::try_from(most).unwrap_or(i64::MAX))
        .select(dsl::id)
        .load(connection)
}

/// Adds a copy of a message that is sent again in another lane, and returns its id.
pub fn copy(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    (id, lane): (i64, &str),
) -> QueryResult<i64> {
    let one = find(connection, (publisher, endpoint), id)?;
    let row = (
        (
            dsl::endpoint_id.eq(endpoint),
            dsl::publisher_id.eq(publisher),
            dsl::word.eq(one.word),
            dsl::lane.eq(lane),
            dsl::event.eq(one.event),
            dsl::sequence.eq(one.sequence),
            dsl::count.eq(one.count),
        ),
        (
            dsl::app_id.eq(one.app_id),
            dsl::group_id.eq(one.group_id),
            dsl::change_id.eq(one.change_id),
            dsl::members.eq(one.members),
            dsl::person.eq(one.person),
            dsl::data.eq(one.data),
            dsl::happened_at.eq(one.happened_at),
            dsl::state.eq(MessageState::Waiting),
            dsl::replays.eq(Some(one.replays.unwrap_or(one.id))),
        ),
    );
    diesel::insert_into(dsl::webhook_messages).values(row).returning(dsl::id).get_result(connection)
}

/// How far a row is after some attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub id: i64,
    pub sent: i64,
    pub lost: i64,
    /// [`MessageState::Waiting`] as long as there is more to send.
    pub state: MessageState,
}

/// Stores how far a row is. Who was erased is forgotten once it was told, or can be told no more.
pub fn set_progress(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    progress: Progress,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = of_endpoint(publisher, endpoint).filter(dsl::id.eq(progress.id));
    let counted = (dsl::sent.eq(progress.sent), dsl::lost.eq(progress.lost));
    if progress.state == MessageState::Waiting {
        return diesel::update(row).set(counted).execute(connection).map(drop);
    }
    let ended = (dsl::state.eq(progress.state), dsl::finished_at.eq(Some(now)), dsl::person.eq(None::<String>));
    diesel::update(row).set((counted, ended)).execute(connection).map(drop)
}

/// Stores that everything that these rows stand for has arrived.
pub fn set_delivered(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    ids: &[i64],
    now: NaiveDateTime,
) -> QueryResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    diesel::update(of_endpoint(publisher, endpoint).filter(dsl::id.eq_any(ids.to_vec())))
        .set((
            dsl::sent.eq(dsl::count),
            dsl::state.eq(MessageState::Delivered),
            dsl::finished_at.eq(Some(now)),
            dsl::person.eq(None::<String>),
        ))
        .execute(connection)
        .map(drop)
}

/// Deletes some messages that are older than `before` or of deleted endpoints, of all publishers, with their attempts.
/// Returns how many.
pub fn sweep(connection: &mut DbConnection, before: NaiveDateTime, most: i64) -> QueryResult<usize> {
    use super::schema::webhook_endpoints as endpoints;
    let deleted: Vec<WebhookId> =
        endpoints::table.filter(endpoints::state.eq(EndpointState::Deleted)).select(endpoints::id).load(connection)?;
    let unwanted = dsl::happened_at.lt(before).or(dsl::endpoint_id.eq_any(deleted.clone()));
    let ids: Vec<i64> = dsl::webhook_messages.filter(unwanted).select(dsl::id).limit(most).load(connection)?;
    if !ids.is_empty() {
        return diesel::delete(dsl::webhook_messages.filter(dsl::id.eq_any(ids))).execute(connection);
    }
    if !deleted.is_empty() {
        diesel::delete(endpoints::table.filter(endpoints::id.eq_any(deleted))).execute(connection)?;
    }
    Ok(0)
}
