//! What can be asked for without a visitor waiting for it.

use crate::day::Day;
use crate::ids::{AppId, ImportId, PublisherId, UserId};
use crate::store::jobs::SAMPLE_IMPORT;
use serde::{Deserialize, Serialize};

/// A piece of work. It is kept in the database, so a newer program must be able to read an older one's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Task {
    /// Take the file of an import in.
    Import { import: ImportId, app: AppId, is_sample: bool },
    /// Make the files of a sample app with this many customers, and let them be imported.
    Sample { app: AppId, user: UserId, customers: u32 },
    /// Bring the profiles of the app to a day, also to an earlier one where somebody set the day.
    Roll { app: AppId, day: Day, may_go_back: bool },
    /// Count the groups of the publisher again whose numbers no longer hold.
    Recount,
    /// Remove what was left behind and what is over.
    Sweep,
}

impl Task {
    /// The kinds that this program knows. One that a newer program added is left to it.
    pub const KINDS: [&'static str; 5] = ["import", "sample", "roll", "recount", "sweep"];

    /// The word of its kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Import { .. } => "import",
            Self::Sample { .. } => "sample",
            Self::Roll { .. } => "roll",
            Self::Recount => "recount",
            Self::Sweep => "sweep",
        }
    }

    /// What tells it from the others of its kind: the same work waits only once.
    pub fn key(&self, publisher: Option<PublisherId>) -> String {
        match self {
            Self::Import { import, is_sample: false, .. } => import.to_string(),
            // Told apart, for a sample's files do not count among those that a publisher sent.
            Self::Import { import, is_sample: true, .. } => format!("{SAMPLE_IMPORT}{import}"),
            Self::Sample { app, .. } | Self::Roll { app, .. } => app.to_string(),
            Self::Recount => publisher.map_or_else(String::new, |publisher| publisher.to_string()),
            Self::Sweep => String::new(),
        }
    }

    /// Tasks of the same lane are done one after the other, in the order in which they were asked for.
    pub fn lane(&self) -> Option<String> {
        match self {
            Self::Import { app, .. } => Some(format!("import-{app}")),
            Self::Sample { .. } | Self::Roll { .. } | Self::Recount | Self::Sweep => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_read_back_as_it_was_kept() {
        let tasks = [
            Task::Import { import: 3.into(), app: 1.into(), is_sample: false },
            Task::Sample { app: 2.into(), user: 1.into(), customers: 1_000 },
            Task::Roll { app: 2.into(), day: Day::from_number(17_532), may_go_back: false },
            Task::Recount,
            Task::Sweep,
        ];
        for task in tasks {
            let kept = serde_json::to_string(&task).unwrap();
            assert!(Task::KINDS.contains(&task.kind()) && kept.contains(task.kind()), "{kept}");
            assert_eq!(serde_json::from_str::<Task>(&kept).unwrap(), task);
        }
    }
}
