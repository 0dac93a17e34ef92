//! App statistics: what the rule says and whom it takes, live beside the form and on a segment's page.

use crate::audience::{Answer, Availability};
use crate::keeper::View;
use crate::locale::Locale;
use crate::segments::{Rule, formula, sentence};

/// The rule's answer in words and numbers of the user's language.
#[derive(Debug)]
pub struct Statistics {
    pub formula: String,
    pub sentence: String,
    pub available: String,
    pub customers: String,
    /// Why others are left out, one sentence a reason.
    pub left_out: Vec<String>,
    pub members: String,
    /// What is left after each filter; empty while there is but one.
    pub remaining: Vec<String>,
    /// The sentence that says the segment is small.
    pub small: Option<String>,
    /// Conditions that are begun but cannot be counted yet.
    pub incomplete: Option<String>,
    pub as_of: String,
}

impl Statistics {
    /// The statistics of `rule`; `incomplete` counts the conditions that it lacks.
    pub fn new(
        view: &View,
        rule: &Rule,
        availability: Availability,
        minimum_size: i32,
        incomplete: usize,
        locale: Locale,
    ) -> Self {
        Self::of(&view.answer(rule, availability), view, rule, availability, minimum_size, incomplete, locale)
    }

    /// The statistics of an answer that is at hand.
    pub fn of(
        answer: &Answer,
        view: &View,
        rule: &Rule,
        availability: Availability,
        minimum_size: i32,
        incomplete: usize,
        locale: Locale,
    ) -> Self {
        let members = answer.members.len();
        let is_small = members < u64::from(minimum_size.unsigned_abs());
        let remaining = if rule.filters.len() > 1 { answer.remaining.as_slice() } else { &[] };
        Self {
            formula: formula::formula(rule, &view.catalogue, locale),
            sentence: sentence::sentence(rule, &view.catalogue, locale),
            available: locale.number(answer.available),
            customers: locale.number(answer.customers),
            left_out: left_out(answer, availability, locale),
            members: locale.number(members),
            remaining: remaining.iter().map(|count| locale.number(*count)).collect(),
            small: is_small.then(|| locale.with1("group-small-text", "minimum", i64::from(minimum_size))),
            incomplete: (incomplete > 0).then(|| locale.with1("group-incomplete", "count", incomplete)),
            as_of: locale.with1("as-of", "date", locale.date(view.today)),
        }
    }
}

fn left_out(answer: &Answer, availability: Availability, locale: Locale) -> Vec<String> {
    let left = answer.left_out;
    let age = i64::from(availability.least_age);
    let mut reasons = Vec::new();
    if left.too_young > 0 {
        reasons.push(locale.with("left-out-too-young", &[("count", left.too_young.into()), ("age", age.into())]));
    }
    if left.age_unknown > 0 {
        reasons.push(locale.with1("left-out-age-unknown", "count", left.age_unknown));
    }
    if left.before_windows_10 > 0 {
        reasons.push(locale.with1("left-out-before-windows-10", "count", left.before_windows_10));
    }
    reasons
}
