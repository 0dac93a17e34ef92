//! The part of the form that says when a notification goes out.

use crate::locale::Locale;
use crate::notifications::drafts::StartError;
use crate::notifications::times::{self, Oddity};
use crate::store::notification_times::{Starts, Timing};
use crate::web::form::Errors;
use crate::zone::{Shown, Zone};
use chrono::NaiveDateTime;
use serde::Deserialize;

/// When it goes out, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TimingForm {
    pub starts: String,
    pub start: String,
    pub zone: String,
    pub still_member: Option<String>,
    pub keeps_quiet: Option<String>,
    pub is_exempt: Option<String>,
}

impl TimingForm {
    /// That of a new draft; `home` is the publisher's zone.
    pub fn blank(home: Zone) -> Self {
        Self::of(&Timing::default(), home)
    }

    pub fn of(timing: &Timing, home: Zone) -> Self {
        Self {
            starts: timing.starts.word().to_owned(),
            start: timing.shown.map(|shown| shown.format(times::WRITTEN).to_string()).unwrap_or_default(),
            zone: timing.zone.unwrap_or(home).name().to_owned(),
            still_member: timing.still_member.then(|| String::from("on")),
            keeps_quiet: timing.keeps_quiet.then(|| String::from("on")),
            is_exempt: timing.is_exempt.then(|| String::from("on")),
        }
    }

    /// The day and the time as they are typed.
    fn shown(&self) -> Option<NaiveDateTime> {
        times::read(&self.start)
    }

    /// Adds what is typed and cannot be read, also where it is not needed.
    pub fn check(&self, errors: &mut Errors, locale: Locale) {
        let is_blank = |typed: &str| typed.trim().is_empty();
        if !is_blank(&self.start) && self.shown().is_none() {
            errors.add("timing-start", locale.text("notification-start-missing"));
        }
        if !is_blank(&self.zone) && Zone::parse(&self.zone).is_none() {
            errors.add("timing-zone", locale.text("time-zone-unknown"));
        }
    }

    /// What is typed; what cannot be read is missing.
    pub fn timing(&self) -> Timing {
        let starts = Starts::from_word(&self.starts).unwrap_or_default();
        Timing {
            starts,
            shown: self.shown().filter(|_| starts != Starts::Now),
            zone: Zone::parse(&self.zone).filter(|_| starts == Starts::At),
            still_member: self.still_member.is_some(),
            starts_at: None,
            keeps_quiet: self.keeps_quiet.is_some(),
            is_exempt: self.is_exempt.is_some(),
        }
    }

    /// What is odd about the time, in words.
    pub fn notes(&self, home: Zone, locale: Locale) -> Vec<String> {
        notes(&self.timing(), home, locale)
    }
}

/// What is odd about a time, in words.
pub fn notes(timing: &Timing, home: Zone, locale: Locale) -> Vec<String> {
    let of = if timing.starts == Starts::Local { "some" } else { "one" };
    let words = |odd: Oddity| {
        let kind = if odd.kind == Shown::Twice { "twice" } else { "skipped" };
        let time = odd.instead.map(|shown| locale.shown(shown)).unwrap_or_default();
        let arguments = [("zone", odd.zone.name().into()), ("time", time.into())];
        locale.with(&format!("notification-start-{kind}-{of}"), &arguments)
    };
    times::oddities(timing, home).into_iter().map(words).collect()
}

/// When it goes out, in words.
pub fn starts(timing: &Timing, locale: Locale) -> String {
    let shown = timing.shown.map(|shown| locale.shown(shown)).unwrap_or_default();
    match timing.starts {
        Starts::Now => locale.text("notification-starts-now"),
        Starts::At => format!("{shown} ({})", timing.zone.unwrap_or_default().name()),
        Starts::Local => locale.with1("notification-start-local", "time", shown),
    }
}

/// The field that has the error, and its words.
pub(super) fn words(error: StartError, locale: Locale) -> (&'static str, String) {
    match error {
        StartError::Missing => ("timing-start", locale.text("notification-start-missing")),
        StartError::NotAhead => ("timing-start", locale.text("notification-start-not-ahead")),
        StartError::Exempt => ("timing-is-exempt", locale.text("notification-exempt-owners")),
        StartError::Zone => ("timing-zone", locale.text("time-zone-unknown")),
    }
}
