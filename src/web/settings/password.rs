//! The user's password. Changing it ends every other session of the user.

use super::SettingsPage;
use crate::password::{self, LONGEST, SHORTEST};
use crate::state::State;
use crate::store::{sessions, users};
use crate::web::accounts::Tries;
use crate::web::error::PageError;
use crate::web::form::messages;
use crate::web::page::{html_again, see_other};
use crate::web::visitor::Viewer;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use validator::Validate;

/// The form.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PasswordForm {
    current: String,
    #[validate(length(min = "SHORTEST", max = "LONGEST", message = "password-length"))]
    new: String,
}

/// Changes the password.
pub async fn update(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    tries: web::Data<Tries>,
    form: web::Form<PasswordForm>,
) -> Result<HttpResponse, PageError> {
    if !tries.may_try(&visitor.user.email.to_lowercase()) {
        return Err(PageError::TooManyTries);
    }
    let form = form.into_inner();
    let mut shown = SettingsPage::new(&visitor);
    shown.new_errors = messages(&form, "new", visitor.locale);
    let typed = form.current.chars().take(usize::try_from(LONGEST).unwrap_or(usize::MAX)).collect();
    if !password::verify(typed, Some(visitor.user.password_hash.clone())).await? {
        shown.current_errors.push(visitor.locale.text("settings-password-wrong"));
    }
    if !shown.summary().is_empty() {
        return html_again(&shown);
    }
    let (user, hash) = (visitor.user.id, password::hash(form.new).await?);
    let changed = state.database.write(move |connection| {
        users::update_password(connection, user, &hash)?;
        sessions::delete_of_user(connection, user)
    });
    changed.await?;
    visitor.session.renew();
    visitor.tell(visitor.locale.text("settings-password-saved"));
    Ok(see_other("/settings"))
}
