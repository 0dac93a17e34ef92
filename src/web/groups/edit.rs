//! Making and changing a group: one page with the form of the chosen kind, shown again with everything typed until it
//! can be saved.

use super::builder::{RuleView, ValueField};
use super::desk::{Desk, FormErrors};
use super::edits::Edits;
use super::form::{Action, GroupForm};
use super::names;
use super::save::{save_known_user_group, save_segment};
use super::statistics::Statistics;
use super::verdicts;
use crate::addresses;
use crate::ids::GroupId;
use crate::segments::templates::SegmentTemplate;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup, GroupKind};
use crate::store::group_addresses;
use crate::web::error::PageError;
use crate::web::form::{FormWithFile, NestedForm};
use crate::web::page::{Page, html};
use crate::web::visitor::{Editor, SignedIn};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

/// Where a new group starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    kind: String,
    app: String,
    template: String,
    copy: Option<GroupId>,
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

/// The form of a new group, empty, or filled from a template or another group.
pub async fn new(
    Editor(visitor): Editor,
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
    html(&Desk::new(visitor, state, None, form).await?.page(FormErrors::default(), None).await?)
}

async fn copy_of(visitor: &SignedIn, state: &State, group: GroupId) -> Result<GroupForm, PageError> {
    let mut form = filled(visitor, state, group).await?.1;
    form.name = names::made_of(&form.name, |name| visitor.locale.with1("group-copy-name", "name", name));
    form.consent = String::new();
    form.seen = String::new();
    Ok(form)
}

/// The group and the form that reads as it.
async fn filled(visitor: &SignedIn, state: &State, group: GroupId) -> Result<(CustomerGroup, GroupForm), PageError> {
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
    form.seen = group.version();
    form.addresses = typed.join("\n");
    if let Some(app) = group.app_id {
        form.app = app.to_string();
        let view = state.audiences.view(&visitor.publisher, app).await?;
        let rule = group.rule().map_err(|error| PageError::Fault(error.into()))?;
        form = form.with_rule(&rule, &view.catalogue, visitor.locale);
    }
    Ok((group, form))
}

/// The form of a group that exists.
pub async fn edit(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (group, form) = filled(&visitor, &state, path.into_inner()).await?;
    html(&Desk::new(visitor, state, Some(group), form).await?.page(FormErrors::default(), None).await?)
}

/// Makes a group, or shows the form again.
pub async fn create(
    Editor(visitor): Editor,
    state: web::Data<State>,
    request: HttpRequest,
    posted: FormWithFile<GroupForm>,
) -> Result<HttpResponse, PageError> {
    handle(visitor, state, None, &request, posted).await
}

/// Changes a group, or shows the form again.
pub async fn update(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    request: HttpRequest,
    posted: FormWithFile<GroupForm>,
) -> Result<HttpResponse, PageError> {
    let (publisher, id) = (visitor.publisher.id, path.into_inner());
    let group = state.database.read(move |connection| customer_groups::find(connection, publisher, id)).await?;
    handle(visitor, state, Some(group), &request, posted).await
}

/// The statistics of the form as it is typed, as a fragment.
pub async fn preview(
    Editor(visitor): Editor,
    state: web::Data<State>,
    edits: web::Data<Edits>,
    NestedForm(form): NestedForm<GroupForm>,
) -> Result<HttpResponse, PageError> {
    let edit = edits.begin(visitor.user.id, &form.edit);
    let desk = Desk::new(visitor, state, None, form).await?;
    let statistics = match desk.statistics_unless(edit.cancelled()).await? {
        Some(statistics) => statistics,
        None => return Err(PageError::Superseded),
    };
    html(&StatisticsFragment { page: desk.visitor.fragment(), statistics })
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
        let read = addresses::of_file(&file).map_err(|error| PageError::Fault(error.into()))?;
        form.addresses = format!("{}\n{read}", form.addresses.trim_end()).trim_start().to_owned();
    }
    let wants_verdicts = !file.is_empty() || form.action == "check";
    let takes_formula = action == Action::Save || form.action == "read-formula";
    let mut desk = Desk::new(visitor, state, group, form).await?;
    let formula = if takes_formula { desk.take_formula() } else { Vec::new() };
    let is_segment = desk.form.group_kind() == GroupKind::Segment;
    match action {
        Action::Show if request.headers().contains_key("x-engage-fragment") => {
            let rule = desk.rule_view(Vec::new(), formula).await?;
            html(&RuleFragment { page: desk.visitor.fragment(), rule })
        }
        Action::Show => {
            let verdicts =
                if wants_verdicts { Some(verdicts::of(&desk.visitor, &desk.state, &desk.form).await?) } else { None };
            let errors = FormErrors { formula, ..FormErrors::default() };
            html(&desk.page(errors, verdicts).await?)
        }
        Action::Save if is_segment => save_segment(desk, formula).await,
        Action::Save | Action::SaveAccepted => save_known_user_group(desk, action == Action::SaveAccepted).await,
    }
}
