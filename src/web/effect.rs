//! What a use of groups changed, in words: its arms in a table, and what can be said of them.

use crate::access::Sizes;
use crate::currency::Currency;
use crate::experiments::{Counted, Interval, Measure, Verdict};
use crate::locale::{Arg, Locale};
use crate::zone::Zone;

/// The arm of a comparison, in words. All but the people are empty while nothing is said of the comparison.
pub struct Row {
    pub label: String,
    pub people: String,
    pub reached: String,
    pub share: String,
    pub paid: String,
}

/// A comparison in words.
pub struct Effect {
    pub rows: Vec<Row>,
    /// Whether nothing is shown, as a number is too small for whoever looks.
    pub is_hidden: bool,
    pub has_numbers: bool,
    /// Whether amounts are compared too.
    pub has_amounts: bool,
    /// What can be said, a sentence each.
    pub sentences: Vec<String>,
    pub counted: String,
}

/// How far a comparison is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// More people come.
    Growing,
    /// Nobody comes any more, and what they do still counts.
    Waiting,
    /// This is the count at the end.
    Over,
}

impl Stage {
    /// Of a comparison that is counted for the last time or not, and to which people still come or not.
    pub const fn of(is_over: bool, still_comes: bool) -> Self {
        match (is_over, still_comes) {
            (true, _) => Self::Over,
            (false, true) => Self::Growing,
            (false, false) => Self::Waiting,
        }
    }
}

/// The comparison of arms of these names, of which the others are held against the first. Amounts are left out without a
/// currency, and all numbers if one of them is too small for whoever looks.
pub fn effect(
    (counted, stage): (&Counted, Stage),
    names: &[String],
    (locale, zone, currency, sizes): (Locale, Zone, Option<Currency>, Sizes),
) -> Effect {
    let is_over = stage == Stage::Over;
    let (reached, paid) = (counted.reached(is_over), counted.paid(is_over));
    let arms = (0..names.len()).map(|number| counted.arm(number));
    let mut counts = arms.flat_map(|arm| [arm.people, arm.reached]);
    let is_hidden = counts.any(|count| count > 0 && sizes.hides(count));
    let has_numbers = !is_hidden && reached.iter().any(Verdict::is_said);
    let row = |(number, name): (usize, &String)| {
        let arm = counted.arm(number);
        let shown = |value: String| if has_numbers && counted.says(number, is_over) { value } else { String::new() };
        Row {
            label: name.clone(),
            people: locale.number(arm.people),
            reached: shown(locale.number(arm.reached)),
            share: shown(locale.percent(arm.reached, arm.people)),
            paid: currency
                .map(|currency| shown(locale.money(rounded(arm.sample(Measure::Paid).mean), currency)))
                .unwrap_or_default(),
        }
    };
    let mut sentences = Vec::new();
    for (name, (reached, paid)) in names.iter().skip(1).zip(reached.iter().zip(&paid)) {
        let mut said = share_words(reached, counted, stage, locale);
        if reached.is_said() {
            said.extend(currency.and_then(|currency| paid_words(paid, locale, currency)));
        }
        // Of two arms it is clear which one is meant.
        let named = |text: String| locale.with("comparison-of", &[("arm", name.clone().into()), ("text", text.into())]);
        sentences.extend(said.into_iter().map(|text| if names.len() > 2 { named(text) } else { text }));
    }
    sentences.dedup();
    if is_hidden {
        sentences = vec![locale.text("comparison-hidden")];
    }
    if let Some((most, currency)) = counted.most_paid.filter(|_| has_numbers).zip(currency) {
        sentences.push(locale.with1("comparison-capped", "amount", locale.money(most, currency)));
    }
    let at = locale.moment(counted.counted_at(), zone);
    let as_of = locale.date(counted.as_of);
    Effect {
        rows: names.iter().enumerate().map(row).collect(),
        is_hidden,
        has_numbers,
        has_amounts: currency.is_some(),
        sentences,
        counted: locale.with("comparison-counted", &[("at", at.into()), ("day", as_of.into())]),
    }
}

fn share_words(verdict: &Verdict, counted: &Counted, stage: Stage, locale: Locale) -> Vec<String> {
    let points = |share: f64| Arg::from(locale.millionths(rounded(share.abs() * 1_000.0) * 100_000));
    match *verdict {
        Verdict::TooFew { more } => vec![locale.with1("comparison-few", "more", more)],
        Verdict::Unbalanced => vec![locale.text("comparison-unbalanced")],
        Verdict::Nobody => vec![locale.text("comparison-nobody")],
        Verdict::Decided { interval } => vec![sided("comparison-better", "comparison-worse", interval, points, locale)],
        Verdict::Undecided { interval: Interval { low, high }, more } => {
            let key = if stage == Stage::Over { "comparison-without-decision" } else { "comparison-undecided" };
            let mut said = vec![locale.with(key, &[("worse", points(low)), ("better", points(high))])];
            if let Some(more) = more.filter(|_| stage == Stage::Growing) {
                said.push(match counted.days_until(more) {
                    Some(days) => locale.with("comparison-more-days", &[("more", more.into()), ("days", days.into())]),
                    None => locale.with1("comparison-more", "more", more),
                });
            }
            if more.is_some() && stage == Stage::Waiting {
                said.push(locale.text("comparison-small"));
            }
            said
        }
    }
}

fn paid_words(verdict: &Verdict, locale: Locale, currency: Currency) -> Option<String> {
    let money = |cents: f64| Arg::from(locale.money(rounded(cents.abs()), currency));
    match *verdict {
        Verdict::Decided { interval } => {
            Some(sided("comparison-paid-more", "comparison-paid-less", interval, money, locale))
        }
        Verdict::Undecided { interval: Interval { low, high }, .. } => {
            Some(locale.with("comparison-paid-undecided", &[("less", money(low)), ("more", money(high))]))
        }
        Verdict::TooFew { .. } | Verdict::Unbalanced | Verdict::Nobody => None,
    }
}

/// One of two messages for an interval on one side of zero.
fn sided(above: &str, below: &str, interval: Interval, write: impl Fn(f64) -> Arg, locale: Locale) -> String {
    let (key, near, far) = match interval.low > 0.0 {
        true => (above, interval.low, interval.high),
        false => (below, interval.high, interval.low),
    };
    locale.with(key, &[("from", write(near)), ("to", write(far))])
}

#[expect(clippy::cast_possible_truncation, reason = "a share or an amount, far below 2^63")]
fn rounded(number: f64) -> i64 {
    number.round() as i64
}
