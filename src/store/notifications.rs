//! Notifications: drafts, and those that are sent.

use super::DbConnection;
use super::consents::ConsentPurpose;
use super::owners::require_app;
use super::schema::notifications::{self, dsl};
use crate::ids::{AppId, AppKey, GroupId, NotificationId, PublisherId, UserId};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// How far a notification is; the message `notification-state-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum NotificationState {
    Draft,
    /// It starts by itself when its time comes.
    Scheduled,
    /// It did not start when it should have: somebody says what becomes of it.
    Held,
    /// Who receives it is written down; nothing leaves yet.
    Preparing,
    Sending,
    Paused,
    Sent,
    Cancelled,
}

/// Which of a person's browsers are written to; the message `notification-devices-{word}` names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Devices {
    /// The one that was seen last.
    #[default]
    Recent,
    All,
}

/// How soon a device wakes up for it (RFC 8030, section 5.3); the message `notification-urgency-{word}` names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Urgency {
    VeryLow,
    Low,
    #[default]
    Normal,
    High,
}

words!(NotificationState, Devices, Urgency);

/// A notification.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub struct Notification {
    pub id: NotificationId,
    pub publisher_id: PublisherId,
    pub app_id: AppId,
    pub name: String,
    pub purpose: ConsentPurpose,
    group_ids: String,
    except_ids: String,
    pub devices: Devices,
    /// A JSON list of texts.
    pub contents: String,
    pub urgency: Urgency,
    pub expires_hours: i32,
    /// At most so many are sent in a second.
    pub per_second: Option<i32>,
    /// Whether one of which nobody knows what became of it is sent again.
    pub repeats: bool,
    pub state: NotificationState,
    pub version: i64,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    /// Who sent or scheduled it.
    pub sent_by: Option<UserId>,
    pub sent_at: Option<NaiveDateTime>,
    pub expires_at: Option<NaiveDateTime>,
    pub finished_at: Option<NaiveDateTime>,
    /// The position up to which its browsers are written down.
    pub prepared_until: i32,
    /// How many browsers it goes to.
    pub planned: i64,
    pub tokens: f64,
    pub tokens_at: Option<NaiveDateTime>,
    /// Why it was paused by itself.
    pub problem: Option<String>,
}

impl Notification {
    pub fn path(&self) -> String {
        format!("/notifications/{}", self.id)
    }

    pub const fn app(&self) -> AppKey {
        AppKey { publisher: self.publisher_id, id: self.app_id }
    }

    /// Whether it went to those it was for, so that there are others who came since.
    pub fn has_gone_out(&self) -> bool {
        self.sent_at.is_some() && self.state != NotificationState::Cancelled
    }

    /// Those whose members it is for.
    pub fn groups(&self) -> Vec<GroupId> {
        ids(&self.group_ids)
    }

    /// Those whose members it is not for.
    pub fn except(&self) -> Vec<GroupId> {
        ids(&self.except_ids)
    }
}

fn ids(text: &str) -> Vec<GroupId> {
    text.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

fn joined(ids: &[GroupId]) -> String {
    ids.iter().map(GroupId::to_string).collect::<Vec<_>>().join(" ")
}

/// What a draft says.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub name: String,
    pub purpose: ConsentPurpose,
    pub groups: Vec<GroupId>,
    pub except: Vec<GroupId>,
    pub devices: Devices,
    pub contents: String,
    pub urgency: Urgency,
    pub expires_hours: i32,
    pub per_second: Option<i32>,
    pub repeats: bool,
}

impl Wanted {
    /// What a notification says.
    pub fn of(found: &Notification) -> Self {
        Self {
            name: found.name.clone(),
            purpose: found.purpose,
            groups: found.groups(),
            except: found.except(),
            devices: found.devices,
            contents: found.contents.clone(),
            urgency: found.urgency,
            expires_hours: found.expires_hours,
            per_second: found.per_second,
            repeats: found.repeats,
        }
    }
}

#[diesel::dsl::auto_type]
pub(super) fn row(publisher: PublisherId, id: NotificationId) -> _ {
    notifications::table.filter(notifications::id.eq(id)).filter(notifications::publisher_id.eq(publisher))
}

/// The publisher's notification with this id.
pub fn find(connection: &mut DbConnection, publisher: PublisherId, id: NotificationId) -> QueryResult<Notification> {
    row(publisher, id).select(Notification::as_select()).first(connection)
}

/// The publisher's notifications in these states, the newest first.
pub fn list(
    connection: &mut DbConnection,
    publisher: PublisherId,
    states: &[NotificationState],
    most: i64,
) -> QueryResult<Vec<Notification>> {
    notifications::table
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::state.eq_any(states.to_vec()))
        .order(dsl::id.desc())
        .limit(most)
        .select(Notification::as_select())
        .load(connection)
}

/// Which notifications are listed.
#[derive(Clone, Debug)]
pub struct Listed {
    /// `None` for those of all apps.
    pub app: Option<AppId>,
    /// `None` for those in every state.
    pub state: Option<NotificationState>,
    /// Only those before this one.
    pub before: Option<NotificationId>,
    pub most: i64,
}

