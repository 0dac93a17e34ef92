//! Creates and changes apps. Of two changes to the same version of an app, one is saved and the other is rejected with
//! the current version.

use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field as Recorded, Subject};
use crate::currency::Currency;
use crate::groups::recount::recount_soon;
use crate::ids::AppId;
use crate::state::State;
use crate::store::apps::{self, App, Platform};
use crate::store::audit_entries::AuditEntry;
use crate::store::{DbConnection, QueryResult, StoreError, data_versions, group_counts, imports};
use crate::text::{NameError, clean_name};

/// The submitted values of an app.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    /// The word of a [`Platform`].
    pub platform: String,
    /// The code of a [`Currency`].
    pub currency: String,
}

/// A field of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    Platform,
    Currency,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Name(NameError),
    NameTaken,
    /// Other changes came first; `version` is the app's current version.
    ChangedMeanwhile {
        version: i64,
        changes: Vec<AuditEntry>,
    },
    NoPlatform,
    NoCurrency,
    /// Amounts are not converted, so the currency is fixed once the app has purchases or a file that may bring some.
    HasPurchases,
}

impl Reason {
    const fn of(self, field: Field) -> FieldError {
        FieldError { field, reason: self }
    }
}

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: Field,
    pub reason: Reason,
}

/// Why an app was not saved.
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

/// The values of a valid draft.
struct Checked {
    name: String,
    platform: Platform,
    currency: Currency,
}

impl Draft {
    /// Returns the values to save if the draft is valid.
    fn checked(&self) -> Result<Checked, Refusal> {
        let name = clean_name(&self.name);
        let of_name = name.as_ref().err().map(|error| FieldError { field: Field::Name, reason: Reason::Name(*error) });
        let platform = Platform::from_word(&self.platform);
        let currency = Currency::from_word(&self.currency);
        match (name, platform, currency) {
            (Ok(name), Some(platform), Some(currency)) => Ok(Checked { name, platform, currency }),
            _ => {
                let no_platform = FieldError { field: Field::Platform, reason: Reason::NoPlatform };
                let of_platform = platform.is_none().then_some(no_platform);
                let no_currency = FieldError { field: Field::Currency, reason: Reason::NoCurrency };
                let of_currency = currency.is_none().then_some(no_currency);
                Err(Refusal::Fields(of_name.into_iter().chain(of_platform).chain(of_currency).collect()))
            }
        }
    }
}

/// Creates an app without customers.
pub fn create(state: &State, actor: &Actor, draft: &Draft) -> Result<App, Refusal> {
    let (Checked { name, platform, currency }, now) = (draft.checked()?, state.clock.now());
    Ok(state.database.write_now(|connection| {
        let app = apps::create(connection, actor.publisher, &name, (platform, currency), now)?;
        let app = apps::find(connection, actor.publisher, app)?;
        audit::record(connection, actor, now, (Action::Created, Subject::app(&app), described(&app)))?;
        Ok(app)
    })?)
}

/// Changes the app if it is still at this version. The platform determines which customers are available, so if it
/// changes, a job counts the app's segments again.
pub fn update(state: &State, actor: &Actor, app: AppId, version: i64, draft: &Draft) -> Result<App, Refusal> {
    let (Checked { name, platform, currency }, now) = (draft.checked()?, state.clock.now());
    let kept = state.database.write_groups_now(actor.publisher, |connection| {
        let was = apps::find(connection, actor.publisher, app)?;
        if was.currency != currency && is_fixed(connection, &was)? {
            return Ok(Err(Reason::HasPurchases.of(Field::Currency)));
        }
        if was.version != version || !apps::update(connection, &was, &name, (platform, currency))? {
            let changes = audit::since(connection, actor.publisher, Subject::app(&was), version)?;
            return Ok(Err(Reason::ChangedMeanwhile { version: was.version, changes }.of(Field::Name)));
        }
        if was.currency != currency {
            apps::forget_total_spend(connection, was.key())?;
            data_versions::raise(connection, was.key())?;
        }
        if was.platform != platform {
            group_counts::set_settings_changed(connection, actor.publisher, Some(app), actor.user)?;
        }
        let app = apps::find(connection, actor.publisher, app)?;
        let changes = Changes::none()
            .change(Recorded::Name, &was.name, &app.name)
            .change(Recorded::Platform, was.platform.word(), app.platform.word())
            .change(Recorded::Currency, was.currency.word(), app.currency.word());
        audit::record(connection, actor, now, (Action::Changed, Subject::app(&app), changes))?;
        Ok(Ok(app))
    })?;
    recount_soon(state, actor.publisher);
    kept.map_err(|error| Refusal::Fields(vec![error]))
}

/// What the audit log says of a new app.
pub(crate) fn described(app: &App) -> Changes {
    Changes::none().has(Recorded::Platform, app.platform.word()).has(Recorded::Currency, app.currency.word())
}

/// Whether the app's currency can no longer be changed.
fn is_fixed(connection: &mut DbConnection, app: &App) -> QueryResult<bool> {
    Ok(apps::has_purchases(connection, app.key())? || imports::any_under_way(connection, app.publisher_id, app.id)?)
}
