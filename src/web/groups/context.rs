//! A group's form while it is handled: the form as it was sent, the app chosen with its data, and the rule that is typed, read
//! once; and the page that shows the form again with everything typed.

use super::builder::{RuleView, ValueField};
use super::errors::excess_text;
use super::form::{GroupForm, RowError};
use super::statistics::StatisticsWords;
use super::verdicts::VerdictWords;
use crate::access::Sizes;
use crate::columns::View;
use crate::groups::people::Judged;
use crate::groups::save::Place;
use crate::groups::{Content, Draft, statistics};
use crate::locale::Locale;
use crate::segments::Rule;
use crate::segments::formula_reader::read_formula;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{CustomerGroup, GroupKind};
use crate::store::publishers::Publisher;
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::page::Page;
use askama::Template;
use std::collections::HashSet;
use std::sync::atomic::AtomicBool;

/// Who fills the form in, and how it is shown to them.
#[derive(Clone)]
pub struct Reader {
    pub publisher: Publisher,
    pub sizes: Sizes,
    pub locale: Locale,
}

/// The form while it is handled.
pub struct FormContext {
    /// The group that is changed; none for a new one.
    pub group: Option<CustomerGroup>,
    pub form: GroupForm,
    pub reader: Reader,
    apps: Vec<App>,
    view: Option<View>,
    /// The rule that is typed, as far as it can be read.
    rule: Rule,
    /// What is wrong with the rows and with the formula.
    pub rows: Vec<RowError>,
    pub formula: Vec<String>,
}

#[derive(Template)]
#[template(path = "groups/form.html")]
pub struct FormPage {
    page: Page,
    title: String,
    path: String,
    group: Option<CustomerGroup>,
    form: GroupForm,
    apps: Vec<(String, String)>,
    rule: RuleView,
    statistics: Option<StatisticsWords>,
    verdicts: Option<VerdictWords>,
    errors: Errors,
}

impl FormContext {
    /// Reads the form. With `takes_formula` a formula that can be read takes the place of the rows.
    pub fn read(
        state: &State,
        reader: Reader,
        group: Option<CustomerGroup>,
        mut form: GroupForm,
        takes_formula: bool,
    ) -> Result<Self, PageError> {
        if let Some(group) = &group {
            group.kind().word().clone_into(&mut form.kind);
        }
        let publisher = &reader.publisher;
        let apps = state.database.read_now(|connection| apps::of_publisher(connection, publisher.id))?;
        let app = match apps.as_slice() {
            [only] if form.app.is_empty() => Some(only),
            several => several.iter().find(|app| app.id.to_string() == form.app),
        };
        let view = app.map(|app| state.audiences.view_now(publisher, app.id)).transpose()?;
        if let Some(app) = app {
            form.app = app.id.to_string();
        }
        let mut context =
            Self { group, form, reader, apps, view, rule: Rule::default(), rows: Vec::new(), formula: Vec::new() };
        context.read_rule(takes_formula);
        Ok(context)
    }

    /// The rule is the formula where one is typed that can be read, else what the rows say.
    fn read_rule(&mut self, takes_formula: bool) {
        let (Some(view), locale) = (&self.view, self.reader.locale) else { return };
        let text = self.form.formula.trim();
        let typed = (!text.is_empty()).then(|| {
            let rule = read_formula(text, &view.catalogue, locale).map_err(|error| error.tell(text, locale))?;
            rule.excess().map_or(Ok(rule), |excess| Err(excess_text(excess, locale)))
        });
        match typed {
            Some(Ok(rule)) => {
                if takes_formula {
                    self.form = std::mem::take(&mut self.form).with_rule(&rule, &view.catalogue, locale);
                    self.form.formula.clear();
                }
                self.rule = rule;
                return;
            }
            Some(Err(error)) if takes_formula => self.formula.push(error),
            _ => {}
        }
        (self.rule, self.rows) = self.form.rule(&view.catalogue, locale);
    }

    pub fn is_segment(&self) -> bool {
        self.form.group_kind() == GroupKind::Segment
    }

    /// What the form's group is kept as.
    pub fn place(&self) -> Place {
        match &self.group {
            Some(group) => Place::Of { group: group.id, version: self.form.seen.parse().unwrap_or(0) },
            None => Place::New { form: Some(self.form.edit.clone()) },
        }
    }

    /// The group that is typed; `judged` are its people where it is a known user group.
    pub fn draft(&self, judged: Option<&Judged>, without_refused: bool) -> Draft {
        let content = match judged {
            Some(judged) => Content::KnownUserGroup(judged.people(without_refused, !self.form.consent.is_empty())),
            None => Content::Segment { app: self.view.as_ref().map(|view| view.app.id), rule: self.rule.clone() },
        };
        Draft { name: self.form.name.clone(), content }
    }

    /// The numbers of the rule that is typed; none where no app is chosen.
    pub fn statistics(&self, cancelled: &AtomicBool) -> Result<Option<StatisticsWords>, PageError> {
        let Some(view) = &self.view else { return Ok(None) };
        let incomplete: HashSet<_> = self.rows.iter().map(|row| (row.filter, row.condition)).collect();
        let numbers = statistics::of(view, &self.rule, self.reader.sizes, cancelled)?.ok_or(PageError::Superseded)?;
        Ok(Some(StatisticsWords::new(&numbers, incomplete.len(), self.reader.locale)))
    }

    /// The rows of the form, with what is wrong with them.
    pub fn rule_view(&self, told: &[RowError], errors: &Errors) -> Result<RuleView, PageError> {
        let view = RuleView::new(&self.form, self.view.as_ref(), told, self.reader.locale)?;
        Ok(RuleView { errors: errors.of("rule"), formula_errors: self.formula.clone(), ..view })
    }

    /// The page with the form; `told` is what is wrong with its rows.
    pub fn page(
        self,
        page: Page,
        (errors, told): (Errors, Vec<RowError>),
        judged: Option<Judged>,
        cancelled: &AtomicBool,
    ) -> Result<FormPage, PageError> {
        let locale = self.reader.locale;
        let (path, title) = match &self.group {
            Some(group) => {
                (format!("{}/edit", group.path()), locale.with1("group-edit-title", "name", group.name.as_str()))
            }
            None => (String::from("/groups/new"), locale.text("group-create-title")),
        };
        Ok(FormPage {
            page,
            title,
            path,
            rule: self.rule_view(&told, &errors)?,
            statistics: self.statistics(cancelled)?,
            verdicts: judged.map(|judged| VerdictWords::new(judged, locale)),
            apps: self.apps.iter().map(|app| (app.id.to_string(), app.name.clone())).collect(),
            group: self.group,
            form: self.form,
            errors,
        })
    }
}

impl FormPage {
    fn is_segment(&self) -> bool {
        self.form.group_kind() == GroupKind::Segment
    }

    /// Every error with the id of its field, in the order of the page.
    fn summary(&self) -> Vec<(String, String)> {
        let of = |id: &str| self.errors.of(id).into_iter().map(|error| (id.to_owned(), error)).collect::<Vec<_>>();
        let conditions = self.rule.filters.iter().flat_map(|filter| &filter.conditions).flat_map(|one| one.errors());
        let formula = self.rule.formula_errors.iter().map(|error| (String::from("typed-formula"), error.clone()));
        let before = [of("name"), of("app"), of("rule")].into_iter().flatten();
        before.chain(conditions).chain(formula).chain(of("addresses")).chain(of("consent")).collect()
    }
}
