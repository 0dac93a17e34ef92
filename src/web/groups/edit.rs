//! Making and changing a group: one page with the form of the chosen kind, shown again with everything typed until it
//! can be saved.

use super::builder::{RuleView, ValueField};
use super::context::{FormContext, Reader};
use super::errors;
use super::form::{Action, GroupForm};
use super::statistics::StatisticsWords;
use super::words::name_made_of;
use crate::access::Actor;
use crate::addresses;
use crate::groups::{self, Refusal, people};
use crate::ids::GroupId;
use crate::segments::templates::SegmentTemplate;
use crate::state::State;
use crate::store::customer_groups::{CustomerGroup, GroupKind};
use crate::web::edits::Edits;
use crate::web::error::PageError;
use crate::web::form::{Errors, FormWithFile, NestedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::{Editor, SignedIn};
use crate::web::work::{Answer, answer};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use std::sync::atomic::AtomicBool;

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
    statistics: Option<StatisticsWords>,
}

/// A form that was sent, and what is wanted of it.
struct Sent {
    reader: Reader,
    actor: Actor,
    page: Page,
    /// The group that is changed; none for a new one.
    group: Option<GroupId>,
    form: GroupForm,
    file: Vec<u8>,
    /// Whether only the rows are wanted, to take the place of those that are shown.
    is_fragment: bool,
}

impl Reader {
    fn of(visitor: &SignedIn) -> Self {
        Self { publisher: visitor.publisher.clone(), sizes: visitor.sizes(), locale: visitor.locale }
    }
}

/// The form of a new group, empty, or filled from a template or another group.
pub async fn new(
    Editor(visitor): Editor,
    state: web::Data<State>,
    query: web::Query<NewQuery>,
) -> Result<HttpResponse, PageError> {
    let (actor, reader, page) = (visitor.actor(), Reader::of(&visitor), visitor.page(Section::Groups));
    answer(&visitor, move |cancelled| {
        let form = match (query.copy, SegmentTemplate::find(&query.template)) {
            (Some(group), _) => copy_of(&state, &actor, &reader, group)?,
            (None, Some(template)) => {
                let named = GroupForm { name: template.name(reader.locale), ..GroupForm::new(GroupKind::Segment) };
                named.with_rule(&template.rule(), &Default::default(), reader.locale)
            }
            (None, None) => GroupForm::new(GroupKind::from_word(&query.kind).unwrap_or(GroupKind::Segment)),
        };
        let form = GroupForm { app: if form.app.is_empty() { query.app.clone() } else { form.app }, ..form };
        let context = FormContext::read(&state, reader, None, form, false)?;
        Answer::page(&context.page(page, Default::default(), None, cancelled)?)
    })
    .await
}

fn copy_of(state: &State, actor: &Actor, reader: &Reader, group: GroupId) -> Result<GroupForm, PageError> {
    let (_, form) = filled(state, actor, reader, group)?;
    let name = name_made_of(&form.name, |name| reader.locale.with1("group-copy-name", "name", name));
    Ok(GroupForm { name, consent: String::new(), seen: String::new(), ..form })
}

/// The group and the form that reads as it.
fn filled(
    state: &State,
    actor: &Actor,
    reader: &Reader,
    group: GroupId,
) -> Result<(CustomerGroup, GroupForm), PageError> {
    let (group, typed) = groups::with_addresses(state, actor, group)?;
    let mut form = GroupForm::new(group.kind());
    form.name.clone_from(&group.name);
    form.seen = group.version.to_string();
    form.addresses = typed.join("\n");
    if let Some(app) = group.app_id {
        form.app = app.to_string();
        let view = state.audiences.view_now(&reader.publisher, app)?;
        let rule = group.rule().map_err(|error| PageError::Fault(error.into()))?;
        form = form.with_rule(&rule, &view.catalogue, reader.locale);
    }
    Ok((group, form))
}

/// The form of a group that exists.
pub async fn edit(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (actor, reader, page) = (visitor.actor(), Reader::of(&visitor), visitor.page(Section::Groups));
    answer(&visitor, move |cancelled| {
        let (group, form) = filled(&state, &actor, &reader, *path)?;
        let context = FormContext::read(&state, reader, Some(group), form, false)?;
        Answer::page(&context.page(page, Default::default(), None, cancelled)?)
    })
    .await
}

/// Makes a group, or shows the form again.
pub async fn create(
    Editor(visitor): Editor,
    state: web::Data<State>,
    request: HttpRequest,
    posted: FormWithFile<GroupForm>,
) -> Result<HttpResponse, PageError> {
    let sent = Sent::new(&visitor, None, &request, posted)?;
    answer(&visitor, move |cancelled| sent.handle(&state, cancelled)).await
}

