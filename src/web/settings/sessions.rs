//! Where the user is signed in, and signing out elsewhere.

use crate::state::State;
use crate::store::sessions;
use crate::web::address::see_other;
use crate::web::error::PageError;
use crate::web::session::id_of;
use crate::web::visitor::{SignedIn, Viewer};
use actix_web::{HttpResponse, web};
use serde::Deserialize;

/// Which session to end; empty for all but this one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    session: String,
}

/// A session in words of the user's language.
pub struct SessionRow {
    pub id: String,
    pub device: String,
    pub started: String,
    pub seen: String,
    /// Whether it is the session that asks.
    pub is_here: bool,
}

/// The user's sessions, the one last seen first.
pub async fn of(visitor: &SignedIn, state: &State) -> Result<Vec<SessionRow>, PageError> {
    let (user, now, locale, here) = (visitor.user.id, state.clock.now(), visitor.locale, id_of(&visitor.session));
    let found = state.database.read(move |connection| sessions::of_user(connection, user, now)).await?;
    let rows = found.into_iter().map(|session| SessionRow {
        device: if session.device.is_empty() { locale.text("settings-session-unknown") } else { session.device },
        started: locale.ago(session.created_at, now),
        seen: locale.ago(session.last_seen_at, now),
        is_here: session.public_id == here,
        id: session.public_id,
    });
    Ok(rows.collect())
}

/// Ends one session of the user, or all others.
pub async fn end(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    form: web::Form<EndForm>,
) -> Result<HttpResponse, PageError> {
    let (user, here, chosen) = (visitor.user.id, id_of(&visitor.session), form.into_inner().session);
    let end = state.database.write(move |connection| match chosen.as_str() {
        "" => sessions::delete_others(connection, user, &here),
        one => sessions::delete_one(connection, user, one),
    });
    let ended = end.await?;
    visitor.tell(visitor.locale.with1("settings-sessions-ended", "count", ended));
    Ok(see_other("/settings"))
}
