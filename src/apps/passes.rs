//! A pass over an app's profiles: one slice after the other, and at its end the columns.

use crate::ids::AppKey;
use crate::queue::{Outcome, Steps, WorkError};
use crate::state::State;
use crate::store::passes::{self, Progress};
use std::time::Instant;

/// Positions that one slice goes through: on two slow cores a slice of a busy app takes two tenths of a second, which is
/// what whoever else writes facts waits for at most; smaller ones cost more commits than they save waiting.
const SLICE: i32 = 20_000;

/// Goes on with the app's pass to its end, also with one that somebody else started, until its turn is over.
pub fn go_on(state: &State, app: AppKey, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let (started, mut slices) = (Instant::now(), 0);
    loop {
        match steps.take(app.publisher, |connection| passes::advance(connection, app, SLICE))? {
            Progress::Nothing => return Ok(Outcome::Done),
            Progress::Finished => {
                log::info!("app {}: a pass ends with {slices} slices in {} ms", app.id, started.elapsed().as_millis());
                state.audiences.bring_to_day(app.publisher, app.id)?;
                return Ok(Outcome::Done);
            }
            Progress::Slice => slices += 1,
        }
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
}
