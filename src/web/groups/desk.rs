//! What is at hand while a group's form is handled, and the page that shows the form again with everything typed.

use super::builder::{RuleView, ValueField};
use super::form::{GroupForm, MOST_ROWS, RowError};
use super::names;
use super::statistics::Statistics;
use super::verdicts::Verdicts;
use crate::columns::View;
use crate::locale::Locale;
use crate::segments::Rule;
use crate::segments::formula_reader::read_formula;
use crate::segments::input::{InputError, InputField};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{CustomerGroup, GroupKind};
use crate::store::{StoreError, wait_for};
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::SignedIn;
use actix_web::web;
use askama::Template;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

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
    pub formula: Vec<String>,
}

impl FormErrors {
    pub fn is_empty(&self) -> bool {
        self.name.is_empty()
            && self.app.is_empty()
            && self.addresses.is_empty()
            && self.consent.is_empty()
            && self.rows.is_empty()
            && self.formula.is_empty()
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
        all.extend::<Vec<_>>(named("typed-formula", &self.rule.formula_errors));
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
        if let Some(group) = &group {
            group.kind().word().clone_into(&mut form.kind);
        }
        let (database, audiences, publisher) =
            (state.database.clone(), state.audiences.clone(), visitor.publisher.clone());
        let chosen = form.app.clone();
        let (apps, app, view) = wait_for(move || {
            let apps = database.read_now(|connection| apps::of_publisher(connection, publisher.id))?;
            let app = match apps.as_slice() {
                [only] if chosen.is_empty() => Some(only),
                several => several.iter().find(|app| app.id.to_string() == chosen),
            };
            let (app, view) = (app.cloned(), app.map(|app| audiences.view_now(&publisher, app.id)).transpose()?);
            Ok((apps, app, view))
        })
        .await?;
        if let Some(app) = &app {
            form.app = app.id.to_string();
        }
        Ok(Self { visitor, state, group, form, apps, app, view })
    }

    /// The name as it is kept, or what is wrong with it.
    pub async fn checked_name(&self) -> Result<Result<String, String>, StoreError> {
        let except = self.group.as_ref().map(|group| group.id);
        names::check(&self.state, self.visitor.publisher.id, &self.form.name, except, self.locale()).await
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

    /// The rule that is typed: the formula where one stands there that can be read, else the rows.
    pub fn rule(&self) -> (Rule, Vec<RowError>) {
        if let Some(Ok(rule)) = self.typed_formula() {
            return (rule, Vec::new());
        }
        match &self.view {
            Some(view) => self.form.rule(&view.catalogue, self.locale()),
            None => (Rule::default(), Vec::new()),
        }
    }

    /// The rule of the formula, or what is wrong with it; none where no formula stands in the place of the rows.
    fn typed_formula(&self) -> Option<Result<Rule, String>> {
        let text = self.form.formula.trim();
        let view = self.view.as_ref().filter(|_| !text.is_empty())?;
        let locale = self.locale();
        let read = read_formula(text, &view.catalogue, locale).map_err(|error| error.tell(text, locale));
        Some(read.and_then(|rule| {
            let is_long = |rule: &Rule| {
                rule.filters.len() > MOST_ROWS || rule.filters.iter().any(|filter| filter.conditions.len() > MOST_ROWS)
            };
            if is_long(&rule) { Err(locale.with1("formula-too-long", "most", MOST_ROWS)) } else { Ok(rule) }
        }))
    }

    /// Puts the formula that was typed into the rows. Returns what is wrong with it, and then leaves it as it was typed.
    pub fn take_formula(&mut self) -> Vec<String> {
        match (self.typed_formula(), &self.view) {
            (Some(Ok(rule)), Some(view)) => {
                self.form = std::mem::take(&mut self.form).with_rule(&rule, &view.catalogue, self.visitor.locale);
                self.form.formula = String::new();
                Vec::new()
            }
            (Some(Err(error)), _) => vec![error],
            _ => Vec::new(),
        }
    }

    /// What is wrong with a rule that leads back to the group that is being changed, beside each condition that does.
    pub fn circles(&self, rule: &Rule) -> Vec<RowError> {
        let (Some(view), Some(group)) = (&self.view, &self.group) else { return Vec::new() };
        let id = group.id.to_string();
        let mut errors = Vec::new();
        for named in rule.groups() {
            let way = view.catalogue.circle(&id, &Rule::member_of(named));
            if way.is_empty() {
                continue;
            }
            let names =
                way.iter().map(|name| self.locale().with1("quoted", "text", *name)).collect::<Vec<_>>().join(" → ");
            let error = InputError { field: InputField::Value, message: "condition-circle" };
            let places = self.form.conditions_naming(&[named]).into_iter();
            errors.extend(places.map(|(filter, condition)| RowError {
                filter,
                condition,
                error,
                names: names.clone(),
            }));
        }
        errors
    }

    /// The numbers of the rule as it is typed; none where no app is chosen.
    pub async fn statistics(&self) -> Result<Option<Statistics>, StoreError> {
        Ok(self.statistics_unless(Arc::default()).await?.flatten())
    }

    /// [`Desk::statistics`], given up once `cancelled` is set.
    pub async fn statistics_unless(
        &self,
        cancelled: Arc<AtomicBool>,
    ) -> Result<Option<Option<Statistics>>, StoreError> {
        let Some(view) = self.view.clone() else { return Ok(Some(None)) };
        let (rule, errors) = self.rule();
        let incomplete: HashSet<_> = errors.iter().map(|row| (row.filter, row.condition)).collect();
        let (sizes, incomplete, locale) = (self.visitor.sizes(), incomplete.len(), self.locale());
        wait_for(move || {
            let Some(answer) = view.answer_unless(&cancelled, &rule)? else { return Ok(None) };
            Ok(Some(Some(Statistics::of(&answer, &view, &rule, sizes, incomplete, locale)?)))
        })
        .await
    }

    /// The rows of the form, with what is wrong with them.
    pub async fn rule_view(&self, errors: Vec<RowError>, formula: Vec<String>) -> Result<RuleView, StoreError> {
        let (form, view, locale) = (self.form.clone(), self.view.clone(), self.locale());
        let view = wait_for(move || RuleView::new(&form, view.as_ref(), &errors, locale)).await?;
        Ok(RuleView { formula_errors: formula, ..view })
    }

    pub async fn page(self, mut errors: FormErrors, verdicts: Option<Verdicts>) -> Result<FormPage, PageError> {
        let rule = self.rule_view(std::mem::take(&mut errors.rows), std::mem::take(&mut errors.formula)).await?;
        let statistics = self.statistics().await?;
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
            rule,
            statistics,
            apps: self.apps.iter().map(|app| (app.id.to_string(), app.name.clone())).collect(),
            page: self.visitor.page(Section::Groups),
            group: self.group,
            form: self.form,
            verdicts,
            errors,
        })
    }
}
