//! What an answer of a push service means for a message, for the service, and for the whole notification.

use super::post::Answer;
use super::step::{Outcome, Ready};
use crate::store::deliveries::{DeliveryReason, DeliveryState, End};
use chrono::TimeDelta;
use rand::Rng;
use std::time::Duration;

/// How often a message is tried.
const MOST_TRIES: i32 = 8;

/// The longest pause before a message is tried again.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// Of how many first messages how many may fail, before the notification is paused: a fifth.
const JUDGED: u32 = 200;
const MOST_FAILED: u32 = JUDGED / 5;

/// The problem of a notification of which too many messages failed; all others are the words of a push service.
pub const TOO_MANY_FAILED: &str = "too-many-failed";

/// The longest words of a push service that are kept, in characters.
const LONGEST_WORDS: usize = 300;

/// What an answer means.
pub(super) struct Verdict {
    pub outcome: Outcome,
    /// How long the push service is left alone.
    pub rest: Option<Duration>,
    /// Why the notification is paused.
    pub problem: Option<String>,
}

/// What the answer to a message means; `None` is no answer.
pub(super) fn verdict(ready: &Ready, answer: Option<&Answer>) -> Verdict {
    let Some(answer) = answer else { return again(ready, None, None) };
    let status = Some(i32::from(answer.status));
    let ended =
        |state, reason| Verdict { outcome: Outcome::Ended(End { state, reason, status }), rest: None, problem: None };
    let says_who = answer.text.to_ascii_lowercase().contains("vapid");
    match answer.status {
        200..=299 => ended(DeliveryState::Accepted, None),
        404 | 410 => ended(DeliveryState::Gone, None),
        401 | 403 => refused(ready, answer),
        400 if says_who => refused(ready, answer),
        429 | 503 => {
            let verdict = again(ready, answer.retry_after, status);
            // The service as a whole wants a pause.
            let rest = answer.retry_after.map(|asked| asked.min(LONGEST_PAUSE)).and_then(|asked| asked.to_std().ok());
            Verdict { rest, ..verdict }
        }
        500..=599 => again(ready, None, status),
        _ => ended(DeliveryState::Failed, Some(DeliveryReason::Refused)),
    }
}

/// The service does not take who sends: nothing else would arrive there. Or the browser subscribed with another key, so that it
/// is tried as often as other messages, and not first again.
fn refused(ready: &Ready, answer: &Answer) -> Verdict {
    let words: String = answer.text.chars().take(LONGEST_WORDS).collect();
    Verdict {
        problem: Some(format!("{}: {} {words}", ready.origin, answer.status).trim().to_owned()),
        ..again(ready, None, Some(i32::from(answer.status)))
    }
}

/// It is tried again after a pause that doubles each time, or as long as the service asks for; or given up.
fn again(ready: &Ready, asked: Option<TimeDelta>, status: Option<i32>) -> Verdict {
    let outcome = if ready.attempts >= MOST_TRIES {
        let (state, reason) = (DeliveryState::Failed, Some(DeliveryReason::Tries));
        Outcome::Ended(End { state, reason, status })
    } else {
        let doubled = TimeDelta::seconds(1 << ready.attempts.clamp(1, 12).unsigned_abs().saturating_sub(1));
        // Up to a quarter more, so that they do not come back all at once.
        let longer = doubled * rand::rng().random_range(0..=25) / 100;
        let pause = (doubled + longer).max(asked.unwrap_or_default()).min(LONGEST_PAUSE);
        Outcome::Again { pause, was_sent: true, status }
    };
    Verdict { outcome, rest: None, problem: None }
}

/// Counts how many of the first messages fail.
#[derive(Debug, Default)]
pub(super) struct Failures {
    judged: u32,
    failed: u32,
}

