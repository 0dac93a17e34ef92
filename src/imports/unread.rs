//! The file of an import that a program sent and nobody has looked at: its import looks at it first.

use super::ImportError;
use super::draft::Stoppable;
use super::remembered::look_at;
use super::run::kept_file;
use crate::queue::{self, Turn};
use crate::reading::Chosen;
use crate::reading::survey::SurveyError;
use crate::state::State;
use crate::store::imports::{self, Import};
use crate::store::jobs::Lease;
use crate::store::{Lock, apps};

/// Finds out what is in the import's file, and stores it. Returns the import; `None` if the program stops.
pub(super) fn read(
    state: &State,
    import: &Import,
    chosen: &Chosen,
    lease: &Lease,
    turn: &Turn,
) -> Result<Option<Import>, ImportError> {
    let app = state.database.job_read(|connection| apps::find(connection, import.publisher_id, import.app_id))?;
    let is_stopped = || turn.is_stopped();
    let open = || Ok(Stoppable { reader: kept_file(state, import)?, is_stopped: &is_stopped });
    let look = match look_at(state, &app, import.kind, open, &mut chosen.clone()) {
        Ok((look, _)) => look,
        Err(SurveyError::Io(_)) if turn.is_stopped() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if let Some(problem) = chosen.problem(&look.survey).or_else(|| look.survey.problem(import.kind)) {
        return Err(problem.into());
    }
    let stored =
        queue::step(state, lease, Lock::Nothing, |connection| imports::set_read(connection, import, &look.survey));
    Ok(Some(stored?))
}