/// Changes a group, or shows the form again.
pub async fn update(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<GroupId>,
    request: HttpRequest,
    posted: FormWithFile<GroupForm>,
) -> Result<HttpResponse, PageError> {
    let sent = Sent::new(&visitor, Some(*path), &request, posted)?;
    answer(&visitor, move |cancelled| sent.handle(&state, cancelled)).await
}

/// The statistics of the form as it is typed, as a fragment. A newer edit of the form ends the count of an older one.
pub async fn preview(
    Editor(visitor): Editor,
    state: web::Data<State>,
    edits: web::Data<Edits>,
    NestedForm(form): NestedForm<GroupForm>,
) -> Result<HttpResponse, PageError> {
    if !form.is_readable() {
        return Err(PageError::Unreadable);
    }
    let edit = edits.begin(visitor.user.id, &form.edit);
    let (reader, page, cancelled) = (Reader::of(&visitor), visitor.fragment(), edit.cancelled());
    answer(&visitor, move |_| {
        let statistics = FormContext::read(&state, reader, None, form, false)?.statistics(&cancelled)?;
        Answer::page(&StatisticsFragment { page, statistics })
    })
    .await
}

impl Sent {
    fn new(
        visitor: &SignedIn,
        group: Option<GroupId>,
        request: &HttpRequest,
        FormWithFile { form, file }: FormWithFile<GroupForm>,
    ) -> Result<Self, PageError> {
        let is_fragment = request.headers().contains_key("x-engage-fragment");
        let page = if is_fragment { visitor.fragment() } else { visitor.page(Section::Groups) };
        let (reader, actor) = (Reader::of(visitor), visitor.actor());
        if !form.is_readable() {
            return Err(PageError::Unreadable);
        }
        Ok(Self { reader, actor, page, group, form, file, is_fragment })
    }

    fn handle(mut self, state: &State, cancelled: &AtomicBool) -> Result<Answer, PageError> {
        let action = self.form.act();
        if !self.file.is_empty() {
            let read = addresses::of_file(&self.file).map_err(|error| PageError::Fault(error.into()))?;
            self.form.addresses = format!("{}\n{read}", self.form.addresses.trim_end()).trim_start().to_owned();
        }
        let wants_verdicts = !self.file.is_empty() || self.form.action == "check";
        let takes_formula = action == Action::Save || self.form.action == "read-formula";
        let group = self.group.map(|id| groups::find(state, &self.actor, id)).transpose()?;
        let context = FormContext::read(state, self.reader, group, self.form, takes_formula)?;
        if action != Action::Show {
            return save(state, &self.actor, context, self.page, action == Action::SaveAccepted, cancelled);
        }
        if self.is_fragment {
            let rule = context.rule_view(&[], &Errors::default())?;
            return Answer::page(&RuleFragment { page: self.page, rule });
        }
        let judge = || people::judge(state, &self.actor, &context.form.addresses);
        let judged = wants_verdicts.then(judge).transpose()?;
        Answer::page(&context.page(self.page, Default::default(), judged, cancelled)?)
    }
}

/// Saves the group, or shows the form again.
fn save(
    state: &State,
    actor: &Actor,
    mut context: FormContext,
    page: Page,
    without_refused: bool,
    cancelled: &AtomicBool,
) -> Result<Answer, PageError> {
    let (locale, place) = (context.reader.locale, context.place());
    let judge = || people::judge(state, actor, &context.form.addresses);
    let judged = (!context.is_segment()).then(judge).transpose()?;
    let draft = context.draft(judged.as_ref(), without_refused);
    let is_read = judged.is_some() || (context.rows.is_empty() && context.formula.is_empty());
    let found = if is_read {
        match groups::save::save(state, actor, &context.reader.publisher, &place, &draft) {
            Ok(group) => {
                let message = locale.with1("group-saved", "name", group.name.as_str());
                return Ok(Answer::Done { path: group.path(), message });
            }
            Err(Refusal::Store(error)) => return Err(error.into()),
            Err(Refusal::Fields(found)) => found,
        }
    } else {
        groups::save::check(state, actor, &place, &draft)?
    };
    if let Some(version) = errors::version_now(&found) {
        context.form.seen = version.to_string();
    }
    let (errors, of_groups) = errors::told(&found, |group| context.form.conditions_naming(group), locale);
    let rows = if judged.is_some() { Vec::new() } else { context.rows.iter().cloned().chain(of_groups).collect() };
    Answer::again(&context.page(page, (errors, rows), judged, cancelled)?)
}
