//! What is at hand while a group's form is handled, and the page that shows the form again with everything typed.

use super::builder::{RuleView, ValueField};
use super::form::{GroupForm, RowError};
use super::statistics::Statistics;
use super::verdicts::Verdicts;
use crate::keeper::{View, availability};
use crate::locale::Locale;
use crate::segments::Rule;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{CustomerGroup, GroupKind};
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::SignedIn;
use actix_web::web;
use askama::Template;

#[derive(Template)]
#[template(path = "groups/form.html")]
pub struct FormPage {
    page: Page,
    title: String,
    path: String,
    /// The group being changed; none for a new one.
    group: Option<CustomerGroup>,
    form: GroupForm,
    apps: Vec<(String, String)>,
    rule: RuleView,
    statistics: Option<Statistics>,
    verdicts: Option<Verdicts>,
    errors: FormErrors,
}

/// What is wrong with the form, beside its fields.
#[derive(Debug, Default)]
pub struct FormErrors {
    pub name: Vec<String>,
    pub app: Vec<String>,
    pub addresses: Vec<String>,
    pub consent: Vec<String>,
    pub rows: Vec<RowError>,
}

impl FormErrors {
    pub fn is_empty(&self) -> bool {
        self.name.is_empty()
            && self.app.is_empty()
            && self.addresses.is_empty()
            && self.consent.is_empty()
            && self.rows.is_empty()
    }
}

impl FormPage {
    fn is_segment(&self) -> bool {
        self.form.group_kind() == GroupKind::Segment
    }

    /// Every error with the id of its field, in the order of the page.
    fn summary(&self) -> Vec<(String, String)> {
        let named = |id: &str, errors: &[String]| errors.iter().map(|error| (id.to_owned(), error.clone())).collect();
        let mut all: Vec<(String, String)> = named("name", &self.errors.name);
        all.extend::<Vec<_>>(named("app", &self.errors.app));
        all.extend(self.rule.filters.iter().flat_map(|filter| filter.conditions.iter()).flat_map(|one| one.errors()));
        all.extend::<Vec<_>>(named("addresses", &self.errors.addresses));
        all.extend::<Vec<_>>(named("consent", &self.errors.consent));
        all
    }
}

/// What is at hand while a form is handled: the app chosen, its data, and what was typed.
pub struct Desk {
    pub visitor: SignedIn,
    pub state: web::Data<State>,
    pub group: Option<CustomerGroup>,
    pub form: GroupForm,
    apps: Vec<App>,
    pub app: Option<App>,
    pub view: Option<View>,
}

impl Desk {
    pub async fn new(
        visitor: SignedIn,
        state: web::Data<State>,
        group: Option<CustomerGroup>,
        mut form: GroupForm,
    ) -> Result<Self, PageError> {
        let publisher = visitor.publisher.id;
        let apps = state.database.read(move |connection| apps::of_publisher(connection, publisher)).await?;
        if let Some(group) = &group {
            group.kind().word().clone_into(&mut form.kind);
        }
        if form.app.is_empty() && apps.len() == 1 {
            form.app = apps.first().map(|app| app.id.to_string()).unwrap_or_default();
        }
        let app = apps.iter().find(|app| app.id.to_string() == form.app).cloned();
        let view = match &app {
            Some(app) => Some(state.keeper.view(publisher, app.id).await?),
            None => None,
        };
        Ok(Self { visitor, state, group, form, apps, app, view })
    }

    /// What is to be said when the group was changed since the form was filled in from it. Saving again then overwrites.
    pub fn conflict(&mut self) -> Option<String> {
        let version = self.group.as_ref()?.version();
        if self.form.seen == version {
            return None;
        }
        self.form.seen = version;
        Some(self.locale().text("group-changed-meanwhile"))
    }

    pub const fn locale(&self) -> Locale {
        self.visitor.locale
    }

    pub fn rule(&self) -> (Rule, Vec<RowError>) {
        match &self.view {
            Some(view) => self.form.rule(&view.catalogue, self.locale()),
            None => (Rule::default(), Vec::new()),
        }
    }

    pub fn statistics(&self) -> Option<Statistics> {
        let (app, view) = (self.app.as_ref()?, self.view.as_ref()?);
        let (rule, errors) = self.rule();
        let incomplete: std::collections::HashSet<_> = errors.iter().map(|row| (row.filter, row.condition)).collect();
        let (publisher, locale) = (&self.visitor.publisher, self.locale());
        let among = availability(publisher, app);
        Some(Statistics::new(view, &rule, among, publisher.minimum_size, incomplete.len(), locale))
    }

    pub fn page(self, errors: FormErrors, verdicts: Option<Verdicts>) -> Result<FormPage, PageError> {
        let title = match &self.group {
            Some(group) => self.locale().with1("group-edit-title", "name", group.name.as_str()),
            None => self.locale().text("group-create-title"),
        };
        Ok(FormPage {
            title,
            path: self
                .group
                .as_ref()
                .map_or_else(|| String::from("/groups/new"), |group| format!("{}/edit", group.path())),
            rule: RuleView::new(&self.form, self.view.as_ref(), &errors.rows, self.locale()),
            statistics: self.statistics(),
            apps: self.apps.iter().map(|app| (app.id.to_string(), app.name.clone())).collect(),
            page: self.visitor.page(Section::Groups),
            group: self.group,
            form: self.form,
            verdicts,
            errors,
        })
    }
}
