//! What a draft compares, as typed: a share of people who get nothing, the weights of its variants, and a goal.

use super::content::{MOST_VARIANTS, Wording, WordingError, WordingField};
use crate::ids::AppId;
use crate::shares::WHOLE;
use crate::store::notification_comparisons::{Comparison, Goal, GoalKind};
use std::ops::RangeInclusive;

/// The share of people who may get nothing, in millionths: at most half of them, as more would say nothing more exactly.
pub const HOLDOUT: RangeInclusive<i64> = 0..=WHOLE as i64 / 2;

/// The weight of a variant: parts of a hundred suffice.
pub const WEIGHT: RangeInclusive<i64> = 1..=100;

/// Within how many days the goal is counted: a month at most, after which other things have more effect.
pub const GOAL_DAYS: RangeInclusive<i64> = 1..=30;

/// A week, unless somebody says otherwise.
pub const DAYS_BY_DEFAULT: i64 = 7;

/// What a draft compares, as typed.
#[derive(Clone, Debug, Default)]
pub struct NewComparison {
    /// In millionths.
    pub holdout: i64,
    /// One for each variant; one that is left out is 1.
    pub weights: Vec<Option<i64>>,
    pub goal: Option<NewGoal>,
    /// Within how many days the goal is counted.
    pub days: i64,
}

/// A goal as typed.
#[derive(Clone, Copy, Debug)]
pub struct NewGoal {
    pub kind: GoalKind,
    /// `None` for the app of the notification.
    pub app: Option<AppId>,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonError {
    Holdout,
    /// That of the variant at this place.
    Weight(usize),
    /// It is of a variant without texts.
    WeightOfNone(usize),
    GoalApp,
    GoalDays,
}

/// What the draft compares, if it can be; `app` is that of the notification, and `apps` are all that there are.
pub(super) fn checked(
    new: &NewComparison,
    wordings: &[Wording],
    (app, apps): (AppId, &[AppId]),
) -> Result<Comparison, Vec<ComparisonError>> {
    let mut errors = Vec::new();
    if !HOLDOUT.contains(&new.holdout) {
        errors.push(ComparisonError::Holdout);
    }
    let variants = wordings.iter().map(|wording| wording.variant + 1).max().unwrap_or(1);
    for (place, weight) in new.weights.iter().enumerate() {
        if weight.is_some_and(|weight| !WEIGHT.contains(&weight)) {
            errors.push(ComparisonError::Weight(place));
        } else if weight.is_some() && place >= variants {
            errors.push(ComparisonError::WeightOfNone(place));
        }
    }
    if new.goal.is_some_and(|goal| !apps.contains(&goal.app.unwrap_or(app))) {
        errors.push(ComparisonError::GoalApp);
    }
    if !GOAL_DAYS.contains(&new.days) {
        errors.push(ComparisonError::GoalDays);
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let weight = |place| new.weights.get(place).copied().flatten().unwrap_or(1);
    // They are within their ranges.
    let number = |number: i64| u32::try_from(number).unwrap_or_default();
    let goal = |goal: NewGoal| Goal {
        kind: goal.kind,
        app: goal.app.unwrap_or(app),
        days: i32::try_from(new.days).unwrap_or_default(),
    };
    Ok(Comparison {
        holdout: number(new.holdout),
        weights: (0..variants).map(|place| number(weight(place))).collect(),
        goal: new.goal.map(goal),
    })
}

/// What is wrong with the variants of these wordings, with their places: each has texts, and those before it have some.
pub(super) fn check_variants(wordings: &[Wording]) -> Vec<(usize, WordingField, WordingError)> {
    let has = |variant: usize| wordings.iter().any(|wording| wording.variant == variant);
    let is_wrong = |variant: usize| variant >= MOST_VARIANTS || !(0..variant).all(has);
    let wrong = wordings.iter().enumerate().filter(|(_, wording)| is_wrong(wording.variant));
    wrong.map(|(place, _)| (place, WordingField::Variant, WordingError::Variant)).collect()
}
