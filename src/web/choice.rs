//! The choice of the groups that a use is for, in words.

use crate::groups::choice::{MOST, Wrong};
use crate::locale::Locale;

/// What is wrong with a choice, and what to do.
pub fn text(wrong: &Wrong, locale: Locale) -> String {
    match wrong {
        Wrong::Missing => locale.text("offer-groups-missing"),
        Wrong::TooMany => locale.with1("offer-too-many-entries", "most", MOST),
        Wrong::NoGroup => locale.text("offer-no-group"),
        Wrong::OtherApp(name) => locale.with1("offer-other-app", "name", name.as_str()),
        Wrong::Both(name) => locale.with1("offer-both", "name", name.as_str()),
    }
}
