//! A form of a group while its request is handled: its rule and people parsed with the data of its app, and the page that
//! shows it again with everything typed.

use super::about::{self, AboutFields};
use super::errors;
use super::file::FileWords;
use super::first_members::MembersWords;
use super::form::{GroupForm, entries, recorded};
use super::gallery::Gallery;
use super::verdicts::VerdictWords;
use crate::apps;
use crate::audit::Field;
use crate::columns::View;
use crate::groups::about::of as of_group;
use crate::groups::people::Judged;
use crate::groups::save::Place;
use crate::groups::{Content, Draft, first_members, statistics};
use crate::locale::Locale;
use crate::segments::field::ValueField;
use crate::segments::formula_reader::read_formula;
use crate::segments::row_buttons::{Focus, RowButton};
use crate::segments::row_history::RowHistory;
use crate::segments::rows::{MOST_ROWS, ReadRows, RowError, RowPlace, RuleRows};
use crate::segments::{Catalogue, Rule, formula};
use crate::store::apps::App;
use crate::store::customer_groups::{CustomerGroup, GroupKind};
use crate::web::audit::Values;
use crate::web::audit::{Conflict, Seen, Typed};
use crate::web::builder::{BesideRows, RuleView, Shown, id_of_focus, id_of_hint, id_of_row};
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::page::Page;
use crate::web::statistics::StatisticsWords;
use crate::web::uploaded::largest_list;
use crate::web::work::Visit;
use askama::Template;
use std::collections::BTreeSet;

/// What was asked for besides showing the form.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// Whether the formula replaces the rows.
    pub takes_formula: bool,
    /// A button between the rows.
    pub button: Option<RowButton>,
}

/// A form while its request is handled.
pub struct FormContext {
    /// The group being changed; `None` for a new one.
    pub group: Option<CustomerGroup>,
    pub form: GroupForm,
    pub errors: Errors,
    /// What was read from the posted file.
    pub file: Option<FileWords>,
    /// What others changed since the form was filled in.
    pub conflict: Option<Conflict>,
    /// The templates to begin with.
    pub gallery: Option<Gallery>,
    apps: Vec<App>,
    view: Option<View>,
    /// The typed rule, as far as it can be parsed.
    rule: Rule,
    /// The number in the form of each filter of the rule; empty if the rule is typed as a formula.
    filters: Vec<u32>,
    /// The errors of the rows.
    rows: Vec<RowError>,
    /// What can be undone and redone between the rows.
    history: RowHistory,
    /// The HTML id of the field where the person goes on, after a button.
    focus: Option<String>,
    /// Whether the form was posted, so that what it shows was typed.
    pub is_posted: bool,
    /// Whether the rows were too many for a page and are written as a formula, which is no rule yet.
    is_written: bool,
}

impl FormContext {
    /// Parses the form, once it has done what was asked for. Its rule is the typed formula if that can be parsed,
    /// otherwise the rows.
    pub fn read(
        visit: &Visit,
        group: Option<CustomerGroup>,
        mut form: GroupForm,
        errors: Errors,
        asked: Asked,
    ) -> Result<Self, PageError> {
        if let Some(group) = &group {
            group.kind.word().clone_into(&mut form.kind);
        }
        form.filters.remove_empty_filters();
        let publisher = &visit.publisher;
        let apps = apps::all(&visit.state, &visit.actor)?;
        let app = match apps.as_slice() {
            [only] if form.app.is_empty() => Some(only),
            several => several.iter().find(|app| app.id.to_string() == form.app),
        };
        let view = app.map(|app| visit.state.audiences.view_now(publisher, app.id)).transpose()?;
        if let Some(app) = app {
            form.app = app.id.to_string();
        }
        if let Some(view) = &view {
            form.filters.settle(&view.catalogue);
            form.filters.separate_values(&view.catalogue, |attribute| statistics::values(view, attribute))?;
        }
        let history = RowHistory::read(&form.history);
        let (rule, filters, rows) = (Rule::default(), Vec::new(), Vec::new());
        let mut context = Self {
            group,
            form,
            errors,
            file: None,
            conflict: None,
            gallery: None,
            apps,
            view,
            rule,
            filters,
            rows,
            history,
            focus: None,
            is_posted: false,
            is_written: false,
        };
        context.press(visit, asked.button);
        if let Err(error) = context.read_formula(visit, asked.takes_formula) {
            context.errors.add("typed-formula", error);
            context.focus = Some(String::from("typed-formula"));
        }
        if context.form.filters.len() > MOST_ROWS {
            context.write_formula(visit);
        }
        Ok(context)
    }

