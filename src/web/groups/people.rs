//! Adding, replacing and removing people of a known user group: the page shows what would change before anything does,
//! with everything that was entered.

use super::errors;
use super::file::{self, FileWords};
use super::form::{ACCOUNTS, entries};
use super::verdicts::VerdictWords;
use crate::addresses::as_accounts;
use crate::groups::Refusal;
use crate::groups::change_people::{self, Choice, Plan};
use crate::groups::save::changes_since;
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::store::customer_groups::CustomerGroup;
use crate::web::audit::Conflict;
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::uploaded::largest_list;
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use std::hash::{DefaultHasher, Hash, Hasher};
use validator::Validate;

/// The most names in a list of who is added or removed: two or three screens, which can be read before confirming.
const MOST_NAMED: usize = 100;

/// The form, as posted or as started by a link.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PeopleForm {
    choice: String,
    /// What the entries are: [`ACCOUNTS`] for account ids only.
    entries: String,
    addresses: String,
    consent: String,
    /// What was shown before it can be confirmed: the choice, the entries and the version of the group.
    reviewed: String,
    /// The version of the group when the form was shown.
    seen: String,
    #[serde(rename = "do")]
    action: String,
}

impl PostedForm for PeopleForm {
    const FIELDS: &'static [&'static str] = &["choice", "addresses", "file", "consent"];

    const HAS_FILE: bool = true;
}

impl PeopleForm {
    fn choice(&self) -> Choice {
        Choice::from_word(&self.choice).unwrap_or(Choice::Add)
    }

    /// Stands for what a plan shows. It is no secret, and only tells whether another is confirmed than was shown.
    fn digest(&self, plan: &Plan) -> String {
        let mut hasher = DefaultHasher::new();
        (self.choice().word(), plan.group.version).hash(&mut hasher);
        // A browser may send other line ends and spaces than it was sent.
        self.addresses.split_whitespace().for_each(|word| word.hash(&mut hasher));
        format!("{:x}", hasher.finish())
    }
}

