//! The language of a user's pages.

use crate::locale::Locale;
use crate::state::State;
use crate::store::StoreError;
use crate::store::users::{self, User};

/// Stores the user's language; `None` follows the browser.
pub async fn choose(state: &State, user: &User, language: Option<Locale>) -> Result<(), StoreError> {
    let (publisher, user) = (user.publisher_id, user.id);
    state.database.write(move |connection| users::update_locale(connection, publisher, user, language)).await?;
    Ok(())
}
