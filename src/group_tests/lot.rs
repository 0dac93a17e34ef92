//! Which value of a test somebody gets: the one rule for it, on values.

use crate::shares::{WHOLE, bucket};
use crate::store::group_tests::{GroupTest, TestState};
use chrono::NaiveDateTime;

/// Why somebody gets a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// She got it before, and keeps it.
    Kept,
    /// The lot gives it to her now.
    New,
    /// The test is not for her: not in its groups, in one that it is not for, or reached by no promotion in this quarter. Nobody new
    /// comes into one that has reached its end either.
    Outside,
    /// Nobody with this account id is known.
    Stranger,
    /// The test does not run.
    Off,
    /// It was given to all.
    Winner,
}

/// Why nobody new comes into a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// In none of its groups, or in one that it is not for.
    Groups,
    /// Reached by no promotion in this quarter.
    Withheld,
    /// The test has reached its end.
    Ended,
}

/// The place of a value among those of the test, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub variant: usize,
    pub why: Why,
}

/// What is known of who asks.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    pub account_id: &'a str,
    pub is_customer: bool,
    /// In one of the groups, and in none that the test is not for.
    pub is_meant: bool,
    /// Whether no promotion reaches her in this quarter.
    pub is_withheld: bool,
    /// The place of the value that she got before.
    pub kept: Option<usize>,
}

/// Which value who asks gets.
pub fn answer(test: &GroupTest, asker: Asker<'_>, now: NaiveDateTime) -> Answer {
    let first = |why| Answer { variant: 0, why };
    match test.state {
        // What was given to all stays so also when the test is put away.
        TestState::Decided | TestState::Archived if test.winner.is_some() => {
            let winner = test.winner.and_then(|winner| usize::try_from(winner).ok());
            return Answer { variant: winner.unwrap_or_default(), why: Why::Winner };
        }
        TestState::Draft | TestState::Stopped | TestState::Decided | TestState::Archived => return first(Why::Off),
        TestState::Running => {}
    }
    if !asker.is_customer {
        return first(Why::Stranger);
    }
    if let Some(variant) = asker.kept {
        return Answer { variant, why: Why::Kept };
    }
    if outside(test, asker, now).is_some() {
        return first(Why::Outside);
    }
    Answer { variant: drawn(&test.shares(), bucket(&test.salt, asker.account_id)), why: Why::New }
}

/// Why who asks cannot come into a test that runs; `None` if she can.
pub fn outside(test: &GroupTest, asker: Asker<'_>, now: NaiveDateTime) -> Option<Outside> {
    match () {
        () if !test.takes_people(now) => Some(Outside::Ended),
        () if !asker.is_meant => Some(Outside::Groups),
        () if asker.is_withheld => Some(Outside::Withheld),
        () => None,
    }
}

/// The place of the share in which a bucket is.
fn drawn(shares: &[u32], bucket: u32) -> usize {
    let mut end = 0;
    let place = shares.iter().position(|share| {
        end += share;
        bucket < end
    });
    place.unwrap_or_default()
}

/// Shares in millionths that are to each other as these weights. What rounding leaves goes to the last.
pub fn shares_of(weights: &[u32]) -> Vec<u32> {
    let total: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
    let part = |weight: &u32| u32::try_from(u64::from(WHOLE) * u64::from(*weight) / total.max(1)).unwrap_or(WHOLE);
    let mut shares: Vec<u32> = weights.iter().map(part).collect();
    let rest = WHOLE - shares.iter().sum::<u32>().min(WHOLE);
    if let Some(last) = shares.last_mut() {
        *last += rest;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AppId, GroupTestId, PublisherId};
    use crate::store::group_tests::TestGoal;
    use chrono::{DateTime, TimeDelta};

    fn test(state: TestState) -> GroupTest {
        let now = DateTime::UNIX_EPOCH.naive_utc();
        GroupTest {
            id: GroupTestId::from(1),
            publisher_id: PublisherId::from(1),
            app_id: AppId::from(1),
            name: String::from("Price"),
            flag_key: String::from("price"),
            hypothesis: String::new(),
            variants: String::from(r#"["old","new"]"#),
            phases: String::from("[[500000,500000],[600000,400000]]"),
            goal: TestGoal::Purchase,
            goal_days: 7,
            guards: String::from("[]"),
            effect: 10_000,
            ends_at: Some(now + TimeDelta::days(1)),
            // The buckets are those that `shares` lists: u1 is 547,242, u2 429,823, Zoë 709,112.
            salt: String::from("flight-7"),
            state,
            winner: matches!(state, TestState::Decided | TestState::Archived).then_some(1),
            stopped_for: None,
            started_at: Some(now),
            stopped_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    fn asker(account_id: &str) -> Asker<'_> {
        Asker { account_id, is_customer: true, is_meant: true, is_withheld: false, kept: None }
    }

    #[test]
    fn the_lot_divides_by_the_shares_of_now_and_who_came_before_keeps_hers() {
        let (test, now) = (test(TestState::Running), DateTime::UNIX_EPOCH.naive_utc());
        let of = |asker| {
            let Answer { variant, why } = answer(&test, asker, now);
            (variant, why)
        };
        assert_eq!(of(asker("u1")), (0, Why::New));
        assert_eq!(of(asker("Zoë@exemple.fr")), (1, Why::New));
        assert_eq!(of(Asker { kept: Some(1), ..asker("u1") }), (1, Why::Kept));
        // Who has left the groups since keeps it too.
        assert_eq!(of(Asker { kept: Some(1), is_meant: false, ..asker("u1") }), (1, Why::Kept));
        assert_eq!(of(Asker { is_meant: false, ..asker("Zoë@exemple.fr") }), (0, Why::Outside));
        assert_eq!(of(Asker { is_withheld: true, ..asker("Zoë@exemple.fr") }), (0, Why::Outside));
        assert_eq!(of(Asker { is_customer: false, ..asker("Zoë@exemple.fr") }), (0, Why::Stranger));
    }

    #[test]
    fn after_the_end_nobody_new_comes_and_a_decision_is_for_all() {
        let late = DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::days(1);
        let zoe = asker("Zoë@exemple.fr");
        let of = |state, asker| {
            let Answer { variant, why } = answer(&test(state), asker, late);
            (variant, why)
        };
        assert_eq!(of(TestState::Running, zoe), (0, Why::Outside));
        assert_eq!(of(TestState::Running, Asker { kept: Some(1), ..zoe }), (1, Why::Kept));
        assert_eq!(of(TestState::Stopped, Asker { kept: Some(1), ..zoe }), (0, Why::Off));
        assert_eq!(of(TestState::Draft, zoe), (0, Why::Off));
        for state in [TestState::Decided, TestState::Archived] {
            assert_eq!(of(state, Asker { is_customer: false, ..zoe }), (1, Why::Winner));
        }
    }

    #[test]
    fn shares_are_as_the_weights_and_make_a_whole() {
        assert_eq!(shares_of(&[1, 1]), [500_000, 500_000]);
        assert_eq!(shares_of(&[1, 1, 1]), [333_333, 333_333, 333_334]);
        assert_eq!(shares_of(&[9, 1]), [900_000, 100_000]);
        assert_eq!([drawn(&[900_000, 100_000], 899_999), drawn(&[900_000, 100_000], 900_000)], [0, 1]);
    }
}
