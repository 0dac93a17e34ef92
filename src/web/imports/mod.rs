//! Imports: uploading files, the progress of each import, and the outcome of its lines.

pub mod draft;
mod list;
mod new;
mod refused;
mod show;
mod upload;

pub use list::list;
pub use new::{create, new};
pub use refused::download;
pub use show::show;

use crate::locale::Locale;
use crate::store::imports::{Import, ImportState};

/// What each line of the import's file describes, in words.
fn kind_text(import: &Import, locale: Locale) -> String {
    locale.text(import.kind.message())
}

/// The import's state in words, and its tone.
fn status(import: &Import, locale: Locale) -> (String, &'static str) {
    let (key, tone) = match import.state {
        ImportState::Waiting => ("import-waiting", "neutral"),
        ImportState::Running => ("import-running", "accent"),
        ImportState::Failed => ("import-failed", "bad"),
        ImportState::Done => ("import-done", "good"),
    };
    (locale.text(key), tone)
}
