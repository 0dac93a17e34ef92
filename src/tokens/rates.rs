//! How often programs call: each token has a rate in each process.

use crate::day::Day;
use crate::ids::TokenId;
use crate::store::api_tokens::ApiToken;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many seconds' worth of calls a program may make at once after it was quiet: a job that starts every hour sends its
/// calls one after the other.
const BURST_SECONDS: u32 = 10;

/// The programs that called this process, by their tokens: at most as many as there are tokens.
#[derive(Debug, Default)]
pub struct Programs(Mutex<HashMap<TokenId, Calls>>);

#[derive(Clone, Copy, Debug)]
struct Calls {
    /// When the bucket would be empty again if no call came any more.
    empty_at: Instant,
    /// The day that was last noted in the database.
    noted: Option<Day>,
}

impl Programs {
    /// Counts a call, of which a token may make `rate` a second in this process, and more at once after it was quiet. An
    /// error is how long to wait. Returns whether it is the first call of the day.
    pub(super) fn count(&self, token: &ApiToken, today: Day, rate: u32) -> Result<bool, Duration> {
        self.count_of(token.id, token.last_used_on, today, rate)
    }

    fn count_of(&self, token: TokenId, noted: Option<Day>, today: Day, rate: u32) -> Result<bool, Duration> {
        let (now, each) = (Instant::now(), Duration::from_secs(1) / rate.max(1));
        let most = each * rate.max(1) * BURST_SECONDS;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = all.entry(token).or_insert(Calls { empty_at: now, noted });
        let empty_at = calls.empty_at.max(now) + each;
        let over = empty_at.duration_since(now).saturating_sub(most);
        if !over.is_zero() {
            return Err(over);
        }
        calls.empty_at = empty_at;
        Ok(calls.noted.replace(today).is_none_or(|noted| noted < today))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_may_call_at_its_rate_and_more_after_a_pause() {
        let (programs, today) = (Programs::default(), Day::from_number(17_532));
        let token = TokenId::from(1);
        let count = || programs.count_of(token, None, today, 1);
        assert_eq!(count(), Ok(true), "the first call of the day");
        assert!((1..BURST_SECONDS).all(|_| count() == Ok(false)));
        let wait = count().unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
        assert_eq!(
            programs.count_of(TokenId::from(2), Some(today), today, 1),
            Ok(false),
            "another token is not held back"
        );
    }
}
