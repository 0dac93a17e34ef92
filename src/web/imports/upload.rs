//! Streams the file of a posted form to the data folder as it arrives, so that no file is held in memory.

use crate::state::State;
use crate::web::body::FILE_MARGIN;
use crate::web::error::PageError;
use crate::web::form::push_field;
use crate::web::uploaded::{UploadedFile, plain_name, receive_file, unreadable};
use actix_multipart::{Field, Multipart};
use futures_util::TryStreamExt;

/// The size limit of a text field, in bytes; those of this form are a few words long.
const FIELD_LIMIT: usize = 10_000;

/// A posted form: its text fields, URL-encoded, and its file if one was chosen.
#[derive(Debug, Default)]
pub struct Upload {
    pub fields: String,
    pub file: Option<UploadedFile>,
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
