//! The tasks of the queue.

use crate::day::Day;
use crate::ids::{AppId, DraftId, ImportId, PublisherId, UserId};
use crate::store::jobs::{JobKind, SAMPLE_IMPORT};
use serde::{Deserialize, Serialize};

/// A piece of background work. It is stored in the database, so a newer program must be able to read an older one's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Task {
    /// Read an uploaded file, to show what its import would do.
    Draft { draft: DraftId },
    /// Import a file.
    Import { import: ImportId, app: AppId, is_sample: bool },
    /// Take back what an import brought.
    Undo { import: ImportId, app: AppId },
    /// Delete what is kept of the file of an import.
    DeleteFile { import: ImportId },
    /// Delete what a deleted app has.
    DeleteApp { app: AppId },
    /// Write the files of a sample app with this many customers, and import them.
    Sample { app: AppId, user: UserId, customers: u32 },
    /// Update the profiles of the app to a day. With `may_go_back`, also to an earlier day, because the program was
    /// started with a day set in its options.
    Roll { app: AppId, day: Day, may_go_back: bool },
    /// Recount the publisher's groups whose numbers are out of date.
    Recount,
    /// Delete or move the values of the publisher's custom attributes that are gone.
    Attributes,
    /// Hold the claims of the app's offers against its purchases.
    SettleClaims { app: AppId },
    /// Count what the publisher's offers, notifications and rollouts changed.
    CountEffects,
    /// Remove leftover files and expired data.
    Sweep,
}

impl Task {
    /// The kind, whose name the payload is tagged with.
    pub const fn kind(&self) -> JobKind {
        match self {
            Self::Draft { .. } => JobKind::Draft,
            Self::Import { .. } => JobKind::Import,
            Self::Undo { .. } => JobKind::Undo,
            Self::DeleteFile { .. } => JobKind::DeleteFile,
            Self::DeleteApp { .. } => JobKind::DeleteApp,
            Self::Sample { .. } => JobKind::Sample,
            Self::Roll { .. } => JobKind::Roll,
            Self::Recount => JobKind::Recount,
            Self::Attributes => JobKind::Attributes,
            Self::SettleClaims { .. } => JobKind::SettleClaims,
            Self::CountEffects => JobKind::CountEffects,
            Self::Sweep => JobKind::Sweep,
        }
    }

    /// Identifies the task among those of its kind, so that the same work is queued only once.
    pub fn key(&self, publisher: Option<PublisherId>) -> String {
        match self {
            Self::Draft { draft } => draft.to_string(),
            Self::Import { import, is_sample: false, .. } => import.to_string(),
            Self::Undo { import, .. } | Self::DeleteFile { import } => import.to_string(),
            // A different key, because a sample's files do not count towards the publisher's own imports.
            Self::Import { import, is_sample: true, .. } => format!("{SAMPLE_IMPORT}{import}"),
            Self::Sample { app, .. }
            | Self::Roll { app, .. }
            | Self::DeleteApp { app }
            | Self::SettleClaims { app } => app.to_string(),
            Self::Recount | Self::Attributes | Self::CountEffects => {
                publisher.map_or_else(String::new, |publisher| publisher.to_string())
            }
            Self::Sweep => String::new(),
        }
    }

    /// The lane of the imports into an app.
    pub fn lane_of_imports(app: AppId) -> String {
        format!("import-{app}")
    }

    /// Tasks of the same lane run one after the other, in the order in which they were added.
    pub fn lane(&self) -> Option<String> {
        match self {
            Self::Import { app, .. } | Self::Undo { app, .. } => Some(Self::lane_of_imports(*app)),
            Self::Draft { .. }
            | Self::DeleteFile { .. }
            | Self::DeleteApp { .. }
            | Self::Sample { .. }
            | Self::Roll { .. }
            | Self::Recount
            | Self::Attributes
            | Self::SettleClaims { .. }
            | Self::CountEffects
            | Self::Sweep => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_read_back_as_it_was_stored() {
        let tasks = [
            Task::Draft { draft: 4.into() },
            Task::Import { import: 3.into(), app: 1.into(), is_sample: false },
            Task::Undo { import: 3.into(), app: 1.into() },
            Task::DeleteFile { import: 3.into() },
            Task::DeleteApp { app: 1.into() },
            Task::Sample { app: 2.into(), user: 1.into(), customers: 1_000 },
            Task::Roll { app: 2.into(), day: Day::from_number(17_532), may_go_back: false },
            Task::Recount,
            Task::Attributes,
            Task::SettleClaims { app: 1.into() },
            Task::CountEffects,
            Task::Sweep,
        ];
        for task in tasks {
            let kept = serde_json::to_string(&task).unwrap();
            assert!(kept.contains(&format!("\"kind\":\"{}\"", task.kind().word())), "{kept}");
            assert_eq!(serde_json::from_str::<Task>(&kept).unwrap(), task);
        }
    }
}
