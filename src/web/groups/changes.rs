//! What the snapshots of a segment and its changes say, in words and numbers of the user's language.

use super::list::line;
use crate::day::Day;
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::store::membership_changes::{Cause, MembershipChange};
use roaring::RoaringBitmap;

/// Width and height of the chart's field.
const CHART: (i64, i64) = (600, 120);

/// The size as a line, and the days and sizes behind it.
pub struct Chart {
    pub points: String,
    pub text: String,
    pub least: String,
    pub greatest: String,
    pub first: String,
    pub last: String,
    pub days: Vec<(String, String)>,
}

/// Two days beside one another. The days are those of the snapshots, the last up to each day asked for.
pub struct Comparison {
    pub from: String,
    pub to: String,
    pub before: String,
    pub after: String,
    pub came: String,
    pub gone: String,
    pub causes: Vec<CauseRow>,
}

pub struct CauseRow {
    pub told: String,
    pub came: String,
    pub gone: String,
}

/// One count of the segment that changed it.
pub struct ChangeRow {
    pub when: String,
    pub told: String,
    pub came: String,
    pub gone: String,
}

/// Which customers are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Came,
    Gone,
    /// Everyone who was in on the later day.
    Members,
}

impl List {
    pub fn of(word: &str) -> Self {
        match word {
            "came" => Self::Came,
            "left" => Self::Gone,
            _ => Self::Members,
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::Gone => "left",
            Self::Members => "members",
        }
    }
}

/// What the snapshots and the changes say of two days.
pub struct Found {
    pub from: i32,
    pub to: i32,
    pub before: RoaringBitmap,
    pub after: RoaringBitmap,
    pub changes: Vec<MembershipChange>,
}

impl Found {
    pub fn listed(&self, list: List) -> RoaringBitmap {
        match list {
            List::Came => &self.after - &self.before,
            List::Gone => &self.before - &self.after,
            List::Members => self.after.clone(),
        }
    }
}

impl Comparison {
    pub fn new(found: &Found, locale: Locale) -> Self {
        let (came, gone) = (found.listed(List::Came), found.listed(List::Gone));
        let day = |number: i32| locale.date(Day::from_number(number));
        Self {
            from: day(found.from),
            to: day(found.to),
            before: locale.number(found.before.len()),
            after: locale.number(found.after.len()),
            came: locale.number(came.len()),
            gone: locale.number(gone.len()),
            causes: causes(found, came, gone, locale),
        }
    }
}

/// The customers who came and who left by the last cause that moved each. They add up to all who did.
fn causes(found: &Found, mut came: RoaringBitmap, mut gone: RoaringBitmap, locale: Locale) -> Vec<CauseRow> {
    let mut sums: Vec<((Cause, Option<String>), u64, u64)> = Vec::new();
    for change in found.changes.iter().rev() {
        let set = |bytes: &[u8]| RoaringBitmap::deserialize_from(bytes).unwrap_or_default();
        let (came_so, gone_so) = (&came & &set(&change.came), &gone & &set(&change.gone));
        came -= &came_so;
        gone -= &gone_so;
        let is_edit = matches!(change.cause(), Cause::Rule | Cause::Settings | Cause::Group) && change.email.is_some();
        if came_so.is_empty() && gone_so.is_empty() && !is_edit {
            continue;
        }
        let key = (change.cause(), change.email.clone());
        match sums.iter_mut().find(|(other, ..)| *other == key) {
            Some((_, came, gone)) => (*came, *gone) = (*came + came_so.len(), *gone + gone_so.len()),
            None => sums.push((key, came_so.len(), gone_so.len())),
        }
    }
    let row =
        |told: String, came: u64, gone: u64| CauseRow { told, came: locale.number(came), gone: locale.number(gone) };
    let mut rows: Vec<_> = sums
        .iter()
        .rev()
        .map(|((cause, email), came, gone)| row(told_cause(*cause, email.as_deref(), locale), *came, *gone))
        .collect();
    if !came.is_empty() || !gone.is_empty() {
        rows.push(row(locale.text("cause-not-recorded"), came.len(), gone.len()));
    }
    rows
}

fn told_cause(cause: Cause, email: Option<&str>, locale: Locale) -> String {
    let key = format!("cause-{}", cause.word());
    match email {
        Some(email) => locale.with1(&format!("{key}-by"), "email", email),
        None => locale.text(&key),
    }
}

impl ChangeRow {
    /// `None` for a change that cannot be read.
    pub fn new(change: &MembershipChange, locale: Locale) -> Option<Self> {
        let count = |bytes: &[u8]| Some(RoaringBitmap::deserialize_from(bytes).ok()?.len());
        Some(Self {
            when: locale.date(Day::from_number(change.happened_on)),
            told: told_cause(change.cause(), change.email.as_deref(), locale),
            came: locale.number(count(&change.came)?),
            gone: locale.number(count(&change.gone)?),
        })
    }
}

impl Chart {
    /// A line over the days; none where there are not two.
    pub fn new(sizes: &[(GroupId, i32, i64)], locale: Locale) -> Option<Self> {
        let ((_, first, before), (_, last, after)) = (*sizes.first()?, *sizes.last()?);
        if sizes.len() < 2 {
            return None;
        }
        let greatest = sizes.iter().map(|size| size.2).max()?;
        let least = sizes.iter().map(|size| size.2).min()?;
        let day = |number: i32| locale.date(Day::from_number(number));
        let told =
            [("from", day(first).into()), ("to", day(last).into()), ("before", before.into()), ("after", after.into())];
        Some(Self {
            points: line(sizes, CHART)?,
            text: locale.with("history-chart", &told),
            least: locale.number(least),
            greatest: locale.number(greatest),
            first: day(first),
            last: day(last),
            days: sizes.iter().rev().map(|(_, on, members)| (day(*on), locale.number(*members))).collect(),
        })
    }
}