#[derive(Template)]
#[template(path = "groups/people.html")]
struct PeoplePage {
    page: Page,
    group: CustomerGroup,
    form: PeopleForm,
    choices: Vec<(&'static str, String)>,
    entries: Vec<(&'static str, String)>,
    errors: Errors,
    file: Option<FileWords>,
    /// What others changed since the form was shown.
    conflict: Option<Conflict>,
    /// In megabytes.
    file_limit: u64,
    review: Option<Review>,
}

/// What the change would do.
struct Review {
    /// Who is added and so on: a sentence with the number, the names, and how many more there are.
    lists: Vec<(String, Vec<String>, Option<String>)>,
    verdicts: VerdictWords,
    confirm: Option<String>,
    needs_consent: bool,
}

impl PeoplePage {
    fn new(visit: Visit, form: PeopleForm, plan: Option<Plan>, group: CustomerGroup, errors: Errors) -> Self {
        let locale = visit.locale;
        let choices = [
            (Choice::Add, "people-choice-add"),
            (Choice::Replace, "people-choice-replace"),
            (Choice::Remove, "people-choice-remove"),
        ];
        Self {
            group,
            form,
            choices: choices.into_iter().map(|(choice, message)| (choice.word(), locale.text(message))).collect(),
            entries: entries(locale),
            errors,
            file: None,
            conflict: None,
            file_limit: largest_list(&visit.state),
            review: plan.map(|plan| Review::new(plan, locale)),
            page: visit.page,
        }
    }
}

impl Review {
    fn new(plan: Plan, locale: Locale) -> Self {
        let confirm = match plan.choice {
            Choice::Add => locale.with1("people-confirm-add", "count", plan.added.len()),
            Choice::Replace => {
                let people = plan.size() - plan.judged.counts().twice;
                locale.with1("people-confirm-replace", "count", people)
            }
            Choice::Remove => locale.with1("people-confirm-remove", "count", plan.removed.len()),
        };
        let confirm = plan.changes().then_some(confirm);
        let needs_consent = plan.choice != Choice::Remove;
        let Plan { added, there, removed, missing, judged, .. } = plan;
        let lists = [
            ("people-added", added),
            ("people-removed", removed),
            ("people-there", there),
            ("people-missing", missing),
        ];
        let lists = lists.into_iter().filter(|(_, names)| !names.is_empty()).map(|(message, mut names)| {
            let sentence = locale.with1(message, "count", names.len());
            let more = names.len().checked_sub(MOST_NAMED).filter(|more| *more > 0);
            names.truncate(MOST_NAMED);
            (sentence, names, more.map(|more| locale.with1("people-more", "count", more)))
        });
        let lists = lists.collect();
        Self { lists, verdicts: VerdictWords::new(judged, locale), confirm, needs_consent }
    }
}

/// The form, with a choice and entries of the link if it has some.
pub async fn people_page(
    Editor(visitor): Editor,
    path: web::Path<GroupId>,
    query: web::Query<PeopleForm>,
) -> PageResult {
    let work = move |visit: Visit| {
        let mut form = query.into_inner();
        form.choice = form.choice().word().to_owned();
        let plan = change_people::plan(&visit.state, &visit.actor, *path, form.choice(), "")?;
        form.seen = plan.group.version.to_string();
        Answer::page(&PeoplePage::new(visit, form, None, plan.group, Errors::default()))
    };
    visitor.answer(Section::Groups, work).await
}

/// Shows what would change, or changes what was shown.
pub async fn people(Editor(visitor): Editor, path: web::Path<GroupId>, posted: Posted<PeopleForm>) -> PageResult {
    visitor.answer(Section::Groups, move |visit| answer(visit, *path, posted)).await
}

fn answer(visit: Visit, group: GroupId, posted: Posted<PeopleForm>) -> Result<Answer, PageError> {
    let Posted { mut form, mut errors, file: posted_file } = posted;
    form.choice = form.choice().word().to_owned();
    let are_accounts = form.entries == ACCOUNTS;
    let take = |file| file::take(&visit, &mut form.addresses, &mut errors, (file, are_accounts), false);
    let file = posted_file.as_ref().map(take).transpose()?.flatten();
    if are_accounts {
        form.addresses = as_accounts(&form.addresses);
    }
    let plan = change_people::plan(&visit.state, &visit.actor, group, form.choice(), &form.addresses)?;
    let digest = form.digest(&plan);
    if form.action == "confirm" && errors.is_empty() && plan.changes() {
        if form.reviewed == digest {
            match change_people::apply(&visit.state, &visit.actor, &visit.publisher, &plan, !form.consent.is_empty()) {
                Ok(group) => return visit.done(group.path(), "people-changed", &group.name),
                Err(Refusal::Store(error)) => return Err(error.into()),
                Err(Refusal::Fields(found)) => errors::add(&mut errors, &found, &Default::default(), visit.locale),
            }
        } else {
            errors.add("addresses", visit.locale.text("people-reviewed-before"));
        }
    }
    add_obstacles(&mut errors, &plan, visit.locale);
    form.reviewed = digest;
    let seen = form.seen.parse().unwrap_or(plan.group.version);
    let changes = changes_since(&visit.state, &visit.actor, &plan.group, seen)?;
    let conflict = Conflict::new(&changes, &[], &visit);
    form.seen = plan.group.version.to_string();
    let (is_refused, group) = (!errors.is_empty(), plan.group.clone());
    let plan = Some(plan).filter(|plan| !plan.judged.entries.is_empty());
    let page = PeoplePage { file, conflict, ..PeoplePage::new(visit, form, plan, group, errors) };
    if is_refused { Answer::again(&page) } else { Answer::page(&page) }
}

/// Adds the reasons why the change cannot be made at all.
fn add_obstacles(errors: &mut Errors, plan: &Plan, locale: Locale) {
    let message = match plan {
        _ if !errors.is_empty() => return,
        plan if plan.judged.entries.is_empty() => "people-nobody-entered",
        plan if !plan.changes() => "people-no-change",
        plan if plan.size() == 0 => "people-nobody-left",
        _ => return,
    };
    errors.add("addresses", locale.text(message));
}
