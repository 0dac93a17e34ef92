//! Imports: uploading files, the progress of each import, and the outcome of its lines.

mod delete_file;
pub mod draft;
mod list;
mod new;
mod refused;
mod show;
mod undo;
mod upload;

pub use delete_file::{delete_file, delete_file_page};
pub use list::list;
pub use new::{create, new};
pub use refused::{download, refused_file};
pub use show::show;
pub use undo::{cancel, undo, undo_page};

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
        ImportState::Cancelling => ("import-cancelling", "accent"),
        ImportState::Cancelled => ("import-cancelled", "neutral"),
        ImportState::Undoing => ("import-undoing", "accent"),
        ImportState::Undone => ("import-undone", "neutral"),
        ImportState::Done => return done(import, locale),
    };
    (locale.text(key), tone)
}

/// The state of an import that is done: with a warning if not everything in its file was taken.
fn done(import: &Import, locale: Locale) -> (String, &'static str) {
    let faults = [("import-done-refused", import.lines_refused), ("import-done-left-out", import.cells_left_out)];
    let faults = faults.into_iter().filter(|(_, count)| *count > 0);
    let words = faults.map(|(key, count)| locale.with1(key, "count", count));
    let words: Vec<String> = [locale.text("import-done")].into_iter().chain(words).collect();
    (words.join(", "), if words.len() == 1 { "good" } else { "warning" })
}

/// Each outcome of lines in words, and how many lines had it.
fn fates(import: &Import, locale: Locale) -> [(String, String); 5] {
    [
        ("import-lines-new", import.lines_new),
        ("import-lines-changed", import.lines_changed),
        ("import-lines-unchanged", import.lines_unchanged),
        ("import-lines-repeated", import.lines_repeated),
        ("import-lines-refused", import.lines_refused),
    ]
    .map(|(key, count)| (locale.text(key), locale.number(count)))
}
