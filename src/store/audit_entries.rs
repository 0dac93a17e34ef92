//! The audit log: who did what to which group, app, import or setting. Entries are only added; triggers of both databases
//! refuse to change or delete them. An entry holds no address and no account id of a customer, so erasing one never needs to.

use super::schema::audit_entries::{self, dsl};
use super::schema::{
    apps, customer_groups, customers, flights, group_tests, import_drafts, imports, notifications, offers, users,
};
use super::{DbConnection, webhook_endpoints};
use crate::ids::{
    AppId, CustomerId, DraftId, FlightId, GroupId, GroupTestId, ImportId, NotificationId, Number, OfferId, PublisherId,
    TokenId, UserId,
};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What kind of actor acted; the message `audit-actor-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ActorKind {
    /// A user.
    Person,
    /// A program with an API token.
    Token,
    /// Background work.
    Job,
    /// Whoever ran a command on the server.
    Command,
    /// Someone who was not signed in.
    Stranger,
}

/// What was done; the message `audit-action-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    Created,
    Changed,
    Renamed,
    PeopleAdded,
    PeopleReplaced,
    PeopleRemoved,
    /// A segment's members became a new known user group.
    Frozen,
    Archived,
    Restored,
    Deleted,
    /// A custom attribute became one of another kind.
    KindChanged,
    /// A file was sent, to be looked at.
    Sent,
    /// A file that was looked at was not wanted.
    Discarded,
    /// The import of a file was asked for.
    Started,
    /// An import ended well.
    Finished,
    /// An import ended because of what was in the file, or of a fault.
    Failed,
    Cancelled,
    /// It was asked for that an import is taken back.
    UndoStarted,
    Undone,
    /// An import was not taken back, because newer changes stand on it.
    NotUndone,
    /// What was kept of the file of an import was deleted.
    FileDeleted,
    /// Data were downloaded.
    Exported,
    Erased,
    /// An erased person may be added again.
    Readmitted,
    SetUp,
    SignedIn,
    SignInFailed,
    SignedOut,
    SessionsEnded,
    PasswordChanged,
    /// A command created a link to a new password.
    ResetLinkCreated,
    /// A new password was chosen by such a link.
    PasswordReset,
    Invited,
    InvitationRenewed,
    InvitationWithdrawn,
    /// An invited person joined the team.
    Joined,
    RoleChanged,
    Disabled,
    Enabled,
    /// A token that programs can no longer call with.
    Revoked,
    TwoStepOn,
    TwoStepOff,
    /// An owner or a command switched it off for a user who has lost the phone.
    TwoStepReset,
    RecoveryCodesMade,
    /// A webhook has a new secret.
    SecretRotated,
    /// A test was sent to a webhook.
    Tested,
    /// Messages of a webhook are sent again.
    Replayed,
    /// Everyone who is in a group is sent to a webhook.
    EveryoneSent,
    /// Push notifications of an app were set up, or whom push services write to was changed.
    PushSetUp,
    Paused,
    Resumed,
    /// Somebody wrote down that a customer takes a consent back.
    ConsentWithdrawn,
    /// A program said what people allow and take back.
    ConsentsRecorded,
    /// A release was published to a flight.
    Published,
    /// What is published later was written down, or is not published after all.
    Drafted,
    /// A draft is to be published as it says, and changes no more.
    Committed,
    Dropped,
    /// A rollout reaches another share.
    ShareChanged,
    /// A rollout reaches nobody any more.
    Halted,
    /// A rollout reaches everyone for good.
    Finalized,
    /// The order was drawn anew in which people come into shares of a flight.
    Reshuffled,
    /// A flight that nobody is in any more.
    Retired,
    /// An offer can no longer be claimed.
    Ended,
    /// A notification starts by itself when its time comes, or does so no more.
    Scheduled,
    Unscheduled,
    /// A notification did not start by itself.
    Held,
    /// Messages of which nobody knows what became of them are sent once more.
    Repeated,
    /// It was forgotten who got a notification long ago.
    PeopleForgotten,
    /// Somebody agrees that a notification goes to many people.
    Approved,
    /// A program asked for an approval.
    ApprovalAsked,
    /// A value of a test was given to all.
    Decided,
}

