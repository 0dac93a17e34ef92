//! Runs a pass over an app's profiles slice by slice and then updates the columns.

use crate::ids::AppKey;
use crate::queue::{Outcome, Steps, WorkError};
use crate::state::State;
use crate::store::passes::{self, Progress};
use std::time::Instant;

/// Continues the app's pass, whoever started it, until the pass or the turn ends.
pub fn go_on(state: &State, app: AppKey, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let (started, mut slices) = (Instant::now(), 0);
    loop {
        match steps.take(app.publisher, |connection| passes::advance(connection, app, state.options.slice))? {
            Progress::Nothing => return Ok(Outcome::Done),
            Progress::Finished => {
                log::info!("app {}: a pass ends with {slices} slices in {} ms", app.id, started.elapsed().as_millis());
                state.audiences.bring_up(app.publisher, app.id)?;
                return Ok(Outcome::Done);
            }
            Progress::Slice => slices += 1,
        }
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
}
