//! What a notification compares: a part of the form of a draft, and in words.

use crate::access::Sizes;
use crate::locale::{Locale, parse_decimal, parse_number, write_decimal};
use crate::notifications::comparison::{
    ComparisonError, DAYS_BY_DEFAULT, GOAL_DAYS, HOLDOUT, NewComparison, NewGoal, WEIGHT,
};
use crate::notifications::content::{MOST_VARIANTS, VARIANTS};
use crate::notifications::recipients::Recipients;
use crate::store::notification_comparisons::{Comparison, GoalKind};
use crate::web::flights::words::share_text;
use serde::Deserialize;

/// What it compares, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ComparisonForm {
    /// In percent.
    pub holdout: String,
    /// One for each variant that there may be.
    pub weights: Vec<String>,
    /// The word of a goal; empty for none.
    pub goal: String,
    /// The id of an app; empty for that of the notification.
    pub goal_app: String,
    pub goal_days: String,
}

/// What is not a number is out of every range, so that its field says what to enter.
const NO_NUMBER: i64 = -1;

impl ComparisonForm {
    pub fn blank() -> Self {
        Self { weights: vec![String::new(); MOST_VARIANTS], goal_days: DAYS_BY_DEFAULT.to_string(), ..Self::default() }
    }

    pub fn of(comparison: &Comparison, locale: Locale) -> Self {
        let has_variants = comparison.weights.len() > 1;
        let mut weights: Vec<String> = comparison.weights.iter().filter(|_| has_variants).map(u32::to_string).collect();
        weights.resize(MOST_VARIANTS, String::new());
        let goal = comparison.goal;
        Self {
            // A percentage in millionths has a hundred times the millionths of its share.
            holdout: match comparison.holdout {
                0 => String::new(),
                holdout => write_decimal(locale, i64::from(holdout) * 100),
            },
            weights,
            goal: goal.map(|goal| goal.kind.word().to_owned()).unwrap_or_default(),
            goal_app: goal.map(|goal| goal.app.to_string()).unwrap_or_default(),
            goal_days: goal.map_or(DAYS_BY_DEFAULT, |goal| goal.days.into()).to_string(),
        }
    }

    /// What is typed.
    pub fn typed(&self, locale: Locale) -> NewComparison {
        let is_blank = |text: &str| text.trim().is_empty();
        let number = |text: &String| parse_number(locale, text).unwrap_or(NO_NUMBER);
        let holdout = self.holdout.trim().trim_end_matches('%').trim_end();
        let percent = if is_blank(holdout) { Some(0) } else { parse_decimal(locale, holdout) };
        let goal = GoalKind::from_word(&self.goal).map(|kind| NewGoal {
            kind,
            app: (!is_blank(&self.goal_app)).then(|| self.goal_app.parse().unwrap_or_else(|_| 0.into())),
        });
        NewComparison {
            holdout: percent.map_or(NO_NUMBER, |percent| percent / 100),
            weights: self.weights.iter().map(|text| (!is_blank(text)).then(|| number(text))).collect(),
            goal,
            days: number(&self.goal_days),
        }
    }
}

/// The field of what is wrong, and what to do about it.
pub(super) fn words(error: ComparisonError, locale: Locale) -> (String, String) {
    let within = |key: &str, range: &std::ops::RangeInclusive<i64>| {
        locale.with(key, &[("least", (*range.start()).into()), ("most", (*range.end()).into())])
    };
    match error {
        ComparisonError::Holdout => {
            // In percent.
            let most = HOLDOUT.end() / 10_000;
            (String::from("compare-holdout"), within("notification-number-wrong", &(0..=most)))
        }
        ComparisonError::Weight(place) => {
            (format!("compare-weights-{place}"), within("notification-number-wrong", &WEIGHT))
        }
        ComparisonError::WeightOfNone(place) => (
            format!("compare-weights-{place}"),
            locale.with1("notification-weight-of-none", "variant", VARIANTS.get(place).copied().unwrap_or_default()),
        ),
        ComparisonError::GoalApp => (String::from("compare-goal_app"), locale.text("field-choose")),
        ComparisonError::GoalDays => {
            (String::from("compare-goal_days"), within("notification-number-wrong", &GOAL_DAYS))
        }
    }
}

/// What it compares, in words; `goal_app` is the name of the goal's app.
pub(super) fn compared(comparison: &Comparison, goal_app: Option<String>, locale: Locale) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    if comparison.holdout > 0 {
        facts.push((locale.text("notification-held-out"), share_text(comparison.holdout, locale)));
    }
    if comparison.weights.len() > 1 {
        let weights: Vec<String> = comparison.weights.iter().map(|weight| locale.number(*weight)).collect();
        facts.push((locale.text("audit-field-weights"), weights.join(" : ")));
    }
    if let Some(goal) = comparison.goal {
        let kind = locale.text(&format!("notification-goal-{}", goal.kind.word()));
        let words = [("goal", kind.into()), ("app", goal_app.unwrap_or_default().into()), ("days", goal.days.into())];
        facts.push((locale.text("notification-goal"), locale.with("notification-goal-fact", &words)));
    }
    facts
}

/// The name of the variant at this place.
pub(super) fn variant_name(place: usize, locale: Locale) -> String {
    locale.with1("notification-variant-named", "variant", VARIANTS.get(place).copied().unwrap_or_default())
}

/// The arms of a comparison: those who get nothing, if there are any, and each variant.
pub(super) fn arm_names(comparison: &Comparison, locale: Locale) -> Vec<String> {
    let held_out = (comparison.holdout > 0).then(|| locale.text("comparison-nothing"));
    let has_variants = comparison.weights.len() > 1;
    let variant = |number: usize| match has_variants {
        true => variant_name(number, locale),
        false => locale.text("comparison-notified"),
    };
    held_out.into_iter().chain((0..comparison.weights.len()).map(variant)).collect()
}

/// How many people get each variant, where there are several. One small number hides all of them.
pub(super) fn variants(found: &Recipients, sizes: Sizes, locale: Locale) -> Vec<(String, String)> {
    let is_hidden = found.are_variants_hidden(sizes);
    let people = |people: u64| {
        if is_hidden {
            locale.text("group-small")
        } else {
            locale.with1("notification-variant-people", "people", people)
        }
    };
    let rows =
        found.variants.iter().enumerate().map(|(place, variant)| (variant_name(place, locale), people(variant.len())));
    if found.variants.len() > 1 { rows.collect() } else { Vec::new() }
}
