//! The commands that back the database up and put a backup in place.

use crate::backup;
use crate::config::Options;
use crate::security_log::{Event, Outcome};
use crate::startup::{StartError, create_data_folder};
use std::path::Path;

/// Backs up the database to a file.
pub fn back_up(options: &Options, file: &Path) -> Result<(), StartError> {
    backup::create(options, file)?;
    Event::new("backup", Outcome::Done).record();
    println!("{} holds all that was saved until now", file.display());
    Ok(())
}

/// Restores a backup of the database.
pub fn restore(options: &Options, file: &Path) -> Result<(), StartError> {
    create_data_folder(options)?;
    let before = backup::restore(options, file)?;
    Event::new("restore", Outcome::Done).record();
    println!("The backup is in place. What was there before is in {}", before.display());
    Ok(())
}
