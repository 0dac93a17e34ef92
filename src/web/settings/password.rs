//! The user's password. Changing it ends every other session of the user.

use super::SettingsPage;
use crate::accounts::{AccountError, password};
use crate::password::{LONGEST, SHORTEST};
use crate::web::address::see_other;
use crate::web::form::{Posted, PostedForm};
use crate::web::session;
use crate::web::visitor::Viewer;
use crate::web::work::PageResult;
use serde::Deserialize;
use validator::Validate;

/// The form that changes the password.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PasswordForm {
    current: String,
    #[validate(length(min = "SHORTEST", max = "LONGEST", message = "password-length"))]
    new: String,
}

impl PostedForm for PasswordForm {
    const FIELDS: &'static [&'static str] = &["current", "new"];
}

/// Changes the password, or shows the form again.
pub async fn update(Viewer(visitor): Viewer, posted: Posted<PasswordForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let (state, user, locale) = (&visitor.state, &visitor.user, visitor.locale);
    if !password::is_current(state, user, form.current).await? {
        errors.add("current", locale.text("settings-password-wrong"));
    }
    if errors.is_empty() {
        match password::change(state, user, &visitor.publisher.name, form.new).await {
            Ok(hash) => {
                visitor.session.renew();
                session::rebind(&visitor.session, &hash)?;
                visitor.tell(locale.text("settings-password-saved"));
                return Ok(see_other("/settings"));
            }
            Err(AccountError::Guessable) => errors.add("new", locale.text("password-guessable")),
            Err(error) => return Err(error.into()),
        }
    }
    SettingsPage::again(&visitor, errors).await
}
