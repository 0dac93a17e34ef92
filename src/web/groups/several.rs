//! The same action on several groups of the list. A page first says which of them it can be done with; what could not be done is
//! named afterwards.

use super::errors;
use crate::groups::several::{self, Change, Item, MOST, Obstacle, Outcome};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::store::customer_groups::CustomerGroup;
use crate::text::LONGEST_NAME;
use crate::web::address::safe_path;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// How many groups a message names before it only counts them.
const MOST_NAMED: usize = 5;

/// The actions, as the buttons of the list and the forms of this page name them.
const ARCHIVE: &str = "archive";
const RESTORE: &str = "restore";
const ADD_TAG: &str = "add-tag";
const REMOVE_TAG: &str = "remove-tag";

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SeveralForm {
    groups: Vec<String>,
    #[serde(rename = "do")]
    action: String,
    tag: String,
    /// Where the user was.
    back: String,
}

impl PostedForm for SeveralForm {
    const FIELDS: &'static [&'static str] = &["tag"];
}

/// The action and the way back, as the list asks for them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "do")]
    action: String,
    back: String,
}

#[derive(Template)]
#[template(path = "groups/several.html")]
struct SeveralPage {
    page: Page,
    title: String,
    action: String,
    /// The text of the button.
    button: String,
    /// The groups that it can be done with.
    possible: Vec<Item>,
    /// The others, which stay as they are.
    left_out: Vec<Item>,
    /// The tag as it is typed, where one is asked for.
    tag: Option<String>,
    tags: Vec<String>,
    back: String,
    errors: Errors,
}

/// The groups that are chosen in an address, such as `groups[]=3&groups[]=4`; at most one more than can be changed at once.
pub fn chosen(query: &str) -> Vec<GroupId> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let groups = pairs.filter(|(name, _)| name.starts_with("groups[")).filter_map(|(_, id)| id.parse().ok());
    groups.take(MOST + 1).collect()
}

/// The page that asks before something is done with several groups.
pub async fn several_page(Editor(visitor): Editor, request: HttpRequest, query: web::Query<Asked>) -> PageResult {
    let (groups, asked) = (chosen(request.query_string()), query.into_inner());
    let work = move |visit: Visit| {
        let form = SeveralForm { action: asked.action, back: asked.back, ..SeveralForm::default() };
        match refused(&visit, &groups, &form) {
            Some(refused) => Ok(refused),
            None => Answer::page(&SeveralPage::new(visit, &groups, form, Errors::default())?),
        }
    };
    visitor.answer(Section::Groups, work).await
}

/// Does it with those that it can be done with.
pub async fn several(Editor(visitor): Editor, posted: Posted<SeveralForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let groups: Vec<GroupId> = form.groups.iter().take(MOST + 1).filter_map(|id| id.parse().ok()).collect();
        if let Some(refused) = refused(&visit, &groups, &form) {
            return Ok(refused);
        }
        let change = change_of(&form, visit.locale).unwrap_or_else(|text| {
            errors.add("tag", text);
            None
        });
        if !errors.is_empty() {
            return Answer::again(&SeveralPage::new(visit, &groups, form, errors)?);
        }
        let change = change.ok_or(PageError::NotFound)?;
        let outcome = several::change(&visit.state, &visit.actor, &visit.publisher, (&groups, &change))?;
        let (path, message) = (safe_path(&form.back).to_owned(), outcome_text(&outcome, &change, visit.locale));
        Ok(if outcome.changed == 0 { Answer::Refused { path, message } } else { Answer::Done { path, message } })
    };
    visitor.answer(Section::Groups, work).await
}

/// That too few or too many groups are chosen.
fn refused(visit: &Visit, groups: &[GroupId], form: &SeveralForm) -> Option<Answer> {
    let message = match groups.len() {
        0 => visit.locale.text("several-none"),
        count if count > MOST => visit.locale.with1("several-too-many", "most", MOST),
        _ => return None,
    };
    Some(Answer::Refused { path: safe_path(&form.back).to_owned(), message })
}

