//! Intervals of the difference of two means or shares: one that may be looked at as often as one likes, and one for the end.

/// What was counted of some people: how many they are, and the mean and the variance of what is compared. Of a share, the mean
/// is the share `p` and the variance `p (1 - p)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub people: f64,
    pub mean: f64,
    pub variance: f64,
}

impl Sample {
    /// Of so many people, so many reached a goal.
    #[expect(clippy::cast_precision_loss, reason = "people are far below 2^52")]
    pub fn of_share(reached: u64, people: u64) -> Self {
        let mean = reached as f64 / people.max(1) as f64;
        Self { people: people as f64, mean, variance: mean * (1.0 - mean) }
    }

    /// Of so many people with this sum of values, and of their squares.
    #[expect(clippy::cast_precision_loss, reason = "people are far below 2^52")]
    pub fn of_sums(people: u64, sum: f64, squares: f64) -> Self {
        let count = people.max(1) as f64;
        let mean = sum / count;
        let spread = (squares - sum * mean).max(0.0);
        Self { people: people as f64, mean, variance: spread / (count - 1.0).max(1.0) }
    }
}

/// Where a difference lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Whether no difference at all is outside.
    pub fn excludes_zero(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// A difference of two means, and the variance of its estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    pub mean: f64,
    pub variance: f64,
}

impl Difference {
    /// By how much the mean of `new` is above that of `old`. The variance is the larger one of that of both samples by themselves
    /// and of both together: a small sample in which nobody has reached a goal yet would count as known exactly by itself.
    pub fn of(new: Sample, old: Sample) -> Self {
        let people = new.people + old.people;
        let mean = (new.mean * new.people + old.mean * old.people) / people;
        let around = |sample: Sample| sample.people * (sample.variance + (sample.mean - mean).powi(2));
        let pooled = (around(new) + around(old)) / people * (1.0 / new.people + 1.0 / old.people);
        let own = new.variance / new.people + old.variance / old.people;
        Self { mean: new.mean - old.mean, variance: own.max(pooled) }
    }
}

/// The interval of a difference that holds at all times at once with a probability of `1 - alpha`, of which each side fails with
/// half. It is narrowest if the difference is about `usual`. `None` while nothing varies, and of nobody.
///
/// It is the mixture of a normal distribution of variance `t²`: `d ± sqrt(V (V + t²) / t² (2 ln(1/a) + ln((V + t²) / V)))`
/// (Johari, Koomen, Pekelis and Walsh, KDD 2017; Howard, Ramdas, McAuliffe and Sekhon, Annals of Statistics 2021).
pub fn always_valid(difference: Difference, alpha: f64, usual: f64) -> Option<Interval> {
    let Difference { mean, variance: v } = difference;
    let t = usual * usual;
    let width = (v * (v + t) / t * (2.0 * (1.0 / alpha).ln() + ((v + t) / v).ln())).sqrt();
    (v > 0.0 && width.is_finite()).then_some(Interval { low: mean - width, high: mean + width })
}

/// The interval of the difference of two shares for one look at a planned end, each given as how many of how many: the hybrid
/// score interval (method 10 of Newcombe, Statistics in Medicine 17, 1998). `None` of nobody.
pub fn at_the_end((new, new_of): (u64, u64), (old, old_of): (u64, u64), alpha: f64) -> Option<Interval> {
    let z = quantile(1.0 - alpha / 2.0);
    let (new_low, new_high) = score(new, new_of, z)?;
    let (old_low, old_high) = score(old, old_of, z)?;
    let (p, q) = (Sample::of_share(new, new_of).mean, Sample::of_share(old, old_of).mean);
    let low = p - q - (p - new_low).hypot(old_high - q);
    let high = p - q + (new_high - p).hypot(q - old_low);
    Some(Interval { low, high })
}

/// The score interval of one share (Wilson, Journal of the American Statistical Association 22, 1927).
#[expect(clippy::cast_precision_loss, reason = "people are far below 2^52")]
fn score(reached: u64, people: u64, z: f64) -> Option<(f64, f64)> {
    let (x, n) = (reached as f64, people as f64);
    let half = z * (z * z + 4.0 * x * (1.0 - x / n)).sqrt();
    let (middle, whole) = (2.0 * x + z * z, 2.0 * (n + z * z));
    (people > 0).then_some(((middle - half) / whole, (middle + half) / whole))
}

