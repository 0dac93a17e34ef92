//! The form of a test.

use super::PATH;
use super::words::{add, goal};
use crate::audit::Field as Recorded;
use crate::group_tests::draft::{Draft, Field, VARIANTS, Variant};
use crate::group_tests::list;
use crate::group_tests::save::{self, MOST, Refusal};
use crate::groups::choice;
use crate::ids::{AppId, GroupId, GroupTestId};
use crate::locale::{Locale, parse_decimal, parse_number, write_decimal};
use crate::offers::list::choices;
use crate::store::apps::App;
use crate::store::group_tests::{GroupTest, TestGoal, TestState};
use crate::store::offers::Groups;
use crate::take_over;
use crate::web::audit::{Conflict, Seen, Typed, Values, values};
use crate::web::choice::offered;
use crate::web::error::PageError;
use crate::web::form::{Errors, LONGEST_NAME, MOMENT, Posted, PostedForm, read_moment};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// A value, as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct VariantForm {
    value: String,
    weight: String,
}

/// The form as it was filled in; `seen` is the version that it was filled in from.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct TestForm {
    app: String,
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    name: String,
    #[validate(length(max = 2_000, message = "field-too-long"))]
    hypothesis: String,
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    key: String,
    groups: Vec<String>,
    except_groups: Vec<String>,
    variants: Vec<VariantForm>,
    goal: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    goal_days: String,
    guards: Vec<String>,
    #[validate(length(max = 40, message = "field-too-long"))]
    effect: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    ends_at: String,
    seen: String,
}

impl PostedForm for TestForm {
    const FIELDS: &'static [&'static str] = &[
        "app",
        "name",
        "hypothesis",
        "groups",
        "except_groups",
        "variants",
        "goal",
        "goal_days",
        "guards",
        "effect",
        "ends_at",
        "key",
        "variant-",
    ];

    fn id_of(name: &str) -> Option<String> {
        if let Some(part) = name.strip_prefix("variants[") {
            let (place, part) = part.strip_suffix(']')?.split_once("][")?;
            return Some(format!("variant-{place}-{part}"));
        }
        let plain = name.split('[').next().unwrap_or(name);
        Self::FIELDS.contains(&plain).then(|| plain.to_owned())
    }
}

impl TestForm {
    /// A test as it is stored, its form, and its fields as the audit log has them.
    fn saved(visit: &Visit, id: GroupTestId) -> Result<(GroupTest, Self, Values), PageError> {
        let test = list::find(&visit.state, &visit.actor, id)?.test;
        let draft = Draft::of(&test, list::groups_of(&visit.state, &visit.actor, id)?);
        let now = recorded(&draft, visit)?;
        let seen = Seen::of(test.version, &now);
        let form = Self::of(test.app_id, &draft, &seen, (visit.locale, visit.publisher.time_zone));
        Ok((test, form, now))
    }

    /// The form of a draft that was `seen` as it is.
    fn of(app: AppId, draft: &Draft, seen: &Seen, (locale, zone): (Locale, Zone)) -> Self {
        let ids = |ids: &[GroupId]| ids.iter().map(GroupId::to_string).collect();
        let variant =
            |variant: &Variant| VariantForm { value: variant.value.clone(), weight: variant.weight.to_string() };
        Self {
            app: app.to_string(),
            name: draft.name.clone(),
            hypothesis: draft.hypothesis.clone(),
            key: draft.key.clone(),
            groups: ids(&draft.groups.included),
            except_groups: ids(&draft.groups.excluded),
            variants: draft.variants.iter().map(variant).collect(),
            goal: draft.goal.word().to_owned(),
            goal_days: draft.goal_days.to_string(),
            guards: draft.guards.iter().map(|guard| guard.word().to_owned()).collect(),
            effect: write_decimal(locale, draft.effect * 100),
            ends_at: draft.ends_at.map(|end| zone.shown(end).format(MOMENT).to_string()).unwrap_or_default(),
            seen: seen.to_string(),
        }
    }

