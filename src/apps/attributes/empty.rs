//! Moves the values of attributes that are gone to their successors, or deletes them.

use crate::ids::{AppKey, PublisherId};
use crate::queue::{Outcome, Steps, WorkError};
use crate::reading::conversion::converted;
use crate::reading::custom::Notation;
use crate::state::State;
use crate::store::attribute_changes::{self, Gone};

/// Empties the publisher's attributes that are gone, in steps. Broken off, it starts again with the first customer, whose
/// values are moved already.
pub fn empty(state: &State, publisher: PublisherId, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    while let Some(gone) = state.database.job_read(|connection| attribute_changes::next_gone(connection, publisher))? {
        if empty_one(state, AppKey { publisher, id: gone.app }, &gone, steps)? == Outcome::Paused {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}

fn empty_one(state: &State, app: AppKey, gone: &Gone, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let kind_of =
        |successor| state.database.job_read(|connection| attribute_changes::kind_of(connection, app, successor));
    let to = gone.successor.map(kind_of).transpose()?;
    let notation = gone.notation.as_deref().and_then(|notation| serde_json::from_str(notation).ok());
    let notation: Notation = notation.unwrap_or_default();
    let convert = |value: &str| to.and_then(|to| converted(gone.kind, to, value, notation));
    let mut after = None;
    loop {
        let step =
            steps.take(app.publisher, |connection| attribute_changes::empty(connection, app, gone, after, convert))?;
        if step.is_none() {
            return Ok(Outcome::Done);
        }
        after = step;
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
}
