//! App statistics: the rule in words and how many customers it includes, live beside the form and on a segment's page.

use crate::access::Sizes;
use crate::audience::{Answer, Availability};
use crate::churn::LEAST_REPEATERS;
use crate::groups::statistics::{Named, Statistics, Without};
use crate::locale::Locale;
use crate::segments::input::write_percent;
use crate::segments::ranks::{Highest, Rank};
use crate::segments::{Key, Value, formula, sentence, typed_values};
use crate::store::churn::{Churn, ChurnState};
use crate::web::rule_link;

/// The answer about a rule, in words and numbers of the user's language.
#[derive(Debug)]
pub struct StatisticsWords {
    pub formula: String,
    /// The address of the builder with this rule; `None` if it is too long for one.
    pub link: Option<String>,
    pub sentence: String,
    pub available: String,
    pub customers: String,
    /// Why other customers are left out, one sentence per reason.
    pub left_out: Vec<String>,
    pub unknown_ages: UnknownAges,
    pub members: String,
    /// How many customers remain after each filter.
    pub funnel: Vec<Step>,
    /// Sentences that explain that the segment is small, how many members it lacks, and which change would fill it.
    pub small: Vec<String>,
    /// Why the churn risk that the rule uses is unknown for everyone; `None` if it is not.
    pub churn: Option<String>,
    /// Conditions that are not complete enough to be counted.
    pub incomplete: Option<String>,
    /// The values that no customer has, one sentence per attribute.
    pub unmatched: Vec<String>,
    /// Where shares of highest values begin and how many customers they are.
    pub highest: Vec<String>,
    pub as_of: String,
}

/// One filter of a funnel.
#[derive(Clone, Debug)]
pub struct Step {
    /// How many customers remain after it.
    pub count: String,
    /// The share of those before it that it keeps; `None` if a size is hidden, or if there is nobody before it.
    pub kept: Option<String>,
    /// How many of the available customers remain, in percent: the bars of all filters have one scale.
    pub bar: u64,
    /// Whether it is the first of the filters that keep the lowest share.
    pub keeps_least: bool,
}

impl StatisticsWords {
    /// The statistics in words; `incomplete` is the number of conditions that are not part of the rule yet.
    pub fn new(numbers: &Statistics, incomplete: usize, locale: Locale) -> Self {
        let Statistics { view, rule, answer, sizes, .. } = numbers;
        let formula = formula::formula(rule, &view.catalogue, locale);
        Self {
            link: rule_link::of_rule(view.app.id, &formula),
            formula,
            sentence: sentence::sentence(rule, &view.catalogue, locale),
            available: locale.number(answer.available),
            customers: locale.number(answer.customers),
            left_out: left_out(answer, view.availability, locale),
            unknown_ages: UnknownAges::of(answer, locale),
            members: size_text(answer.members, *sizes, locale),
            funnel: funnel(numbers, locale),
            small: if sizes.is_small(answer.members) { small(numbers, locale) } else { Vec::new() },
            churn: numbers.lacks_churn_model().then(|| churn_text(&view.churn, locale)),
            incomplete: (incomplete > 0).then(|| locale.with1("group-incomplete", "count", incomplete)),
            unmatched: unmatched(numbers, locale),
            highest: highest(numbers, locale),
            as_of: locale.with1("as-of", "date", locale.date(view.today)),
        }
    }
}

/// The most values of an attribute that are listed as those of nobody: a few lines, enough to see what was mistyped.
const MOST_UNMATCHED: usize = 20;

fn unmatched(numbers: &Statistics, locale: Locale) -> Vec<String> {
    let sentence = |message: &str, key: &Key, values: &[String]| {
        let attribute = numbers.view.catalogue.find(key).map_or_else(String::new, |attribute| attribute.label(locale));
        let listed: Vec<_> =
            values.iter().take(MOST_UNMATCHED).map(|value| typed_values::written_in_list(value)).collect();
        let more = if values.len() > MOST_UNMATCHED { ", …" } else { "" };
        let shown = format!("{}{more}", listed.join(", "));
        let arguments = [("count", values.len().into()), ("attribute", attribute.into()), ("values", shown.into())];
        (!values.is_empty()).then(|| locale.with(message, &arguments))
    };
    let sentences = numbers.named.iter().flat_map(|Named { attribute, unmatched, alike }| {
        [sentence("values-of-nobody", attribute, unmatched), sentence("values-in-other-capitals", attribute, alike)]
    });
    sentences.flatten().collect()
}

