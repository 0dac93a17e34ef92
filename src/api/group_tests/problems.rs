//! Why calls about tests fail.

use super::super::problem::{Kind, Problem, WrongValue};
use crate::group_tests::draft::{Field, FieldError, Reason};
use crate::group_tests::save::{MOST, Refusal};
use crate::locale::Locale;
use crate::web::group_tests::text;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Store(error) => error.into(),
            Refusal::Forbidden(error) => error.into(),
            Refusal::Fields(errors) => of_fields(&errors),
            Refusal::TooMany => Self::new(Kind::Conflict)
                .because(format!("The app has {MOST} tests already. Archive one that is no longer needed.")),
            Refusal::ChangedMeanwhile { .. } => Self::new(Kind::ChangedMeanwhile),
            Refusal::Past => Self::new(Kind::Conflict).because("Its end has passed. Choose a later one first."),
            Refusal::NoValue => Self::invalid(vec![WrongValue::at("/value", "The test has no such value.")]),
            Refusal::State(state) => Self::new(Kind::Conflict)
                .because(format!("The test is {}, from where this cannot be done.", state.word())),
        }
    }
}

/// The problem of a test's fields.
fn of_fields(errors: &[FieldError]) -> Problem {
    let is_taken = |error: &FieldError| matches!(error.reason, Reason::NameTaken | Reason::KeyTaken);
    let wrong = |error: &FieldError| {
        let field = error.field.word();
        let pointer = match error.place {
            Some(place) if matches!(error.reason, Reason::Range(..)) => format!("/{field}/{place}/weight"),
            Some(place) => format!("/{field}/{place}/value"),
            None => format!("/{field}"),
        };
        WrongValue::at(pointer, said(error))
    };
    let found = errors.iter().map(wrong).collect();
    if errors.iter().all(is_taken) { Problem::conflict(found) } else { Problem::invalid(found) }
}

/// What is wrong, and what to do. Of the smallest difference programs send millionths, not points.
fn said(error: &FieldError) -> String {
    match error.reason {
        Reason::Range(least, most) if error.field == Field::Effect => {
            format!("Send {least} to {most} millionths.")
        }
        _ => text(error.field, &error.reason, Locale::En),
    }
}
