//! Tests in words.

use crate::access::Sizes;
use crate::currency::Currency;
use crate::group_tests::draft::{Field, FieldError, Reason};
use crate::locale::Locale;
use crate::store::group_tests::{TestGoal, TestState};
use crate::text::{LONGEST_NAME, NameError};
use crate::web::choice::text as choice_text;
use crate::web::effect::Amounts;
use crate::web::form::Errors;

/// The name of a state, and the tone of its badge.
pub(super) fn state(state: TestState, locale: Locale) -> (String, &'static str) {
    let tone = match state {
        TestState::Running => "good",
        TestState::Decided => "accent",
        TestState::Stopped => "warning",
        TestState::Draft | TestState::Archived => "neutral",
    };
    (locale.text(&format!("test-state-{}", state.word())), tone)
}

/// What the amounts of a goal are, in an app of this currency.
pub fn amounts(goal: TestGoal, currency: Currency) -> Amounts {
    match goal {
        TestGoal::Purchase => Amounts::Money(currency),
        TestGoal::Use => Amounts::Days,
    }
}

/// What is counted of each person.
pub(super) fn goal(goal: TestGoal, locale: Locale) -> String {
    locale.text(&format!("test-goal-{}", goal.word()))
}

/// How many people came into a test, unless they are too few for whoever looks.
pub(super) fn size(people: i64, (locale, sizes, minimum): (Locale, Sizes, i32)) -> String {
    if people > 0 && sizes.hides(people.unsigned_abs()) {
        locale.with1("offer-size-hidden", "minimum", minimum)
    } else {
        locale.number(people)
    }
}

/// Adds what is wrong with a draft, beside its fields; `rows` are those of its values on the page.
pub(super) fn add(errors: &mut Errors, found: &[FieldError], rows: &[usize], locale: Locale) {
    for FieldError { field, place, reason } in found {
        let id = match place {
            Some(place) => {
                let row = rows.get(*place).copied().unwrap_or_default();
                let part = if matches!(reason, Reason::Range(..)) { "weight" } else { "value" };
                format!("variant-{row}-{part}")
            }
            // What is wrong with all values is said beside the first.
            None if *field == Field::Variants => String::from("variant-0-value"),
            None => field.word().to_owned(),
        };
        errors.add(&id, text(*field, reason, locale));
    }
}

/// What is wrong with a field, and what to do.
pub fn text(field: Field, reason: &Reason, locale: Locale) -> String {
    match reason {
        Reason::Name(NameError::Missing) => locale.text("test-name-missing"),
        Reason::Name(NameError::TooLong) => locale.with1("field-too-long", "count", LONGEST_NAME),
        Reason::Name(NameError::Invisible) => locale.text("name-invisible"),
        Reason::NameTaken => locale.text("test-name-taken"),
        Reason::Key => locale.text("flag-key-wrong"),
        Reason::KeyTaken => locale.text("test-key-taken"),
        Reason::Missing => locale.text("test-values-missing"),
        Reason::TooMany(most) => locale.with1("offer-too-many-entries", "most", *most),
        Reason::TooLong(most) => locale.with1("field-too-long", "count", *most),
        Reason::Range(..) if field == Field::Effect => locale.text("test-effect-wrong"),
        Reason::Range(least, most) => {
            locale.with("offer-range", &[("least", (*least).into()), ("most", (*most).into())])
        }
        Reason::Value => locale.text("test-value-wrong"),
        Reason::Repeated => locale.text("test-value-repeated"),
        Reason::IsGoal => locale.text("test-guard-is-goal"),
        Reason::Past => locale.text("test-end-past"),
        Reason::Fixed => locale.text("test-fixed"),
        Reason::Groups(wrong) => choice_text(wrong, locale),
    }
}