/// Where each share of highest values begins, how many customers it is, and how many more than the share because of the
/// same value.
fn highest(numbers: &Statistics, locale: Locale) -> Vec<String> {
    let sentence = |((key, share), highest): &(Rank, Highest)| {
        let attribute = numbers.view.catalogue.find(key)?;
        let message = if highest.customers > highest.wanted { "highest-share-ties" } else { "highest-share" };
        let arguments = [
            ("attribute", attribute.label(locale).into()),
            ("percent", write_percent(locale, *share).into()),
            ("from", attribute.value_label(&Value::Number(highest.from), locale).into()),
            ("count", highest.customers.into()),
            ("more", highest.customers.saturating_sub(highest.wanted).into()),
        ];
        Some(locale.with(message, &arguments))
    };
    numbers.highest.iter().filter_map(sentence).collect()
}

fn funnel(numbers: &Statistics, locale: Locale) -> Vec<Step> {
    let (sizes, available) = (numbers.sizes, numbers.answer.available);
    let marked = numbers.keeps_least();
    let before = [available].into_iter().chain(numbers.answer.remaining.iter().copied());
    let step = |((place, before), count): ((usize, u64), &u64)| {
        let is_hidden = sizes.hides(*count) || sizes.hides(before);
        Step {
            count: size_text(*count, sizes, locale),
            kept: (!is_hidden && before > 0).then(|| locale.percent(*count, before)),
            bar: if is_hidden { 0 } else { count.saturating_mul(100) / available.max(1) },
            keeps_least: marked == Some(place),
        }
    };
    before.enumerate().zip(&numbers.answer.remaining).map(step).collect()
}

/// Explains that a segment is small, how many members it lacks, and which filter would fill it if it alone were
/// dropped; of several, the one that adds the fewest members. If the size is hidden, only that the segment is small.
fn small(numbers: &Statistics, locale: Locale) -> Vec<String> {
    let (members, minimum) = (numbers.answer.members, numbers.sizes.minimum());
    let mut messages = vec![locale.with1("group-small-text", "minimum", minimum)];
    if numbers.sizes.hides(members) {
        return messages;
    }
    messages.push(locale.with1("group-small-missing", "count", minimum - members));
    match numbers.filling {
        Some(Without { filter, members }) => {
            messages.push(locale.with("group-small-without", &[("number", filter.into()), ("count", members.into())]));
        }
        None if numbers.rule.filters.is_empty() => {}
        None => messages.push(locale.text("group-small-no-filter")),
    }
    messages
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

/// Whether customers of an app are left out because their age is unknown, which a setting changes.
#[derive(Debug)]
pub struct UnknownAges {
    /// Says so, if that is why all of them are left out.
    pub all: Option<String>,
    pub some: bool,
}

impl UnknownAges {
    pub fn of(answer: &Answer, locale: Locale) -> Self {
        let unknown = answer.left_out.age_unknown;
        let is_all = answer.available == 0 && answer.customers > 0 && unknown == answer.customers;
        Self { all: is_all.then(|| locale.with1("all-of-unknown-age", "count", unknown)), some: unknown > 0 }
    }
}

/// Since when there is a churn model, or why there is none.
pub fn churn_text(churn: &Churn, locale: Locale) -> String {
    let date = churn.churn_on.map_or_else(String::new, |day| locale.date(day));
    let numbers = [
        ("date", date.into()),
        ("count", churn.churn_repeaters.into()),
        ("least", i64::try_from(LEAST_REPEATERS).unwrap_or(i64::MAX).into()),
    ];
    locale.with(churn_message(churn.state()), &numbers)
}

const fn churn_message(state: Option<ChurnState>) -> &'static str {
    match state {
        None => "churn-none",
        Some(ChurnState::Fitted) => "churn-fitted",
        Some(ChurnState::TooFew) => "churn-too-few",
        Some(ChurnState::NotConverged) => "churn-not-converged",
    }
}

/// The size of a segment, or `Small` if it is hidden.
pub fn size_text(members: u64, sizes: Sizes, locale: Locale) -> String {
    if sizes.hides(members) { locale.text("group-small") } else { locale.number(members) }
}
