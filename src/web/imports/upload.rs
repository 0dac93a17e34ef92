//! Streams the file of a posted form to the data folder, as it comes, so that no file is held in memory.

use crate::jobs::files;
use crate::state::State;
use crate::web::error::PageError;
use actix_multipart::{Field, Multipart};
use anyhow::Context;
use futures_util::TryStreamExt;
use std::collections::HashMap;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

/// Bytes of a text field that are read; those of this form are a few words.
const FIELD_LIMIT: usize = 10_000;

/// Characters of a file's name that are kept.
const NAME_LENGTH: usize = 200;

/// A posted form: its text fields, and its file when one was chosen.
#[derive(Debug, Default)]
pub struct Upload {
    pub fields: HashMap<String, String>,
    pub file: Option<UploadedFile>,
}

/// A file in the data folder, which goes when this is dropped.
#[derive(Debug)]
pub struct UploadedFile {
    pub name: String,
    pub file: NamedTempFile,
    pub bytes: u64,
    /// Whether more was sent than may be. What is above is read and thrown away.
    pub is_too_large: bool,
}

/// Reads the form, with a file of at most `limit` bytes.
pub async fn receive(mut parts: Multipart, state: &State, limit: u64) -> Result<Upload, PageError> {
    let mut upload = Upload::default();
    while let Some(part) = parts.try_next().await.map_err(unreadable)? {
        let file_name = part.content_disposition().and_then(|disposition| disposition.get_filename());
        match file_name.map(plain_name) {
            Some(name) if !name.is_empty() && upload.file.is_none() => {
                upload.file = Some(receive_file(part, name, state, limit).await?);
            }
            Some(_) => drain(part).await?,
            None => {
                let name = part.name().unwrap_or_default().to_owned();
                upload.fields.insert(name, receive_text(part).await?);
            }
        }
    }
    Ok(upload)
}

async fn receive_file(mut part: Field, name: String, state: &State, limit: u64) -> Result<UploadedFile, PageError> {
    let file = files::create(state).context("no file can be made in the data folder")?;
    let mut out = tokio::fs::File::from_std(file.reopen().context("the new file cannot be opened")?);
    let mut uploaded = UploadedFile { name, file, bytes: 0, is_too_large: false };
    while let Some(chunk) = part.try_next().await.map_err(unreadable)? {
        uploaded.bytes += chunk.len() as u64;
        uploaded.is_too_large |= uploaded.bytes > limit;
        if !uploaded.is_too_large {
            out.write_all(&chunk).await.context("a file cannot be written to the data folder")?;
        }
    }
    out.sync_all().await.context("a file cannot be written to the data folder")?;
    Ok(uploaded)
}

async fn receive_text(mut part: Field) -> Result<String, PageError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.try_next().await.map_err(unreadable)? {
        if bytes.len() + chunk.len() > FIELD_LIMIT {
            return Err(PageError::Unreadable);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn drain(mut part: Field) -> Result<(), PageError> {
    while part.try_next().await.map_err(unreadable)?.is_some() {}
    Ok(())
}

/// The file's name without folders and control characters, cut where it is very long.
fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|one| !one.is_control()).take(NAME_LENGTH).collect()
}

fn unreadable(error: actix_multipart::MultipartError) -> PageError {
    log::debug!("a form with a file could not be read: {error}");
    PageError::Unreadable
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
