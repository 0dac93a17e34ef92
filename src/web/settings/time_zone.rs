//! The zone that says on which day a time is.

use super::SettingsPage;
use crate::locale::Locale;
use crate::settings::time_zone::{self, Saved};
use crate::web::address::see_other;
use crate::web::form::{Posted, PostedForm};
use crate::web::visitor::Owner;
use crate::web::work::{PageResult, html_again};
use crate::zone::Zone;
use serde::Deserialize;
use validator::{Validate, ValidationError};

/// The form: the name of a zone.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct TimeZoneForm {
    #[validate(custom(function = "is_zone"))]
    time_zone: String,
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
    let Posted { form, errors, .. } = posted;
    let Some(zone) = Zone::parse(&form.time_zone).filter(|_| errors.is_empty()) else {
        return html_again(&SettingsPage { time_zone: form.time_zone, errors, ..SettingsPage::of(&visitor).await? });
    };
    let saved = visitor.run(move |visit| Ok(time_zone::save(&visit.state, &visit.actor, zone)?)).await?;
    visitor.tell(saved_text(saved, visitor.locale));
    Ok(see_other("/settings"))
}
