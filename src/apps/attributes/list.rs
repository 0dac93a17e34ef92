//! The list of an app's custom attributes.

use super::known;
use crate::access::Actor;
use crate::ids::AppId;
use crate::segments::{Key, Rule};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::custom_attributes::{self, CustomAttribute};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, attribute_changes};

/// The attributes on a page of the list. The values of each are counted; columns of a million customers are counted in a
/// millisecond each.
pub const PAGE_SIZE: usize = 25;

/// A page of the list.
pub struct Listed {
    pub app: App,
    pub customers: u64,
    pub rows: Vec<Row>,
    /// The number of attributes in the whole list.
    pub total: usize,
}

/// An attribute in the list.
pub struct Row {
    pub attribute: CustomAttribute,
    /// The number of customers who have a value.
    pub values: u64,
    /// The segments whose rules use it, archived ones among them.
    pub used_by: Vec<CustomerGroup>,
    /// Whether values are still moving to it.
    pub is_being_filled: bool,
}

/// A page of the app's custom attributes, in the order in which they were created. Pages count from 1.
pub fn list(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    app: AppId,
    page: usize,
) -> Result<Listed, StoreError> {
    let (app, total, attributes, mut groups) = state.database.read_now(|connection| {
        let app = apps::find(connection, actor.publisher, app)?;
        let all = custom_attributes::of_app(connection, app.key())?;
        let total = all.len();
        let mut shown = Vec::new();
        for attribute in all.into_iter().skip(page.saturating_sub(1) * PAGE_SIZE).take(PAGE_SIZE) {
            let is_being_filled = attribute_changes::is_being_filled(connection, app.key(), attribute.id)?;
            shown.push((attribute, is_being_filled));
        }
        Ok((app, total, shown, customer_groups::of_publisher(connection, actor.publisher)?))
    })?;
    groups.retain(|group| group.app_id == Some(app.id));
    let view = state.audiences.view_now(publisher, app.id)?.among_everyone();
    let mut rows = Vec::with_capacity(attributes.len());
    for (attribute, is_being_filled) in attributes {
        let (key, values) = (Key::Custom(attribute.key.clone()), known(&view, &attribute.key)?);
        let used_by = groups.iter().filter(|group| group.uses(app.id, &key)).cloned().collect();
        rows.push(Row { attribute, values, used_by, is_being_filled });
    }
    Ok(Listed { customers: view.count(&Rule::default())?, app, rows, total })
}
