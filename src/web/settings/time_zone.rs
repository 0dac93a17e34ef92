//! The zone that says on which day a time is.

use super::SettingsPage;
use crate::audit::Field;
use crate::locale::Locale;
use crate::settings::Refusal;
use crate::settings::time_zone::{self, Saved};
use crate::web::address::see_other;
use crate::web::audit::{Conflict, Typed};
use crate::web::form::{Posted, PostedForm};
use crate::web::visitor::Owner;
use crate::web::work::{PageResult, Visit, html_again};
use crate::zone::Zone;
use serde::Deserialize;
use validator::{Validate, ValidationError};

/// The form: the name of a zone.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct TimeZoneForm {
    #[validate(custom(function = "is_zone"))]
    time_zone: String,
    /// The zone when the form was shown.
    seen: String,
}

impl PostedForm for TimeZoneForm {
    const FIELDS: &'static [&'static str] = &["time_zone"];
}

fn is_zone(name: &str) -> Result<(), ValidationError> {
    if Zone::parse(name).is_some() { Ok(()) } else { Err(ValidationError::new("time-zone-unknown")) }
}

fn saved_text(Saved { today, numbers_of }: Saved, locale: Locale) -> String {
    let text = locale.with1("settings-time-zone-saved", "date", locale.date(today));
    match numbers_of {
        None => text,
        Some(day) => format!("{text} {}", locale.with1("settings-time-zone-ahead", "date", locale.date(day))),
    }
}

/// Saves the zone, or shows the form again.
pub async fn update(Owner(visitor): Owner, posted: Posted<TimeZoneForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let Some(zone) = Zone::parse(&form.time_zone).filter(|_| errors.is_empty()) else {
        return html_again(&SettingsPage { time_zone: form.time_zone, errors, ..SettingsPage::of(&visitor).await? });
    };
    let seen = Zone::parse(&form.seen);
    let save = move |visit: Visit| match time_zone::save(&visit.state, &visit.actor, (seen, zone)) {
        Ok(saved) => Ok(Ok(saved)),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::ChangedMeanwhile { now, changes }) => {
            Ok(Err((now, Conflict::new(&changes, &[Typed::kept(Field::TimeZone, zone.name())], &visit))))
        }
    };
    let (now, conflict) = match visitor.run(save).await? {
        Ok(saved) => {
            visitor.tell(saved_text(saved, visitor.locale));
            return Ok(see_other("/settings"));
        }
        Err(refused) => refused,
    };
    errors.add("time_zone", visitor.locale.with1("settings-time-zone-changed-meanwhile", "zone", now.name()));
    let (time_zone, seen_time_zone) = (form.time_zone, now.name().to_owned());
    let page = SettingsPage::of(&visitor).await?;
    html_again(&SettingsPage { time_zone, seen_time_zone, conflict, errors, ..page })
}
