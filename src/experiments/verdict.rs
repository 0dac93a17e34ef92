//! What can be said of a comparison, and when. People are divided by lot; if their shares are changed, a new phase begins:
//! differences are taken within each phase and averaged by how much it tells, as people of different phases cannot be compared.

use super::interval::{Difference, Interval, Sample, always_valid, at_the_end};
use super::ratio::log_evidence;
use super::size::people_needed;
use serde::{Deserialize, Serialize};

/// The probability that a difference is seen where there is none, of all arms together.
const ALPHA: f64 = 0.05;

/// The people of each arm before anything is said: with fewer, shares jump.
pub const LEAST: u64 = 100;

/// How strong the evidence must be that people are not divided as planned: one in a thousand comparisons that are says so.
const UNBALANCED: f64 = 1_000.0;

/// What was counted of the people of one arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    pub people: u64,
    /// How many of them reached the goal.
    pub reached: u64,
    /// What they paid, in hundredths, and the sum of the squares.
    pub paid: f64,
    pub squares: f64,
}

/// The arms while their shares were the same. The first is the one that the others are held against.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// In millionths, as many as there are arms.
    pub shares: Vec<u32>,
    pub arms: Vec<Arm>,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The share of people who reached the goal.
    Reached,
    /// What they paid on average.
    Paid,
}

/// How a comparison was planned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub measure: Measure,
    /// The difference of which the interval is narrowest while it runs: a share, or hundredths a person.
    pub usual: f64,
    /// The smallest difference of interest, for how many people are needed.
    pub effect: f64,
    /// Whether nothing is added any more, so that this is the one look at the end.
    pub is_over: bool,
}

/// What can be said of an arm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// So many people more are needed in an arm before anything is said.
    TooFew { more: u64 },
    /// People are not divided as planned.
    Unbalanced,
    /// Nobody of either arm has reached the goal.
    Nobody,
    /// The difference can be either way; so many people more would tell one of the size of interest, if that can be said.
    Undecided { interval: Interval, more: Option<u64> },
    /// It is better or worse.
    Decided { interval: Interval },
}

impl Verdict {
    /// Whether anything is said of the arm.
    pub const fn is_said(&self) -> bool {
        !matches!(self, Self::TooFew { .. } | Self::Unbalanced)
    }
}

/// What can be said of each arm but the first, held against the first.
pub fn verdicts(phases: &[Phase], plan: Plan) -> Vec<Verdict> {
    let arms = phases.iter().map(|phase| phase.arms.len()).min().unwrap_or(0);
    (1..arms).map(|arm| verdict(phases, arm, plan)).collect()
}

fn verdict(phases: &[Phase], arm: usize, plan: Plan) -> Verdict {
    let people = |arm: usize| phases.iter().filter_map(|phase| phase.arms.get(arm)).map(|arm| arm.people).sum::<u64>();
    let fewest = people(0).min(people(arm));
    if fewest < LEAST {
        return Verdict::TooFew { more: LEAST - fewest };
    }
    if phases.iter().map(evidence).sum::<f64>() >= UNBALANCED.ln() {
        return Verdict::Unbalanced;
    }
    let compared: Vec<Compared> = phases.iter().filter_map(|phase| Compared::of(phase, arm)).collect();
    // Each arm may fail with its part (Bonferroni).
    let comparisons = phases.iter().map(|phase| phase.arms.len()).max().unwrap_or(2).saturating_sub(1).max(1);
    let alpha = ALPHA / f64::from(u32::try_from(comparisons).unwrap_or(u32::MAX));
    let averaged = Averaged::of(&compared, plan.measure);
    let always = always_valid(averaged.difference, alpha, plan.usual);
    let at_the_end = || averaged.at_the_end(&compared, alpha);
    let interval = if plan.is_over && plan.measure == Measure::Reached { at_the_end() } else { always };
    match interval {
        None => Verdict::Nobody,
        Some(interval) if interval.excludes_zero() => Verdict::Decided { interval },
        Some(interval) => {
            let so_far = people(0) + people(arm);
            let needed = people_needed((averaged.new, averaged.share), averaged.old, alpha, plan.effect);
            let more = needed.map(|needed| needed.saturating_sub(so_far)).filter(|more| *more > 0 && !plan.is_over);
            Verdict::Undecided { interval, more }
        }
    }
}

