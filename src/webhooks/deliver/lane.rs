//! Delivers some messages of one lane, one after the other, up to the first that does not arrive.

use crate::state::State;
use crate::store::webhook_attempts::Attempt;
use crate::store::webhook_endpoints::WebhookEndpoint;
use crate::store::webhook_lanes::Lane;
use crate::store::webhook_messages::{self, MessageState, Progress, WebhookMessage};
use crate::store::{DbConnection, QueryResult, StoreError};
use crate::webhooks::bodies::{self, Body, without_people};
use crate::webhooks::post::{Answer, Letter};
use crate::webhooks::{Secret, schedule, secrets, signatures};
use chrono::{NaiveDateTime, TimeDelta};
use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use url::Url;

/// How long a lane goes on before what came of it is stored: what is delivered in this time is repeated after a crash.
const PORTION: Duration = Duration::from_millis(250);

/// Messages that are read of a lane at once: as many as a receiver next door answers in a [`PORTION`].
const MESSAGES: usize = 300;

/// What is read of a lane at once at most, in bytes.
const BYTES: usize = 500_000;

/// A row of a lane with some of its messages.
struct Part {
    row: WebhookMessage,
    /// `None` if nobody can say any more what it was about.
    bodies: Option<Vec<Body>>,
}

/// Some messages of a lane.
pub(super) struct Portion {
    pub lane: Lane,
    parts: Vec<Part>,
}

/// Reads the next messages of the lane.
pub(super) fn next_portion(
    connection: &mut DbConnection,
    state: &State,
    endpoint: &WebhookEndpoint,
    lane: Lane,
) -> QueryResult<Portion> {
    let of = (endpoint.publisher_id, endpoint.id);
    let (mut parts, mut messages, mut bytes, mut last) = (Vec::new(), 0, 0, lane.done_id);
    // Row by row, because the members of one may take a megabyte.
    while messages < MESSAGES && bytes < BYTES {
        let Some(row) = webhook_messages::next_of_lane(connection, of, &lane.name, last, 1)?.pop() else { break };
        last = row.id;
        bytes += row.members.as_ref().map_or(0, Vec::len);
        let most = i64::try_from(MESSAGES - messages).unwrap_or(i64::MAX);
        let found = bodies::of_row(connection, (endpoint.publisher_id, &state.seal), &row, row.sent, most)?;
        messages += found.as_ref().map_or(1, Vec::len);
        bytes += found.iter().flatten().map(|body| body.text.len()).sum::<usize>();
        parts.push(Part { row, bodies: found });
    }
    Ok(Portion { lane, parts })
}

/// Where and how messages of an endpoint are posted.
pub struct Address {
    url: Url,
    secrets: Vec<Secret>,
}

impl Address {
    /// That of the endpoint, with the secrets that are good now.
    pub fn of(state: &State, endpoint: &WebhookEndpoint) -> Result<Self, StoreError> {
        let fault = |error: &dyn Display| StoreError::Fault(format!("endpoint {}: {error}", endpoint.id));
        let url = Url::parse(&endpoint.url).map_err(|error| fault(&error))?;
        let secrets = secrets(&state.seal, endpoint, state.clock.now()).map_err(|error| fault(&error))?;
        Ok(Self { url, secrets })
    }

    /// Posts one message.
    pub async fn post(&self, state: &State, body: &Body) -> (Answer, Attempt) {
        let timestamp = state.clock.now().and_utc().timestamp();
        let letter = Letter {
            signatures: signatures(&self.secrets, (&body.id, timestamp), &body.text),
            id: body.id.clone(),
            timestamp,
            body: body.text.clone(),
        };
        let answer = state.poster.post(&self.url, letter).await;
        let attempt = Attempt {
            message_id: body.row,
            part: body.part,
            at: answer.at,
            milliseconds: answer.milliseconds,
            status: answer.status.map(i32::from),
            problem: answer.problem,
            answer: without_people(&answer.text, &body.accounts),
        };
        (answer, attempt)
    }
}

/// What came of some messages of a lane.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub lane: String,
    pub done_id: i64,
    /// How often the first message that is not finished was tried, and when it is tried again.
    pub attempts: i32,
    pub due_at: Option<NaiveDateTime>,
    pub rows: Vec<Progress>,
    pub tried: Vec<Attempt>,
    /// Whether a message arrived, and when the last one did not.
    pub arrived: bool,
    pub failed_at: Option<NaiveDateTime>,
    /// Whether the receiver wants no more messages.
    pub is_gone: bool,
}

/// Whether the lane goes on after a message.
enum Next {
    GoOn,
    Stop,
}

impl Portion {
    /// Delivers the messages.
    pub async fn deliver(self, state: State, address: Arc<Address>, stopping: Arc<AtomicBool>) -> Report {
        let (started, lane) = (Instant::now(), self.lane);
        let mut report =
            Report { lane: lane.name, done_id: lane.done_id, attempts: lane.attempts, ..Report::default() };
        if self.parts.is_empty() {
            // They were deleted for their age.
            return Report { done_id: lane.last_id, attempts: 0, ..report };
        }
        for Part { row, bodies } in self.parts {
            report.open(&row);
            let Some(bodies) = bodies else {
                report.drop_row(&row);
                continue;
            };
            for body in bodies {
                if started.elapsed() > PORTION || stopping.load(Ordering::Relaxed) {
                    return report;
                }
                let (answer, attempt) = address.post(&state, &body).await;
                if let Next::Stop = report.add(&row, (answer.retry_after, attempt)) {
                    return report;
                }
            }
        }
        report
    }
}

impl Report {
    /// Begins with a row.
    fn open(&mut self, row: &WebhookMessage) {
        self.rows.push(Progress { id: row.id, sent: row.sent, lost: row.lost, state: MessageState::Waiting });
    }

    fn drop_row(&mut self, row: &WebhookMessage) {
        if let Some(progress) = self.rows.last_mut() {
            (progress.sent, progress.state) = (row.count, MessageState::Dropped);
        }
        (self.done_id, self.attempts) = (row.id, 0);
    }

    /// Adds an attempt at the next message of the row.
    fn add(&mut self, row: &WebhookMessage, (asked, attempt): (Option<TimeDelta>, Attempt)) -> Next {
        let (is_success, status, at) = (attempt.is_success(), attempt.status, attempt.at);
        // Of a run, the last message that arrived stands for all of a portion.
        let is_as_before = row.count > 1
            && is_success
            && self.tried.last().is_some_and(|last| last.message_id == row.id && last.is_success());
        if is_as_before {
            self.tried.pop();
        }
        self.tried.push(attempt);
        if is_success {
            self.arrived = true;
            self.finish_one(row, false);
            return Next::GoOn;
        }
        self.failed_at = Some(at);
        self.attempts += 1;
        self.is_gone |= status == Some(410);
        match schedule::pause(self.attempts, asked.filter(|_| matches!(status, Some(429 | 503)))) {
            Some(pause) => self.due_at = Some(at + pause),
            None => self.finish_one(row, true),
        }
        Next::Stop
    }

    fn finish_one(&mut self, row: &WebhookMessage, is_lost: bool) {
        self.attempts = 0;
        let Some(progress) = self.rows.last_mut() else { return };
        progress.sent += 1;
        progress.lost += i64::from(is_lost);
        if progress.sent >= row.count {
            progress.state = if progress.lost > 0 { MessageState::Failed } else { MessageState::Delivered };
            self.done_id = row.id;
        }
    }
}
