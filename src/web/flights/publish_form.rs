//! The form that publishes a release to a flight, as it is filled in.

use super::words::{share_value, typed_share};
use crate::audit::Field;
use crate::flights::pending::{self, When};
use crate::flights::rollout::{self, Plan, Step};
use crate::flights::stage::Stage;
use crate::flights::{written_moment, written_share};
use crate::ids::ReleaseId;
use crate::locale::{Locale, parse_number};
use crate::notifications::times;
use crate::shares::WHOLE;
use crate::store::notification_times::{Starts, Timing};
use crate::store::submissions::SubmissionRow;
use crate::take_over;
use crate::web::audit::{Conflict, Values};
use crate::web::form::{Errors, PostedForm};
use crate::web::notifications::form_timing::notes;
use crate::web::work::Visit;
use crate::zone::Zone;
use chrono::NaiveDateTime;
use serde::Deserialize;
use serde_json::json;
use validator::Validate;

/// How many steps the form has: a week of doubling ends with the third.
pub(super) const STEPS: usize = 3;

/// The form as it was filled in; `seen` is the submission that counted then.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PublishForm {
    pub release: String,
    /// `everyone` or `share`.
    pub to: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    pub share: String,
    #[validate(length(max = 10, message = "field-too-long"))]
    pub hours_1: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    pub share_1: String,
    #[validate(length(max = 10, message = "field-too-long"))]
    pub hours_2: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    pub share_2: String,
    #[validate(length(max = 10, message = "field-too-long"))]
    pub hours_3: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    pub share_3: String,
    pub guarded: String,
    #[validate(length(max = 30, message = "field-too-long"))]
    pub publish_at: String,
    #[validate(length(max = 100, message = "field-too-long"))]
    pub publish_zone: String,
    /// From when on it is mandatory, in the publisher's time zone.
    #[validate(length(max = 30, message = "field-too-long"))]
    pub mandatory: String,
    pub seen: String,
    /// What the form was filled in from: the submission that waited then, of version 0 if none did.
    pub waiting: String,
    /// When it was filled in, in microseconds.
    pub opened: String,
    /// The time that it was told of that it is odd.
    pub told: String,
    /// `preview`, `publish`, `draft` or `schedule`.
    #[serde(rename = "do")]
    pub action: String,
}

impl PostedForm for PublishForm {
    const FIELDS: &'static [&'static str] = &[
        "release",
        "to",
        "share",
        "hours_1",
        "share_1",
        "hours_2",
        "share_2",
        "hours_3",
        "share_3",
        "guarded",
        "publish_at",
        "publish_zone",
        "mandatory",
    ];
}

impl PublishForm {
    /// The form of what waits, or an empty one.
    pub fn of(visit: &Visit, waiting: Option<&SubmissionRow>) -> Self {
        let (locale, home) = (visit.locale, visit.publisher.time_zone);
        let blank = Self {
            to: String::from("everyone"),
            share: share_value(50_000, locale),
            publish_zone: home.name().to_owned(),
            ..Self::default()
        };
        let Some(row) = waiting else { return blank };
        let mut form = Self {
            release: row.release_id.to_string(),
            guarded: String::from(if row.is_guarded { "on" } else { "" }),
            mandatory: row
                .mandatory_from
                .map(|at| home.shown(at).format(times::WRITTEN).to_string())
                .unwrap_or_default(),
            ..blank
        };
        if row.is_gradual {
            (form.to, form.share) = (String::from("share"), share_value(row.share.unsigned_abs(), locale));
        }
        // The time of one that is held has passed.
        if let Some((at, zone)) = pending::when_of(row).filter(|_| Stage::of(row) != Stage::Held) {
            form.publish_at = zone.shown(at).format(times::WRITTEN).to_string();
            form.publish_zone = zone.name().to_owned();
        }
        let steps = rollout::steps_of(row);
        let fields = [
            (&mut form.hours_1, &mut form.share_1),
            (&mut form.hours_2, &mut form.share_2),
            (&mut form.hours_3, &mut form.share_3),
        ];
        for ((hours, share), (now, next)) in fields.into_iter().zip(steps.iter().zip(steps.iter().skip(1))) {
            (*hours, *share) = (now.hours.to_string(), share_value(next.share, locale));
        }
        form
    }

    /// When it is published by itself; faults are added beside their fields.
    pub fn when(&self, errors: &mut Errors, locale: Locale) -> Option<When> {
        let (shown, zone) = (times::read(&self.publish_at), Zone::parse(&self.publish_zone));
        if shown.is_none() {
            errors.add("publish_at", locale.text("flight-publish-at-missing"));
        }
        if zone.is_none() {
            errors.add("publish_zone", locale.text("time-zone-unknown"));
        }
        Some((zone?.moment_of(shown?)?, zone?))
    }

    /// The time as typed, of which somebody was told if it is odd.
    pub fn typed_time(&self) -> String {
        format!("{} {}", self.publish_at.trim(), self.publish_zone.trim())
    }

    /// What is odd about the time that is typed, in words.
    pub fn oddities(&self, home: Zone, locale: Locale) -> Vec<String> {
        let (shown, zone) = (times::read(&self.publish_at), Zone::parse(&self.publish_zone));
        notes(&Timing { starts: Starts::At, shown, zone, ..Timing::default() }, home, locale)
    }

