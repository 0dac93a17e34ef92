//! Sends one notification as long as there is something to send now: messages side by side, and what became of them stored in
//! steps, each of which claims the next.

use super::letters::Letters;
use super::origins::Origins;
use super::post::Answer;
use super::step::{Found, MOST_CLAIMED, Outcome, Ready, Report, step};
use super::still::Still;
use super::verdict::{Failures, Verdict, verdict};
use crate::ids::{NotificationId, PublisherId};
use crate::state::State;
use crate::store::deliveries::{DeliveryState, End};
use crate::store::notifications::NotificationState;
use crate::store::{StoreError, wait_for};
use chrono::TimeDelta;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::task::{JoinError, JoinHandle, JoinSet};

/// Requests under way at once.
const MOST_UNDER_WAY: usize = 64;

/// How long what came of messages waits to be stored, unless there are [`MOST_CLAIMED`] of them: what is not stored when the
/// program dies is repeated.
const LONGEST_UNSTORED: Duration = Duration::from_millis(250);

/// How often a session looks whether it may go on.
const LOOK: Duration = Duration::from_millis(500);

/// How long a claimed message may wait here, and what came of messages for the database: well within a lease, with the time that
/// an answer may take.
const LONGEST_WAITING: Duration = Duration::from_secs(20);

/// How long it waits for anything to happen.
const TICK: Duration = Duration::from_millis(50);

pub(super) struct Session {
    state: State,
    of: (PublisherId, NotificationId),
    stopping: Arc<AtomicBool>,
    origins: Origins,
    running: JoinSet<(Ready, Option<Answer>)>,
    report: Report,
    failures: Failures,
    /// The push services that have taken a message.
    takes: HashSet<String>,
    letters: Option<Arc<Letters>>,
    still: Arc<Still>,
    /// Whether messages may leave.
    may_send: bool,
    /// Whether there may be more to claim.
    has_more: bool,
    stepped_at: Option<Instant>,
    /// Since when the database has not answered.
    silent_since: Option<Instant>,
}

/// What a step finds, or why it failed, and what it was to store.
type Stepping = JoinHandle<Result<(Result<Found, StoreError>, Report), StoreError>>;

impl Session {
    pub fn new(state: State, of: (PublisherId, NotificationId), stopping: Arc<AtomicBool>) -> Self {
        Self {
            state,
            of,
            stopping,
            origins: Origins::default(),
            running: JoinSet::new(),
            report: Report::default(),
            failures: Failures::default(),
            takes: HashSet::new(),
            letters: None,
            still: Arc::default(),
            may_send: true,
            has_more: true,
            stepped_at: None,
            silent_since: None,
        }
    }

    /// Sends what is due.
    pub async fn run(mut self) -> Result<(), StoreError> {
        let mut stepping: Option<Stepping> = None;
        loop {
            if self.stopping.load(Ordering::Relaxed) {
                self.may_send = false;
            }
            if stepping.is_none() {
                self.take_back();
                if self.is_over() {
                    return Ok(());
                }
                if self.needs_step() {
                    stepping = Some(self.step());
                }
            }
            self.fill();
            tokio::select! {
                Some(ended) = self.running.join_next() => self.take(ended),
                found = async { match &mut stepping { Some(step) => step.await, None => std::future::pending().await } } => {
                    stepping = None;
                    self.stepped(found.unwrap_or(Err(StoreError::BrokenOff))?).await?;
                }
                () = tokio::time::sleep(TICK) => {}
            }
            while let Some(ended) = self.running.try_join_next() {
                self.take(ended);
            }
        }
    }

    fn is_over(&self) -> bool {
        let is_idle = self.running.is_empty() && self.origins.waiting() == 0 && self.report.outcomes.is_empty();
        is_idle && self.stepped_at.is_some() && !(self.may_send && self.has_more)
    }

    fn needs_step(&self) -> bool {
        let Some(stepped_at) = self.stepped_at else { return true };
        let (unstored, passed) = (self.report.outcomes.len(), stepped_at.elapsed());
        if self.silent_since.is_some() {
            return passed >= LOOK;
        }
        let wants_more = self.may_send && self.has_more && self.origins.waiting() < MOST_CLAIMED / 2;
        unstored >= MOST_CLAIMED
            || (unstored > 0 && (passed >= LONGEST_UNSTORED || self.running.is_empty()))
            || self.report.problem.is_some()
            || wants_more
            || passed >= LOOK
    }

