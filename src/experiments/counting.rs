//! Counting the people of a comparison, and what became of them.

use super::verdict::{Arm, Measure, Phase, Plan, Verdict, verdicts};
use crate::day::Day;
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// Of how many people one counts at most as much as the next one below, so that a single large order decides nothing.
const CAPPED_OF: usize = 1_000;

/// The smallest difference of interest where nobody says another one: one person in a hundred.
pub const EFFECT: f64 = 0.01;

/// The difference of which an always-valid interval is narrowest. With five in a hundred, it is a seventh wider for ten thousand
/// people a side than with one in a hundred, but for two hundred it is three times as narrow, and large effects are seen early.
const USUAL: f64 = 0.05;

/// The same of what people pay: half of what those pay who are left out.
const USUAL_PAID: f64 = 0.5;

/// How many days after the last day that counts a comparison is counted for the last time: files of that day have come in by then.
const LATER: i32 = 7;

/// A person of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub phase: usize,
    pub arm: usize,
    /// The day from which on what she does counts.
    pub on: Day,
}

/// People while they are counted.
#[derive(Debug, Default)]
pub struct Counting {
    phases: Vec<Phase>,
    /// The phase, the arm, and what was paid, of those who paid something.
    paid: Vec<(usize, usize, i64)>,
    first_on: Option<Day>,
    last_on: Option<Day>,
}

impl Counting {
    /// Of arms with these shares, in millionths, in each phase. The first arm is the one that the others are held against.
    pub fn new(shares: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let phase = |shares: Vec<u32>| Phase { arms: vec![Arm::default(); shares.len()], shares };
        Self { phases: shares.into_iter().map(phase).collect(), ..Self::default() }
    }

    /// Counts a person who reached the goal or not, and paid so much, in hundredths.
    pub fn add(&mut self, person: Person, reached: bool, paid: i64) {
        let Some(arm) = self.phases.get_mut(person.phase).and_then(|phase| phase.arms.get_mut(person.arm)) else {
            return;
        };
        arm.people += 1;
        arm.reached += u64::from(reached);
        if paid != 0 {
            self.paid.push((person.phase, person.arm, paid));
        }
        self.first_on = Some(self.first_on.map_or(person.on, |first| first.min(person.on)));
        self.last_on = Some(self.last_on.map_or(person.on, |last| last.max(person.on)));
    }

    /// What was counted, at a moment, by the data of a day at a version.
    #[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^52")]
    pub fn end(mut self, (at, as_of, version): (NaiveDateTime, Day, i64)) -> Counted {
        let people: u64 = self.phases.iter().flat_map(|phase| &phase.arms).map(|arm| arm.people).sum();
        let capped = usize::try_from(people).unwrap_or(usize::MAX) / CAPPED_OF;
        let mut amounts: Vec<i64> = self.paid.iter().map(|(_, _, paid)| *paid).collect();
        amounts.sort_unstable_by(|one, other| other.cmp(one));
        let most = amounts.get(capped).copied().filter(|most| amounts.first().is_some_and(|first| first > most));
        for (phase, arm, paid) in self.paid {
            let paid = paid.min(most.unwrap_or(i64::MAX)) as f64;
            if let Some(arm) = self.phases.get_mut(phase).and_then(|phase| phase.arms.get_mut(arm)) {
                arm.paid += paid;
                arm.squares += paid * paid;
            }
        }
        let Self { phases, first_on, last_on, .. } = self;
        Counted { phases, most_paid: most, first_on, last_on, counted_at: at.and_utc().timestamp(), as_of, version }
    }
}

/// What was counted of a comparison. It is kept as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    pub phases: Vec<Phase>,
    /// As how much a payment above this counts, if any does, in hundredths.
    pub most_paid: Option<i64>,
    /// The first and the last day on which a person came.
    pub first_on: Option<Day>,
    pub last_on: Option<Day>,
    /// Seconds since 1970.
    counted_at: i64,
    /// The day of the data.
    pub as_of: Day,
    /// The version of the data.
    pub version: i64,
}

impl Counted {
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// When it was counted.
    pub fn counted_at(&self) -> NaiveDateTime {
        DateTime::from_timestamp(self.counted_at, 0).unwrap_or_default().naive_utc()
    }

    /// All phases of an arm together.
    pub fn arm(&self, number: usize) -> Arm {
        let mut whole = Arm::default();
        self.phases.iter().filter_map(|phase| phase.arms.get(number)).for_each(|arm| whole.add(*arm));
        whole
    }

    pub fn people(&self) -> u64 {
        self.phases.iter().flat_map(|phase| &phase.arms).map(|arm| arm.people).sum()
    }

