//! The user's sessions, and ending them elsewhere.

use crate::accounts::sessions;
use crate::web::address::see_other;
use crate::web::error::PageError;
use crate::web::form::{Posted, PostedForm};
use crate::web::session::id_of;
use crate::web::visitor::{SignedIn, Viewer};
use crate::web::work::PageResult;
use serde::Deserialize;
use validator::Validate;

/// The value that ends every session, the current one too.
const EVERYWHERE: &str = "everywhere";

/// The session to end; empty for all but the current one, [`EVERYWHERE`] for all.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct EndForm {
    session: String,
}

impl PostedForm for EndForm {
    const FIELDS: &'static [&'static str] = &[];
}

/// A session in words of the user's language.
pub struct SessionRow {
    pub id: String,
    pub device: String,
    pub started: String,
    pub seen: String,
    /// Whether it is the session of this request.
    pub is_here: bool,
}

/// The user's sessions, the most recently seen first.
pub async fn of(visitor: &SignedIn) -> Result<Vec<SessionRow>, PageError> {
    let (now, locale, here) = (visitor.state.clock.now(), visitor.locale, id_of(&visitor.session));
    let found = sessions::of_user(&visitor.state, visitor.user.id).await?;
    let rows = found.into_iter().map(|session| SessionRow {
        device: if session.device.is_empty() { locale.text("settings-session-unknown") } else { session.device },
        started: locale.ago(session.created_at, now),
        seen: locale.ago(session.last_seen_at, now),
        is_here: session.public_id == here,
        id: session.public_id,
    });
    Ok(rows.collect())
}

/// Ends one session of the user, or all but the current one, or all.
pub async fn end(Viewer(visitor): Viewer, posted: Posted<EndForm>) -> PageResult {
    if posted.form.session == EVERYWHERE {
        sessions::end(&visitor.state, visitor.user.id, String::new(), None).await?;
        visitor.session.purge();
        return Ok(see_other("/sign-in"));
    }
    let chosen = Some(posted.form.session).filter(|session| !session.is_empty());
    let ended = sessions::end(&visitor.state, visitor.user.id, id_of(&visitor.session), chosen).await?;
    visitor.tell(visitor.locale.with1("settings-sessions-ended", "count", ended));
    Ok(see_other("/settings"))
}
