//! What is wrong with a flight or a release, beside its field.

use super::words::share_text;
use crate::flights::releases::{self, Fault as ReleaseFault, FileField, ReleaseError};
use crate::flights::rollout::{LONGEST_WAIT, MOST_STEPS, RolloutError};
use crate::flights::save::{self, Fault, FlightError};
use crate::locale::Locale;
use crate::store::audit_entries::AuditEntry;
use crate::text::{LONGEST_NAME, NameError};
use crate::web::audit::Values;
use crate::web::error::PageError;
use crate::web::form::Errors;

/// Adds the reason why a flight was not saved. After a change by others, what they changed and what is typed are returned.
pub(super) fn add_of_flight(
    errors: &mut Errors,
    error: FlightError,
    locale: Locale,
) -> Result<Option<(Vec<AuditEntry>, Values)>, PageError> {
    match error {
        FlightError::Faults(faults) => faults.into_iter().for_each(|fault| {
            let (field, text) = fault_text(fault, locale);
            errors.add(field, text);
        }),
        FlightError::TooMany => errors.add("name", locale.with1("flight-too-many", "most", save::MOST)),
        FlightError::Changed { changes, typed } => {
            errors.add("name", locale.text("flight-changed-meanwhile"));
            return Ok(Some((changes, typed)));
        }
        FlightError::Fixed => return Err(PageError::NotFound),
        FlightError::Forbidden(error) => return Err(error.into()),
        FlightError::Store(error) => return Err(error.into()),
    }
    Ok(None)
}

fn fault_text(fault: Fault, locale: Locale) -> (&'static str, String) {
    match fault {
        Fault::Name(NameError::Missing) => ("name", locale.text("flight-name-missing")),
        Fault::Name(NameError::TooLong) => ("name", locale.with1("field-too-long", "count", LONGEST_NAME)),
        Fault::Name(NameError::Invisible) => ("name", locale.text("name-invisible")),
        Fault::NameTaken => ("name", locale.text("flight-name-taken")),
        Fault::Key => ("name", locale.text("flight-key-wrong")),
        Fault::NoGroup => ("groups", locale.text("flight-no-group")),
        Fault::TooManyGroups => ("groups", locale.with1("flight-too-many-groups", "most", save::MOST_GROUPS)),
        Fault::Group => ("groups", locale.text("flight-group-gone")),
        Fault::Rank => ("above", locale.text("field-choose")),
    }
}

/// Adds the reason why a release was not saved.
pub(super) fn add_of_release(errors: &mut Errors, error: ReleaseError, locale: Locale) -> Result<(), PageError> {
    match error {
        ReleaseError::Faults(faults) => faults.into_iter().for_each(|fault| {
            let (field, text) = release_fault(&fault, locale);
            errors.add(field, text);
        }),
        ReleaseError::TooMany => errors.add("version", locale.with1("release-too-many", "most", releases::MOST)),
        ReleaseError::Published => errors.add("version", locale.text("release-published")),
        ReleaseError::Forbidden(error) => return Err(error.into()),
        ReleaseError::Store(error) => return Err(error.into()),
    }
    Ok(())
}

fn release_fault(fault: &ReleaseFault, locale: Locale) -> (&'static str, String) {
    match fault {
        ReleaseFault::Version => ("version", locale.text("release-version-wrong")),
        ReleaseFault::Taken => ("version", locale.text("release-version-taken")),
        ReleaseFault::Notes => ("notes_en", locale.with1("field-too-long", "count", releases::LONGEST_NOTES)),
        ReleaseFault::NoFile => ("url", locale.text("release-no-file")),
        ReleaseFault::TooManyFiles => ("url", locale.with1("release-too-many-files", "most", releases::MOST_FILES)),
        ReleaseFault::File(_, FileField::Url) => ("url", locale.text("release-url-wrong")),
        ReleaseFault::File(_, FileField::Bytes) => ("bytes", locale.text("release-bytes-wrong")),
        ReleaseFault::File(_, FileField::Sha256) => ("sha256", locale.text("release-sha256-wrong")),
        ReleaseFault::File(_, FileField::Sha512) => ("sha512", locale.text("release-sha512-wrong")),
        ReleaseFault::File(_, FileField::Signature) => ("signature", locale.text("release-signature-wrong")),
        ReleaseFault::File(_, FileField::PackageName) => ("package_name", locale.text("release-package-name-wrong")),
        ReleaseFault::File(_, FileField::PackagePublisher) => {
            ("package_publisher", locale.text("release-package-publisher-wrong"))
        }
    }
}

/// Why a rollout was not changed, in a sentence; an error of the page if it is about nothing that the user did.
pub(super) fn rollout_text(error: RolloutError, share: u32, locale: Locale) -> Result<String, PageError> {
    Ok(match error {
        RolloutError::Unfinished => locale.text("flight-unfinished"),
        RolloutError::NotInProgress(_) => locale.text("flight-not-in-progress"),
        RolloutError::Share => locale.text("flight-share-wrong"),
        RolloutError::Steps => {
            locale.with("flight-steps-wrong", &[("most", MOST_STEPS.into()), ("hours", LONGEST_WAIT.into())])
        }
        RolloutError::Unconfirmed => locale.with1("flight-unconfirmed", "share", share_text(share, locale)),
        RolloutError::Waiting | RolloutError::Changed => locale.text("flight-changed-meanwhile"),
        RolloutError::NoRelease => locale.text("releases-empty"),
        RolloutError::Retired => locale.text("flight-is-retired"),
        RolloutError::Time => locale.text("flight-publish-at-wrong"),
        RolloutError::Mandatory => locale.text("flight-mandatory-wrong"),
        RolloutError::Forbidden(error) => return Err(error.into()),
        RolloutError::Store(error) => return Err(error.into()),
    })
}
