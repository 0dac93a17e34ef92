//! What the snapshots of a segment and its changes say, in words and numbers of the user's language.

use crate::groups::history::{self, Moved};
use crate::locale::Locale;
use crate::store::membership_changes::{Cause, MembershipChange};
use crate::store::snapshots::Size;
use crate::web::chart::line;

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

/// One count of the segment that changed it.
pub struct ChangeRow {
    pub when: String,
    pub cause: String,
    pub came: String,
    pub gone: String,
}

/// What made customers come or leave, and whose doing it was.
pub fn cause_text(cause: Option<Cause>, email: Option<&str>, locale: Locale) -> String {
    let Some(cause) = cause else { return locale.text("cause-not-recorded") };
    let key = format!("cause-{}", cause.word());
    match email {
        Some(email) => locale.with1(&format!("{key}-by"), "email", email),
        None => locale.text(&key),
    }
}

impl ChangeRow {
    /// The latest of the changes, the last first; one that cannot be read is left out.
    pub fn latest(changes: &[MembershipChange], most: usize, locale: Locale) -> Vec<Self> {
        let row = |change: &MembershipChange| {
            let Moved { came, gone } = history::moved(change)?;
            Some(Self {
                when: locale.date(change.happened_on),
                cause: cause_text(Some(change.cause), change.email.as_deref(), locale),
                came: locale.number(came),
                gone: locale.number(gone),
            })
        };
        changes.iter().rev().take(most).filter_map(row).collect()
    }
}

impl Chart {
    /// A line over the days; none where there are not two.
    pub fn new(sizes: &[Size], locale: Locale) -> Option<Self> {
        let (first, last) = (sizes.first()?, sizes.last()?);
        if sizes.len() < 2 {
            return None;
        }
        let text = [
            ("from", locale.date(first.day).into()),
            ("to", locale.date(last.day).into()),
            ("before", first.members.into()),
            ("after", last.members.into()),
        ];
        Some(Self {
            points: line(sizes, CHART)?,
            text: locale.with("history-chart", &text),
            least: locale.number(sizes.iter().map(|size| size.members).min()?),
            greatest: locale.number(sizes.iter().map(|size| size.members).max()?),
            first: locale.date(first.day),
            last: locale.date(last.day),
            days: sizes.iter().rev().map(|size| (locale.date(size.day), locale.number(size.members))).collect(),
        })
    }
}
