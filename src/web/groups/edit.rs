//! Making and changing a group: one page with the form of the chosen kind, shown again with everything typed until it
//! can be saved.

use super::builder::{RuleView, ValueField};
use super::form::{Action, GroupForm, RowError};
use super::statistics::Statistics;
use super::verdicts::{self, Verdicts};
use crate::keeper::{View, availability};
use crate::segments::Rule;
use crate::segments::templates::SegmentTemplate;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{self, CustomerGroup, GroupKind, NewGroup};
use crate::store::group_addresses::{self, NewAddress};
use crate::store::{StoreError, snapshots};
use crate::web::State;
use crate::web::error::PageError;
use crate::web::form::{FormWithFile, NestedForm};
use crate::web::page::{Page, Section, html, html_again, see_other};
use crate::web::visitor::SignedIn;
use crate::{addresses, locale::Locale};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

/// Longest name of a group, in characters.
const LONGEST_NAME: usize = 100;

/// Where a new group starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    kind: String,
    app: String,
    template: String,
    copy: Option<i32>,
}

#[derive(Template)]
#[template(path = "groups/form.html")]
struct FormPage {
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

#[derive(Template)]
#[template(path = "groups/rule.html")]
struct RuleFragment {
    page: Page,
    rule: RuleView,
}

#[derive(Template)]
#[template(path = "groups/statistics.html")]
struct StatisticsFragment {
    page: Page,
    statistics: Option<Statistics>,
}

/// What is wrong with the form, beside its fields.
#[derive(Debug, Default)]
struct FormErrors {
    name: Vec<String>,
    app: Vec<String>,
    addresses: Vec<String>,
    consent: Vec<String>,
    rows: Vec<RowError>,
}

impl FormErrors {
    fn is_empty(&self) -> bool {
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
struct Desk {
    visitor: SignedIn,
    state: web::Data<State>,
    group: Option<CustomerGroup>,
    form: GroupForm,
    apps: Vec<App>,
    app: Option<App>,
    view: Option<View>,
}

impl Desk {
    async fn new(
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

    const fn locale(&self) -> Locale {
        self.visitor.locale
    }

    fn rule(&self) -> (Rule, Vec<RowError>) {
        match &self.view {
            Some(view) => self.form.rule(&view.catalogue, self.locale()),
            None => (Rule::default(), Vec::new()),
        }
    }

    fn statistics(&self) -> Option<Statistics> {
        let (app, view) = (self.app.as_ref()?, self.view.as_ref()?);
        let (rule, errors) = self.rule();
        let incomplete: std::collections::HashSet<_> = errors.iter().map(|row| (row.filter, row.condition)).collect();
        let (publisher, locale) = (&self.visitor.publisher, self.locale());
        let among = availability(publisher, app);
        Some(Statistics::new(view, &rule, among, publisher.minimum_size, incomplete.len(), locale))
    }

    fn page(self, errors: FormErrors, verdicts: Option<Verdicts>) -> Result<FormPage, PageError> {
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

/// The form of a new group, empty, or filled from a template or another group.
pub async fn new(
    visitor: SignedIn,
    state: web::Data<State>,
    query: web::Query<NewQuery>,
) -> Result<HttpResponse, PageError> {
    let query = query.into_inner();
    let mut form = GroupForm::new(GroupKind::from_word(&query.kind).unwrap_or(GroupKind::Segment));
    form.app = query.app;
    if let Some(template) = SegmentTemplate::find(&query.template) {
        form.name = template.name(visitor.locale);
        form = form.with_rule(&template.rule(), &Default::default(), visitor.locale);
    }
    if let Some(copied) = query.copy {
        form = copy_of(&visitor, &state, copied).await?;
    }
    html(&Desk::new(visitor, state, None, form).await?.page(FormErrors::default(), None)?)
}

async fn copy_of(visitor: &SignedIn, state: &State, group: i32) -> Result<GroupForm, PageError> {
    let mut form = filled(visitor, state, group).await?.1;
    form.name = visitor.locale.with1("group-copy-name", "name", form.name);
    form.consent = String::new();
    Ok(form)
}

/// The group and the form that reads as it.
async fn filled(visitor: &SignedIn, state: &State, group: i32) -> Result<(CustomerGroup, GroupForm), PageError> {
    let publisher = visitor.publisher.id;
    let (group, typed) = state
        .database
        .read(move |connection| {
            let group = customer_groups::find(connection, publisher, group)?;
            let typed = group_addresses::of_group(connection, group.id)?;
            Ok((group, typed))
        })
        .await?;
    let mut form = GroupForm::new(group.kind());
    form.name.clone_from(&group.name);
    form.addresses = typed.join("\n");
    if let Some(app) = group.app_id {
        form.app = app.to_string();
        let view = state.keeper.view(publisher, app).await?;
        let rule = group.rule().map_err(|error| PageError::Fault(error.into()))?;
        form = form.with_rule(&rule, &view.catalogue, visitor.locale);
    }
    Ok((group, form))
}

/// The form of a group that exists.
pub async fn edit(visitor: SignedIn, state: web::Data<State>, path: web::Path<i32>) -> Result<HttpResponse, PageError> {
    let (group, form) = filled(&visitor, &state, path.into_inner()).await?;
    html(&Desk::new(visitor, state, Some(group), form).await?.page(FormErrors::default(), None)?)
}

/// Makes a group, or shows the form again.
pub async fn create(
    visitor: SignedIn,
    state: web::Data<State>,
    request: HttpRequest,
    posted: FormWithFile<GroupForm>,
) -> Result<HttpResponse, PageError> {
    handle(visitor, state, None, &request, posted).await
}

/// Changes a group, or shows the form again.
pub async fn update(
    visitor: SignedIn,
    state: web::Data<State>,
    path: web::Path<i32>,
    request: HttpRequest,
    posted: FormWithFile<GroupForm>,
) -> Result<HttpResponse, PageError> {
    let (publisher, id) = (visitor.publisher.id, path.into_inner());
    let group = state.database.read(move |connection| customer_groups::find(connection, publisher, id)).await?;
    handle(visitor, state, Some(group), &request, posted).await
}

/// The statistics of the form as it is typed, as a fragment.
pub async fn preview(
    visitor: SignedIn,
    state: web::Data<State>,
    NestedForm(form): NestedForm<GroupForm>,
) -> Result<HttpResponse, PageError> {
    let desk = Desk::new(visitor, state, None, form).await?;
    let statistics = desk.statistics();
    html(&StatisticsFragment { page: desk.visitor.page(Section::Groups), statistics })
}

async fn handle(
    visitor: SignedIn,
    state: web::Data<State>,
    group: Option<CustomerGroup>,
    request: &HttpRequest,
    FormWithFile { mut form, file }: FormWithFile<GroupForm>,
) -> Result<HttpResponse, PageError> {
    let action = form.act();
    if !file.is_empty() {
        let read = addresses::of_file(&file);
        form.addresses = format!("{}\n{read}", form.addresses.trim_end()).trim_start().to_owned();
    }
    let wants_verdicts = !file.is_empty() || form.action == "check";
    let desk = Desk::new(visitor, state, group, form).await?;
    let is_segment = desk.form.group_kind() == GroupKind::Segment;
    match action {
        Action::Show if request.headers().contains_key("x-engage-fragment") => {
            let rule = RuleView::new(&desk.form, desk.view.as_ref(), &[], desk.locale());
            html(&RuleFragment { page: desk.visitor.page(Section::Groups), rule })
        }
        Action::Show => {
            let verdicts =
                if wants_verdicts { Some(verdicts::of(&desk.visitor, &desk.state, &desk.form).await?) } else { None };
            html(&desk.page(FormErrors::default(), verdicts)?)
        }
        Action::Save if is_segment => save_segment(desk).await,
        Action::Save | Action::SaveAccepted => save_known_user_group(desk, action == Action::SaveAccepted).await,
    }
}

/// The name as it is kept, or what is wrong with it.
async fn checked_name(desk: &Desk) -> Result<Result<String, String>, StoreError> {
    let (name, locale) = (desk.form.name.trim().to_owned(), desk.locale());
    if name.is_empty() {
        return Ok(Err(locale.text("group-name-missing")));
    }
    if name.chars().count() > LONGEST_NAME {
        return Ok(Err(locale.with1("field-too-long", "count", LONGEST_NAME)));
    }
    let (publisher, except) = (desk.visitor.publisher.id, desk.group.as_ref().map(|group| group.id));
    let asked = name.clone();
    let taken = move |connection: &mut _| customer_groups::name_is_taken(connection, publisher, &asked, except);
    Ok(if desk.state.database.read(taken).await? { Err(locale.text("group-name-taken")) } else { Ok(name) })
}

async fn save_segment(desk: Desk) -> Result<HttpResponse, PageError> {
    let mut errors = FormErrors::default();
    let name = checked_name(&desk).await?.unwrap_or_else(|error| {
        errors.name.push(error);
        String::new()
    });
    let (rule, rows) = desk.rule();
    errors.rows = rows;
    if desk.app.is_none() {
        errors.app.push(desk.locale().text("group-app-missing"));
    }
    let (true, Some(app)) = (errors.is_empty(), desk.app.as_ref().map(|app| app.id)) else {
        return html_again(&desk.page(errors, None)?);
    };
    keep(desk, name, Some((app, rule)), Vec::new()).await
}

async fn save_known_user_group(desk: Desk, only_accepted: bool) -> Result<HttpResponse, PageError> {
    let mut errors = FormErrors::default();
    let locale = desk.locale();
    let name = checked_name(&desk).await?.unwrap_or_else(|error| {
        errors.name.push(error);
        String::new()
    });
    let verdicts = verdicts::of(&desk.visitor, &desk.state, &desk.form).await?;
    if verdicts.accepted.is_empty() {
        errors.addresses.push(locale.text("group-addresses-missing"));
    } else if verdicts.accepted.len() > addresses::MOST {
        let count = [("count", verdicts.accepted.len().into()), ("most", addresses::MOST.into())];
        errors.addresses.push(locale.with("group-addresses-too-many", &count));
    } else if verdicts.refused > 0 && !only_accepted {
        errors.addresses.push(locale.with1("group-addresses-refused", "count", verdicts.refused));
    }
    if desk.form.consent.is_empty() {
        errors.consent.push(locale.text("group-consent-missing"));
    }
    if !errors.is_empty() {
        return html_again(&desk.page(errors, Some(verdicts))?);
    }
    keep(desk, name, None, verdicts.accepted).await
}

/// Keeps the group and counts it, or shows the form again where the name was taken meanwhile.
async fn keep(
    desk: Desk,
    name: String,
    rule: Option<(i32, Rule)>,
    accepted: Vec<NewAddress>,
) -> Result<HttpResponse, PageError> {
    let (publisher, user, now) = (desk.visitor.publisher.id, desk.visitor.user.id, desk.state.clock.now());
    let (old, kind) = (desk.group.clone(), desk.form.group_kind());
    let kept = desk.state.database.write(move |connection| {
        let (app_id, rule) = rule.map_or((None, None), |(app, rule)| (Some(app), Some(rule)));
        let id = match &old {
            Some(old) => {
                customer_groups::update(connection, old, &name, app_id, rule.as_ref(), now)?;
                if old.app_id != app_id {
                    snapshots::delete_of_group(connection, old.id)?;
                }
                old.id
            }
            None => {
                let group = NewGroup {
                    publisher_id: publisher,
                    app_id,
                    kind,
                    name: &name,
                    rule: rule.as_ref(),
                    created_by: user,
                };
                customer_groups::create(connection, &group, now)?
            }
        };
        if kind == GroupKind::KnownUserGroup {
            group_addresses::replace(connection, id, &accepted)?;
        }
        customer_groups::find(connection, publisher, id)
    });
    let group = match kept.await {
        Err(error) if error.is_taken() => {
            let errors = FormErrors { name: vec![desk.locale().text("group-name-taken")], ..FormErrors::default() };
            return html_again(&desk.page(errors, None)?);
        }
        kept => kept?,
    };
    let path = group.path();
    desk.visitor.tell(desk.locale().with1("group-saved", "name", group.name.as_str()));
    desk.state.keeper.refresh(desk.visitor.publisher, group).await?;
    Ok(see_other(&path))
}
