//! The user's password. Changing it ends every other session of the user.

use super::SettingsPage;
use crate::accounts::guesses::{self, Guess};
use crate::password::{self, LONGEST, SHORTEST, Verdict, is_too_long};
use crate::state::State;
use crate::store::{sessions, users};
use crate::web::address::see_other;
use crate::web::error::PageError;
use crate::web::form::messages;
use crate::web::session;
use crate::web::visitor::Viewer;
use crate::web::work::html_again;
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
    form: web::Form<PasswordForm>,
) -> Result<HttpResponse, PageError> {
    let user = visitor.user.id;
    guesses::count(&state, &[Guess::User(user)]).await?;
    let form = form.into_inner();
    let mut shown = SettingsPage::new(&visitor);
    shown.new_errors = messages(&form, "new", visitor.locale);
    let kept = visitor.user.password_hash.clone();
    let is_right = !is_too_long(&form.current) && password::verify(form.current, Some(kept)).await? != Verdict::Wrong;
    if !is_right {
        shown.current_errors.push(visitor.locale.text("settings-password-wrong"));
    }
    if !shown.summary().is_empty() {
        return html_again(&shown);
    }
    let own = vec![visitor.user.email.clone(), visitor.publisher.name.clone()];
    if password::is_guessable(form.new.clone(), own).await? {
        shown.new_errors.push(visitor.locale.text("password-guessable"));
        return html_again(&shown);
    }
    let hash = password::hash(form.new).await?;
    let (bound, publisher) = (hash.clone(), visitor.publisher.id);
    let changed = state.database.write(move |connection| {
        users::update_password(connection, publisher, user, &hash)?;
        sessions::delete_of_user(connection, user)
    });
    changed.await?;
    visitor.session.renew();
    session::rebind(&visitor.session, &bound)?;
    visitor.tell(visitor.locale.text("settings-password-saved"));
    Ok(see_other("/settings"))
}
