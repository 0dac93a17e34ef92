//! Imports: files with facts about customers. A file is accepted, waits, is imported batch by batch by whichever
//! program holds its job, and is removed at the end. Only an error in the file itself makes an import fail.

mod ahead;
mod attributes;
mod batch;
pub mod command;
pub mod delete_file;
pub mod draft;
pub mod files;
pub mod finish;
pub mod list;
pub mod parts;
mod portion;
pub mod preview;
pub mod quota;
mod recorded;
mod remembered;
pub mod rows;
pub mod run;
pub mod sample;
pub mod show;
pub mod submit;
pub mod undo;
mod unread;
pub mod uploads;

pub use command::take;
pub use list::list;
pub use show::show;
pub use submit::{SubmitError, submit};

use crate::queue::WorkError;
use crate::reading::Problem;
use crate::reading::survey::SurveyError;
use crate::store::StoreError;
use std::io;

/// What interrupted the import of a file.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be imported, now or later.
    #[error(transparent)]
    Problem(#[from] Problem),
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Work(#[from] WorkError),
}

impl From<SurveyError> for ImportError {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::Problem(problem) => Self::Problem(problem),
            SurveyError::Io(error) => Self::Io(error),
        }
    }
}

impl ImportError {
    /// The error of the file as `Ok`, any other failure as `Err`. A missing file is an error of the file, because it
    /// does not come back, whereas a disk or a database may be readable again soon.
    pub fn sort(self) -> Result<Problem, WorkError> {
        match self {
            Self::Problem(problem) => Ok(problem),
            Self::Io(error) if error.kind() == io::ErrorKind::NotFound => Ok(Problem::FileGone),
            Self::Io(error) => Err(WorkError::Passing(error.to_string())),
            Self::Store(error) => Err(error.into()),
            Self::Work(error) => Err(error),
        }
    }
}
