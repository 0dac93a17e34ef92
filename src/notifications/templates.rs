//! What notifications begin with: the texts and settings of one, kept under its name. Who receives a notification and when it goes out
//! is said for each anew.

use super::content::{self, Wording};
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Subject};
use crate::consents::ConsentPurpose;
use crate::ids::{NotificationId, TemplateId};
use crate::state::State;
use crate::store::notification_templates::{self, Template};
use crate::store::notifications::{self, Devices, Notification, Urgency};
use crate::store::{StoreError, not_found};
use serde::{Deserialize, Serialize};

/// The most templates of a publisher: more are not found in a list.
pub const MOST: usize = 100;

/// What a template says. What is none of the words any more counts as the usual choice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Content {
    purpose: String,
    devices: String,
    urgency: String,
    pub texts: Vec<Wording>,
    pub expires_hours: i32,
    pub per_second: Option<i32>,
    pub repeats: bool,
}

impl Content {
    fn of(notification: &Notification) -> Self {
        Self {
            purpose: notification.purpose.word().to_owned(),
            devices: notification.devices.word().to_owned(),
            urgency: notification.urgency.word().to_owned(),
            texts: content::read(&notification.contents),
            expires_hours: notification.expires_hours,
            per_second: notification.per_second,
            repeats: notification.repeats,
        }
    }

    pub fn purpose(&self) -> ConsentPurpose {
        ConsentPurpose::of_message(&self.purpose).unwrap_or(ConsentPurpose::Promotional)
    }

    pub fn devices(&self) -> Devices {
        Devices::from_word(&self.devices).unwrap_or_default()
    }

    pub fn urgency(&self) -> Urgency {
        Urgency::from_word(&self.urgency).unwrap_or_default()
    }
}

/// The publisher's templates by their names.
pub fn list(state: &State, actor: &Actor) -> Result<Vec<Template>, StoreError> {
    state.database.read_now(|connection| notification_templates::list(connection, actor.publisher))
}

/// The name of a template, and what it says.
pub fn find(state: &State, actor: &Actor, id: TemplateId) -> Result<(String, Content), StoreError> {
    let found = state.database.read_now(|connection| notification_templates::find(connection, actor.publisher, id))?;
    let content = content_of(&found).ok_or_else(|| StoreError::from(not_found()))?;
    Ok((found.name, content))
}

/// What a template says. What cannot be read is as good as none.
pub fn content_of(template: &Template) -> Option<Content> {
    serde_json::from_str(&template.content).ok()
}

/// Whether keeping a template of this name would change one; `None` if there are [`MOST`] already.
pub fn would_change(state: &State, actor: &Actor, name: &str) -> Result<Option<bool>, StoreError> {
    let all = list(state, actor)?;
    let is_there = all.iter().any(|one| one.name == name);
    Ok((is_there || all.len() < MOST).then_some(is_there))
}

/// Keeps what a notification says under its name, in the place of a template of that name. `None` if there are [`MOST`] already.
pub fn keep(state: &State, actor: &Actor, id: NotificationId) -> Result<Option<Template>, StoreError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    state.database.write_now(|connection| {
        let found = notifications::find(connection, publisher, id)?;
        let content = serde_json::json!(Content::of(&found)).to_string();
        let all = notification_templates::list(connection, publisher)?;
        let (template, action) = match all.iter().find(|one| one.name == found.name) {
            Some(one) => {
                notification_templates::update(connection, (publisher, one.id), &content, now)?;
                (one.id, Action::Changed)
            }
            None if all.len() >= MOST => return Ok(None),
            None => {
                let made = notification_templates::create(connection, publisher, (&found.name, &content), now)?;
                (made, Action::Created)
            }
        };
        let what = (action, Subject::template(template, &found.name), Changes::none());
        audit::record(connection, actor, now, what)?;
        notification_templates::find(connection, publisher, template).map(Some)
    })
}

/// Deletes a template. Returns its name.
pub fn delete(state: &State, actor: &Actor, id: TemplateId) -> Result<String, StoreError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    state.database.write_now(|connection| {
        let found = notification_templates::find(connection, publisher, id)?;
        notification_templates::delete(connection, publisher, id)?;
        let what = (Action::Deleted, Subject::template(id, &found.name), Changes::none());
        audit::record(connection, actor, now, what)?;
        Ok(found.name)
    })
}