/// What the form asks for; `None` if it is nothing known, and an error if its tag is none.
fn change_of(form: &SeveralForm, locale: Locale) -> Result<Option<Change>, String> {
    let tag = || several::tag_of(&form.tag).map_err(|reason| errors::text(&reason, locale));
    Ok(match form.action.as_str() {
        ARCHIVE => Some(Change::Archive),
        RESTORE => Some(Change::Restore),
        ADD_TAG => Some(Change::AddTag(tag()?)),
        REMOVE_TAG => Some(Change::RemoveTag(tag()?)),
        _ => None,
    })
}

impl SeveralPage {
    fn new(visit: Visit, groups: &[GroupId], form: SeveralForm, errors: Errors) -> Result<Self, PageError> {
        let (title, button) = match form.action.as_str() {
            ARCHIVE => ("several-archive", "button-archive"),
            RESTORE => ("several-restore", "button-restore"),
            ADD_TAG => ("several-add-tag", "several-add-tag-button"),
            REMOVE_TAG => ("several-remove-tag", "several-remove-tag-button"),
            _ => return Err(PageError::NotFound),
        };
        let items = several::items(&visit.state, &visit.actor, groups)?;
        let is_tag = matches!(form.action.as_str(), ADD_TAG | REMOVE_TAG);
        let is_possible = |item: &Item| match form.action.as_str() {
            ARCHIVE => !item.group.is_archived() && item.running.is_empty(),
            RESTORE => item.group.is_archived(),
            _ => true,
        };
        let (possible, left_out): (Vec<Item>, Vec<Item>) = items.into_iter().partition(is_possible);
        let offered = if is_tag { crate::groups::about::offered(&visit.state, &visit.actor)?.tags } else { Vec::new() };
        Ok(Self {
            title: visit.locale.with1(title, "count", possible.len()),
            button: visit.locale.text(button),
            possible,
            left_out,
            tag: is_tag.then_some(form.tag),
            tags: offered,
            back: safe_path(&form.back).to_owned(),
            action: form.action,
            page: visit.page,
            errors,
        })
    }
}

/// What was done, and with which groups it was not.
fn outcome_text(outcome: &Outcome, change: &Change, locale: Locale) -> String {
    let (key, tag) = match change {
        Change::Archive => ("several-archived", ""),
        Change::Restore => ("several-restored", ""),
        Change::AddTag(tag) => ("several-tag-added", tag.as_str()),
        Change::RemoveTag(tag) => ("several-tag-removed", tag.as_str()),
    };
    let done = locale.with(key, &[("count", outcome.changed.into()), ("tag", tag.into())]);
    let unchanged = (outcome.unchanged > 0).then(|| locale.with1("several-unchanged", "count", outcome.unchanged));
    let (in_use, full): (Vec<_>, Vec<_>) =
        outcome.left_out.iter().partition(|(_, obstacle)| matches!(obstacle, Obstacle::InUse(_)));
    let names = |left_out: &[&(CustomerGroup, Obstacle)], key: &str| {
        (!left_out.is_empty()).then(|| locale.with1(key, "names", names(left_out, locale)))
    };
    let left_out = [names(&in_use, "several-left-in-use"), names(&full, "several-left-full")];
    [Some(done), unchanged].into_iter().chain(left_out).flatten().collect::<Vec<_>>().join(" ")
}

/// The names of some groups, of many only the first.
fn names(groups: &[&(CustomerGroup, Obstacle)], locale: Locale) -> String {
    // A message of five long names would not fit.
    let short = |name: &str| name.chars().take(LONGEST_NAME / MOST_NAMED).collect::<String>();
    let quoted = |(group, _): &&(CustomerGroup, Obstacle)| locale.with1("quoted", "text", short(&group.name));
    let first: Vec<String> = groups.iter().take(MOST_NAMED).map(quoted).collect();
    let rest = groups.len().saturating_sub(MOST_NAMED);
    let named = first.join(", ");
    if rest == 0 {
        named
    } else {
        locale.with("several-and-others", &[("names", named.into()), ("count", rest.into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_groups_are_read_from_an_address_and_are_bounded() {
        assert_eq!(chosen("do=archive&groups%5B%5D=3&groups[]=4&groups[]=x"), [GroupId::from(3), GroupId::from(4)]);
        let many: String = (0..1_000).map(|id| format!("groups[]={id}&")).collect();
        assert_eq!(chosen(&many).len(), MOST + 1);
    }
}
