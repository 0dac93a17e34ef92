//! Rate limits with a fixed number of slots, so that trying many keys cannot fill the memory. A secret of the process
//! assigns keys to slots. Two keys may share a slot and then share a limit: with a thousand keys in use, one key in
//! 65 does.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Slots per limit, of 8 bytes each: 512 KiB.
pub const SLOTS: usize = 1 << 16;

/// A limit of `burst` tries at once, of which one comes back after each `interval`: the generic cell rate algorithm.
pub struct Limit {
    burst: u32,
    interval: Duration,
    secret: RandomState,
    started: Instant,
    /// For each slot, the time since the start, in microseconds, at which all its tries have come back.
    full_at: Mutex<Vec<u64>>,
}

impl Limit {
    /// At most `burst` tries at once, which all come back over `period`.
    pub fn new(burst: u32, period: Duration) -> Self {
        let (secret, full_at) = (RandomState::new(), Mutex::new(vec![0; SLOTS]));
        Self { burst, interval: period / burst.max(1), secret, started: Instant::now(), full_at }
    }

    /// Counts a try of this key. If none is left, returns the time to wait for the next one.
    pub fn try_once(&self, key: impl Hash) -> Result<(), Duration> {
        self.try_at(key, self.started.elapsed())
    }

    fn try_at(&self, key: impl Hash, now: Duration) -> Result<(), Duration> {
        let slot = usize::try_from(self.secret.hash_one(key)).unwrap_or_default() % SLOTS;
        let mut slots = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(full_at) = slots.get_mut(slot) else { return Ok(()) };
        let next = now.max(Duration::from_micros(*full_at)) + self.interval;
        let most = now + self.interval * self.burst;
        if next > most {
            return Err(next - most);
        }
        *full_at = u64::try_from(next.as_micros()).unwrap_or(u64::MAX);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_back_one_by_one_and_each_key_has_its_own() {
        let limit = Limit::new(20, Duration::from_secs(60));
        let at = |key: &str, second: u64| limit.try_at(key, Duration::from_secs(second));
        assert_eq!((0..30).filter(|_| at("ann", 0).is_ok()).count(), 20);
        assert_eq!(at("ann", 0), Err(Duration::from_secs(3)));
        assert!(at("eve", 0).is_ok());
        assert_eq!((at("ann", 3), at("ann", 3)), (Ok(()), Err(Duration::from_secs(3))));
        assert_eq!((0..30).filter(|_| at("ann", 3_600).is_ok()).count(), 20);
    }

    #[test]
    fn a_million_keys_take_no_more_memory_than_one() {
        let limit = Limit::new(20, Duration::from_secs(60));
        assert!((0..1_000_000).filter(|key| limit.try_at(key, Duration::ZERO).is_ok()).count() > SLOTS);
        let slots = limit.full_at.lock().unwrap();
        assert_eq!((slots.len(), slots.capacity()), (SLOTS, SLOTS));
    }
}
