//! Times of a day in a field.

use crate::notifications::times::read;
use crate::zone::Zone;
use chrono::NaiveDateTime;

/// The moment that was typed as the clocks of the zone show it, `None` where nothing was; nothing if it cannot be read.
pub fn read_moment(typed: &str, zone: Zone) -> Option<Option<NaiveDateTime>> {
    if typed.trim().is_empty() {
        return Some(None);
    }
    read(typed).and_then(|shown| zone.moment_of(shown)).map(Some)
}