    /// What can be said of each arm but the first about the people who reached the goal, if differences as large as `effect` are
    /// of interest.
    pub fn reached(&self, effect: f64, is_over: bool) -> Vec<Verdict> {
        verdicts(&self.phases, Plan { measure: Measure::Reached, usual: USUAL, effect, is_over })
    }

    /// Whether anything is said of this arm. All others are held against the first one.
    pub fn says(&self, number: usize, is_over: bool) -> bool {
        number.checked_sub(1).is_none_or(|other| self.reached(EFFECT, is_over).get(other).is_some_and(Verdict::is_said))
    }

    /// What can be said of each arm but the first about what its people paid on average.
    pub fn paid(&self, is_over: bool) -> Vec<Verdict> {
        let usual = (self.arm(0).sample(Measure::Paid).mean * USUAL_PAID).max(1.0);
        verdicts(&self.phases, Plan { measure: Measure::Paid, usual, effect: usual, is_over })
    }

    /// How many days it takes until so many people more have come, if they come as they did so far.
    #[expect(clippy::cast_precision_loss, reason = "people are far below 2^52")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number, cut off above")]
    pub fn days_until(&self, more: u64) -> Option<u32> {
        let days = self.as_of.number().checked_sub(self.first_on?.number())?.max(0) + 1;
        let a_day = self.people() as f64 / f64::from(days);
        // A century is as good as never.
        (a_day > 0.0).then(|| (more as f64 / a_day).ceil() as u32).filter(|days| *days <= 36_500)
    }

    /// Whether this is the one count at the end, of a comparison whose last day is `end`.
    pub fn is_final(&self, end: Day) -> bool {
        end.minus(-LATER) < self.as_of
    }

    /// Whether the time of that count has come.
    fn is_to_end(end: Day, today: Day) -> bool {
        end.minus(-LATER) < today
    }

    /// Whether a comparison whose last day is `end`, if it has one by now, is to be counted: `kept` is what was counted last.
    /// `is_other` says whether anything that counts may have changed since.
    pub fn is_due<E>(
        kept: Option<&Self>,
        end: impl FnOnce(&Self) -> Option<Day>,
        (now, today): (NaiveDateTime, Day),
        is_other: impl FnOnce(&Self) -> Result<bool, E>,
    ) -> Result<bool, E> {
        let Some(kept) = kept else { return Ok(true) };
        if !kept.is_outdated(now) {
            return Ok(false);
        }
        match end(kept) {
            Some(end) if kept.is_final(end) => Ok(false),
            Some(end) if Self::is_to_end(end, today) => Ok(true),
            _ => is_other(kept),
        }
    }

    /// Whether it is time to count again, if anything may have changed since: the more people there are, the longer it takes.
    fn is_outdated(&self, now: NaiveDateTime) -> bool {
        let pause = match self.people() {
            ..10_000 => TimeDelta::minutes(1),
            10_000..100_000 => TimeDelta::minutes(10),
            // A million people take some seconds.
            _ => TimeDelta::hours(1),
        };
        self.counted_at() + pause <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(counting: Counting) -> Counted {
        counting.end((DateTime::UNIX_EPOCH.naive_utc(), Day::from_number(9), 1))
    }

    fn person(arm: usize, on: i32) -> Person {
        Person { phase: 0, arm, on: Day::from_number(on) }
    }

    #[test]
    fn a_thousandth_of_the_people_counts_as_much_as_the_next_one() {
        let mut counting = Counting::new([vec![500_000, 500_000]]);
        for number in 0..2_000 {
            let paid = match number {
                0 => 1_000_000,
                1 => 900_000,
                2..12 => 500,
                _ => 0,
            };
            counting.add(person(number % 2, 0), paid > 0, paid);
        }
        let counted = end(counting);
        assert_eq!((counted.most_paid, counted.people()), (Some(500), 2_000));
        let arm = counted.arm(0);
        assert_eq!((arm.people, arm.reached), (1_000, 6));
        assert!((arm.paid - 3_000.0).abs() < 1e-9 && (arm.squares - 1_500_000.0).abs() < 1e-9, "{arm:?}");
        assert_eq!(Counted::parse(&serde_json::to_string(&counted).unwrap()), Some(counted));
    }

    #[test]
    fn people_come_as_they_did() {
        let mut counting = Counting::new([vec![500_000, 500_000]]);
        (0..50).for_each(|number| counting.add(person(number % 2, 5), false, 0));
        let counted = end(counting);
        // Ten a day.
        assert_eq!((counted.days_until(95), counted.days_until(0)), (Some(10), Some(0)));
        assert_eq!(counted.most_paid, None);
        assert_eq!(end(Counting::new([vec![1, 1]])).days_until(1), None);
    }
}
