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
    /// What the column of amounts is called; empty if there is none.
    pub amounts: String,
    /// What can be said, a sentence each.
    pub sentences: Vec<String>,
    pub counted: String,
}

/// What amounts of a comparison are, which are in hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amounts {
    /// There are none.
    None,
    Money(Currency),
    Days,
}

impl From<Option<Currency>> for Amounts {
    fn from(currency: Option<Currency>) -> Self {
        currency.map_or(Self::None, Self::Money)
    }
}

impl Amounts {
    fn write(self, hundredths: i64, locale: Locale) -> String {
        match self {
            Self::None => String::new(),
            Self::Money(currency) => locale.money(hundredths, currency),
            Self::Days => locale.millionths(hundredths * 10_000),
        }
    }

    /// An amount with what it is of.
    fn words(self, hundredths: i64, locale: Locale) -> String {
        match self {
            Self::None | Self::Money(_) => self.write(hundredths, locale),
            Self::Days => {
                let words =
                    [("count", plural_of(hundredths, locale).into()), ("days", self.write(hundredths, locale).into())];
                locale.with("comparison-day-count", &words)
            }
        }
    }

    /// Of the keys of two messages, the one about them.
    const fn key(self, of_money: &'static str, of_days: &'static str) -> &'static str {
        match self {
            Self::Days => of_days,
            Self::None | Self::Money(_) => of_money,
        }
    }
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

/// The comparison of arms of these names, of which the others are held against the first. Differences as large as `smallest` are of
/// interest. All numbers are left out if one of them is too small for whoever looks.
pub fn effect(
    (counted, stage, smallest): (&Counted, Stage, f64),
    names: &[String],
    (locale, zone, amounts, sizes): (Locale, Zone, Amounts, Sizes),
) -> Effect {
    let is_over = stage == Stage::Over;
    let (reached, paid) = (counted.reached(smallest, is_over), counted.paid(is_over));
    let is_hidden = is_hidden(counted, names, sizes);
    let has_numbers = !is_hidden && reached.iter().any(Verdict::is_said);
    let row = |(number, name): (usize, &String)| {
        let arm = counted.arm(number);
        let shown = |value: String| if has_numbers && counted.says(number, is_over) { value } else { String::new() };
        Row {
            label: name.clone(),
            people: locale.number(arm.people),
            reached: shown(locale.number(arm.reached)),
            share: shown(locale.percent(arm.reached, arm.people)),
            paid: shown(amounts.write(rounded(arm.sample(Measure::Paid).mean), locale)),
        }
    };
    let mut sentences = Vec::new();
    for (name, (reached, paid)) in names.iter().skip(1).zip(reached.iter().zip(&paid)) {
        let mut said = share_words(reached, (counted, stage, smallest), locale);
        if reached.is_said() && amounts != Amounts::None {
            said.extend(paid_words(paid, locale, amounts));
        }
        // Of two arms it is clear which one is meant.
        let named = |text: String| locale.with("comparison-of", &[("arm", name.clone().into()), ("text", text.into())]);
        sentences.extend(said.into_iter().map(|text| if names.len() > 2 { named(text) } else { text }));
    }
    sentences.dedup();
    if is_hidden {
        sentences = vec![locale.text("comparison-hidden")];
    }
    if let Some(most) = counted.most_paid.filter(|_| has_numbers && amounts != Amounts::None) {
        sentences.push(locale.with1(
            amounts.key("comparison-paid-capped", "comparison-days-capped"),
            "amount",
            amounts.write(most, locale),
        ));
    }
    let at = locale.moment(counted.counted_at(), zone);
    let as_of = locale.date(counted.as_of);
    Effect {
        rows: names.iter().enumerate().map(row).collect(),
        is_hidden,
        has_numbers,
        amounts: if amounts == Amounts::None {
            String::new()
        } else {
            locale.text(amounts.key("comparison-paid", "comparison-days"))
        },
        sentences,
        counted: locale.with("comparison-counted", &[("at", at.into()), ("day", as_of.into())]),
    }
}

