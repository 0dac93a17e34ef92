//! Creating and changing a group: one page with the form of the chosen kind, shown again with everything typed until it
//! can be saved.

use super::about;
use super::context::{Asked, FormContext};
use super::first_members::MembersWords;
use super::form::{ACCOUNTS, GroupForm, recorded};
use super::{errors, file};
use crate::addresses::{as_accounts, as_typed};
use crate::groups::{self, Refusal, WithAddresses, people};
use crate::ids::{AppId, GroupId};
use crate::segments::Rule;
use crate::segments::row_buttons::RowButton;
use crate::segments::rows::RuleRows;
use crate::segments::templates::SegmentTemplate;
use crate::store::customer_groups::{CustomerGroup, GroupKind};
use crate::text::name_made_of;
use crate::web::audit::{Conflict, Seen};
use crate::web::builder::BesideRows;
use crate::web::edits::Edits;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted};
use crate::web::page::{Page, Section};
use crate::web::statistics::StatisticsWords;
use crate::web::visitor::{Editor, SignedIn};
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;

/// What a new group starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    kind: String,
    app: String,
    template: String,
    /// A rule that is not saved, as a link shares it.
    formula: String,
    copy: Option<GroupId>,
    /// The ids of groups that the members are all in, and of those that they are in none of, separated by commas.
    all: String,
    none: String,
}

#[derive(Template)]
#[template(path = "groups/statistics.html")]
struct StatisticsFragment {
    page: Page,
    statistics: Option<StatisticsWords>,
    /// What is put beside the rows of the form.
    beside: BesideRows,
    missing: &'static str,
    members: Option<MembersWords>,
    asks_for_members: bool,
}

/// The form of a new group: empty, or filled from a template or another group.
pub async fn new(Editor(visitor): Editor, query: web::Query<NewQuery>) -> PageResult {
    let work = move |visit: Visit| {
        let mut form = match (query.copy, SegmentTemplate::find(&query.template)) {
            (Some(group), _) => copy_of(&visit, group)?,
            (None, Some(template)) => {
                let filters = RuleRows::of(&template.rule(), &Default::default(), visit.locale);
                GroupForm { name: template.name(visit.locale), filters, ..GroupForm::new(GroupKind::Segment) }
            }
            (None, None) if !query.all.is_empty() => of_groups(&visit, &query)?,
            (None, None) => GroupForm::new(GroupKind::from_word(&query.kind).unwrap_or(GroupKind::Segment)),
        };
        if form.app.is_empty() {
            form.app.clone_from(&query.app);
        }
        form.owner = own_id(&visit);
        let is_shared = !query.formula.trim().is_empty() && form.group_kind() == GroupKind::Segment;
        if is_shared {
            form.formula.clone_from(&query.formula);
        }
        let asked = Asked { takes_formula: is_shared, button: None };
        let mut context = FormContext::read(&visit, None, form, Errors::default(), asked)?;
        if is_shared && !context.has_app() && !context.form.app.is_empty() {
            context.errors.add("app", visit.locale.text("rule-link-app-gone"));
        }
        if !is_shared && query.copy.is_none() && query.template.is_empty() {
            context.offer_templates(&visit)?;
        }
        Answer::page(&context.page(visit, None)?)
    };
    visitor.answer(Section::Groups, work).await
}

/// The form of a segment of those who are in all of some groups and in none of others. Ids of no group are left out.
fn of_groups(visit: &Visit, query: &NewQuery) -> Result<GroupForm, PageError> {
    let app: AppId = query.app.parse().map_err(|_| PageError::NotFound)?;
    let view = visit.state.audiences.view_now(&visit.publisher, app)?;
    let named = |ids: &str| -> Vec<String> {
        ids.split(',').filter(|id| view.catalogue.group(id).is_some()).map(str::to_owned).collect()
    };
    let rule = Rule::of_groups(&named(&query.all), &named(&query.none));
    let filters = RuleRows::of(&rule, &view.catalogue, visit.locale);
    Ok(GroupForm { filters, ..GroupForm::new(GroupKind::Segment) })
}

fn copy_of(visit: &Visit, group: GroupId) -> Result<GroupForm, PageError> {
    let (_, form) = filled(visit, group)?;
    let name = name_made_of(&form.name, |name| visit.locale.with1("group-copy-name", "name", name));
    Ok(GroupForm { name, seen: String::new(), owner: own_id(visit), ..form })
}

/// The id of the user, who owns what they create.
fn own_id(visit: &Visit) -> String {
    visit.actor.user.map(|user| user.to_string()).unwrap_or_default()
}

/// The group and its form, filled in.
fn filled(visit: &Visit, group: GroupId) -> Result<(CustomerGroup, GroupForm), PageError> {
    let WithAddresses { group, addresses: typed } = groups::with_addresses(&visit.state, &visit.actor, group)?;
    let mut form = GroupForm::new(group.kind);
    form.name.clone_from(&group.name);
    form.addresses = typed.iter().map(|entry| as_typed(&entry.email, &entry.email_key)).collect::<Vec<_>>().join("\n");
    let view = group.app_id.map(|app| visit.state.audiences.view_now(&visit.publisher, app)).transpose()?;
    let shown = groups::about::of(&visit.state, &group)?;
    form.seen = Seen::of(group.version, &recorded(&group, &shown, view.as_ref())).to_string();
    about::fill(&mut form, shown);
    if let Some(view) = view {
        form.app = view.app.id.to_string();
        let rule: Rule = group.rule().map_err(|error| PageError::Fault(error.into()))?;
        form.filters = RuleRows::of(&rule, &view.catalogue, visit.locale);
    }
    Ok((group, form))
}