/// A page of the publisher's notifications, the newest first.
pub fn page(connection: &mut DbConnection, publisher: PublisherId, listed: &Listed) -> QueryResult<Vec<Notification>> {
    let mut found = notifications::table.filter(dsl::publisher_id.eq(publisher)).into_boxed();
    if let Some(app) = listed.app {
        found = found.filter(dsl::app_id.eq(app));
    }
    if let Some(state) = listed.state {
        found = found.filter(dsl::state.eq(state));
    }
    if let Some(before) = listed.before {
        found = found.filter(dsl::id.lt(before));
    }
    found.order(dsl::id.desc()).limit(listed.most).select(Notification::as_select()).load(connection)
}

/// The first of the app's notifications with this name: those after it are copies that somebody made of it.
pub fn first_named(
    connection: &mut DbConnection,
    (publisher, app): (PublisherId, AppId),
    name: &str,
) -> QueryResult<Option<NotificationId>> {
    notifications::table
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::app_id.eq(app))
        .filter(dsl::name.eq(name))
        .order(dsl::id)
        .select(dsl::id)
        .first(connection)
        .optional()
}

/// How many notifications the publisher has in this state.
pub fn count(connection: &mut DbConnection, publisher: PublisherId, state: NotificationState) -> QueryResult<i64> {
    let found = notifications::table.filter(dsl::publisher_id.eq(publisher)).filter(dsl::state.eq(state));
    found.count().get_result(connection)
}

/// Adds a draft.
pub fn create(
    connection: &mut DbConnection,
    app: AppKey,
    (wanted, user): (&Wanted, Option<UserId>),
    now: NaiveDateTime,
) -> QueryResult<NotificationId> {
    require_app(connection, app)?;
    let whose = (dsl::publisher_id.eq(app.publisher), dsl::app_id.eq(app.id), dsl::created_by.eq(user));
    let made = (dsl::state.eq(NotificationState::Draft), dsl::created_at.eq(now), dsl::updated_at.eq(now));
    let to = (
        dsl::name.eq(&wanted.name),
        dsl::purpose.eq(wanted.purpose),
        dsl::group_ids.eq(joined(&wanted.groups)),
        dsl::except_ids.eq(joined(&wanted.except)),
        dsl::devices.eq(wanted.devices),
    );
    let what = (
        dsl::contents.eq(&wanted.contents),
        dsl::urgency.eq(wanted.urgency),
        dsl::expires_hours.eq(wanted.expires_hours),
        dsl::per_second.eq(wanted.per_second),
        dsl::repeats.eq(wanted.repeats),
    );
    diesel::insert_into(dsl::notifications).values((whose, made, to, what)).returning(dsl::id).get_result(connection)
}

/// Changes a draft that is still at this version. Returns whether it was.
pub fn update(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    (wanted, version): (&Wanted, i64),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let seen = row(publisher, id).filter(dsl::version.eq(version)).filter(dsl::state.eq(NotificationState::Draft));
    let to = (
        dsl::name.eq(&wanted.name),
        dsl::purpose.eq(wanted.purpose),
        dsl::group_ids.eq(joined(&wanted.groups)),
        dsl::except_ids.eq(joined(&wanted.except)),
        dsl::devices.eq(wanted.devices),
    );
    let what = (
        dsl::contents.eq(&wanted.contents),
        dsl::urgency.eq(wanted.urgency),
        dsl::expires_hours.eq(wanted.expires_hours),
        dsl::per_second.eq(wanted.per_second),
        dsl::repeats.eq(wanted.repeats),
    );
    let made = (dsl::version.eq(version + 1), dsl::updated_at.eq(now));
    Ok(diesel::update(seen).set((to, what, made)).execute(connection)? == 1)
}

/// Deletes a draft. Returns whether there was one.
pub fn delete_draft(connection: &mut DbConnection, publisher: PublisherId, id: NotificationId) -> QueryResult<bool> {
    let draft = row(publisher, id).filter(dsl::state.eq(NotificationState::Draft));
    Ok(diesel::delete(draft).execute(connection)? == 1)
}

/// Makes the app's notifications those of `holder`, of whom nobody asks, and ends those that are sent.
pub fn take_away(connection: &mut DbConnection, app: AppKey, holder: PublisherId) -> QueryResult<()> {
    let own = || notifications::table.filter(dsl::app_id.eq(app.id)).filter(dsl::publisher_id.eq(app.publisher));
    let drafts = own().filter(dsl::state.ne(NotificationState::Sent));
    diesel::update(drafts)
        .set((dsl::state.eq(NotificationState::Cancelled), dsl::finished_at.eq(dsl::updated_at.nullable())))
        .execute(connection)?;
    diesel::update(own()).set(dsl::publisher_id.eq(holder)).execute(connection).map(drop)
}

/// The ids of the app's notifications.
pub fn of_app(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<NotificationId>> {
    let own = notifications::table.filter(dsl::app_id.eq(app.id)).filter(dsl::publisher_id.eq(app.publisher));
    own.order(dsl::id).select(dsl::id).load(connection)
}

/// The names of these of the publisher's notifications, and when each was sent.
pub fn names(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[NotificationId],
) -> QueryResult<Vec<(NotificationId, String, Option<NaiveDateTime>)>> {
    notifications::table
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::id.eq_any(ids.to_vec()))
        .select((dsl::id, dsl::name, dsl::sent_at))
        .load(connection)
}

/// Deletes a deleted app's notifications.
pub fn delete_of_app(connection: &mut DbConnection, app: AppKey) -> QueryResult<()> {
    let own = notifications::table.filter(dsl::app_id.eq(app.id)).filter(dsl::publisher_id.eq(app.publisher));
    diesel::delete(own).execute(connection).map(drop)
}
