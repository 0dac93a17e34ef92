//! What the audit log says of a group: its name, app and rule. People are counted and not named.

use super::about::{self, Shown};
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
    shown: Shown,
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
        let shown = about::shown(connection, group)?;
        Ok(Self { name: group.name.clone(), app: app.map(|app| app.name), formula, shown })
    }

    /// The group as something new.
    pub fn created(&self) -> Changes {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Changes::none()
            .has(Field::App, &self.app)
            .has(Field::Rule, &self.formula)
            .has(Field::Description, some(&self.shown.description))
            .has(Field::Tags, some(&self.shown.tags_text()))
    }

    /// The group as something that is gone.
    pub fn deleted(&self) -> Changes {
        Changes::none().had(Field::App, &self.app).had(Field::Rule, &self.formula)
    }

    /// `changes`, with those to another state.
    pub fn changed_to(&self, after: &Self, changes: Changes) -> Changes {
        let of_rule = changes
            .change(Field::Name, &self.name, &after.name)
            .change(Field::App, &self.app, &after.app)
            .change(Field::Rule, &self.formula, &after.formula);
        of_rule
            .change(Field::Description, &self.shown.description, &after.shown.description)
            .change(Field::Tags, self.shown.tags_text(), after.shown.tags_text())
            .change(Field::Owner, self.shown.owner_email(), after.shown.owner_email())
    }
}

/// The numbers of people before and after others take the place of the group's people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moved {
    before: usize,
    after: usize,
    pub added: usize,
    pub removed: usize,
}

impl Moved {
    /// What comes of it if `accepted` take the place of the group's people.
    pub fn by(
        connection: &mut DbConnection,
        publisher: PublisherId,
        group: GroupId,
        accepted: &[NewAddress],
    ) -> QueryResult<Self> {
        let before = group_addresses::entries(connection, publisher, group)?;
        let keys = |list: &[NewAddress]| list.iter().map(|entry| entry.email_key.clone()).collect::<HashSet<_>>();
        let (had, has) = (keys(&before), keys(accepted));
        let (added, removed) = (has.difference(&had).count(), had.difference(&has).count());
        Ok(Self { before: had.len(), after: has.len(), added, removed })
    }

    pub fn changes(self) -> Changes {
        let some = |count: usize| (count > 0).then_some(count);
        Changes::none()
            .change(Field::People, self.before, self.after)
            .has(Field::PeopleAdded, some(self.added))
            .has(Field::PeopleRemoved, some(self.removed))
    }
}