    /// Gives back what must not wait here any longer.
    fn take_back(&mut self) {
        let now = Instant::now();
        let since = now.checked_sub(LONGEST_WAITING).unwrap_or(now);
        for (one, rest) in self.origins.take_back((now, since), !self.may_send) {
            let pause = TimeDelta::from_std(rest).unwrap_or_default();
            self.report.outcomes.push((one.subscription, Outcome::Again { pause, was_sent: false, status: None }));
        }
    }

    /// Stores what came of messages, and claims more.
    fn step(&mut self) -> Stepping {
        let (state, of, report) = (self.state.clone(), self.of, std::mem::take(&mut self.report));
        let most = if self.may_send { MOST_CLAIMED } else { 0 };
        self.stepped_at = Some(Instant::now());
        let still = Arc::clone(&self.still);
        tokio::spawn(wait_for(move || {
            let work = || {
                let still = still.now(&state, of)?;
                state.database.job_write(|connection| step(&state, connection, of, (&report, most, still.as_deref())))
            };
            Ok((work(), report))
        }))
    }

    /// Takes in what a step found. While the database does not answer, what came of messages is kept as long as they are leased: a
    /// push service has taken them, and they must not leave again.
    async fn stepped(&mut self, (found, report): (Result<Found, StoreError>, Report)) -> Result<(), StoreError> {
        let error = match found {
            Ok(found) => {
                self.silent_since = None;
                return self.found(found).await;
            }
            Err(error) => error,
        };
        self.report.outcomes.extend(report.outcomes);
        self.report.problem = report.problem.or(self.report.problem.take());
        let silent_since = *self.silent_since.get_or_insert_with(Instant::now);
        let has_any = !self.report.outcomes.is_empty() || !self.running.is_empty();
        if !has_any || !error.is_passing() || silent_since.elapsed() >= LONGEST_WAITING {
            return Err(error);
        }
        log::warn!("what came of messages of notification {} is stored later: {error}", self.of.1);
        Ok(())
    }

    async fn found(&mut self, found: Found) -> Result<(), StoreError> {
        self.may_send &= found.notification.state == NotificationState::Sending;
        self.has_more = found.has_more;
        if self.letters.is_none() && !found.ready.is_empty() {
            let (state, notification) = (self.state.clone(), found.notification);
            let read = wait_for(move || Letters::read(&state, &notification)).await?;
            self.letters = Some(Arc::new(read));
        }
        let mut ready = found.ready;
        if let Some(letters) = self.letters.clone().filter(|letters| letters.has_values() && !ready.is_empty()) {
            let state = self.state.clone();
            ready = wait_for(move || letters.add_people(&state, &mut ready).map(|()| ready)).await?;
        }
        ready.into_iter().for_each(|ready| self.origins.add(ready));
        Ok(())
    }

    /// Sends what may be sent now.
    fn fill(&mut self) {
        let Some(letters) = self.letters.clone().filter(|_| self.may_send) else { return };
        let now = Instant::now();
        while self.running.len() < MOST_UNDER_WAY {
            let Some(ready) = self.origins.next(now) else { return };
            let (state, letters) = (self.state.clone(), Arc::clone(&letters));
            self.running.spawn(async move {
                let answer = match letters.letter(&state, &ready) {
                    Ok(letter) => state.push_poster.post(&ready.url, letter).await,
                    Err(error) => {
                        log::error!("a message could not be sealed: {error}");
                        None
                    }
                };
                (ready, answer)
            });
        }
    }

    /// Keeps what came of a message.
    fn take(&mut self, ended: Result<(Ready, Option<Answer>), JoinError>) {
        let (ready, answer) = match ended {
            Ok(ended) => ended,
            // Its lease runs out.
            Err(error) => return log::error!("sending a message broke off: {error}"),
        };
        let Verdict { outcome, rest, problem } = verdict(&ready, answer.as_ref());
        self.origins.ended(&ready.origin, answer.is_some(), rest, Instant::now());
        if matches!(&outcome, Outcome::Ended(End { state: DeliveryState::Accepted, .. })) {
            self.takes.insert(ready.origin.clone());
        }
        // A service that takes others refuses this browser alone.
        let problem = problem.filter(|_| !self.takes.contains(&ready.origin));
        // Those that are tried once more were counted before.
        let is_first = ready.attempts == 1;
        let problem = problem.or_else(|| is_first.then(|| self.failures.count(&outcome)).flatten());
        if problem.is_some() {
            self.may_send = false;
            self.report.problem = problem;
        }
        self.report.outcomes.push((ready.subscription, outcome));
    }
}