/// The evidence that the people of a phase are not divided by its shares.
fn evidence(phase: &Phase) -> f64 {
    let people: Vec<u64> = phase.arms.iter().map(|arm| arm.people).collect();
    let whole: f64 = phase.shares.iter().map(|share| f64::from(*share)).sum();
    let shares: Vec<f64> = phase.shares.iter().map(|share| f64::from(*share) / whole).collect();
    // A share of nobody says nothing of the others.
    if shares.iter().any(|share| *share <= 0.0) { 0.0 } else { log_evidence(&people, &shares) }
}

/// Two arms of a phase that both have people.
struct Compared {
    new: Arm,
    old: Arm,
}

impl Compared {
    fn of(phase: &Phase, arm: usize) -> Option<Self> {
        let (new, old) = (*phase.arms.get(arm)?, *phase.arms.first()?);
        (new.people > 0 && old.people > 0).then_some(Self { new, old })
    }

    /// How much it tells: `n m / (n + m)` of `n` and `m` people, the reciprocal of the variance of its difference but for a factor
    /// that is the same for all phases.
    #[expect(clippy::cast_precision_loss, reason = "people are far below 2^52")]
    fn weight(&self) -> f64 {
        let (new, old) = (self.new.people as f64, self.old.people as f64);
        new * old / (new + old)
    }
}

/// Phases averaged by how much they tell.
struct Averaged {
    difference: Difference,
    /// All of the new arm and of the old one, and the share of the new one among both.
    new: Sample,
    old: Sample,
    share: f64,
}

impl Averaged {
    fn of(compared: &[Compared], measure: Measure) -> Self {
        let whole: f64 = compared.iter().map(Compared::weight).sum();
        let mut difference = Difference { mean: 0.0, variance: 0.0 };
        let (mut new, mut old) = (Arm::default(), Arm::default());
        for phase in compared {
            let weight = phase.weight() / whole;
            let own = Difference::of(phase.new.sample(measure), phase.old.sample(measure));
            difference.mean += weight * own.mean;
            difference.variance += weight * weight * own.variance;
            new.add(phase.new);
            old.add(phase.old);
        }
        let (new, old) = (new.sample(measure), old.sample(measure));
        Self { difference, new, old, share: new.people / (new.people + old.people) }
    }

    /// The interval for the end: of one phase as it is; of several, its ends are as far from the average as the averaged squares
    /// of theirs (Zou and Donner, Statistics in Medicine 27, 2008).
    fn at_the_end(&self, compared: &[Compared], alpha: f64) -> Option<Interval> {
        let whole: f64 = compared.iter().map(Compared::weight).sum();
        let (mut below, mut above) = (0.0_f64, 0.0_f64);
        for phase in compared {
            let (Compared { new, old }, weight) = (phase, phase.weight() / whole);
            let own = at_the_end((new.reached, new.people), (old.reached, old.people), alpha)?;
            let mean = Difference::of(new.sample(Measure::Reached), old.sample(Measure::Reached)).mean;
            below = below.hypot(weight * (mean - own.low));
            above = above.hypot(weight * (own.high - mean));
        }
        let mean = self.difference.mean;
        Some(Interval { low: mean - below, high: mean + above })
    }
}

impl Arm {
    pub fn sample(&self, measure: Measure) -> Sample {
        match measure {
            Measure::Reached => Sample::of_share(self.reached, self.people),
            Measure::Paid => Sample::of_sums(self.people, self.paid, self.squares),
        }
    }

