//! The verdict on each typed address: member, not yet a customer, repeated, or refused and why.

use crate::addresses::{Entry, Verdict, is_account};
use crate::email::EmailError;
use crate::groups::people::{Counts, Judged};
use crate::locale::Locale;
use crate::text::cut;

/// The most verdicts that a page lists; the refused ones come first. More would be a longer table than anyone reads,
/// and 20,000 can be typed.
const MOST_SHOWN: usize = 500;

/// The most characters of the wrong part of an address that a reason repeats: what a domain of usual length takes.
const LONGEST_PART: usize = 60;

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
    /// A likely repair of the address, as a question.
    pub proposal: Option<String>,
}

impl VerdictWords {
    pub fn new(judged: Judged, locale: Locale) -> Self {
        let counts = judged.counts();
        let mut shown: Vec<_> = (1..).zip(&judged.entries).collect();
        let proposals = judged.proposals();
        shown.sort_by_key(|(number, entry)| (rank(&judged, entry, proposals.contains_key(&(*number - 1))), *number));
        let count = shown.len() + judged.unread;
        let cut = (count > MOST_SHOWN)
            .then(|| locale.with("verdicts-cut", &[("shown", MOST_SHOWN.into()), ("count", count.into())]));
        shown.truncate(MOST_SHOWN);
        let rows = shown.into_iter().map(|(number, entry)| {
            let (tone, verdict) = verdict(&judged, entry, locale);
            let proposal =
                proposals.get(&(number - 1)).map(|text| locale.with1("verdict-proposal", "address", text.as_str()));
            VerdictRow { number, text: entry.text.clone(), tone, verdict, proposal }
        });
        Self { counts, accepted: counts.members + counts.twice + counts.not_yet, rows: rows.collect(), cut }
    }
}

fn rank(judged: &Judged, entry: &Entry, is_doubtful: bool) -> u8 {
    match &entry.verdict {
        Verdict::Refused(_) => 0,
        _ if is_doubtful => 1,
        Verdict::Repeated { .. } => 2,
        Verdict::Good { key } if !judged.is_member(key) => 3,
        Verdict::Good { .. } => 4,
    }
}

fn verdict(judged: &Judged, entry: &Entry, locale: Locale) -> (&'static str, String) {
    match &entry.verdict {
        Verdict::Refused(error) => {
            ("bad", locale.with1("verdict-refused", "reason", reason(*error, &entry.text, locale)))
        }
        Verdict::Repeated { first } => ("warning", locale.with1("verdict-repeated", "first", *first)),
        Verdict::Good { key } if judged.twin(key).is_some() => {
            ("warning", locale.with1("verdict-twice", "first", judged.twin(key).unwrap_or_default()))
        }
        Verdict::Good { key } if is_account(key) && judged.is_member(key) => {
            ("good", locale.text("verdict-member-account"))
        }
        Verdict::Good { key } if is_account(key) => ("neutral", locale.text("verdict-account-gone")),
        Verdict::Good { key } if judged.is_member(key) => ("good", locale.text("verdict-member")),
        Verdict::Good { .. } => ("neutral", locale.text("verdict-not-yet")),
    }
}

/// Why an entry is refused, with the part that is wrong.
fn reason(error: EmailError, text: &str, locale: Locale) -> String {
    let (local, domain) = text.rsplit_once('@').unwrap_or_default();
    let part = if error == EmailError::Local { local } else { domain };
    locale.with1(error.message(), "part", cut(part, LONGEST_PART))
}