/// By how many points the shares of the other arms differ from that of the first, as far as that is decided; `None` where nothing is,
/// or where a number is too small for whoever looks.
pub fn lift(
    (counted, is_over, smallest): (&Counted, bool, f64),
    names: &[String],
    (locale, sizes): (Locale, Sizes),
) -> Option<String> {
    if is_hidden(counted, names, sizes) {
        return None;
    }
    let points = |share: f64| locale.millionths(rounded(share * 1_000.0) * 100_000);
    let words = |(name, verdict): (&String, Verdict)| {
        let Verdict::Decided { interval } = verdict else { return None };
        let said = [("from", points(interval.low).into()), ("to", points(interval.high).into())];
        let text = locale.with("comparison-lift", &said);
        // Of two arms it is clear which one is meant.
        let named = |text: String| locale.with("comparison-of", &[("arm", name.clone().into()), ("text", text.into())]);
        Some(if names.len() > 2 { named(text) } else { text })
    };
    let reached = counted.reached(smallest, is_over);
    let said: Vec<String> = names.iter().skip(1).zip(reached).filter_map(words).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// Whether a number of the comparison is too small for whoever looks.
fn is_hidden(counted: &Counted, names: &[String], sizes: Sizes) -> bool {
    let arms = (0..names.len()).map(|number| counted.arm(number));
    let mut counts = arms.flat_map(|arm| [arm.people, arm.reached]);
    counts.any(|count| count > 0 && sizes.hides(count))
}

fn share_words(verdict: &Verdict, (counted, stage, smallest): (&Counted, Stage, f64), locale: Locale) -> Vec<String> {
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
                let of_interest = ("points", Arg::from(points_words(smallest, locale)));
                said.push(match counted.days_until(more) {
                    Some(days) => {
                        let words = [("more", more.into()), ("days", days.into()), of_interest];
                        locale.with("comparison-more-days", &words)
                    }
                    None => locale.with("comparison-more", &[("more", more.into()), of_interest]),
                });
            }
            if more.is_some() && stage == Stage::Waiting {
                said.push(locale.with1("comparison-small", "points", points_words(smallest, locale)));
            }
            said
        }
    }
}

/// A difference in words: `1 point`, `2.5 points`.
pub fn points_words(share: f64, locale: Locale) -> String {
    let tenths = rounded(share * 1_000.0);
    let words =
        [("count", plural_of(tenths * 10, locale).into()), ("points", locale.millionths(tenths * 100_000).into())];
    locale.with("comparison-points", &words)
}

fn paid_words(verdict: &Verdict, locale: Locale, amounts: Amounts) -> Option<String> {
    let amount = |hundredths: f64| Arg::from(amounts.words(rounded(hundredths.abs()), locale));
    match *verdict {
        Verdict::Decided { interval } => {
            let (more, less) = (
                amounts.key("comparison-paid-more", "comparison-days-more"),
                amounts.key("comparison-paid-less", "comparison-days-less"),
            );
            Some(sided(more, less, interval, amount, locale))
        }
        Verdict::Undecided { interval: Interval { low, high }, .. } => {
            let words = [("less", amount(low)), ("more", amount(high))];
            Some(locale.with(amounts.key("comparison-paid-undecided", "comparison-days-undecided"), &words))
        }
        Verdict::TooFew { .. } | Verdict::Unbalanced | Verdict::Nobody => None,
    }
}

/// The number by which a language chooses between one and several, of a number in hundredths: French has parts below two in the
/// singular, English has them in the plural.
fn plural_of(hundredths: i64, locale: Locale) -> i64 {
    match (hundredths % 100, locale) {
        (0, _) | (_, Locale::Fr) => hundredths / 100,
        (_, Locale::En) => 2,
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
