//! When a message that did not arrive is tried again: the schedule that Standard Webhooks 1.0.0 recommends.

use chrono::{DateTime, NaiveDateTime, TimeDelta};
use rand::Rng;

/// The pauses after the first attempt and each further one. After the last of them the message is given up.
const PAUSES: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];

/// How much longer a pause may be by chance, in percent, so that receivers that come back are not asked all at once.
const JITTER: i32 = 10;

/// The longest pause that a receiver can ask for, which is the longest of the schedule.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// After how long without a message that arrives an endpoint is disabled: longer than a weekend with its holiday.
pub const LONGEST_FAILING: TimeDelta = TimeDelta::days(5);

/// The pause after this many attempts, at least as long as the receiver `asked` for; `None` if the message is given up.
pub fn pause(attempts: i32, asked: Option<TimeDelta>) -> Option<TimeDelta> {
    let pause = *PAUSES.get(usize::try_from(attempts).ok()?.checked_sub(1)?)?;
    let longer = pause * rand::rng().random_range(0..=JITTER) / 100;
    Some((pause + longer).max(asked.unwrap_or_default().min(LONGEST)))
}

/// The pause that a header `Retry-After` asks for: seconds, or a moment.
pub fn asked(header: &str, now: NaiveDateTime) -> Option<TimeDelta> {
    let text = header.trim();
    let until = |moment: DateTime<_>| moment.naive_utc() - now;
    let pause = match text.parse::<u32>() {
        Ok(seconds) => TimeDelta::seconds(i64::from(seconds)),
        Err(_) => until(DateTime::parse_from_rfc2822(text).ok()?),
    };
    Some(pause.clamp(TimeDelta::zero(), LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_those_of_the_standard_with_up_to_a_tenth_more() {
        for (attempts, pause_of) in (1..).zip(PAUSES) {
            for _ in 0..20 {
                let pause = pause(attempts, None).unwrap();
                assert!(pause >= pause_of && pause <= pause_of * 11 / 10, "{attempts}: {pause}");
            }
        }
        assert_eq!([pause(0, None), pause(10, None), pause(11, None)], [None; 3]);
        assert!(PAUSES.iter().sum::<TimeDelta>() < LONGEST_FAILING);
    }

    #[test]
    fn a_receiver_can_ask_for_a_longer_pause_within_a_day() {
        let now = DateTime::parse_from_rfc2822("Fri, 27 Nov 2026 10:00:00 GMT").unwrap().naive_utc();
        let seconds = |header| asked(header, now).map(|pause| pause.num_seconds());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("Fri, 27 Nov 2026 10:01:00 GMT"), Some(60));
        assert_eq!([seconds("Fri, 27 Nov 2020 10:01:00 GMT"), seconds("9999999")], [Some(0), Some(86_400)]);
        assert_eq!([seconds("soon"), seconds("-1"), seconds("")], [None; 3]);
        assert_eq!(pause(1, Some(TimeDelta::hours(1))), Some(TimeDelta::hours(1)));
        assert!(pause(9, Some(TimeDelta::hours(1))).unwrap() >= TimeDelta::hours(24));
    }
}