/// Where the standard normal distribution has reached the probability `p`, between a half and one.
pub(super) fn quantile(p: f64) -> f64 {
    let reached = |z: f64| 1.0 - libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2) / 2.0;
    // Halved as often as a number has digits; 38 is beyond what it can tell from one.
    let (mut low, mut high) = (0.0, 38.0);
    for _ in 0..f64::MANTISSA_DIGITS + 6 {
        let middle = f64::midpoint(low, high);
        if reached(middle) < p { low = middle } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SmallRng;
    use rand::{Rng, SeedableRng};

    fn close(found: Option<Interval>, low: f64, high: f64) {
        let found = found.unwrap();
        assert!((found.low - low).abs() < 1e-9 && (found.high - high).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn the_intervals_are_those_of_others() {
        // statsmodels 0.15.0, confint_proportions_2indep with method="newcomb".
        close(at_the_end((540, 10_000), (480, 10_000), 0.05), -0.000_100_775, 0.012_111_063);
        let (new, old) = (Sample::of_share(540, 10_000), Sample::of_share(480, 10_000));
        let variance = new.variance / new.people + old.variance / old.people;
        close(always_valid(Difference { mean: 0.006, variance }, 0.05, 0.01), -0.003_453_375, 0.015_453_375);
        // Together they vary a little more: 0.051 · 0.949 · 2 / 10,000.
        assert!((Difference::of(new, old).variance - 0.051 * 0.949 * 0.000_2).abs() < 1e-15);
        assert_eq!(at_the_end((0, 0), (1, 2), 0.05), None);
        let nobody = Sample::of_share(0, 0);
        let interval = |new, old| always_valid(Difference::of(new, old), 0.05, 0.01);
        assert_eq!((interval(nobody, old), interval(nobody, nobody)), (None, None));
    }

    #[test]
    fn quantiles_are_those_of_tables() {
        for (p, expected) in [(0.5, 0.0), (0.8, 0.841_621_233_573), (0.975, 1.959_963_984_540)] {
            assert!((quantile(p) - expected).abs() < 1e-9, "{p}");
        }
    }

    #[test]
    fn sums_give_the_mean_and_the_variance() {
        let sample = Sample::of_sums(4, 10.0, 30.0);
        assert!((sample.mean - 2.5).abs() < 1e-12 && (sample.variance - 5.0 / 3.0).abs() < 1e-12, "{sample:?}");
        assert!(Sample::of_sums(0, 0.0, 0.0).variance.abs() < 1e-12);
    }

    #[test]
    fn a_small_sample_that_has_reached_nothing_yet_decides_nothing() {
        let mut random = SmallRng::seed_from_u64(5);
        // A hundredth of the people reach the goal, and a twentieth of them are held out.
        let rounds = 200;
        let wrong = (0..rounds).filter(|_| {
            let (mut new, mut old) = (0, 0);
            (1..=100_u64).any(|look| {
                new += (0..95).filter(|_| random.random_bool(0.01)).count() as u64;
                old += (0..5).filter(|_| random.random_bool(0.01)).count() as u64;
                let difference = Difference::of(Sample::of_share(new, look * 95), Sample::of_share(old, look * 5));
                look >= 20 && always_valid(difference, 0.05, 0.05).is_some_and(Interval::excludes_zero)
            })
        });
        // With the variances of the samples by themselves it is a third of the rounds.
        let wrong = wrong.count();
        assert!(wrong <= rounds * 5 / 100, "{wrong}");
    }

    #[test]
    fn looking_a_hundred_times_sees_a_difference_where_there_is_none_as_rarely_as_is_said() {
        let mut random = SmallRng::seed_from_u64(3);
        let rounds = 400;
        let wrong = (0..rounds).filter(|_| {
            let (mut new, mut old, mut people) = (0, 0, 0);
            (0..100).any(|_| {
                for count in [&mut new, &mut old] {
                    *count += (0..100).filter(|_| random.random_bool(0.05)).count() as u64;
                }
                people += 100;
                let (new, old) = (Sample::of_share(new, people), Sample::of_share(old, people));
                always_valid(Difference::of(new, old), 0.05, 0.01).is_some_and(Interval::excludes_zero)
            })
        });
        // 2.6 % were seen in 100,000 rounds; one looked at with plain intervals cries wolf in 39 %.
        assert!(wrong.count() <= rounds * 5 / 100);
    }
}
