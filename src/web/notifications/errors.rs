//! What is wrong with a draft, beside its field.

use super::form::NotificationForm;
use super::form_timing;
use crate::locale::Locale;
use crate::notifications::content::{LONGEST_URL, MOST_TEXTS, WordingError, WordingField};
use crate::notifications::drafts::{
    DraftError, EXPIRES_HOURS, FieldError, LONGEST_NAME, MOST, MOST_GROUPS, PER_SECOND,
};
use crate::notifications::placeholders::{LONGEST_VALUE, MOST as MOST_VALUES, PlaceholderError};
use crate::text::NameError;
use crate::web::error::PageError;
use crate::web::form::Errors;

/// Adds the reason why a draft was not saved.
pub(super) fn add(
    errors: &mut Errors,
    error: DraftError,
    form: &mut NotificationForm,
    locale: Locale,
) -> Result<(), PageError> {
    match error {
        DraftError::Fields(found) => {
            // The errors count the texts that are not blank, which come to the front.
            form.texts.sort_by_key(super::wording_form::WordingForm::is_blank);
            if form.texts.is_empty() {
                form.texts.push(Default::default());
            }
            for error in found {
                let (field, text) = words(error, locale);
                errors.add(&field, text);
            }
        }
        DraftError::ChangedMeanwhile | DraftError::Conflict { .. } => {
            errors.add("name", locale.text("notification-changed-meanwhile"))
        }
        DraftError::TooMany => errors.add("name", locale.with1("notification-too-many", "most", MOST)),
        DraftError::Store(error) => return Err(error.into()),
    }
    Ok(())
}

/// What is wrong, without its field.
pub fn error_text(error: FieldError, locale: Locale) -> String {
    words(error, locale).1
}

fn words(error: FieldError, locale: Locale) -> (String, String) {
    let (field, text) = match error {
        FieldError::Name(NameError::Missing) => ("name", locale.text("notification-name-missing")),
        FieldError::Name(NameError::Invisible) => ("name", locale.text("name-invisible")),
        FieldError::Name(NameError::TooLong) | FieldError::NameTooLong => {
            ("name", locale.with1("field-too-long", "count", LONGEST_NAME))
        }
        FieldError::App => ("app", locale.text("field-choose")),
        FieldError::NoGroup => ("groups", locale.text("notification-no-group")),
        FieldError::TooManyGroups => ("groups", locale.with1("notification-groups-too-many", "most", MOST_GROUPS)),
        FieldError::TooManyExcept => ("except", locale.with1("notification-groups-too-many", "most", MOST_GROUPS)),
        FieldError::Groups => ("groups", locale.text("notification-group-wrong")),
        FieldError::Except => ("except", locale.text("notification-group-wrong")),
        FieldError::NoWording => ("texts-0-title", locale.text("wording-no-title")),
        FieldError::TooManyTexts => ("texts-0-language", locale.with1("wording-too-many", "most", MOST_TEXTS)),
        FieldError::Expires => ("expires", locale.with1("notification-expires-wrong", "most", *EXPIRES_HOURS.end())),
        FieldError::PerSecond => {
            ("per_second", locale.with1("notification-per-second-wrong", "most", *PER_SECOND.end()))
        }
        FieldError::Comparison(error) => return super::comparison::words(error, locale),
        FieldError::Start(error) => form_timing::words(error, locale),
        FieldError::Wording(place, field, error) => {
            return (format!("texts-{place}-{}", name(field)), wording(error, locale));
        }
    };
    (field.to_owned(), text)
}

const fn name(field: WordingField) -> &'static str {
    match field {
        WordingField::Language => "language",
        WordingField::Title => "title",
        WordingField::Body => "body",
        WordingField::Target => "target",
        WordingField::Icon => "icon",
        WordingField::Variant => "variant",
    }
}

fn wording(error: WordingError, locale: Locale) -> String {
    match error {
        WordingError::Language => locale.text("wording-language-wrong"),
        WordingError::LanguageTwice => locale.text("wording-language-twice"),
        WordingError::Variant => locale.text("wording-variant-wrong"),
        WordingError::NoTitle => locale.text("wording-no-title"),
        WordingError::TooLong(most) => locale.with1("field-too-long", "count", most),
        WordingError::Url => locale.with1("wording-url-wrong", "most", LONGEST_URL),
        WordingError::Placeholder(error) => placeholder(error, locale),
        WordingError::TooManyBytes => locale.text("wording-too-many-bytes"),
    }
}

fn placeholder(error: PlaceholderError, locale: Locale) -> String {
    match error {
        PlaceholderError::Shape => locale.text("placeholder-shape"),
        PlaceholderError::NoFallback => locale.text("placeholder-no-fallback"),
        PlaceholderError::LongFallback => locale.with1("placeholder-long-fallback", "most", LONGEST_VALUE),
        PlaceholderError::Unknown => locale.text("placeholder-unknown"),
        PlaceholderError::Sensitive => locale.text("placeholder-sensitive"),
        PlaceholderError::TooMany => locale.with1("placeholder-too-many", "most", MOST_VALUES),
    }
}
