//! The session store for actix-session: sessions are in the database, so that signing out ends them on the server. A
//! session ends 30 days after it started, when it is not used, or when its user's password changes.

use crate::accounts::sessions;
use crate::clock::Clock;
use crate::ids::UserId;
use crate::store::sessions::{NewSession, Seen};
use crate::store::users::User;
use crate::store::{Database, StoreError};
use crate::token::{Token, hex};
use actix_session::Session;
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long a session lasts at most, even if it is in use: ASVS 3.3.2 asks for a new sign-in after 30 days.
pub const LONGEST: Duration = Duration::days(30);

/// The time a session was last seen is written again only once it is older than this: five minutes are little beside
/// the half day after which an unused session ends, and a page view then seldom causes a write.
const SEEN_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(5);

/// How often these times are written, all in one transaction: a program that is killed loses at most those of a minute.
const WRITES_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// The session entry with the id of the signed-in user.
const USER: &str = "user";

/// The entry that binds the session to the user's password.
const PASSWORD: &str = "password";

/// The entry with the public id, by which the user can end the session.
const ID: &str = "id";

/// The entry with the browser and its operating system.
const DEVICE: &str = "device";

/// The entry of a user whose password was right and who has yet to type a code.
const WAITING: &str = "waiting";

/// How long such a session waits for the code: long enough to find a phone.
const CODE_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// Whether the user asked to be kept signed in.
const IS_KEPT: &str = "kept";

/// The entry of a session that could not be read because the database is unavailable; it holds the error.
pub const OUTAGE: &str = "outage";

/// Keeps sessions in the database.
#[derive(Clone)]
pub struct Sessions {
    database: Database,
    clock: Clock,
    /// When sessions were last seen, by the digest of their key, until it is written. Showing a page writes nothing.
    seen: Arc<Mutex<HashMap<String, NaiveDateTime>>>,
}

type State = HashMap<String, String>;

/// Who has typed the password and has yet to type a code. The session has no user until then.
#[derive(Debug, Serialize, Deserialize)]
pub struct Waiting {
    pub user: UserId,
    /// Binds it to the user's password.
    password: String,
    /// Whether the user asked to be kept signed in.
    pub is_kept: bool,
    /// The path to go to after signing in.
    pub next: String,
    /// Seconds since 1970.
    since: i64,
}

impl Waiting {
    /// Whether the password is still the one that was typed.
    pub fn is_bound_to(&self, user: &User) -> bool {
        self.password == mark(&user.password_hash)
    }
}

/// Starts to wait for the user's code, under a new key. Whoever was signed in with the session no longer is.
pub fn wait_for_code(
    session: &Session,
    user: &User,
    (is_kept, next): (bool, &str),
    now: NaiveDateTime,
) -> Result<(), anyhow::Error> {
    session.clear();
    session.renew();
    let (password, next) = (mark(&user.password_hash), next.to_owned());
    Ok(session.insert(WAITING, Waiting { user: user.id, password, is_kept, next, since: seconds(now) })?)
}

/// Who has yet to type a code with the session, if that is not too late.
pub fn waiting(session: &Session, now: NaiveDateTime) -> Option<Waiting> {
    let waiting: Waiting = session.get(WAITING).ok().flatten()?;
    (waiting.since > seconds(now - CODE_WITHIN)).then_some(waiting)
}

const fn seconds(moment: NaiveDateTime) -> i64 {
    moment.and_utc().timestamp()
}

/// Starts a session for the user under a new key.
pub fn start(session: &Session, user: &User, agent: &str, is_kept: bool) -> Result<(), anyhow::Error> {
    session.remove(WAITING);
    session.renew();
    session.insert(USER, user.id)?;
    session.insert(ID, Token::random().as_str())?;
    session.insert(DEVICE, device(agent))?;
    session.insert(IS_KEPT, is_kept)?;
    rebind(session, &user.password_hash)
}

/// Binds the session to a new password of the same user.
pub fn rebind(session: &Session, password_hash: &str) -> Result<(), anyhow::Error> {
    Ok(session.insert(PASSWORD, mark(password_hash))?)
}

/// The id of the signed-in user.
pub fn user_of(session: &Session) -> Option<UserId> {
    session.get(USER).ok().flatten()
}

/// The public id, by which the user can end the session.
pub fn id_of(session: &Session) -> String {
    session.get(ID).ok().flatten().unwrap_or_default()
}

/// Whether the session was started with the user's current password. Changing the password therefore ends all other
/// sessions, including one started with the old password at the same moment.
pub fn is_bound_to(session: &Session, user: &User) -> bool {
    session.get::<String>(PASSWORD).ok().flatten().is_some_and(|bound| bound == mark(&user.password_hash))
}

fn mark(password_hash: &str) -> String {
    hex(Sha256::digest(password_hash.as_bytes()).get(..8).unwrap_or_default())
}

