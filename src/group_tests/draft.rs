//! A test as a user or a program wants it, and what is wrong with it.

use super::lot::shares_of;
use crate::access::Actor;
use crate::groups::choice::{self, Named, Side, Wrong};
use crate::ids::AppId;
use crate::store::customer_groups;
use crate::store::group_tests::{GroupTest, Terms, TestGoal, TestState};
use crate::store::offers::Groups;
use crate::store::{DbConnection, QueryResult, apps};
use crate::text::{NameError, clean_name, flag_key_of, is_flag_key};
use chrono::NaiveDateTime;
use std::ops::RangeInclusive;

/// How many values are held against each other: of more than five, each gets too few people to tell anything.
pub const VARIANTS: RangeInclusive<usize> = 2..=5;

/// The weight of a value, to which its share is proportional.
pub const WEIGHT: RangeInclusive<i64> = 1..=1_000;

/// All weights together.
const MOST_WEIGHT: usize = 5 * 1_000;

/// Within how many days of coming what a person does counts.
pub const DAYS: RangeInclusive<i64> = 1..=90;

/// The smallest difference of interest, in millionths: from a tenth of a point to 50 points.
pub const EFFECT: RangeInclusive<i64> = 1_000..=500_000;

/// The longest hypothesis, in characters.
pub const LONGEST_HYPOTHESIS: usize = 500;

/// A value, and its weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub value: String,
    pub weight: i64,
}

/// A draft.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    /// The key of its flag; empty for one that is made of the name.
    pub key: String,
    pub hypothesis: String,
    pub groups: Groups,
    /// The others are held against the first.
    pub variants: Vec<Variant>,
    pub goal: TestGoal,
    pub goal_days: i64,
    pub guards: Vec<TestGoal>,
    /// In millionths.
    pub effect: i64,
    pub ends_at: Option<NaiveDateTime>,
}

impl Default for Draft {
    /// What a new test has until somebody says otherwise.
    fn default() -> Self {
        Self {
            name: String::new(),
            key: String::new(),
            hypothesis: String::new(),
            groups: Groups::default(),
            variants: Vec::new(),
            goal: TestGoal::Purchase,
            goal_days: 14,
            guards: Vec::new(),
            effect: 10_000,
            ends_at: None,
        }
    }
}

impl Draft {
    /// The draft that a test is.
    pub fn of(test: &GroupTest, groups: Groups) -> Self {
        let weights = weights_of(&test.shares());
        let variants = test.variants().into_iter().zip(weights).map(|(value, weight)| Variant { value, weight });
        Self {
            name: test.name.clone(),
            key: test.flag_key.clone(),
            hypothesis: test.hypothesis.clone(),
            groups,
            variants: variants.collect(),
            goal: test.goal,
            goal_days: test.goal_days.into(),
            guards: test.guards(),
            effect: test.effect.into(),
            ends_at: test.ends_at,
        }
    }
}

/// Small weights of which these are the shares.
fn weights_of(shares: &[u32]) -> Vec<i64> {
    // A whole is divided among a few values; of what was divided by weights, one of these wholes gives them back.
    for total in shares.len().max(1)..=MOST_WEIGHT {
        let weight = |share: &u32| {
            (u64::from(*share) * u64::try_from(total).unwrap_or(1) + 500_000) / u64::from(crate::shares::WHOLE)
        };
        let weights: Vec<u32> = shares.iter().map(weight).map(|weight| u32::try_from(weight).unwrap_or(1)).collect();
        if !weights.contains(&0) && shares_of(&weights) == shares {
            return weights.into_iter().map(i64::from).collect();
        }
    }
    shares.iter().map(|share| i64::from(share / 1_000).max(1)).collect()
}

/// A field of a test, by the word that names it in forms and in JSON.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray, strum::VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    Name,
    Key,
    Hypothesis,
    Groups,
    ExceptGroups,
    Variants,
    Goal,
    GoalDays,
    Guards,
    Effect,
    EndsAt,
}

crate::words!(Field);

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Name(NameError),
    NameTaken,
    Key,
    KeyTaken,
    Missing,
    /// More than so many.
    TooMany(usize),
    /// Longer than so many characters.
    TooLong(usize),
    /// Outside of these numbers.
    Range(i64, i64),
    /// A value that is none, or is there twice.
    Value,
    Repeated,
    /// A guard that is the goal.
    IsGoal,
    /// It ends in the past.
    Past,
    /// What cannot change any more once people are in it.
    Fixed,
    Groups(Wrong),
}

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: Field,
    /// Of the values: which of them.
    pub place: Option<usize>,
    pub reason: Reason,
}

impl FieldError {
    pub const fn of(field: Field, reason: Reason) -> Self {
        Self { field, place: None, reason }
    }
}

