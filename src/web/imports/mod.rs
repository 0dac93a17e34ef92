//! Imports: files sent by browsers, the progress of each, and what became of its lines.

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

/// What the lines of the import's file are, in words.
fn kind_text(import: &Import, locale: Locale) -> String {
    locale.text(import.kind.message())
}

/// How the import stands, and in which tone.
fn status(import: &Import, locale: Locale) -> (String, &'static str) {
    let (key, tone) = match import.state {
        ImportState::Waiting => ("import-waiting", "neutral"),
        ImportState::Running => ("import-running", "accent"),
        ImportState::Failed => ("import-failed", "bad"),
        ImportState::Done => ("import-done", "good"),
    };
    (locale.text(key), tone)
}
