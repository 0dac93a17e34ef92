//! Where files wait to be taken in.

use crate::ids::ImportId;
use crate::state::State;
use std::io;
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// How the names of files begin that are still being written.
const UNFINISHED: &str = "unfinished-";

/// The folder of the files.
pub fn folder(state: &State) -> PathBuf {
    state.options.data_dir.join("imports")
}

/// The file of an import.
pub fn path(state: &State, import: ImportId) -> PathBuf {
    folder(state).join(format!("{import}.csv"))
}

/// A new file in the folder, which is made where it is not there. It goes when it is dropped.
pub fn create(state: &State) -> io::Result<NamedTempFile> {
    let folder = folder(state);
    std::fs::create_dir_all(&folder)?;
    tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)
}

/// Removes what a program that was killed left unfinished.
pub fn sweep(state: &State) {
    let Ok(entries) = std::fs::read_dir(folder(state)) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED)) {
        if let Err(error) = std::fs::remove_file(entry.path()) {
            log::warn!("{} could not be removed: {error}", entry.path().display());
        }
    }
}