/// The draft as it is stored in the place of `before`, with the names of its groups; or all that is wrong with it.
pub fn checked(
    connection: &mut DbConnection,
    actor: &Actor,
    (app, before): (AppId, Option<&GroupTest>),
    (draft, now): (&Draft, NaiveDateTime),
) -> QueryResult<Result<(Terms, Named), Vec<FieldError>>> {
    apps::find(connection, actor.publisher, app)?;
    let mut errors = Vec::new();
    let mut wrong = |field, reason| errors.push(FieldError::of(field, reason));
    let name = clean_name(&draft.name).map_err(|error| wrong(Field::Name, Reason::Name(error))).unwrap_or_default();
    let key = if draft.key.trim().is_empty() { flag_key_of(&name) } else { draft.key.trim().to_owned() };
    if !is_flag_key(&key) {
        wrong(Field::Key, Reason::Key);
    }
    if draft.hypothesis.chars().count() > LONGEST_HYPOTHESIS {
        wrong(Field::Hypothesis, Reason::TooLong(LONGEST_HYPOTHESIS));
    }
    for (field, range, number) in [(Field::GoalDays, DAYS, draft.goal_days), (Field::Effect, EFFECT, draft.effect)] {
        if !range.contains(&number) {
            wrong(field, Reason::Range(*range.start(), *range.end()));
        }
    }
    if draft.guards.contains(&draft.goal) {
        wrong(Field::Guards, Reason::IsGoal);
    }
    if draft.ends_at.is_some_and(|end| end <= now) && before.is_none_or(|before| before.ends_at != draft.ends_at) {
        wrong(Field::EndsAt, Reason::Past);
    }
    let all = customer_groups::of_publisher(connection, actor.publisher)?;
    let named = choice::check(&all, app, &draft.groups, |side, reason| {
        wrong(if side == Side::Included { Field::Groups } else { Field::ExceptGroups }, Reason::Groups(reason));
    });
    errors.extend(values(draft));
    let terms = terms(draft, before, (name, key));
    if let Some(before) = before.filter(|before| before.state != TestState::Draft) {
        errors.extend(fixed(before, &terms, now));
    }
    Ok(if errors.is_empty() { Ok((terms, named)) } else { Err(errors) })
}

fn terms(draft: &Draft, before: Option<&GroupTest>, (name, key): (String, String)) -> Terms {
    let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let json = |value: serde_json::Value| value.to_string();
    let values: Vec<&str> = draft.variants.iter().map(|variant| variant.value.trim()).collect();
    let weights: Vec<u32> =
        draft.variants.iter().map(|variant| u32::try_from(variant.weight).unwrap_or_default()).collect();
    let shares = shares_of(&weights);
    // Nobody has come into a draft, so that it has one phase.
    let mut phases =
        before.filter(|before| before.state != TestState::Draft).map(GroupTest::phases).unwrap_or_default();
    if phases.last() != Some(&shares) {
        phases.push(shares);
    }
    let mut guards = draft.guards.clone();
    guards.dedup();
    Terms {
        name_key: apps::name_key(&name),
        name,
        flag_key: key,
        hypothesis: draft.hypothesis.trim().to_owned(),
        variants: json(serde_json::json!(values)),
        phases: json(serde_json::json!(phases)),
        goal: draft.goal,
        goal_days: number(draft.goal_days),
        guards: json(serde_json::json!(guards)),
        effect: number(draft.effect),
        ends_at: draft.ends_at,
    }
}

/// What of a test that was started cannot change: with another goal, or another meaning of its values, what was counted of people so
/// far would be of something else.
fn fixed(before: &GroupTest, terms: &Terms, now: NaiveDateTime) -> Vec<FieldError> {
    let changed = [
        (Field::Key, before.flag_key != terms.flag_key),
        (Field::Variants, before.variants != terms.variants),
        (Field::Goal, before.goal != terms.goal),
        (Field::GoalDays, before.goal_days != terms.goal_days),
        (Field::Guards, before.guards != terms.guards),
        // Who has seen the end may not look again at a later one.
        (Field::EndsAt, before.ends_at != terms.ends_at && before.ends_at.is_some_and(|end| end <= now)),
    ];
    changed.into_iter().filter(|(_, is)| *is).map(|(field, _)| FieldError::of(field, Reason::Fixed)).collect()
}

fn values(draft: &Draft) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if draft.variants.len() < *VARIANTS.start() {
        errors.push(FieldError::of(Field::Variants, Reason::Missing));
    }
    if draft.variants.len() > *VARIANTS.end() {
        errors.push(FieldError::of(Field::Variants, Reason::TooMany(*VARIANTS.end())));
    }
    let mut seen = Vec::new();
    for (place, variant) in draft.variants.iter().enumerate() {
        let mut wrong = |reason| {
            errors.push(FieldError { place: Some(place), ..FieldError::of(Field::Variants, reason) });
        };
        let value = variant.value.trim();
        if !is_flag_key(value) {
            wrong(Reason::Value);
        } else if seen.contains(&value) {
            wrong(Reason::Repeated);
        }
        seen.push(value);
        if !WEIGHT.contains(&variant.weight) {
            wrong(Reason::Range(*WEIGHT.start(), *WEIGHT.end()));
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_found_again_from_their_shares() {
        for weights in [
            [1, 1].as_slice(),
            &[1, 1, 1],
            &[9, 1],
            &[50, 30, 20],
            &[1, 2, 3, 4, 5],
            &[1_000, 3],
            &[501, 500],
            &[1_000, 999, 998, 997, 996],
        ] {
            let shares = shares_of(weights);
            let again: Vec<u32> =
                weights_of(&shares).into_iter().map(|weight| u32::try_from(weight).unwrap()).collect();
            assert_eq!(shares_of(&again), shares, "{weights:?}");
        }
    }
}
