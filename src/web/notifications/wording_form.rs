//! A text of a draft, as typed.

use crate::notifications::content::Wording;
use serde::Deserialize;

/// A text in one language, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WordingForm {
    pub language: String,
    pub title: String,
    pub body: String,
    pub target: String,
    pub icon: String,
    /// The place of a variant; empty for the first.
    pub variant: String,
}

impl WordingForm {
    pub fn is_blank(&self) -> bool {
        [&self.language, &self.title, &self.body, &self.target, &self.icon].iter().all(|text| text.trim().is_empty())
    }

    pub fn of(wording: Wording) -> Self {
        Self {
            language: wording.language,
            title: wording.title,
            body: wording.body,
            target: wording.target,
            icon: wording.icon,
            variant: wording.variant.to_string(),
        }
    }

    /// What is typed.
    pub fn typed(&self) -> Wording {
        Wording {
            language: self.language.clone(),
            title: self.title.clone(),
            body: self.body.clone(),
            target: self.target.clone(),
            icon: self.icon.clone(),
            variant: self.variant.parse().unwrap_or(0),
        }
    }
}
