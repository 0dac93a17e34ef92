//! The contents of an app's page: what its customers did, who is available, its attributes and its groups.

use crate::access::{Actor, Sizes};
use crate::groups::statistics::{self, Statistics};
use crate::ids::AppId;
use crate::segments::Rule;
use crate::state::State;
use crate::store::apps::{self, Totals};
use crate::store::custom_attributes::{self, CustomAttribute};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, imports, jobs};
use std::sync::atomic::AtomicBool;

/// An app as its page shows it. The app itself is in the view of `numbers`.
pub struct Shown {
    /// The number of its customers who are available.
    pub numbers: Statistics,
    pub totals: Totals,
    pub attributes: Vec<CustomAttribute>,
    /// Its segments that are not archived.
    pub groups: Vec<CustomerGroup>,
    /// Whether a file is being imported, or those of a sample app are being made.
    pub is_being_filled: bool,
}

/// The app; `None` once `cancelled` is set, because no one waits for the answer any more.
pub fn show(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    app: AppId,
    cancelled: &AtomicBool,
) -> Result<Option<Shown>, StoreError> {
    let (totals, attributes, groups, is_being_filled) = state.database.read_now(|connection| {
        let key = apps::find(connection, actor.publisher, app)?.key();
        let totals = apps::totals(connection, actor.publisher, app)?;
        let groups = customer_groups::active(connection, actor.publisher)?;
        let is_being_filled = imports::any_under_way(connection, actor.publisher, app)?;
        let is_preparing = jobs::any_sample_to_make(connection, actor.publisher)?;
        let attributes = custom_attributes::of_app(connection, key)?;
        Ok((totals, attributes, groups, (is_being_filled, is_preparing)))
    })?;
    let view = state.audiences.view_now(publisher, app)?;
    let Some(numbers) = statistics::of(&view, &Rule::default(), Sizes::all(), cancelled)? else { return Ok(None) };
    // An app that has customers is not the one whose files are being made.
    let is_being_filled = is_being_filled.0 || (is_being_filled.1 && numbers.answer.customers == 0);
    let groups = groups.into_iter().filter(|group| group.app_id == Some(app)).collect();
    Ok(Some(Shown { numbers, totals, attributes, groups, is_being_filled }))
}