/// What something was done to; the message `audit-subject-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum SubjectKind {
    App,
    /// A custom attribute.
    Attribute,
    Group,
    /// A file that is looked at and not imported yet.
    Draft,
    Import,
    /// By number only: its address and account id are not in the log.
    Customer,
    Settings,
    User,
    Invitation,
    AuditLog,
    Token,
    Webhook,
    IdentityKey,
    /// A package flight, or the standard submission.
    Flight,
    /// A release of an app.
    Release,
    Notification,
    /// What notifications begin with.
    Template,
    Offer,
    Test,
}

words!(ActorKind, Action, SubjectKind);

/// An entry to add.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = audit_entries, treat_none_as_default_value = false)]
pub struct NewAuditEntry<'a> {
    pub publisher_id: PublisherId,
    pub at: NaiveDateTime,
    pub actor_kind: ActorKind,
    pub user_id: Option<UserId>,
    pub token_id: Option<Number>,
    /// The address or the token's name at that time; empty for jobs and commands.
    pub actor_name: &'a str,
    pub action: Action,
    pub subject_kind: SubjectKind,
    pub subject_id: Option<Number>,
    /// The name at that time; empty if it has none.
    pub subject_name: &'a str,
    /// The changed fields as a JSON object.
    pub before: Option<String>,
    pub after: Option<String>,
    pub network: Option<String>,
    /// The version of the subject since then; `None` if it has none.
    pub subject_version: Option<i64>,
}

/// A stored entry.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit_entries)]
pub struct AuditEntry {
    pub id: i64,
    pub at: NaiveDateTime,
    pub actor_kind: ActorKind,
    pub user_id: Option<UserId>,
    pub token_id: Option<Number>,
    pub actor_name: String,
    pub action: Action,
    pub subject_kind: SubjectKind,
    pub subject_id: Option<Number>,
    pub subject_name: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub network: Option<String>,
}

/// Which entries are wanted; `None` wants all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub actor_kind: Option<ActorKind>,
    pub user: Option<UserId>,
    pub token: Option<Number>,
    pub action: Option<Action>,
    pub subject_kind: Option<SubjectKind>,
    /// The first moment.
    pub since: Option<NaiveDateTime>,
    /// The moment after the last.
    pub until: Option<NaiveDateTime>,
}

/// The place in the log from which entries are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum From {
    #[default]
    Newest,
    /// Older than the entry with this id.
    Before(i64),
    /// Newer than the entry with this id.
    After(i64),
}

/// Adds an entry. Called in the transaction of what it says.
pub fn add(connection: &mut DbConnection, entry: &NewAuditEntry<'_>) -> QueryResult<()> {
    diesel::insert_into(dsl::audit_entries).values(entry).execute(connection).map(drop)
}

/// At most `limit` of the publisher's wanted entries next to a place in the log, the newest first.
pub fn next(
    connection: &mut DbConnection,
    publisher: PublisherId,
    wanted: &Wanted,
    from: From,
    limit: usize,
) -> QueryResult<Vec<AuditEntry>> {
    let mut found = dsl::audit_entries.filter(dsl::publisher_id.eq(publisher)).into_boxed();
    if let Some(kind) = wanted.actor_kind {
        found = found.filter(dsl::actor_kind.eq(kind));
    }
    if let Some(user) = wanted.user {
        found = found.filter(dsl::user_id.eq(user));
    }
    if let Some(token) = wanted.token {
        found = found.filter(dsl::token_id.eq(token));
    }
    if let Some(action) = wanted.action {
        found = found.filter(dsl::action.eq(action));
    }
    if let Some(kind) = wanted.subject_kind {
        found = found.filter(dsl::subject_kind.eq(kind));
    }
    if let Some(since) = wanted.since {
        found = found.filter(dsl::at.ge(since));
    }
    if let Some(until) = wanted.until {
        found = found.filter(dsl::at.lt(until));
    }
    found = match from {
        From::Newest => found.order(dsl::id.desc()),
        From::Before(id) => found.filter(dsl::id.lt(id)).order(dsl::id.desc()),
        From::After(id) => found.filter(dsl::id.gt(id)).order(dsl::id),
    };
    let mut entries: Vec<AuditEntry> =
        found.limit(i64::try_from(limit).unwrap_or(i64::MAX)).select(AuditEntry::as_select()).load(connection)?;
    if matches!(from, From::After(_)) {
        entries.reverse();
    }
    Ok(entries)
}

