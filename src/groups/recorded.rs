//! What the audit log says of a group: its name, app and rule. People are counted and not named.

use crate::audit::{Changes, Field};
use crate::ids::{AppKey, GroupId, PublisherId};
use crate::locale::Locale;
use crate::segments::formula;
use crate::store::customer_groups::{self, CustomerGroup, groups_for};
use crate::store::group_addresses::{self, NewAddress};
use crate::store::{DbConnection, QueryResult, apps, custom_attributes};
use std::collections::HashSet;

/// A group at one moment.
pub(super) struct Described {
    name: String,
    app: Option<String>,
    /// In English, so that entries can be compared. `None` for a rule that cannot be read.
    formula: Option<String>,
}

impl Described {
    pub fn of(connection: &mut DbConnection, group: &CustomerGroup) -> QueryResult<Self> {
        let publisher = group.publisher_id;
        let app = group.app_id.map(|app| apps::find_of(connection, publisher, app)).transpose()?.flatten();
        let formula = match (&app, group.rule()) {
            (Some(app), Ok(rule)) => {
                let mut catalogue = custom_attributes::catalogue(connection, AppKey { publisher, id: app.id })?;
                if rule.groups().next().is_some() {
                    let groups = customer_groups::of_publisher(connection, publisher)?;
                    catalogue = catalogue.with_groups(groups_for(app.id, &groups));
                }
                Some(formula::formula(&rule, &catalogue, Locale::En))
            }
            _ => None,
        };
        Ok(Self { name: group.name.clone(), app: app.map(|app| app.name), formula })
    }

    /// The group as something new.
    pub fn created(&self) -> Changes {
        Changes::none().has(Field::App, &self.app).has(Field::Rule, &self.formula)
    }

    /// The group as something that is gone.
    pub fn deleted(&self) -> Changes {
        Changes::none().had(Field::App, &self.app).had(Field::Rule, &self.formula)
    }

    /// `changes`, with those to another state.
    pub fn changed_to(&self, after: &Self, changes: Changes) -> Changes {
        changes.change(Field::Name, &self.name, &after.name).change(Field::App, &self.app, &after.app).change(
            Field::Rule,
            &self.formula,
            &after.formula,
        )
    }
}

/// The numbers of people before and after `accepted` take the place of the group's people.
pub(super) fn people(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    accepted: &[NewAddress],
) -> QueryResult<Changes> {
    let before = group_addresses::entries(connection, publisher, group)?;
    let keys = |list: &[NewAddress]| list.iter().map(|entry| entry.email_key.clone()).collect::<HashSet<_>>();
    let (had, has) = (keys(&before), keys(accepted));
    let some = |count: usize| (count > 0).then_some(count);
    Ok(Changes::none()
        .change(Field::People, had.len(), has.len())
        .has(Field::PeopleAdded, some(has.difference(&had).count()))
        .has(Field::PeopleRemoved, some(had.difference(&has).count())))
}
