//! The verdict on each typed address: member, not yet a customer, repeated, or refused and why.

use crate::addresses::{Entry, Verdict};
use crate::groups::people::{Counts, Judged};
use crate::locale::Locale;

/// The most verdicts that a page lists; the refused ones come first. More would be a longer table than anyone reads,
/// and 20,000 can be typed.
const MOST_SHOWN: usize = 500;

/// The verdicts as the form lists them.
pub struct VerdictWords {
    pub counts: Counts,
    /// How many addresses the group would contain.
    pub accepted: usize,
    pub rows: Vec<VerdictRow>,
    /// Explains that not all rows are shown.
    pub cut: Option<String>,
}

/// An address and its verdict.
pub struct VerdictRow {
    /// Its number in the order typed, from 1.
    pub number: usize,
    pub text: String,
    pub tone: &'static str,
    pub verdict: String,
}

impl VerdictWords {
    pub fn new(judged: Judged, locale: Locale) -> Self {
        let counts = judged.counts();
        let mut shown: Vec<_> = (1..).zip(&judged.entries).collect();
        shown.sort_by_key(|(number, entry)| (rank(&judged, entry), *number));
        let count = shown.len() + judged.unread;
        let cut = (count > MOST_SHOWN)
            .then(|| locale.with("verdicts-cut", &[("shown", MOST_SHOWN.into()), ("count", count.into())]));
        shown.truncate(MOST_SHOWN);
        let rows = shown.into_iter().map(|(number, entry)| {
            let (tone, verdict) = verdict(&judged, entry, locale);
            VerdictRow { number, text: entry.text.clone(), tone, verdict }
        });
        Self { counts, accepted: counts.members + counts.not_yet, rows: rows.collect(), cut }
    }
}

fn rank(judged: &Judged, entry: &Entry) -> u8 {
    match &entry.verdict {
        Verdict::Refused(_) => 0,
        Verdict::Repeated { .. } => 1,
        Verdict::Good { key } if !judged.is_member(key) => 2,
        Verdict::Good { .. } => 3,
    }
}

fn verdict(judged: &Judged, entry: &Entry, locale: Locale) -> (&'static str, String) {
    match &entry.verdict {
        Verdict::Refused(error) => ("bad", locale.with1("verdict-refused", "reason", locale.text(error.message()))),
        Verdict::Repeated { first } => ("warning", locale.with1("verdict-repeated", "first", *first)),
        Verdict::Good { key } if judged.is_member(key) => ("good", locale.text("verdict-member")),
        Verdict::Good { .. } => ("neutral", locale.text("verdict-not-yet")),
    }
}
