//! The form that renames something.

use super::{LONGEST_NAME, PostedForm};
use serde::Deserialize;
use validator::Validate;

/// The new name; `seen` is what the form was filled in from, by which a change in the meantime is noticed.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RenameForm {
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    pub name: String,
    pub seen: String,
}

impl PostedForm for RenameForm {
    const FIELDS: &'static [&'static str] = &["name"];
}
