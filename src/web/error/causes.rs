//! Which errors of use cases become which errors of pages.

use super::PageError;
use crate::access::Forbidden;
use crate::accounts::AccountError;
use crate::accounts::guesses::GuessError;
use crate::accounts::setup::SetupError;
use crate::accounts::sign_in::SignInError;
use crate::accounts::team::TeamError;
use crate::accounts::two_step::TwoStepError;
use crate::groups::members::MembersError;
use crate::imports::SubmitError;
use crate::password::PasswordError;
use crate::store::StoreError;
use actix_multipart::MultipartError;
use actix_web::error::PayloadError;
use std::io;

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        if error.is_not_found() { Self::NotFound } else { Self::Store(error) }
    }
}

impl From<PasswordError> for PageError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::Busy,
            error => Self::Fault(error.into()),
        }
    }
}

impl From<SignInError> for PageError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Guess(error) => error.into(),
            SignInError::Wrong => Self::Forbidden,
            SignInError::Sealed(error) => Self::Fault(error.into()),
            SignInError::Password(error) => error.into(),
            SignInError::Store(error) => error.into(),
        }
    }
}

impl From<GuessError> for PageError {
    fn from(error: GuessError) -> Self {
        match error {
            GuessError::TooMany { wait } => Self::TooManyTries { wait },
            GuessError::Store(error) => error.into(),
        }
    }
}

impl From<AccountError> for PageError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Guess(error) => error.into(),
            AccountError::LinkGone => Self::NotFound,
            AccountError::Password(error) => error.into(),
            AccountError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<SetupError> for PageError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::NotOpen => Self::NotFound,
            SetupError::Password(error) => error.into(),
            SetupError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<TwoStepError> for PageError {
    fn from(error: TwoStepError) -> Self {
        match error {
            TwoStepError::Guess(error) => error.into(),
            TwoStepError::Password(error) => error.into(),
            TwoStepError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<TeamError> for PageError {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::Forbidden => Self::Forbidden,
            TeamError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<&PayloadError> for PageError {
    fn from(error: &PayloadError) -> Self {
        match error {
            PayloadError::Overflow => Self::TooLarge,
            PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => Self::TooSlow,
            _ => Self::Unreadable,
        }
    }
}

impl From<&MultipartError> for PageError {
    fn from(error: &MultipartError) -> Self {
        match error {
            MultipartError::Payload(error) => error.into(),
            _ => Self::Unreadable,
        }
    }
}

impl From<Forbidden> for PageError {
    fn from(_: Forbidden) -> Self {
        Self::Forbidden
    }
}

impl From<MembersError> for PageError {
    /// Hidden members are reported as not found.
    fn from(error: MembersError) -> Self {
        match error {
            MembersError::Hidden => Self::NotFound,
            MembersError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<SubmitError> for PageError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::NoRoom => Self::Store(StoreError::Full(error.to_string())),
            SubmitError::OverQuota => Self::TooLarge,
            SubmitError::Store(error) => error.into(),
            error => Self::Fault(error.into()),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::Fault(error.into())
    }
}
