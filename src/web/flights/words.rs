//! Flights, shares and answers in words of the user's language.

use crate::flights::ladder::{Answer, Flight, Nothing, Outcome, Rollout, Rung, Verdict};
use crate::locale::{Locale, parse_decimal, write_decimal};
use crate::segments::choices::DeviceType;
use crate::segments::{Attribute, BuiltIn};
use crate::shares::WHOLE;
use crate::store::customer_groups::CustomerGroup;
use crate::store::flights::FlightRow;

/// A share in per cent as a field shows it: `12.5`.
pub fn share_value(share: u32, locale: Locale) -> String {
    write_decimal(locale, i64::from(share) * 100)
}

/// A share in per cent as the language writes it.
pub fn share_text(share: u32, locale: Locale) -> String {
    locale.with1("flight-percent", "number", locale.millionths(i64::from(share) * 100))
}

/// A share in millionths as typed in per cent: `5`, `12.5 %`.
pub fn typed_share(text: &str, locale: Locale) -> Option<u32> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let millionths = parse_decimal(locale, number).filter(|millionths| millionths % 100 == 0)?;
    u32::try_from(millionths / 100).ok().filter(|share| *share <= WHOLE)
}

/// The name of a flight; the standard submission has one in every language.
pub fn name(name: &str, is_standard: bool, locale: Locale) -> String {
    if is_standard { locale.text("flight-standard") } else { name.to_owned() }
}

/// The name of a flight's row.
pub fn row_name(row: &FlightRow, locale: Locale) -> String {
    name(&row.name, row.is_standard(), locale)
}

/// How far a rollout is, and the tone of its badge.
pub fn rollout(rollout: Rollout, share: u32, locale: Locale) -> (String, &'static str) {
    match rollout {
        Rollout::NotStarted => (locale.text("flight-not-started"), "neutral"),
        Rollout::InProgress => (locale.with1("flight-in-progress", "share", share_text(share, locale)), "accent"),
        Rollout::Complete => (locale.text("flight-complete"), "good"),
        Rollout::Stopped => (locale.with1("flight-stopped", "share", share_text(share, locale)), "bad"),
    }
}

/// The name of a kind of device.
pub fn device(kind: DeviceType, locale: Locale) -> String {
    Attribute::built_in(BuiltIn::DeviceType).choice_label(kind.word(), locale)
}

/// The ladder as one person meets it.
pub struct LadderWords {
    /// What the person gets.
    pub outcome: String,
    pub tone: &'static str,
    pub rungs: Vec<RungWords>,
}

/// A flight as one person meets it.
pub struct RungWords {
    pub path: String,
    pub name: String,
    /// Whether the person is in it, through which group, and what follows.
    pub verdict: String,
    pub tone: &'static str,
    /// The person's bucket beside the share.
    pub bucket: Option<String>,
}

impl LadderWords {
    pub fn new(answer: &Answer<'_>, groups: &[CustomerGroup], locale: Locale) -> Self {
        let (outcome, tone) = outcome(answer, locale);
        Self { outcome, tone, rungs: answer.rungs.iter().map(|rung| RungWords::new(rung, groups, locale)).collect() }
    }
}

/// What a person gets, and whether that is good.
pub fn outcome(answer: &Answer<'_>, locale: Locale) -> (String, &'static str) {
    match answer.outcome {
        Outcome::Gets(package) => {
            let flight = name(&package.flight.name, package.flight.is_standard, locale);
            let words = [("version", package.release.version.as_str().into()), ("flight", flight.into())];
            (locale.with("flight-gets", &words), "good")
        }
        Outcome::Nothing(nothing) => (nothing_text(nothing, locale), "warning"),
    }
}

/// Why somebody gets nothing.
pub fn nothing_text(nothing: Nothing, locale: Locale) -> String {
    locale.text(&format!("flight-nothing-{}", nothing.word()))
}

/// The tone of a verdict's badge.
pub const fn tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Newest | Verdict::Fallback => "good",
        Verdict::Below => "accent",
        Verdict::Out | Verdict::Unpublished | Verdict::Taken => "neutral",
    }
}

impl RungWords {
    fn new(rung: &Rung<'_>, groups: &[CustomerGroup], locale: Locale) -> Self {
        let through = rung.group.and_then(|group| groups.iter().find(|one| one.id == group));
        let verdict = locale.text(&format!("flight-verdict-{}", rung.verdict.word()));
        let verdict = match (through, rung.left_on, &rung.flight.sticky) {
            (Some(group), Some(day), Some(sticky)) => {
                let words = [
                    ("group", group.name.as_str().into()),
                    ("verdict", verdict.into()),
                    ("since", locale.date(sticky.since).into()),
                    ("day", locale.date(day).into()),
                ];
                locale.with("flight-kept", &words)
            }
            (Some(group), ..) => {
                let words = [("group", group.name.as_str().into()), ("verdict", verdict.into())];
                locale.with("flight-through", &words)
            }
            (None, ..) => verdict,
        };
        Self {
            path: crate::flights::path(rung.flight.id),
            name: name(&rung.flight.name, rung.flight.is_standard, locale),
            verdict,
            tone: tone(rung.verdict),
            bucket: rung
                .bucket
                .filter(|_| rung.verdict != Verdict::Out)
                .and_then(|bucket| bucket_text(rung.flight, bucket, locale)),
        }
    }
}

/// The place of a person beside the share of a flight, if one is rolled out or was halted.
fn bucket_text(flight: &Flight, bucket: u32, locale: Locale) -> Option<String> {
    let submission = flight.submission.as_ref()?;
    let words = [("place", share_text(bucket, locale).into()), ("share", share_text(submission.share, locale).into())];
    match submission.rollout {
        Rollout::InProgress => Some(locale.with("flight-place", &words)),
        Rollout::Stopped => Some(locale.with("flight-place-halted", &words)),
        Rollout::NotStarted | Rollout::Complete => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_typed_in_per_cent() {
        let typed = ["5", " 12.5 %", "0.0001", "100", "100.0001", "-1", "0.00001", "x", ""];
        let read = typed.map(|text| typed_share(text, Locale::En));
        assert_eq!(read, [Some(50_000), Some(125_000), Some(1), Some(WHOLE), None, None, None, None, None]);
        assert_eq!(typed_share("12,5 %", Locale::Fr), Some(125_000));
        assert_eq!([share_text(125_000, Locale::En), share_value(125_000, Locale::Fr)], ["12.5%", "12,5"]);
    }
}
