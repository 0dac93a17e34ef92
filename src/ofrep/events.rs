//! Notifies programs that flags have changed, by server-sent events. A notified program asks for its flags again.

use super::answer::Failure;
use super::evaluate::CONFIRMED_SECONDS;
use crate::flags;
use crate::ids::{AppId, PublisherId, TokenId};
use crate::state::State;
use crate::store::api_tokens;
use crate::tokens::Program;
use crate::web::connections;
use actix_web::http::header::HeaderName;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::sleep;

/// Where programs wait for changes.
const PATH: &str = "/ofrep/v1/events";

/// How long an address of a stream can be connected to, in seconds: longer than the hour for which an answer with it may be
/// confirmed by its tag alone. All it reveals is that something has changed, while the token is valid.
const TICKET_SECONDS: i64 = 2 * 60 * 60;
const _: () = assert!(TICKET_SECONDS > CONFIRMED_SECONDS, "a program whose answer is confirmed keeps the address");

/// How often it is looked whether flags have changed: a change is to be noticed within two seconds.
const INTERVAL: Duration = Duration::from_secs(1);

/// After how many intervals without a change a comment is sent, so that no proxy ends the connection: many do after 30 s or
/// 60 s.
const INTERVALS_PER_COMMENT: u32 = 25;

/// The most programs that wait at once in this process. Each takes a connection, of which half are left for others, and a look
/// at a kept value every second.
fn most() -> usize {
    usize::try_from(connections::most() / 2).unwrap_or(usize::MAX).min(5_000)
}

/// Of those who may wait, those with the same token take at most half.
const SHARES: usize = 2;

/// When a program that finds no room should ask again, in seconds.
const FULL_SECONDS: u64 = 30;

const LAST_EVENT: HeaderName = HeaderName::from_static("last-event-id");

/// What the address of a stream says, sealed.
#[derive(Serialize, Deserialize)]
struct Ticket {
    publisher: PublisherId,
    app: Option<AppId>,
    token: TokenId,
    /// The state of the flags that the program has.
    state: String,
    /// When the address can no longer be connected to, in seconds since 1970.
    until: i64,
}

/// What a ticket is sealed for.
const SEALED_FOR: &str = "stream of flags";

#[derive(Deserialize)]
pub struct Asked {
    ticket: String,
}

/// The address, from the root of the server, at which the program is notified of changes after this state of the flags.
pub fn address(state: &State, program: &Program, fingerprint: &str) -> Result<String, Failure> {
    let ticket = Ticket {
        publisher: program.publisher.id,
        app: program.app,
        token: program.token,
        state: fingerprint.to_owned(),
        until: state.clock.now().and_utc().timestamp() + TICKET_SECONDS,
    };
    let text = serde_json::to_vec(&ticket).map_err(|error| Failure::fault(error.into()))?;
    let sealed = state.seal.seal(SEALED_FOR, &text).map_err(|error| Failure::fault(error.into()))?;
    Ok(format!("{PATH}?ticket={sealed}"))
}

/// What a stream knows between two looks.
struct Stream {
    state: web::Data<State>,
    ticket: Ticket,
    /// How many intervals have passed without anything to send; `None` before the first look.
    quiet: Option<u32>,
    _place: Place,
}

/// The changes from the state that the program has, for as long as it is connected and its token is valid.
pub async fn stream(
    request: HttpRequest,
    state: web::Data<State>,
    waiting: web::Data<Waiting>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let unauthorized =
        || Failure::new(StatusCode::UNAUTHORIZED, "GENERAL", "Ask for the flags again, for a new address.");
    let opened = state.seal.open(SEALED_FOR, &asked.ticket).map_err(|_| unauthorized())?;
    let mut ticket: Ticket = serde_json::from_slice(&opened).map_err(|_| unauthorized())?;
    if ticket.until < state.clock.now().and_utc().timestamp() || !is_valid(&state, &ticket).await {
        return Err(unauthorized());
    }
    let full = || {
        let wait = Duration::from_secs(FULL_SECONDS);
        Failure::busy(StatusCode::SERVICE_UNAVAILABLE, "Too many programs wait for changes.", wait)
    };
    let place = waiting.enter(ticket.token).ok_or_else(full)?;
    if let Some(last) = request.headers().get(LAST_EVENT).and_then(|last| last.to_str().ok()) {
        last.clone_into(&mut ticket.state);
    }
    let stream = Stream { state, ticket, quiet: None, _place: place };
    let events = futures_util::stream::unfold(stream, |stream| async {
        let (sent, stream) = stream.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(sent)), stream))
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((HeaderName::from_static("x-accel-buffering"), "no"))
        .streaming(events))
}

