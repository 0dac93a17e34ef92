//! The errors of a form, by field.

use super::PostedForm;
use crate::locale::Locale;
use validator::ValidationError;

/// The errors of a form: sentences in the user's language by the id of their field, in the order of the page.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    /// The ids of the fields in the order of the page.
    order: &'static [&'static str],
    found: Vec<(String, String)>,
}

impl Errors {
    /// The errors that `validator` finds.
    pub fn of_form<T: PostedForm>(form: &T, locale: Locale) -> Self {
        let mut errors = Self { order: T::FIELDS, found: Vec::new() };
        if let Err(found) = form.validate() {
            for (field, found) in found.field_errors() {
                found.iter().for_each(|error| errors.add(&field, words(error, locale)));
            }
        }
        errors
    }

    /// Adds a sentence to a field, unless the field has it already.
    pub fn add(&mut self, field: &str, text: String) {
        if self.found.iter().any(|(of, said)| of == field && *said == text) {
            return;
        }
        let rank = self.rank(field);
        let place = self.found.partition_point(|(of, _)| self.rank(of) <= rank);
        self.found.insert(place, (field.to_owned(), text));
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The sentences of one field.
    pub fn of(&self, field: &str) -> Vec<String> {
        self.found.iter().filter(|(of, _)| of == field).map(|(_, text)| text.clone()).collect()
    }

    /// All errors, each with the id of its field.
    pub fn summary(&self) -> &[(String, String)] {
        &self.found
    }

    /// The position of a field on the page.
    fn rank(&self, field: &str) -> usize {
        let is_it = |id: &&str| if id.ends_with('-') { field.starts_with(id) } else { field == *id };
        self.order.iter().position(is_it).unwrap_or(self.order.len())
    }
}

/// The message of a rule, which may name a limit.
fn words(error: &ValidationError, locale: Locale) -> String {
    let key = error.message.as_deref().unwrap_or(&error.code);
    let most = error.params.get("max").and_then(|most| most.as_u64()).unwrap_or_default();
    locale.with1(key, "count", most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_in_the_order_of_the_page_and_once() {
        let mut errors = Errors { order: &["name", "filter-", "consent"], found: Vec::new() };
        for field in ["consent", "filter-2-value", "name", "filter-1-value", "name"] {
            errors.add(field, String::from("wrong"));
        }
        let ids: Vec<_> = errors.summary().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(ids, ["name", "filter-2-value", "filter-1-value", "consent"]);
        assert_eq!((errors.of("name").len(), errors.of("app").len()), (1, 0));
    }
}
