//! What is wrong with an endpoint, beside its field.

use crate::audit::Field;
use crate::locale::Locale;
use crate::web::audit::{Conflict, Typed};
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::work::Visit;
use crate::webhooks::endpoints::{Draft, EndpointError, LONGEST_URL, MOST, MOST_LISTED, UrlError};

/// Adds the reason why an endpoint was not saved. After a change by others, `seen` becomes their version, and what they
/// changed is returned.
pub(super) fn add(
    errors: &mut Errors,
    error: EndpointError,
    (seen, typed): (&mut String, &[Typed]),
    visit: &Visit,
) -> Result<Option<Conflict>, PageError> {
    let locale = visit.locale;
    match error {
        EndpointError::Url(error) => errors.add("url", url_text(error, locale)),
        EndpointError::NoEvent => errors.add("events", locale.text("webhook-no-event")),
        EndpointError::NotThere => errors.add("groups", locale.with1("webhook-not-there", "most", MOST_LISTED)),
        EndpointError::TooMany => errors.add("url", locale.with1("webhook-too-many", "most", MOST)),
        EndpointError::ChangedMeanwhile { now, changes } => {
            errors.add("url", locale.text("webhook-changed-meanwhile"));
            *seen = now.version.to_string();
            return Ok(Conflict::new(&changes, typed, visit));
        }
        other => return Err(page_error(other)),
    }
    Ok(None)
}

fn url_text(error: UrlError, locale: Locale) -> String {
    match error {
        UrlError::Missing => locale.text("webhook-url-missing"),
        UrlError::Unreadable => locale.text("webhook-url-unreadable"),
        UrlError::TooLong => locale.with1("field-too-long", "count", LONGEST_URL),
        UrlError::Refused => locale.text("webhook-url-refused"),
    }
}

/// The page of an error that is about no field.
pub(super) fn page_error(error: EndpointError) -> PageError {
    match error {
        EndpointError::Forbidden(error) => error.into(),
        EndpointError::Store(error) => error.into(),
        other => anyhow::Error::from(other).into(),
    }
}

/// What is chosen, as the audit log writes it.
pub(super) fn typed(draft: &Draft) -> [Typed; 1] {
    let words: Vec<&str> = draft.wishes.events.iter().map(|event| event.word()).collect();
    [Typed::kept(Field::Events, words.join(", "))]
}
