//! A file of a posted form, streamed to the data folder as it arrives, so that no file is held in memory.

use super::body::FILE_MARGIN;
use super::error::PageError;
use crate::ids::PublisherId;
use crate::imports::quota::MEGABYTE;
use crate::imports::uploads::Upload;
use crate::imports::{SubmitError, files, submit};
use crate::state::State;
use actix_multipart::Field;
use actix_web::web::Bytes;
use anyhow::Context;
use futures_util::{Stream, TryStreamExt};
use std::pin::pin;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

/// The longest file name that is kept, in characters: file systems allow 255 bytes, and most names have fewer
/// characters than bytes.
const NAME_LENGTH: usize = 200;

/// A file in the data folder, removed when this is dropped.
#[derive(Debug)]
pub struct UploadedFile {
    pub name: String,
    pub file: NamedTempFile,
    pub bytes: u64,
    /// Whether the file is larger than the limit. A little of the excess is read and discarded; the rest is not read.
    pub is_too_large: bool,
    /// Why nothing of the file is kept: the publisher's share is used up, or the disk has no room.
    pub refused: Option<SubmitError>,
    /// What counts a file that is not kept for later while it is there.
    pub share: Option<Upload>,
}

/// The size limit of a file, in megabytes.
pub fn largest(state: &State) -> u64 {
    state.options.upload_limit.min(state.options.upload_quota)
}

/// The size limit of a file with a list of people, in megabytes. It is read while the visitor waits: in less than a second or
/// two, whatever is in it, and a list of as many people as a group can include takes a hundredth of it.
pub fn largest_list(state: &State) -> u64 {
    largest(state).min(64)
}

/// Receives a file of a list of people, if the publisher may send one of so many bytes now; otherwise it is received, so that
/// the browser shows the page with what was typed, and not kept.
pub async fn receive_list(part: Field, name: String, sender: &Sender) -> Result<UploadedFile, PageError> {
    let limit = largest_list(&sender.state).saturating_mul(MEGABYTE);
    let (state, publisher, bytes) = (sender.state.clone(), sender.publisher, sender.length.unwrap_or(limit).min(limit));
    let checked = tokio::task::spawn_blocking(move || submit::check_passing(&state, publisher, bytes)).await;
    match checked.context("the check of a publisher's share broke off")? {
        Ok(share) => {
            let received = receive_file(part, name, &sender.state, limit).await?;
            Ok(UploadedFile { share: Some(share), ..received })
        }
        Err(refused) => {
            let received = receive(part, name, &sender.state, limit, false).await?;
            Ok(UploadedFile { refused: Some(refused), ..received })
        }
    }
}

/// Who sends a form with a list of people.
pub struct Sender {
    pub state: State,
    pub publisher: PublisherId,
    /// The declared length of the whole form, in bytes.
    pub length: Option<u64>,
}

/// Receives a file of at most `limit` bytes. A larger one is not read to its end.
pub async fn receive_file(part: Field, name: String, state: &State, limit: u64) -> Result<UploadedFile, PageError> {
    receive(part, name, state, limit, true).await
}

async fn receive(
    part: Field,
    name: String,
    state: &State,
    limit: u64,
    is_kept: bool,
) -> Result<UploadedFile, PageError> {
    receive_bytes(part.map_err(unreadable), name, state, (limit, is_kept)).await
}

/// Receives a file of at most a limit of bytes, unless it is not to be kept. A larger one is not read to its end.
pub async fn receive_bytes(
    bytes: impl Stream<Item = Result<Bytes, PageError>>,
    name: String,
    state: &State,
    (limit, is_kept): (u64, bool),
) -> Result<UploadedFile, PageError> {
    let mut bytes = pin!(bytes);
    let file = files::create(state).map_err(SubmitError::from)?;
    let mut out = tokio::fs::File::from_std(file.reopen().map_err(SubmitError::from)?);
    let mut uploaded = UploadedFile { name, file, bytes: 0, is_too_large: false, refused: None, share: None };
    while let Some(chunk) = bytes.try_next().await? {
        uploaded.bytes += chunk.len() as u64;
        uploaded.is_too_large |= uploaded.bytes > limit;
        if !uploaded.is_too_large && !is_kept {
            continue;
        }
        if !uploaded.is_too_large {
            out.write_all(&chunk).await.map_err(SubmitError::from)?;
        } else if uploaded.bytes > limit.saturating_add(FILE_MARGIN) {
            return Ok(uploaded);
        }
    }
    out.sync_all().await.map_err(SubmitError::from)?;
    Ok(uploaded)
}

/// The file's name without folders and control characters, shortened if it is very long.
pub fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|one| !one.is_control()).take(NAME_LENGTH).collect()
}

/// The page error for a part that cannot be read.
pub fn unreadable(error: actix_multipart::MultipartError) -> PageError {
    log::debug!("a form with a file could not be read: {error}");
    PageError::from(&error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_no_folder() {
        assert_eq!(plain_name("../../etc/clients\u{202e}\n.csv"), "clients\u{202e}.csv");
        assert_eq!(plain_name("C:\\fakepath\\données.csv"), "données.csv");
        assert_eq!(plain_name(&"é".repeat(300)).chars().count(), NAME_LENGTH);
    }
}