/// The form of an existing group.
pub async fn edit(Editor(visitor): Editor, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        let (group, form) = filled(&visit, *path)?;
        let context = FormContext::read(&visit, Some(group), form, Errors::default(), Asked::default())?;
        Answer::page(&context.page(visit, None)?)
    };
    visitor.answer(Section::Groups, work).await
}

/// Creates a group, or shows the form again.
pub async fn create(Editor(visitor): Editor, request: HttpRequest, posted: Posted<GroupForm>) -> PageResult {
    handle(&visitor, &request, None, posted).await
}

/// Changes a group, or shows the form again.
pub async fn update(
    Editor(visitor): Editor,
    path: web::Path<GroupId>,
    request: HttpRequest,
    posted: Posted<GroupForm>,
) -> PageResult {
    handle(&visitor, &request, Some(*path), posted).await
}

/// The statistics of the form as it is typed, as a fragment. A newer edit of the form cancels the count for an older
/// one.
pub async fn preview(Editor(visitor): Editor, edits: web::Data<Edits>, posted: Posted<GroupForm>) -> PageResult {
    let Posted { form, errors, .. } = posted;
    let edit = edits.begin(visitor.user.id, &form.edit);
    let cancelled = edit.cancelled();
    let work = move |visit: Visit| {
        let visit = Visit { cancelled, ..visit };
        let context = FormContext::read(&visit, None, form, errors, Asked::default())?;
        let (statistics, missing) = (context.statistics(&visit)?, context.missing_statistics());
        let beside = context.beside_rows(statistics.as_ref());
        let (members, asks_for_members) = (context.members(&visit)?, context.asks_for_members());
        let page = visit.page;
        Answer::page(&StatisticsFragment { page, statistics, beside, missing, members, asks_for_members })
    };
    // What only some may do is in it too.
    visitor.answer_on(visitor.page_of_error(Section::Groups), work).await
}

/// Handles the button that was pressed. The response may be only the rows of the form.
async fn handle(
    visitor: &SignedIn,
    request: &HttpRequest,
    group: Option<GroupId>,
    posted: Posted<GroupForm>,
) -> PageResult {
    let is_fragment = request.headers().contains_key("x-engage-fragment");
    let page = if is_fragment { visitor.fragment() } else { visitor.page(Section::Groups) };
    visitor.answer_on(page, move |visit| answer(visit, group, posted, is_fragment)).await
}

fn answer(
    visit: Visit,
    group: Option<GroupId>,
    posted: Posted<GroupForm>,
    is_fragment: bool,
) -> Result<Answer, PageError> {
    let Posted { mut form, mut errors, file: posted_file } = posted;
    let action = std::mem::take(&mut form.action);
    match action.as_str() {
        "see-members" => "1".clone_into(&mut form.members),
        "hide-members" => form.members.clear(),
        _ => {}
    }
    let file = posted_file.as_ref();
    let are_accounts = form.entries == ACCOUNTS;
    let take = |file| file::take(&visit, &mut form.addresses, &mut errors, (file, are_accounts), action == "save");
    let file_words = file.map(take).transpose()?.flatten();
    if are_accounts {
        form.addresses = as_accounts(&form.addresses);
    }
    let (is_saved, is_refused) = (matches!(action.as_str(), "save" | "save-accepted"), !errors.is_empty());
    let takes_formula = action == "save" || action == "read-formula";
    let asked = Asked { takes_formula, button: RowButton::from_word(&action) };
    let group = group.map(|id| groups::find(&visit.state, &visit.actor, id)).transpose()?;
    let mut context = FormContext::read(&visit, group, form, errors, asked)?;
    (context.file, context.is_posted) = (file_words, true);
    if is_saved {
        return save(visit, context, action == "save-accepted");
    }
    if is_fragment && !is_refused {
        return Answer::page(&context.fragment(visit)?);
    }
    let wants_verdicts = file.is_some() || action == "check";
    let listed = context.group.as_ref().map(|group| group.id);
    let judge = || people::judge(&visit.state, &visit.actor, &context.form.addresses, listed);
    let judged = wants_verdicts.then(judge).transpose()?;
    let page = context.page(visit, judged)?;
    if is_refused { Answer::again(&page) } else { Answer::page(&page) }
}

/// Saves the group, or shows the form again.
fn save(visit: Visit, mut context: FormContext, without_refused: bool) -> Result<Answer, PageError> {
    let (state, actor, place) = (&visit.state, &visit.actor, context.place());
    let listed = context.group.as_ref().map(|group| group.id);
    let judge = || people::judge(state, actor, &context.form.addresses, listed);
    let judged = (!context.is_segment()).then(judge).transpose()?;
    let draft = context.draft(judged.as_ref(), without_refused);
    let found = if context.is_read() {
        match groups::save::save(state, actor, &visit.publisher, &place, &draft) {
            Ok(group) => return visit.done(group.path(), "group-saved", &group.name),
            Err(Refusal::Store(error)) => return Err(error.into()),
            Err(Refusal::Fields(found)) => found,
        }
    } else {
        groups::save::check(state, actor, &place, &draft)?
    };
    if let Some((version, changes)) = errors::changed_meanwhile(&found) {
        let (seen, now) = (Seen::read(&context.form.seen), context.stored(&visit, version)?);
        let shown = (visit.publisher.time_zone, visit.locale);
        context.conflict = Conflict::merged(changes, &context.typed(&visit, &draft)?, (&seen, &now), shown);
        context.form.seen = Seen::of(version, &now).to_string();
        context.take_over(&visit)?;
    }
    errors::add(&mut context.errors, &found, &context.form.filters, visit.locale);
    if judged.is_none() {
        context.show_row_errors(&visit);
    }
    Answer::again(&context.page(visit, judged)?)
}