    /// Does what a button between the rows asks for.
    fn press(&mut self, visit: &Visit, button: Option<RowButton>) {
        let Some(button) = button else { return self.history.note(&self.form.filters) };
        if let Some(excess) = self.form.filters.excess_of(button) {
            self.errors.add("rule", excess.tell(visit.locale));
        }
        let focus = self.history.press(&mut self.form.filters, button);
        if let Some(Focus::Condition(place)) = focus {
            self.form.open = place.to_string();
        }
        self.focus = focus.map(id_of_focus);
    }

    fn read_formula(&mut self, visit: &Visit, takes_formula: bool) -> Result<(), String> {
        let (Some(view), locale) = (&self.view, visit.locale) else { return Ok(()) };
        let text = self.form.formula.trim();
        let read = (!text.is_empty()).then(|| {
            let rule = read_formula(text, &view.catalogue, locale).map_err(|error| error.tell(text, locale))?;
            rule.excess().map_or(Ok(rule), |excess| Err(excess.tell(locale)))
        });
        match read {
            Some(Ok(rule)) => {
                if takes_formula {
                    self.form.filters = RuleRows::of(&rule, &view.catalogue, locale);
                    self.form.formula.clear();
                    self.focus = self.form.filters.conditions().next().map(|(place, _)| id_of_row(place, "attribute"));
                    self.filters = self.form.filters.0.keys().copied().collect();
                }
                self.rule = rule;
                Ok(())
            }
            wrong => {
                let ReadRows { rule, filters, errors } = self.form.filters.read(&view.catalogue, locale);
                (self.rule, self.filters, self.rows) = (rule, filters, errors);
                if takes_formula && self.is_segment() { wrong.transpose().map(|_| ()) } else { Ok(()) }
            }
        }
    }

    /// Replaces rows that are too many for a page by a formula, and explains how many they are.
    fn write_formula(&mut self, visit: &Visit) {
        let (empty, locale) = (Catalogue::default(), visit.locale);
        let catalogue = self.view.as_ref().map_or(&empty, |view| &view.catalogue);
        let written = self.form.filters.formula(catalogue, locale);
        if self.is_segment() {
            self.errors.add("typed-formula", errors::rows_text(self.form.filters.len(), locale));
        }
        self.form.formula = format!("{written}\n{}", self.form.formula).trim_end().to_owned();
        (self.form.filters, self.rows, self.rule) = (RuleRows::blank(), Vec::new(), Rule::default());
        self.filters.clear();
        self.is_written = true;
    }

    pub fn is_segment(&self) -> bool {
        self.form.group_kind() == GroupKind::Segment
    }

    /// Whether the typed rule could be parsed completely.
    pub fn is_read(&self) -> bool {
        self.errors.is_empty() && (self.rows.is_empty() || !self.is_segment())
    }

    /// Whether saving creates a group or changes this one.
    pub fn place(&self) -> Place {
        match &self.group {
            Some(group) => Place::Of { group: group.id, version: Seen::read(&self.form.seen).version },
            None => Place::New { form: Some(self.form.edit.clone()) },
        }
    }

    /// The typed group; `judged` has the people of a known user group.
    pub fn draft(&self, judged: Option<&Judged>, without_refused: bool) -> Draft {
        let content = match judged {
            Some(judged) => Content::KnownUserGroup(judged.people(without_refused, !self.form.consent.is_empty())),
            None => Content::Segment { app: self.view.as_ref().map(|view| view.app.id), rule: self.rule.clone() },
        };
        Draft { name: self.form.name.clone(), content, about: about::typed(&self.form) }
    }

    /// The group's fields as they are stored, if it is of this version.
    pub fn stored(&self, visit: &Visit, version: i64) -> Result<Values, PageError> {
        let Some(group) = self.group.as_ref().filter(|group| group.version == version) else {
            return Ok(Values::new());
        };
        Ok(recorded(group, &of_group(&visit.state, group)?, self.view_of_group()))
    }