    /// What is typed; what cannot be read is an error beside its field.
    fn draft(&self, (locale, zone): (Locale, Zone), errors: &mut Errors) -> Draft {
        let goal_days = parse_number(locale, &self.goal_days).unwrap_or_else(|| {
            errors.add(Field::GoalDays.word(), locale.text("offer-number-wrong"));
            1
        });
        let effect = parse_decimal(locale, &self.effect).unwrap_or_else(|| {
            errors.add(Field::Effect.word(), locale.text("offer-number-wrong"));
            1_000_000
        });
        let ends_at = read_moment(&self.ends_at, zone).unwrap_or_else(|_| {
            errors.add(Field::EndsAt.word(), locale.text("offer-moment-wrong"));
            None
        });
        let mut variants = Vec::new();
        for place in self.rows() {
            let Some(row) = self.variants.get(place) else { continue };
            // Where nothing is typed, all get as much.
            let weight = if row.weight.trim().is_empty() { Some(1) } else { parse_number(locale, &row.weight) };
            if weight.is_none() {
                errors.add(&format!("variant-{place}-weight"), locale.text("offer-number-wrong"));
            }
            variants.push(Variant { value: row.value.trim().to_owned(), weight: weight.unwrap_or(1) });
        }
        let ids = |typed: &[String]| typed.iter().filter_map(|id| id.parse().ok()).collect();
        Draft {
            name: self.name.clone(),
            key: self.key.clone(),
            hypothesis: self.hypothesis.clone(),
            groups: Groups { included: ids(&self.groups), excluded: ids(&self.except_groups) },
            variants,
            goal: TestGoal::from_word(&self.goal).unwrap_or(TestGoal::Purchase),
            goal_days,
            guards: self.guards.iter().filter_map(|guard| TestGoal::from_word(guard)).collect(),
            // Points in millionths have a hundred times the millionths of a share.
            effect: effect / 100,
            ends_at,
        }
    }

    /// Takes the fields that others have changed, and nobody here, from the form as it is `now`.
    fn take_over(&mut self, now: Self, theirs: Option<&Conflict>) {
        if let Some(theirs) = theirs {
            take_over!(self, now, theirs;
                Name => name,
                FlagKey => key,
                Hypothesis => hypothesis,
                Groups => groups,
                ExceptGroups => except_groups,
                Goal => goal,
                GoalDays => goal_days,
                Guards => guards,
                Effect => effect,
                EndsAt => ends_at
            );
            let is_taken = |field| theirs.taken(field).is_some();
            self.take_over_variants(now.variants, (is_taken(Recorded::Variants), is_taken(Recorded::Weights)));
        }
        self.seen = now.seen;
    }

    /// Takes the values of variants, or their weights: a row has one of both, and what was typed of the other stays.
    fn take_over_variants(&mut self, now: Vec<VariantForm>, (values, weights): (bool, bool)) {
        if values {
            self.variants.truncate(now.len());
        }
        for (row, now) in self.variants.iter_mut().zip(&now) {
            if values {
                row.value.clone_from(&now.value);
            }
            if weights {
                row.weight.clone_from(&now.weight);
            }
        }
        if values {
            let typed = self.variants.len();
            self.variants.extend(now.into_iter().skip(typed));
        }
    }

    /// The places of the rows of values in which something is typed.
    fn rows(&self) -> Vec<usize> {
        (0..).zip(&self.variants).filter(|(_, row)| **row != VariantForm::default()).map(|(place, _)| place).collect()
    }
}

