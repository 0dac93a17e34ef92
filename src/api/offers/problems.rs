//! Why calls about offers fail.

use super::super::problem::{Kind, Problem, WrongValue};
use crate::locale::Locale;
use crate::offers::codes::{CodesError, MOST, MOST_AT_ONCE};
use crate::offers::draft::{Field, FieldError, Reason};
use crate::offers::save::{self, Refusal};
use crate::offers::{RefusedClaim, Standing};
use crate::web::offers::text;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Store(error) => error.into(),
            Refusal::Forbidden(error) => error.into(),
            Refusal::Fields(errors) => of_fields(&errors),
            Refusal::TooMany => Self::new(Kind::Conflict)
                .because(format!("The app has {} offers already. Archive one that is no longer needed.", save::MOST)),
            Refusal::ChangedMeanwhile { .. } => Self::new(Kind::ChangedMeanwhile),
            Refusal::NoCodes => Self::new(Kind::Conflict).because("The pool has no codes. Add some first."),
            Refusal::State(state) => Self::new(Kind::Conflict)
                .because(format!("The offer is {}, from where this cannot be done.", state.word())),
        }
    }
}

/// The problem of an offer's fields.
fn of_fields(errors: &[FieldError]) -> Problem {
    let is_taken = |error: &FieldError| matches!(error.reason, Reason::NameTaken | Reason::KeyTaken);
    let wrong = |error: &FieldError| {
        let field = if error.field == Field::Place { "rank" } else { error.field.word() };
        let pointer = match error.part {
            Some((place, part)) => format!("/{field}/{place}/{}", part.word()),
            None => format!("/{field}"),
        };
        WrongValue::at(pointer, text(error.field, &error.reason, Locale::En))
    };
    let errors_found = errors.iter().map(wrong).collect();
    if errors.iter().all(is_taken) { Problem::conflict(errors_found) } else { Problem::invalid(errors_found) }
}

impl From<RefusedClaim> for Problem {
    fn from(refusal: RefusedClaim) -> Self {
        match refusal {
            RefusedClaim::NotFound => Self::new(Kind::NotFound),
            RefusedClaim::Stranger => {
                Self::new(Kind::NotEligible).because("The app has no customer with this account id.")
            }
            RefusedClaim::NotEligible(standing) => Self::new(Kind::NotEligible).because(match standing {
                Standing::Resting => "The offer is a draft or paused.",
                Standing::NotYet(_) => "The offer has not started yet.",
                Standing::HeldOut => "The customer is one of those who never see the offer.",
                Standing::Withheld => "The customer is one of those whom no promotion reaches in this quarter.",
                _ => "The customer is in none of the offer's groups, or in one that it is not for.",
            }),
            RefusedClaim::AlreadyClaimed => {
                Self::new(Kind::AlreadyClaimed).because("The customer has claimed it as often as one may.")
            }
            RefusedClaim::Exhausted => {
                Self::new(Kind::Exhausted).because("It was claimed as often as it may be in all.")
            }
            RefusedClaim::Ended => Self::new(Kind::Ended).because("The offer has ended."),
            RefusedClaim::OrderUsed => {
                Self::new(Kind::OrderUsed).because("Something else was claimed with this order.")
            }
            RefusedClaim::Members(error) => error.into(),
        }
    }
}

pub fn of_codes(error: CodesError) -> Problem {
    let wrong = |detail: String| Problem::invalid(vec![WrongValue::at("/codes", detail)]);
    match error {
        CodesError::Forbidden(error) => error.into(),
        CodesError::Store(error) => error.into(),
        CodesError::NoPool => Problem::new(Kind::Conflict).because("The offer has no pool of codes."),
        CodesError::None => wrong(String::from("Send codes, or how many to make.")),
        CodesError::TooMany => wrong(format!("At most {MOST_AT_ONCE} codes at once, and {MOST} in all.")),
        CodesError::Line(line) => wrong(format!("Code {line} is too long or has control characters.")),
    }
}