/// The names of the browser and its operating system, as far as its `User-Agent` gives them.
pub fn device(agent: &str) -> String {
    let named =
        |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    let browser = named(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = named(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

impl Sessions {
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock, seen: Arc::default() }
    }

    /// Writes regularly when sessions were last seen, until the program ends.
    pub async fn write_seen(self) {
        loop {
            tokio::time::sleep(WRITES_EVERY).await;
            if let Err(error) = self.write_seen_once().await {
                log::warn!("when sessions were last seen could not be written: {error}");
            }
        }
    }

    async fn write_seen_once(&self) -> Result<(), StoreError> {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        if seen.is_empty() {
            return Ok(());
        }
        let seen = seen.into_iter().map(|(key_digest, at)| Seen { key_digest, at }).collect();
        sessions::write_seen(&self.database, seen).await
    }

    async fn create(&self, key: &SessionKey, state: &State, ttl: &Duration) -> Result<(), StoreError> {
        let now = self.clock.now();
        let session = NewSession {
            key_digest: Token::of(key.as_ref()).digest(),
            user_id: entry(state, USER),
            state: serde_json::json!(state).to_string(),
            public_id: entry(state, ID).unwrap_or_default(),
            device: entry(state, DEVICE).unwrap_or_default(),
            is_kept: entry(state, IS_KEPT).unwrap_or_default(),
            created_at: now,
            last_seen_at: now,
            expires_at: now + TimeDelta::seconds(ttl.whole_seconds()),
        };
        sessions::create(&self.database, session).await
    }
}

/// An entry of a session, decoded from JSON.
fn entry<T: serde::de::DeserializeOwned>(state: &State, name: &str) -> Option<T> {
    serde_json::from_str(state.get(name)?).ok()
}

/// Replaces a session that cannot be read while the database is unavailable; pages that need no user still work.
fn unreadable(error: &StoreError) -> State {
    State::from([(OUTAGE.to_owned(), serde_json::json!(error.to_string()).to_string())])
}

impl SessionStore for Sessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let (digest, now) = (Token::of(key.as_ref()).digest(), self.clock.now());
        let found = match sessions::find(&self.database, &digest).await {
            Err(error) if error.is_passing() => return Ok(Some(unreadable(&error))),
            found => found.map_err(|error| LoadError::Other(error.into()))?,
        };
        let Some(session) = found.as_ref().as_ref().filter(|session| session.is_open(now)) else { return Ok(None) };
        if now - session.last_seen_at > SEEN_AGAIN_AFTER {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(digest, now);
        }
        serde_json::from_str(&session.state).map(Some).map_err(|error| LoadError::Deserialization(error.into()))
    }

    async fn save(&self, state: State, ttl: &Duration) -> Result<SessionKey, SaveError> {
        let key = SessionKey::try_from(Token::random().as_str().to_owned());
        let key = key.map_err(|error| SaveError::Other(error.into()))?;
        self.create(&key, &state, ttl).await.map_err(|error| SaveError::Other(error.into()))?;
        Ok(key)
    }

    async fn update(&self, key: SessionKey, state: State, _: &Duration) -> Result<SessionKey, UpdateError> {
        let digest = Token::of(key.as_ref()).digest();
        let (user, text) = (entry(&state, USER), serde_json::json!(state).to_string());
        let saved = sessions::save(&self.database, digest, user, text).await;
        saved.map_err(|error| UpdateError::Other(error.into()))?;
        Ok(key)
    }

    async fn update_ttl(&self, _: &SessionKey, _: &Duration) -> Result<(), anyhow::Error> {
        // Sessions are never extended: they expire at a fixed time, however much they are used.
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let digest = Token::of(key.as_ref()).digest();
        Ok(sessions::delete(&self.database, digest).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::ids::PublisherId;
    use actix_session::SessionExt;
    use actix_web::test::TestRequest;
    use chrono::DateTime;

    #[test]
    fn a_code_is_waited_for_ten_minutes() {
        let session = TestRequest::default().to_srv_request().get_session();
        let now = DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::days(20_000);
        let user = User {
            id: UserId::from(7),
            publisher_id: PublisherId::from(1),
            email: String::from("ann@example.com"),
            password_hash: String::from("a hash"),
            role: Role::Viewer,
            locale: None,
            disabled_at: None,
            seen_at: None,
        };
        wait_for_code(&session, &user, (true, "/apps"), now).unwrap();
        assert_eq!(user_of(&session), None);
        let after = |minutes| waiting(&session, now + TimeDelta::minutes(minutes)).map(|waiting| waiting.next);
        assert_eq!((after(9), after(10)), (Some(String::from("/apps")), None));
        let bound = waiting(&session, now).unwrap();
        assert!(bound.is_bound_to(&user));
        assert!(!bound.is_bound_to(&User { password_hash: String::from("another"), ..user.clone() }));
        start(&session, &user, "", true).unwrap();
        assert!(waiting(&session, now).is_none() && user_of(&session) == Some(user.id));
    }

    #[test]
    fn a_browser_is_named_as_people_know_it() {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(device(agent), "Edge · Windows");
        assert_eq!(device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox · Linux");
        assert_eq!(device("\u{1b}[31m"), "");
    }
}