    /// The app's view, if the form is still about the app of the group.
    fn view_of_group(&self) -> Option<&View> {
        self.view.as_ref().filter(|view| self.group.as_ref().is_some_and(|group| group.app_id == Some(view.app.id)))
    }

    /// The typed group as the audit log would write it. A rule gives way to that of others only if the app is the same.
    pub fn typed(&self, visit: &Visit, draft: &Draft) -> Result<Vec<Typed>, PageError> {
        let mut typed = vec![Typed::new(Field::Name, draft.name.trim())];
        if let Some(about) = &draft.about {
            typed.extend(about::typed_values(visit, about)?);
        }
        match &draft.content {
            Content::KnownUserGroup(people) => typed.push(Typed::kept(Field::People, people.accepted.len())),
            Content::Segment { rule, .. } => {
                let Some(view) = &self.view else { return Ok(typed) };
                typed.push(Typed::kept(Field::App, &view.app.name));
                let gives_way = self.view_of_group().is_some();
                let formula = formula::formula(rule, &view.catalogue, Locale::En);
                if self.is_read() {
                    let of = if gives_way { Typed::new } else { Typed::kept };
                    typed.push(of(Field::Rule, formula));
                }
            }
        }
        Ok(typed)
    }

    /// Takes over what others changed and this form did not.
    pub fn take_over(&mut self, visit: &Visit) -> Result<(), PageError> {
        let Some(conflict) = &self.conflict else { return Ok(()) };
        conflict.take_over(Field::Name, &mut self.form.name);
        if let Some(group) = &self.group {
            about::take_over(&mut self.form, conflict, of_group(&visit.state, group)?);
        }
        if conflict.taken(Field::Rule).is_none() {
            return Ok(());
        }
        let theirs = self.group.as_ref().and_then(|group| group.rule().ok());
        if let (Some(view), Some(rule)) = (&self.view, theirs) {
            self.form.filters = RuleRows::of(&rule, &view.catalogue, visit.locale);
            self.rule = rule;
        }
        Ok(())
    }

    /// The templates to begin with, for the chosen app or the first.
    pub fn offer_templates(&mut self, visit: &Visit) -> Result<(), PageError> {
        let first = self.apps.first().filter(|_| self.view.is_none());
        let of_first = first.map(|app| visit.state.audiences.view_now(&visit.publisher, app.id)).transpose()?;
        let view = self.view.as_ref().or(of_first.as_ref());
        self.gallery = view.map(|view| Gallery::of(view, visit.locale)).transpose()?;
        Ok(())
    }

    /// Adds the errors of the rows to their fields.
    pub fn show_row_errors(&mut self, visit: &Visit) {
        for RowError { place, error } in &self.rows {
            self.errors.add(&id_of_row(*place, error.field.id()), visit.locale.text(error.message));
        }
    }

