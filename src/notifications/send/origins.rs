//! What is waiting for each push service, and which of them rest.

use super::step::Ready;
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// Requests under way to one push service.
const MOST_UNDER_WAY: usize = 32;

/// After how many requests in a row without an answer a push service rests, and for how long.
const MOST_SILENT: u32 = 20;
const REST: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Origin {
    waiting: VecDeque<Ready>,
    under_way: usize,
    silent: u32,
    resting_until: Option<Instant>,
}

/// The push services of one notification.
#[derive(Default)]
pub(super) struct Origins {
    by_name: HashMap<String, Origin>,
    waiting: usize,
}

impl Origins {
    pub fn add(&mut self, ready: Ready) {
        self.by_name.entry(ready.origin.clone()).or_default().waiting.push_back(ready);
        self.waiting += 1;
    }

    /// How many messages wait.
    pub const fn waiting(&self) -> usize {
        self.waiting
    }

    /// The next message to a push service that has room and does not rest.
    pub fn next(&mut self, now: Instant) -> Option<Ready> {
        let free = |origin: &&mut Origin| {
            let rests = origin.resting_until.is_some_and(|until| now < until);
            !origin.waiting.is_empty() && origin.under_way < MOST_UNDER_WAY && !rests
        };
        // The one with the most room, so that a slow one does not hold up the others.
        let origin = self.by_name.values_mut().filter(free).min_by_key(|origin| origin.under_way)?;
        let next = origin.waiting.pop_front()?;
        origin.under_way += 1;
        self.waiting -= 1;
        Some(next)
    }

    /// Notes that a request is over. `rest` is how long the service wants to be left alone.
    pub fn ended(&mut self, name: &str, has_answered: bool, rest: Option<Duration>, now: Instant) {
        let Some(origin) = self.by_name.get_mut(name) else { return };
        origin.under_way = origin.under_way.saturating_sub(1);
        origin.silent = if has_answered { 0 } else { origin.silent + 1 };
        let rest = rest.or_else(|| (origin.silent >= MOST_SILENT).then_some(REST));
        if let Some(until) = rest.map(|rest| now + rest) {
            origin.resting_until = Some(origin.resting_until.map_or(until, |before| before.max(until)));
        }
    }

    /// Takes out the messages of services that rest, and those that were claimed before `since`; all of them with `everything`.
    pub fn take_back(&mut self, (now, since): (Instant, Instant), everything: bool) -> Vec<(Ready, Duration)> {
        let mut taken = Vec::new();
        for origin in self.by_name.values_mut() {
            let rest = origin.resting_until.map(|until| until.saturating_duration_since(now)).unwrap_or_default();
            let mut kept = VecDeque::new();
            for one in origin.waiting.drain(..) {
                if everything || !rest.is_zero() || one.claimed_at < since {
                    taken.push((one, rest));
                } else {
                    kept.push_back(one);
                }
            }
            origin.waiting = kept;
        }
        self.waiting -= taken.len();
        taken
    }
}