    /// Whether the time is odd and nobody was told so yet.
    pub fn is_untold(&self, home: Zone, locale: Locale) -> bool {
        self.told != self.typed_time() && !self.oddities(home, locale).is_empty()
    }

    fn is_gradual(&self) -> bool {
        self.to == "share"
    }

    /// The hours and shares of the steps, as typed.
    fn steps(&self) -> [(&str, &str); STEPS] {
        [(&self.hours_1, &self.share_1), (&self.hours_2, &self.share_2), (&self.hours_3, &self.share_3)]
    }

    /// What is to be published; faults are added beside their fields.
    pub fn plan(&self, errors: &mut Errors, (locale, home): (Locale, Zone)) -> Option<Plan> {
        let release = self.release.parse::<ReleaseId>().ok();
        if release.is_none() {
            errors.add("release", locale.text("field-choose"));
        }
        let mandatory_from = self.mandatory_from(errors, (locale, home));
        if !self.is_gradual() {
            let (release, steps) = (release?, Vec::new());
            return Some(Plan { release, share: None, steps, is_guarded: false, mandatory_from });
        }
        let share = typed_share(&self.share, locale);
        if share.is_none() {
            errors.add("share", locale.text("flight-share-typed"));
        }
        let steps = self.read_steps(share?, errors, locale)?;
        Some(Plan { release: release?, share, steps, is_guarded: !self.guarded.is_empty(), mandatory_from })
    }

    /// From when on it is mandatory, if that is typed.
    fn mandatory_from(&self, errors: &mut Errors, (locale, home): (Locale, Zone)) -> Option<NaiveDateTime> {
        if self.mandatory.trim().is_empty() {
            return None;
        }
        let moment = times::read(&self.mandatory).and_then(|shown| home.moment_of(shown));
        if moment.is_none() {
            errors.add("mandatory", locale.text("flight-publish-at-missing"));
        }
        moment
    }

    /// The steps from the first share on. A step without hours and share is left out.
    fn read_steps(&self, first: u32, errors: &mut Errors, locale: Locale) -> Option<Vec<Step>> {
        let (mut steps, mut share) = (Vec::new(), first);
        let filled =
            (1..).zip(self.steps()).filter(|(_, (hours, next))| !hours.trim().is_empty() || !next.trim().is_empty());
        for (number, (hours, next)) in filled {
            let hours = parse_number(locale, hours).and_then(|hours| u32::try_from(hours).ok());
            let next = typed_share(next, locale);
            if hours.is_none() {
                errors.add(&format!("hours_{number}"), locale.text("flight-hours-typed"));
            }
            if next.is_none() {
                errors.add(&format!("share_{number}"), locale.text("flight-share-typed"));
            }
            steps.push(Step { share, hours: hours? });
            share = next?;
        }
        if !steps.is_empty() {
            // The last share stays until somebody changes it.
            steps.push(Step { share, hours: 1 });
        }
        Some(steps)
    }

    /// Its fields as the audit log writes them; `releases` are the choices.
    pub fn values(&self, releases: &[(String, String)], (locale, home): (Locale, Zone)) -> Values {
        let share = |typed: &str| typed_share(typed, locale).map_or_else(|| typed.to_owned(), written_share);
        let version = releases.iter().find(|(id, _)| *id == self.release).map(|(_, version)| version.as_str());
        let steps = self.steps().into_iter().filter(|(hours, next)| !hours.is_empty() || !next.is_empty());
        let steps = steps.map(|(hours, next)| format!("{hours} h: {}", share(next))).collect::<Vec<_>>().join(", ");
        let at = if self.publish_at.is_empty() {
            String::new()
        } else {
            format!("{} ({})", self.publish_at.replace('T', " "), self.publish_zone)
        };
        let mandatory = times::read(&self.mandatory).and_then(|shown| home.moment_of(shown));
        let mandatory = mandatory.map_or_else(|| self.mandatory.clone(), written_moment);
        let first = if self.is_gradual() { share(&self.share) } else { written_share(WHOLE) };
        vec![
            (Field::Release, json!(version.unwrap_or_default())),
            (Field::FirstShare, json!(first)),
            (Field::Steps, json!(if self.is_gradual() { steps } else { String::new() })),
            (Field::Guarded, json!(self.is_gradual() && !self.guarded.is_empty())),
            (Field::StartsAt, json!(at)),
            (Field::MandatoryFrom, json!(mandatory)),
        ]
    }

    /// Takes the fields that others have changed, and nobody here, from the form as it is `now`.
    pub fn take_over(&mut self, now: Self, theirs: Option<&Conflict>) {
        if let Some(theirs) = theirs {
            take_over!(self, now, theirs;
                Release => release,
                FirstShare => to,
                FirstShare => share,
                Steps => hours_1,
                Steps => share_1,
                Steps => hours_2,
                Steps => share_2,
                Steps => hours_3,
                Steps => share_3,
                Guarded => guarded,
                StartsAt => publish_at,
                StartsAt => publish_zone,
                MandatoryFrom => mandatory,
            );
        }
        (self.seen, self.waiting, self.opened) = (now.seen, now.waiting, now.opened);
    }
}