    /// Why there are no statistics of the typed rule, as the key of a message.
    pub const fn missing_statistics(&self) -> &'static str {
        if self.is_written { "statistics-too-large" } else { "statistics-choose-app" }
    }

    /// The statistics of the typed rule; `None` if no app is chosen, or if there is no rule because its rows were too
    /// many.
    pub fn statistics(&self, visit: &Visit) -> Result<Option<StatisticsWords>, PageError> {
        let Some(view) = self.view.as_ref().filter(|_| !self.is_written) else { return Ok(None) };
        let numbers =
            statistics::of(view, &self.rule, visit.sizes(), &visit.cancelled)?.ok_or(PageError::Superseded)?;
        Ok(Some(StatisticsWords::new(&numbers, self.incomplete().len(), visit.locale)))
    }

    /// The first members of the typed rule, if they are asked for and may be seen.
    pub fn members(&self, visit: &Visit) -> Result<Option<MembersWords>, PageError> {
        let asked = self.view.as_ref().filter(|_| self.asks_for_members() && !self.is_written);
        let Some(view) = asked else { return Ok(None) };
        let members = first_members::of(&visit.state, view, &self.rule, visit.sizes())?;
        Ok(members.map(|members| MembersWords::new(members, &view.catalogue, visit)))
    }

    pub const fn asks_for_members(&self) -> bool {
        !self.form.members.is_empty()
    }

    /// Whether the form is about an app that there is.
    pub const fn has_app(&self) -> bool {
        self.view.is_some()
    }

    /// The conditions that are not complete enough to be counted.
    fn incomplete(&self) -> BTreeSet<RowPlace> {
        self.rows.iter().map(|row| row.place).collect()
    }

    /// What the live answer says beside the rows.
    pub fn beside_rows(&self, statistics: Option<&StatisticsWords>) -> BesideRows {
        let steps = statistics.map_or(&[][..], |statistics| &statistics.funnel);
        let kept = self.filters.iter().copied().zip(steps.iter().cloned()).collect();
        let incomplete = self.incomplete().into_iter().map(id_of_hint).collect();
        BesideRows { kept, incomplete }
    }

    fn rule_view(&mut self, visit: &Visit) -> Result<RuleView, PageError> {
        self.history.note(&self.form.filters);
        let (incomplete, history) = (self.incomplete(), std::mem::take(&mut self.history));
        let GroupForm { filters, formula, open, .. } = &self.form;
        let shown = Shown { formula, open, incomplete: &incomplete, history, focus: self.focus.take() };
        Ok(RuleView::new(filters, shown, self.view.as_ref(), visit.locale)?)
    }

    /// The rows of the form.
    pub fn fragment(mut self, visit: Visit) -> Result<RuleFragment, PageError> {
        let (rule, beside) = (self.rule_view(&visit)?, BesideRows::default());
        Ok(RuleFragment { rule, beside, page: visit.page, errors: self.errors })
    }

    /// The page with the form.
    pub fn page(mut self, visit: Visit, judged: Option<Judged>) -> Result<FormPage, PageError> {
        let locale = visit.locale;
        if !self.errors.is_empty() {
            // The summary of the errors is where the person goes on.
            self.focus = None;
        }
        let statistics = self.statistics(&visit)?;
        let (path, title) = match &self.group {
            Some(group) => {
                (format!("{}/edit", group.path()), locale.with1("group-edit-title", "name", group.name.as_str()))
            }
            None => (String::from("/groups/new"), locale.text("group-create-title")),
        };
        Ok(FormPage {
            title,
            path,
            beside: self.beside_rows(statistics.as_ref()),
            members: self.members(&visit)?,
            asks_for_members: self.asks_for_members(),
            is_posted: self.is_posted,
            rule: self.rule_view(&visit)?,
            statistics,
            missing: self.missing_statistics(),
            file: self.file,
            conflict: self.conflict,
            file_limit: largest_list(&visit.state),
            verdicts: judged.map(|judged| VerdictWords::new(judged, locale)),
            entries: entries(locale),
            about: AboutFields::of(&visit, &self.form)?,
            gallery: self.gallery,
            page: visit.page,
            apps: self.apps,
            group: self.group,
            form: self.form,
            errors: self.errors,
        })
    }
}

#[derive(Template)]
#[template(path = "groups/form.html")]
pub struct FormPage {
    page: Page,
    title: String,
    path: String,
    group: Option<CustomerGroup>,
    form: GroupForm,
    apps: Vec<App>,
    rule: RuleView,
    beside: BesideRows,
    statistics: Option<StatisticsWords>,
    /// Why there are none.
    missing: &'static str,
    members: Option<MembersWords>,
    asks_for_members: bool,
    is_posted: bool,
    file: Option<FileWords>,
    conflict: Option<Conflict>,
    /// In megabytes.
    file_limit: u64,
    verdicts: Option<VerdictWords>,
    /// What the people can be named by.
    entries: Vec<(&'static str, String)>,
    about: AboutFields,
    gallery: Option<Gallery>,
    errors: Errors,
}

impl FormPage {
    fn is_segment(&self) -> bool {
        self.form.group_kind() == GroupKind::Segment
    }
}

/// The rows alone, which replace those on the page.
#[derive(Template)]
#[template(path = "groups/rule.html")]
pub struct RuleFragment {
    page: Page,
    rule: RuleView,
    /// Nothing: the live answer that follows says it.
    beside: BesideRows,
    errors: Errors,
}
