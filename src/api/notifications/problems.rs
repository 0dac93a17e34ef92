//! Why calls about notifications fail.

use super::super::groups::moment;
use super::super::problem::{Kind, Problem, WrongValue};
use crate::ids::NotificationId;
use crate::locale::Locale;
use crate::notifications::approval::{Approving, Standing};
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
            SendError::NeedsApproval(approving) => {
                Self::new(Kind::ApprovalNeeded).because(approval_text(&approving, Locale::En))
            }
            SendError::Members(error) => error.into(),
            SendError::Store(error) => error.into(),
        }
    }
}

/// Who has to do what before it is sent, and on which page.
pub fn needs_approval(approving: &Approving, (id, page): (NotificationId, String)) -> Problem {
    let other = match &approving.person {
        Some(person) => format!("Somebody other than {person} who is an editor or owner"),
        None => String::from("An editor or owner"),
    };
    let people = format!("More than {} people receive it.", approving.above);
    let who = match (approving.standing, &approving.asked) {
        (Standing::Alone, _) => String::from(
            "There is nobody else who could approve it: an owner invites somebody under Team, or raises the number.",
        ),
        (Standing::ByActor, None) => format!(
            "Who created this token has approved it, which does not count for its calls. {other} sends it on its page; or ask for \
             another approval with POST /api/v1/notifications/{id}/ask-for-approval, and send again once it is given."
        ),
        (_, None) => format!(
            "{other} approves it on its page. Ask for that with POST /api/v1/notifications/{id}/ask-for-approval, and send again \
             once it is approved."
        ),
        (_, Some(asked)) => format!(
            "{other} approves it on its page, which “{}” asked for at {}. Send again once it is approved.",
            asked.token,
            moment(asked.at)
        ),
    };
    let grown =
        if approving.has_grown { " It was approved, but over a tenth more people receive it by now." } else { "" };
    Problem::new(Kind::ApprovalNeeded).because(format!("{people}{grown} {who}")).done_on(page)
}