impl Failures {
    /// Counts what became of a message. Returns the problem if too many failed. Browsers that are gone do not count.
    pub fn count(&mut self, outcome: &Outcome) -> Option<String> {
        let has_failed = match outcome {
            Outcome::Ended(End { state: DeliveryState::Accepted, .. }) => false,
            Outcome::Ended(End { state: DeliveryState::Failed, .. }) => true,
            Outcome::Again { was_sent: true, status, .. } => *status != Some(429),
            _ => return None,
        };
        if self.judged >= JUDGED {
            return None;
        }
        self.judged += 1;
        self.failed += u32::from(has_failed);
        (self.failed > MOST_FAILED).then(|| String::from(TOO_MANY_FAILED))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::sealing::BrowserKeys;
    use std::time::Instant;
    use url::Url;

    fn of(attempts: i32, status: u16, text: &str, retry_after: Option<i64>) -> Verdict {
        let url = Url::parse("https://push.example.org/1").unwrap();
        let ready = Ready {
            subscription: 1.into(),
            customer: None,
            profile: None,
            origin: url.origin().ascii_serialization(),
            url,
            keys: BrowserKeys::of([4; 65], [0; 16]),
            language: String::new(),
            variant: 0,
            attempts,
            claimed_at: Instant::now(),
            leaves_at: None,
        };
        let retry_after = retry_after.map(TimeDelta::seconds);
        verdict(&ready, (status > 0).then(|| Answer { status, retry_after, text: text.to_owned() }).as_ref())
    }

    fn end(verdict: &Verdict) -> Option<(DeliveryState, Option<DeliveryReason>)> {
        if let Outcome::Ended(end) = &verdict.outcome { Some((end.state, end.reason)) } else { None }
    }

    fn pause(verdict: &Verdict) -> i64 {
        if let Outcome::Again { pause, .. } = &verdict.outcome { pause.num_seconds() } else { -1 }
    }

    #[test]
    fn each_answer_means_what_the_standard_says() {
        use DeliveryState::{Accepted, Failed, Gone};
        let ended = |status, text| end(&of(1, status, text, None));
        assert_eq!([201, 200, 202].map(|status| ended(status, "")), [Some((Accepted, None)); 3]);
        assert_eq!([404, 410].map(|status| ended(status, "")), [Some((Gone, None)); 2]);
        let refused = Some((Failed, Some(DeliveryReason::Refused)));
        assert_eq!([413, 307].map(|status| ended(status, "")), [refused; 2]);
        assert_eq!(ended(400, "bad payload"), refused);
        for (status, text) in [(401, ""), (403, "BadJwtToken"), (400, "UnauthorizedRegistration: VAPID public key")] {
            let verdict = of(1, status, text, None);
            assert_eq!(verdict.problem, Some(format!("https://push.example.org: {status} {text}").trim().to_owned()));
            assert!(matches!(verdict.outcome, Outcome::Again { was_sent: true, .. }));
        }
    }

    #[test]
    fn a_busy_or_silent_service_is_asked_again_later_and_not_for_ever() {
        assert!((1..=2).contains(&pause(&of(1, 500, "", None))));
        assert!((32..=40).contains(&pause(&of(6, 0, "", None))));
        let busy = of(1, 429, "", Some(90));
        assert_eq!((pause(&busy), busy.rest), (90, Some(Duration::from_secs(90))));
        assert_eq!(pause(&of(1, 503, "", Some(86_400))), 3_600, "an hour at most");
        assert_eq!(end(&of(8, 0, "", None)), Some((DeliveryState::Failed, Some(DeliveryReason::Tries))));
    }

    #[test]
    fn a_fifth_of_the_first_messages_may_fail() {
        let (good, bad) = (of(1, 201, "", None).outcome, of(1, 413, "", None).outcome);
        let mut failures = Failures::default();
        assert!((0..40).all(|_| failures.count(&bad).is_none() && failures.count(&good).is_none()));
        assert_eq!(failures.count(&of(1, 410, "", None).outcome), None, "one that is gone is no failure");
        assert_eq!(failures.count(&bad), Some(String::from(TOO_MANY_FAILED)));
        let mut later = Failures::default();
        assert!((0..200).all(|_| later.count(&good).is_none()));
        assert!((0..200).all(|_| later.count(&bad).is_none()), "only the first count");
    }
}