#[derive(Template)]
#[template(path = "group_tests/form.html")]
struct FormPage {
    page: Page,
    /// The path of the test being changed; `None` for a new one.
    path: Option<String>,
    /// Whether people are in it, so that what they are compared by stays.
    is_fixed: bool,
    form: TestForm,
    /// Values and texts.
    apps: Vec<(String, String)>,
    goals: Vec<(String, String)>,
    /// Values, texts and whether they are chosen.
    groups: Vec<(String, String, bool)>,
    except_groups: Vec<(String, String, bool)>,
    guards: Vec<(String, String, bool)>,
    variants: Vec<VariantForm>,
    zone: &'static str,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl FormPage {
    fn of(
        visit: Visit,
        (path, is_fixed): (Option<String>, bool),
        (form, errors, conflict): (TestForm, Errors, Option<Conflict>),
    ) -> Result<Self, PageError> {
        let locale = visit.locale;
        let (apps, groups) = choices(&visit.state, &visit.actor)?;
        let place = (path.is_none(), form.app.as_str());
        let chosen = |among: &[String]| offered((&apps, &groups), place, among);
        let mut variants = form.variants.clone();
        if !is_fixed {
            variants.resize(variants.len().max(*VARIANTS.end()), VariantForm::default());
        }
        let goals = TestGoal::ALL.iter().map(|each| (each.word().to_owned(), goal(*each, locale)));
        let guard = |(word, text): (String, String)| {
            let is_chosen = form.guards.contains(&word);
            (word, text, is_chosen)
        };
        Ok(Self {
            groups: chosen(&form.groups),
            except_groups: chosen(&form.except_groups),
            apps: apps.iter().map(|app| (app.id.to_string(), app.name.clone())).collect(),
            guards: goals.clone().map(guard).collect(),
            goals: goals.collect(),
            zone: visit.publisher.time_zone.name(),
            page: visit.page,
            path,
            is_fixed,
            form,
            variants,
            errors,
            conflict,
        })
    }

    fn title(&self) -> String {
        self.page.locale.text(if self.path.is_some() { "test-edit" } else { "test-new" })
    }

    /// Where *Cancel* leads.
    fn back(&self) -> String {
        self.path.clone().unwrap_or_else(|| String::from(PATH))
    }
}

fn app_of<'a>(apps: &'a [App], form: &TestForm) -> Option<&'a App> {
    apps.iter().find(|app| app.id.to_string() == form.app)
}

/// The fields of a draft, as the audit log has them.
fn recorded(draft: &Draft, visit: &Visit) -> Result<Values, PageError> {
    let (_, groups) = choices(&visit.state, &visit.actor)?;
    Ok(values(save::recorded(draft, &choice::named(&groups, &draft.groups))))
}

/// Adds why a test was not saved. After a change by others the form takes what was not touched from them.
fn add_refusal(
    errors: &mut Errors,
    refusal: Refusal,
    (form, draft, id): (&mut TestForm, &Draft, Option<GroupTestId>),
    visit: &Visit,
) -> Result<Option<Conflict>, PageError> {
    let locale = visit.locale;
    match (refusal, id) {
        (Refusal::Fields(found), _) => add(errors, &found, &form.rows(), locale),
        (Refusal::TooMany, _) => errors.add("name", locale.with1("test-too-many", "most", MOST)),
        (Refusal::ChangedMeanwhile { changes, .. }, Some(id)) => {
            errors.add("name", locale.text("test-changed-meanwhile"));
            let (_, now, theirs) = TestForm::saved(visit, id)?;
            let (typed, seen) = (Typed::all(recorded(draft, visit)?), Seen::read(&form.seen));
            let shown = (visit.publisher.time_zone, locale);
            let conflict = Conflict::merged(&changes, &typed, (&seen, &theirs), shown);
            form.take_over(now, conflict.as_ref());
            return Ok(conflict);
        }
        (Refusal::Forbidden(error), _) => return Err(error.into()),
        (Refusal::Store(error), _) => return Err(error.into()),
        _ => errors.add("name", locale.text("test-state-changed")),
    }
    Ok(None)
}

/// The group on which a new test is tried, if one is chosen already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    group: String,
}

