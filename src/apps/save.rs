//! Adding an app and changing one. Of two changes of the same state of an app one is kept, and the other is told that the app
//! has changed.

use crate::access::Actor;
use crate::groups::recount::recount_soon;
use crate::ids::AppId;
use crate::state::State;
use crate::store::apps::{self, App, Platform};
use crate::store::{StoreError, group_counts};
use crate::text::{NameError, clean_name};

/// An app as somebody wants it to be.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    /// The word of a platform.
    pub platform: String,
}

/// A field of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    Platform,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Name(NameError),
    NameTaken,
    /// Another change came in between; the version says which state of the app is there now.
    ChangedMeanwhile {
        version: i64,
    },
    NoPlatform,
}

/// A field and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: Field,
    pub reason: Reason,
}

/// Why an app was not kept.
#[derive(Debug)]
pub enum Refusal {
    Fields(Vec<FieldError>),
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let taken = FieldError { field: Field::Name, reason: Reason::NameTaken };
        if error.is_taken() { Self::Fields(vec![taken]) } else { Self::Store(error) }
    }
}

/// A draft with which nothing is wrong.
struct Checked {
    name: String,
    platform: Platform,
}

impl Draft {
    /// Name and platform as they are kept, where nothing is wrong with the draft.
    fn checked(&self) -> Result<Checked, Refusal> {
        let name = clean_name(&self.name);
        let of_name = name.as_ref().err().map(|error| FieldError { field: Field::Name, reason: Reason::Name(*error) });
        let platform = Platform::from_word(&self.platform);
        match (name, platform) {
            (Ok(name), Some(platform)) => Ok(Checked { name, platform }),
            _ => {
                let no_platform = FieldError { field: Field::Platform, reason: Reason::NoPlatform };
                let of_platform = platform.is_none().then_some(no_platform);
                Err(Refusal::Fields(of_name.into_iter().chain(of_platform).collect()))
            }
        }
    }
}

/// Adds an app without customers.
pub fn create(state: &State, actor: &Actor, draft: &Draft) -> Result<App, Refusal> {
    let (Checked { name, platform }, now) = (draft.checked()?, state.clock.now());
    Ok(state.database.write_now(|connection| {
        let app = apps::create(connection, actor.publisher, &name, platform, now)?;
        apps::find(connection, actor.publisher, app)
    })?)
}

/// Changes the app, as it was at this version. Who is available depends on its platform, so a job counts its segments again
/// where that changes.
pub fn update(state: &State, actor: &Actor, app: AppId, version: i64, draft: &Draft) -> Result<App, Refusal> {
    let Checked { name, platform } = draft.checked()?;
    let kept = state.database.write_groups_now(actor.publisher, |connection| {
        let was = apps::find(connection, actor.publisher, app)?;
        if was.version != version || !apps::update(connection, &was, &name, platform)? {
            return Ok(Err(Reason::ChangedMeanwhile { version: was.version }));
        }
        if was.platform != platform {
            group_counts::set_settings_changed(connection, actor.publisher, Some(app), actor.user)?;
        }
        apps::find(connection, actor.publisher, app).map(Ok)
    })?;
    recount_soon(state, actor.publisher);
    kept.map_err(|reason| Refusal::Fields(vec![FieldError { field: Field::Name, reason }]))
}
