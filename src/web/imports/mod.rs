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
use crate::reading::ImportKind;
use crate::store::imports::Import;

/// What the lines of the import's file are, in words.
fn kind_text(import: &Import, locale: Locale) -> String {
    import.kind().map_or_else(String::new, |kind: ImportKind| locale.text(kind.message()))
}

/// How the import stands, and in which tone.
fn status(import: &Import, locale: Locale) -> (String, &'static str) {
    let (key, tone) = if import.is_waiting() {
        ("import-waiting", "neutral")
    } else if import.is_under_way() {
        ("import-running", "accent")
    } else if import.problem().is_some() {
        ("import-failed", "bad")
    } else {
        ("import-done", "good")
    };
    (locale.text(key), tone)
}
