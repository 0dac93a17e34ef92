//! App statistics: what the rule says and whom it takes, live beside the form and on a segment's page.

use super::list::size_text;
use crate::access::Sizes;
use crate::audience::{Answer, Availability};
use crate::columns::View;
use crate::locale::Locale;
use crate::segments::{Filter, Rule, formula, sentence};
use crate::store::StoreError;
use crate::store::churn::ChurnState;
use crate::web::apps::churn_told;

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
    pub funnel: Vec<Step>,
    /// The sentences that say the segment is small, how many members it lacks, and what would fill it.
    pub small: Vec<String>,
    /// Why the churn risk that the rule asks for is unknown of everyone; none where it is not.
    pub churn: Option<String>,
    /// Conditions that are begun but cannot be counted yet.
    pub incomplete: Option<String>,
    pub as_of: String,
}

/// One filter of a funnel.
#[derive(Debug)]
pub struct Step {
    /// Who is left after it.
    pub count: String,
    /// Whether it is the first of those that lose most.
    pub loses_most: bool,
}

impl Statistics {
    /// The statistics of `rule`; `incomplete` counts the conditions that it lacks.
    pub fn new(view: &View, rule: &Rule, sizes: Sizes, incomplete: usize, locale: Locale) -> Result<Self, StoreError> {
        Self::of(&view.answer(rule)?, view, rule, sizes, incomplete, locale)
    }

    /// The statistics of an answer that is at hand.
    pub fn of(
        answer: &Answer,
        view: &View,
        rule: &Rule,
        sizes: Sizes,
        incomplete: usize,
        locale: Locale,
    ) -> Result<Self, StoreError> {
        let members = answer.members;
        let small = if sizes.is_small(members) { small(members, sizes, view, rule, locale)? } else { Vec::new() };
        Ok(Self {
            formula: formula::formula(rule, &view.catalogue, locale),
            sentence: sentence::sentence(rule, &view.catalogue, locale),
            available: locale.number(answer.available),
            customers: locale.number(answer.customers),
            left_out: left_out(answer, view.availability, locale),
            members: size_text(members, sizes, locale),
            funnel: if rule.filters.len() > 1 { funnel(answer, sizes, locale) } else { Vec::new() },
            small,
            churn: without_churn_model(view, rule, locale),
            incomplete: (incomplete > 0).then(|| locale.with1("group-incomplete", "count", incomplete)),
            as_of: locale.with1("as-of", "date", locale.date(view.today)),
        })
    }
}

fn funnel(answer: &Answer, sizes: Sizes, locale: Locale) -> Vec<Step> {
    let before = [answer.available].into_iter().chain(answer.remaining.iter().copied());
    let losses: Vec<u64> = before.zip(&answer.remaining).map(|(before, left)| before - left).collect();
    let most = losses.iter().copied().max().filter(|most| *most > 0);
    let marked = losses.iter().position(|loss| Some(*loss) == most);
    let step = |(place, count): (usize, &u64)| Step {
        count: size_text(*count, sizes, locale),
        loses_most: marked == Some(place),
    };
    answer.remaining.iter().enumerate().map(step).collect()
}

/// That a segment is small, how many members it lacks, and which filter, if it alone were dropped, would fill it. Of
/// several, the one that lets the fewest in. Where the size is hidden, only that it is small.
fn small(members: u64, sizes: Sizes, view: &View, rule: &Rule, locale: Locale) -> Result<Vec<String>, StoreError> {
    let minimum = sizes.minimum();
    let mut told = vec![locale.with1("group-small-text", "minimum", minimum)];
    if sizes.hides(members) {
        return Ok(told);
    }
    told.push(locale.with1("group-small-missing", "count", minimum - members));
    let without = |place: usize| {
        let mut filters = rule.filters.clone();
        filters.remove(place);
        Ok((view.count(&Rule { filters })?, place + 1))
    };
    let counts = (0..rule.filters.len()).map(without).collect::<Result<Vec<_>, StoreError>>()?;
    match counts.into_iter().filter(|(count, _)| *count >= minimum).min() {
        Some((count, number)) => {
            told.push(locale.with("group-small-without", &[("number", number.into()), ("count", count.into())]));
        }
        None if rule.filters.is_empty() => {}
        None => told.push(locale.text("group-small-no-filter")),
    }
    Ok(told)
}

/// Why there is no churn risk, where the rule asks for it.
fn without_churn_model(view: &View, rule: &Rule, locale: Locale) -> Option<String> {
    let asks = |filter: &Filter| filter.conditions.iter().any(|condition| condition.attribute == "churn_risk");
    let is_missing = view.churn.state() != Some(ChurnState::Fitted);
    (is_missing && rule.filters.iter().any(asks)).then(|| churn_told(&view.churn, locale))
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