    /// Counts the people of another arm as well.
    pub fn add(&mut self, other: Self) {
        self.people += other.people;
        self.reached += other.reached;
        self.paid += other.paid;
        self.squares += other.squares;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNNING: Plan = Plan { measure: Measure::Reached, usual: 0.05, effect: 0.01, is_over: false };
    const OVER: Plan = Plan { is_over: true, ..RUNNING };

    fn arm(reached: u64, people: u64) -> Arm {
        Arm { people, reached, paid: 100.0 * reached as f64, squares: 10_000.0 * reached as f64 }
    }

    fn halves(old: Arm, new: Arm) -> Phase {
        Phase { shares: vec![500_000, 500_000], arms: vec![old, new] }
    }

    #[test]
    fn nothing_is_said_of_few_people_or_of_a_wrong_division() {
        assert_eq!(verdicts(&[halves(arm(0, 99), arm(90, 100))], RUNNING), [Verdict::TooFew { more: 1 }]);
        assert_eq!(verdicts(&[halves(arm(0, 49_000), arm(9_000, 51_000))], OVER), [Verdict::Unbalanced]);
        assert_eq!(verdicts(&[halves(arm(0, 100), arm(0, 100))], RUNNING), [Verdict::Nobody]);
        assert_eq!(verdicts(&[], RUNNING), []);
    }

    #[test]
    fn while_it_runs_more_is_needed_than_at_its_end() {
        let seen = [halves(arm(480, 10_000), arm(550, 10_000))];
        let [Verdict::Undecided { interval, more }] = verdicts(&seen, RUNNING)[..] else { panic!() };
        assert!(interval.low < 0.0 && interval.high > 0.014 && more.is_none(), "{interval:?} {more:?}");
        assert!(matches!(verdicts(&seen, OVER)[..], [Verdict::Decided { interval }] if interval.low > 0.0));
        let early = [halves(arm(48, 1_000), arm(54, 1_000))];
        let [Verdict::Undecided { more: Some(more), .. }] = verdicts(&early, RUNNING)[..] else { panic!() };
        // (1.95996 + 0.84162)² (0.048 · 0.952 + 0.054 · 0.946) / 0.01² = 7,596.3 of each side.
        assert_eq!(more, 15_193 - 2_000);
    }

    #[test]
    fn people_of_different_phases_are_not_mixed() {
        // Within each phase both are alike; together, more of the new arm comes from the phase in which people buy more.
        let phase = |shares: [u32; 2], old, new| Phase { shares: shares.to_vec(), arms: vec![old, new] };
        let phases = [
            phase([900_000, 100_000], arm(900, 9_000), arm(100, 1_000)),
            phase([100_000, 900_000], arm(300, 1_000), arm(2_700, 9_000)),
        ];
        for plan in [RUNNING, OVER] {
            let [Verdict::Undecided { interval, .. }] = verdicts(&phases, plan)[..] else { panic!() };
            assert!((interval.low + interval.high).abs() < 0.01, "{interval:?}");
        }
    }

    #[test]
    fn a_phase_with_few_of_an_arm_tells_little() {
        let phase = |shares: [u32; 2], old, new| Phase { shares: shares.to_vec(), arms: vec![old, new] };
        let phases = [
            phase([100_000, 900_000], arm(30, 1_000), arm(270, 9_000)),
            // Nobody of ten has reached it, as happens more often than not.
            phase([1_000, 999_000], arm(0, 10), arm(300, 9_990)),
        ];
        assert!(matches!(verdicts(&phases, RUNNING)[..], [Verdict::Undecided { .. }]));
    }

    #[test]
    fn several_arms_share_what_may_fail_and_money_is_compared_by_its_mean() {
        let three = Phase { shares: vec![1; 3], arms: vec![arm(480, 10_000), arm(547, 10_000), arm(700, 10_000)] };
        let two = halves(arm(480, 10_000), arm(547, 10_000));
        assert!(matches!(verdicts(&[two], OVER)[..], [Verdict::Decided { .. }]));
        let found = verdicts(std::slice::from_ref(&three), OVER);
        assert!(matches!(found[..], [Verdict::Undecided { .. }, Verdict::Decided { .. }]), "{found:?}");
        let paid = verdicts(&[three], Plan { measure: Measure::Paid, usual: 1.0, effect: 1.0, is_over: false });
        let [_, Verdict::Decided { interval }] = paid[..] else { panic!("{paid:?}") };
        assert!(interval.low > 0.0 && interval.low < 2.2 && interval.high > 2.2, "{interval:?}");
    }
}