/// The most changes of one thing that are shown to who changes an older version: a screen.
const MOST_SINCE: i64 = 20;

/// The last entries about a subject after this version of it, the oldest of them first.
pub fn since(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (kind, id): (SubjectKind, Option<Number>),
    version: i64,
) -> QueryResult<Vec<AuditEntry>> {
    let of_kind = dsl::audit_entries.filter(dsl::publisher_id.eq(publisher)).filter(dsl::subject_kind.eq(kind));
    let later = of_kind.filter(dsl::subject_version.gt(version)).into_boxed();
    let later = match id {
        Some(id) => later.filter(dsl::subject_id.eq(id)),
        None => later.filter(dsl::subject_id.is_null()),
    };
    let last = later.order(dsl::id.desc()).limit(MOST_SINCE).select(AuditEntry::as_select());
    let mut entries: Vec<AuditEntry> = last.load(connection)?;
    entries.reverse();
    Ok(entries)
}

/// Whether a token has done this with a subject since a moment, with these fields after it.
pub fn has(
    connection: &mut DbConnection,
    (publisher, token): (PublisherId, TokenId),
    (kind, id, action, after): (SubjectKind, Number, Action, &str),
    since: NaiveDateTime,
) -> QueryResult<bool> {
    let about = dsl::audit_entries.filter(dsl::publisher_id.eq(publisher)).filter(dsl::subject_kind.eq(kind));
    let about = about.filter(dsl::subject_id.eq(id)).filter(dsl::action.eq(action));
    let by = about.filter(dsl::token_id.eq(token)).filter(dsl::at.ge(since)).filter(dsl::after.eq(after));
    diesel::select(diesel::dsl::exists(by)).get_result(connection)
}

/// The last entries about a subject, the newest first, at most `most`.
pub fn latest_of(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (kind, id): (SubjectKind, Option<Number>),
    most: i64,
) -> QueryResult<Vec<AuditEntry>> {
    let of_kind = dsl::audit_entries.filter(dsl::publisher_id.eq(publisher)).filter(dsl::subject_kind.eq(kind));
    let own = of_kind.filter(dsl::subject_id.eq(id)).order(dsl::id.desc()).limit(most);
    own.select(AuditEntry::as_select()).load(connection)
}

/// What makes a group another one: [`Action::Archived`] and the like leave it as it is.
const EDITS: [Action; 7] = [
    Action::Created,
    Action::Frozen,
    Action::Changed,
    Action::Renamed,
    Action::PeopleAdded,
    Action::PeopleReplaced,
    Action::PeopleRemoved,
];

/// The last entry of an edit of each of these groups, as far as there is one.
pub fn last_edits(
    connection: &mut DbConnection,
    publisher: PublisherId,
    groups: &[GroupId],
) -> QueryResult<Vec<AuditEntry>> {
    let ids: Vec<Number> = groups.iter().copied().map(Number::from).collect();
    let own =
        dsl::audit_entries.filter(dsl::publisher_id.eq(publisher)).filter(dsl::subject_kind.eq(SubjectKind::Group));
    let edits = own.filter(dsl::subject_id.eq_any(ids)).filter(dsl::action.eq_any(EDITS));
    let last: Vec<Option<i64>> = edits.group_by(dsl::subject_id).select(diesel::dsl::max(dsl::id)).load(connection)?;
    let last: Vec<i64> = last.into_iter().flatten().collect();
    let rows = dsl::audit_entries.filter(dsl::publisher_id.eq(publisher)).filter(dsl::id.eq_any(last));
    rows.select(AuditEntry::as_select()).load(connection)
}