/// The form of a new test.
pub async fn new(Editor(visitor): Editor, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (apps, groups) = choices(&visit.state, &visit.actor)?;
        let mut draft = Draft::default();
        let group = query.group.parse().ok().and_then(|id| groups.iter().find(|group| group.id == id));
        draft.groups.included.extend(group.map(|group| group.id));
        let app = group.and_then(|group| group.app_id).or_else(|| apps.first().map(|app| app.id));
        let Some(app) = app else { return Ok(Answer::SeeOther(String::from(PATH))) };
        let form = TestForm::of(app, &draft, &Seen::default(), (visit.locale, visit.publisher.time_zone));
        Answer::page(&FormPage::of(visit, (None, false), (form, Errors::default(), None))?)
    };
    visitor.answer(Section::Tests, work).await
}

/// Creates a draft.
pub async fn create(Editor(visitor): Editor, posted: Posted<TestForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let (apps, _) = choices(&visit.state, &visit.actor)?;
        let draft = form.draft((visit.locale, visit.publisher.time_zone), &mut errors);
        match app_of(&apps, &form) {
            None => errors.add("app", visit.locale.text("offer-app-missing")),
            Some(app) if errors.is_empty() => match save::create(&visit.state, &visit.actor, app.id, &draft) {
                Ok(test) => return visit.done(test.path(), "test-created", &test.name),
                Err(refusal) => drop(add_refusal(&mut errors, refusal, (&mut form, &draft, None), &visit)?),
            },
            Some(_) => {}
        }
        Answer::again(&FormPage::of(visit, (None, false), (form, errors, None))?)
    };
    visitor.answer(Section::Tests, work).await
}

/// The form of an existing test.
pub async fn edit(Editor(visitor): Editor, path: web::Path<GroupTestId>) -> PageResult {
    let work = move |visit: Visit| {
        let (test, form, _) = TestForm::saved(&visit, *path)?;
        if !matches!(test.state, TestState::Draft | TestState::Running) {
            return Ok(Answer::SeeOther(test.path()));
        }
        let place = (Some(test.path()), test.state != TestState::Draft);
        Answer::page(&FormPage::of(visit, place, (form, Errors::default(), None))?)
    };
    visitor.answer(Section::Tests, work).await
}

/// Changes a test, or shows the form again.
pub async fn update(Editor(visitor): Editor, path: web::Path<GroupTestId>, posted: Posted<TestForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let test = list::find(&visit.state, &visit.actor, *path)?.test;
        form.app = test.app_id.to_string();
        let draft = form.draft((visit.locale, visit.publisher.time_zone), &mut errors);
        let mut conflict = None;
        if errors.is_empty() {
            let version = Seen::read(&form.seen).version;
            match save::change(&visit.state, &visit.actor, (*path, version), &draft) {
                Ok(test) => return visit.done(test.path(), "saved", &test.name),
                Err(refusal) => {
                    conflict = add_refusal(&mut errors, refusal, (&mut form, &draft, Some(*path)), &visit)?;
                }
            }
        }
        let place = (Some(test.path()), test.state != TestState::Draft);
        Answer::again(&FormPage::of(visit, place, (form, errors, conflict))?)
    };
    visitor.answer(Section::Tests, work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_values_and_weights_only_what_others_changed_is_taken() {
        let rows = |rows: &[(&str, &str)]| -> Vec<VariantForm> {
            let row = |(value, weight): &(&str, &str)| VariantForm { value: (*value).into(), weight: (*weight).into() };
            rows.iter().map(row).collect()
        };
        let merged = |what| {
            let mut form = TestForm { variants: rows(&[("mine", "1"), ("b", "9")]), ..TestForm::default() };
            form.take_over_variants(rows(&[("a", "3"), ("b", "3"), ("c", "4")]), what);
            form.variants
        };
        assert_eq!(merged((false, true)), rows(&[("mine", "3"), ("b", "3")]));
        assert_eq!(merged((true, false)), rows(&[("a", "1"), ("b", "9"), ("c", "4")]));
        assert_eq!(merged((true, true)), rows(&[("a", "3"), ("b", "3"), ("c", "4")]));
    }
}