/// How many wait with each token, shared by the threads of the process.
#[derive(Clone)]
pub struct Waiting {
    by_token: Arc<Mutex<HashMap<TokenId, usize>>>,
    most: usize,
}

/// The place of one who waits; it is free again when it is dropped.
struct Place {
    waiting: Waiting,
    token: TokenId,
}

impl Default for Waiting {
    fn default() -> Self {
        Self { by_token: Arc::default(), most: most() }
    }
}

impl Waiting {
    /// A place for a program with the token, if there is room.
    fn enter(&self, token: TokenId) -> Option<Place> {
        let mut by_token = self.lock();
        let (all, own) = (by_token.values().sum::<usize>(), by_token.get(&token).copied().unwrap_or(0));
        if all >= self.most || own >= self.most.div_ceil(SHARES) {
            return None;
        }
        by_token.insert(token, own + 1);
        Some(Place { waiting: self.clone(), token })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenId, usize>> {
        self.by_token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut by_token = self.waiting.lock();
        match by_token.get_mut(&self.token) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(by_token.remove(&self.token)),
        }
    }
}

async fn is_valid(state: &State, ticket: &Ticket) -> bool {
    let (publisher, token) = (ticket.publisher, ticket.token);
    let find = move |connection: &mut _| api_tokens::find(connection, publisher, token);
    let found = state.database.read_kept(format!("token {token} of {publisher}"), find).await;
    found.is_ok_and(|found| found.is_valid(state.clock.now()))
}

impl Stream {
    /// Waits for what is to be sent next; `None` once the token is no longer valid.
    async fn next(mut self) -> Option<(String, Self)> {
        loop {
            let is_first = self.quiet.is_none();
            if !is_first {
                sleep(INTERVAL).await;
            }
            if !is_valid(&self.state, &self.ticket).await {
                return None;
            }
            let quiet = self.quiet.map_or(0, |quiet| quiet + 1);
            self.quiet = Some(quiet);
            // If the database does not answer, the next look does.
            let now = flags::fingerprint(&self.state, self.ticket.publisher, self.ticket.app).await;
            match now {
                Ok(now) if *now != self.ticket.state => {
                    now.as_str().clone_into(&mut self.ticket.state);
                    self.quiet = Some(0);
                    return Some((event(&now), self));
                }
                // The first comment says that the stream is open.
                _ if is_first => return Some((String::from(": waiting for changes\n\n"), self)),
                _ if quiet >= INTERVALS_PER_COMMENT => {
                    self.quiet = Some(0);
                    return Some((String::from(": still waiting\n\n"), self));
                }
                _ => {}
            }
        }
    }
}

fn event(state: &str) -> String {
    let data = serde_json::json!({ "type": "refetchEvaluation", "etag": state });
    format!("id: {state}\nevent: message\ndata: {data}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_token_leaves_others_room_to_wait() {
        let waiting = Waiting { by_token: Arc::default(), most: 5 };
        let (one, other) = (TokenId::from(1), TokenId::from(2));
        let mut places: Vec<Place> = (0..3).map(|_| waiting.enter(one).unwrap()).collect();
        assert!(waiting.enter(one).is_none(), "it has half of the places");
        let others: Vec<Option<Place>> = (0..3).map(|_| waiting.enter(other)).collect();
        assert_eq!(others.iter().filter(|place| place.is_some()).count(), 2);
        places.pop();
        assert!(waiting.enter(one).is_some() && waiting.enter(other).is_some());
        drop((places, others));
        assert!(waiting.lock().is_empty());
    }
}
