//! Why calls about notifications fail.

use super::super::problem::{Kind, Problem, WrongValue};
use crate::locale::Locale;
use crate::notifications::comparison::{ComparisonError, HOLDOUT};
use crate::notifications::content::WordingField;
use crate::notifications::drafts::{DraftError, FieldError, MOST, StartError};
use crate::notifications::report::SendError;
use crate::web::notifications::{approval_text, error_text};

impl From<DraftError> for Problem {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::Fields(errors) => Self::invalid(errors.into_iter().map(wrong).collect()),
            DraftError::ChangedMeanwhile | DraftError::Conflict { .. } => Self::new(Kind::ChangedMeanwhile),
            DraftError::TooMany => Self::new(Kind::Conflict)
                .because(format!("There are {MOST} drafts already. Send or delete one that is no longer needed.")),
            DraftError::Store(error) => error.into(),
        }
    }
}

fn wrong(error: FieldError) -> WrongValue {
    let pointer = match error {
        FieldError::Name(_) | FieldError::NameTooLong => String::from("/name"),
        FieldError::App => String::from("/app"),
        FieldError::NoGroup | FieldError::TooManyGroups | FieldError::Groups => String::from("/groups"),
        FieldError::TooManyExcept | FieldError::Except => String::from("/except_groups"),
        FieldError::NoWording | FieldError::TooManyTexts => String::from("/texts"),
        FieldError::Wording(place, field, _) => format!("/texts/{place}/{}", part(field)),
        FieldError::Expires => String::from("/expires_hours"),
        FieldError::PerSecond => String::from("/per_second"),
        FieldError::Start(StartError::Missing | StartError::NotAhead) => String::from("/start_time"),
        FieldError::Start(StartError::Zone) => String::from("/time_zone"),
        FieldError::Start(StartError::Exempt) => String::from("/is_exempt"),
        FieldError::Comparison(ComparisonError::Holdout) => {
            // The page asks for percent.
            return WrongValue::at("/holdout", format!("Send 0 to {} millionths.", HOLDOUT.end()));
        }
        FieldError::Comparison(ComparisonError::Weight(place) | ComparisonError::WeightOfNone(place)) => {
            format!("/weights/{place}")
        }
        FieldError::Comparison(ComparisonError::GoalApp) => String::from("/goal/app"),
        FieldError::Comparison(ComparisonError::GoalDays) => String::from("/goal/days"),
    };
    WrongValue::at(pointer, error_text(error, Locale::En))
}

const fn part(field: WordingField) -> &'static str {
    match field {
        WordingField::Language => "language",
        WordingField::Title => "title",
        WordingField::Body => "body",
        WordingField::Target => "target",
        WordingField::Icon => "icon",
        WordingField::Variant => "variant",
    }
}

impl From<SendError> for Problem {
    fn from(error: SendError) -> Self {
        let conflict = |detail: String| Self::new(Kind::Conflict).because(detail);
        let text = |key: &str| conflict(Locale::En.text(key));
        match error {
            SendError::ChangedMeanwhile => Self::new(Kind::ChangedMeanwhile),
            SendError::NotSetUp => text("push-not-set-up"),
            SendError::Nobody => text("notification-to-nobody"),
            SendError::Groups => text("notification-group-missing"),
            SendError::TimePassed => text("notification-time-passed"),
            SendError::NeedsApproval(approving) => conflict(approval_text(&approving, Locale::En)),
            SendError::Members(error) => error.into(),
            SendError::Store(error) => error.into(),
        }
    }
}
