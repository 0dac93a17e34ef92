//! Streams the file of a posted form to the data folder as it arrives, so that no file is held in memory.

use crate::imports::{SubmitError, files};
use crate::state::State;
use crate::web::body::FILE_MARGIN;
use crate::web::error::PageError;
use crate::web::form::push_field;
use actix_multipart::{Field, Multipart};
use futures_util::TryStreamExt;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

/// The size limit of a text field, in bytes; those of this form are a few words long.
const FIELD_LIMIT: usize = 10_000;

/// The longest file name that is kept, in characters: file systems allow 255 bytes, and most names have fewer
/// characters than bytes.
const NAME_LENGTH: usize = 200;

/// A posted form: its text fields, URL-encoded, and its file if one was chosen.
#[derive(Debug, Default)]
pub struct Upload {
    pub fields: String,
    pub file: Option<UploadedFile>,
}

/// A file in the data folder, removed when this is dropped.
#[derive(Debug)]
pub struct UploadedFile {
    pub name: String,
    pub file: NamedTempFile,
    pub bytes: u64,
    /// Whether the file is larger than the limit. A little of the excess is read and discarded; the rest is not read.
    pub is_too_large: bool,
}

/// The most parts of the form: its fields and a few more.
const MOST_PARTS: usize = 10;

/// Receives the form, with a file of at most `limit` bytes. A larger file is not read to its end, and nor are the parts
/// after it.
pub async fn receive(mut parts: Multipart, state: &State, limit: u64) -> Result<Upload, PageError> {
    let mut upload = Upload::default();
    let mut count = 0;
    while let Some(part) = parts.try_next().await.map_err(unreadable)? {
        count += 1;
        if count > MOST_PARTS {
            return Err(PageError::TooLarge);
        }
        let file_name = part.content_disposition().and_then(|disposition| disposition.get_filename());
        match file_name.map(plain_name) {
            Some(name) if !name.is_empty() && upload.file.is_none() => {
                let file = receive_file(part, name, state, limit).await?;
                let is_cut = file.bytes > limit.saturating_add(FILE_MARGIN);
                upload.file = Some(file);
                if is_cut {
                    return Ok(upload);
                }
            }
            Some(_) => drain(part).await?,
            None => {
                let name = part.name().unwrap_or_default().to_owned();
                push_field(&mut upload.fields, &name, &receive_text(part).await?);
            }
        }
    }
    Ok(upload)
}

async fn receive_file(mut part: Field, name: String, state: &State, limit: u64) -> Result<UploadedFile, PageError> {
    let file = files::create(state).map_err(SubmitError::from)?;
    let mut out = tokio::fs::File::from_std(file.reopen().map_err(SubmitError::from)?);
    let mut uploaded = UploadedFile { name, file, bytes: 0, is_too_large: false };
    while let Some(chunk) = part.try_next().await.map_err(unreadable)? {
        uploaded.bytes += chunk.len() as u64;
        uploaded.is_too_large |= uploaded.bytes > limit;
        if !uploaded.is_too_large {
            out.write_all(&chunk).await.map_err(SubmitError::from)?;
        } else if uploaded.bytes > limit.saturating_add(FILE_MARGIN) {
            return Ok(uploaded);
        }
    }
    out.sync_all().await.map_err(SubmitError::from)?;
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

/// The file's name without folders and control characters, shortened if it is very long.
fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|one| !one.is_control()).take(NAME_LENGTH).collect()
}

fn unreadable(error: actix_multipart::MultipartError) -> PageError {
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