/// The last entry about a subject that has a field of this word.
pub fn last_with(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (kind, id): (SubjectKind, Option<Number>),
    field: &str,
) -> QueryResult<Option<AuditEntry>> {
    let of_kind = dsl::audit_entries.filter(dsl::publisher_id.eq(publisher)).filter(dsl::subject_kind.eq(kind));
    let having = of_kind.filter(dsl::after.like(format!("%\"{field}\":%"))).into_boxed();
    let having = match id {
        Some(id) => having.filter(dsl::subject_id.eq(id)),
        None => having.filter(dsl::subject_id.is_null()),
    };
    having.order(dsl::id.desc()).select(AuditEntry::as_select()).first(connection).optional()
}

/// Selects the ids of a table that are among some, and of the publisher.
macro_rules! ids_among {
    ($connection:expr, $publisher:expr, $ids:expr, $table:ident, $id:ty) => {{
        let ids: Vec<$id> = $ids.iter().copied().map(<$id>::from).collect();
        let found = $table::table.filter($table::publisher_id.eq($publisher)).filter($table::id.eq_any(ids));
        let found: Vec<$id> = found.select($table::id).load($connection)?;
        Ok(found.into_iter().map(Number::from).collect())
    }};
}

/// Those of the ids of a kind that have a page still.
pub fn still_there(
    connection: &mut DbConnection,
    publisher: PublisherId,
    kind: SubjectKind,
    ids: &[Number],
) -> QueryResult<Vec<Number>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    match kind {
        SubjectKind::App => ids_among!(connection, publisher, ids, apps, AppId),
        SubjectKind::Group => ids_among!(connection, publisher, ids, customer_groups, GroupId),
        SubjectKind::Draft => ids_among!(connection, publisher, ids, import_drafts, DraftId),
        SubjectKind::Import => ids_among!(connection, publisher, ids, imports, ImportId),
        SubjectKind::Customer => ids_among!(connection, publisher, ids, customers, CustomerId),
        SubjectKind::Offer => ids_among!(connection, publisher, ids, offers, OfferId),
        SubjectKind::Test => ids_among!(connection, publisher, ids, group_tests, GroupTestId),
        SubjectKind::User => ids_among!(connection, publisher, ids, users, UserId),
        SubjectKind::Notification => ids_among!(connection, publisher, ids, notifications, NotificationId),
        SubjectKind::Attribute
        | SubjectKind::Settings
        | SubjectKind::Invitation
        | SubjectKind::AuditLog
        | SubjectKind::Token
        | SubjectKind::IdentityKey
        | SubjectKind::Template
        | SubjectKind::Release => Ok(Vec::new()),
        SubjectKind::Flight => {
            let ids: Vec<FlightId> = ids.iter().copied().map(FlightId::from).collect();
            let of_publisher = apps::table.filter(apps::publisher_id.eq(publisher)).select(apps::id);
            let rows = flights::table.filter(flights::id.eq_any(ids)).filter(flights::app_id.eq_any(of_publisher));
            let found: Vec<FlightId> = rows.select(flights::id).load(connection)?;
            Ok(found.into_iter().map(Number::from).collect())
        }
        SubjectKind::Webhook => {
            let endpoints = webhook_endpoints::of_publisher(connection, publisher)?;
            let found = endpoints.into_iter().map(|endpoint| Number::from(endpoint.id));
            Ok(found.filter(|id| ids.contains(id)).collect())
        }
    }
}
