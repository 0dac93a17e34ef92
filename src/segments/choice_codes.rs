//! Looks up the code of a choice by what was typed.

use super::catalogue::Attribute;
use super::formula_cursor::folded;
use super::kinds::Choices;
use super::labels::ChoiceLabel;
use crate::locale::Locale;
use std::collections::HashMap;

/// The codes of an attribute's choices by their labels; empty if any text may be typed.
pub struct ChoiceCodes {
    /// In the order of the form, in each language.
    listed: Vec<ChoiceLabel>,
    /// Indices into `listed` by label, and by label regardless of case and spaces; the first of equal labels.
    exact: HashMap<String, usize>,
    folded: HashMap<String, usize>,
}

impl ChoiceCodes {
    /// The codes by their labels in these languages; of equal labels that of the first language counts.
    pub fn new(attribute: &Attribute, locales: &[Locale]) -> Self {
        let listed: Vec<_> = match attribute.choices {
            Choices::Open | Choices::None => Vec::new(),
            // Names of groups are the same in every language.
            Choices::Groups => attribute.choice_labels(Locale::default()),
            _ => locales.iter().flat_map(|locale| attribute.choice_labels(*locale)).collect(),
        };
        let (mut exact, mut by_folded) = (HashMap::new(), HashMap::new());
        for (place, ChoiceLabel { label, .. }) in listed.iter().enumerate() {
            exact.entry(label.clone()).or_insert(place);
            by_folded.entry(folded(label)).or_insert(place);
        }
        Self { listed, exact, folded: by_folded }
    }

    pub fn find(&self, label: &str) -> Option<&str> {
        let place = self.exact.get(label).or_else(|| self.folded.get(&folded(label)))?;
        self.listed.get(*place).map(|choice| choice.code.as_str())
    }

    pub fn labels(&self) -> Vec<&str> {
        self.listed.iter().map(|choice| choice.label.as_str()).collect()
    }
}
