//! Times of a day in a field.

use crate::notifications::times::read;
use crate::zone::Zone;
use chrono::NaiveDateTime;

/// What was typed is no time, or one that the clocks of the zone do not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMoment;

/// The moment that was typed as the clocks of the zone show it; `None` where nothing was.
pub fn read_moment(typed: &str, zone: Zone) -> Result<Option<NaiveDateTime>, NoMoment> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    read(typed).and_then(|shown| zone.moment_of(shown)).map(Some).ok_or(NoMoment)
}
