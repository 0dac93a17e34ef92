//! Fits the model by maximum likelihood: a Nelder–Mead search over the logarithms of the parameters, restarted where
//! it ended until that gains nothing.

use super::model::{Activity, Model};
use super::simplex::{Corner, minimise};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The most customers in a fit: more would change the parameters by less than their own uncertainty.
const MOST_CUSTOMERS: usize = 200_000;

/// The most searches, and steps per search: together 7,200 evaluations of the likelihood at most. A search that still
/// gains after them does not converge.
const MOST_ROUNDS: usize = 12;
const MOST_STEPS: u64 = 600;

/// A smaller gain in the log-likelihood per customer counts as none: over 200,000 customers it is 0.0002, where a
/// difference of 2 is what a confidence interval of 95 % spans.
const NO_GAIN: f64 = 1e-9;

/// Parameters outside these bounds mean that the data do not determine them. CDNOW's, in the tests of `model.rs`, lie
/// between 0.2 and 5.
const BOUNDS: (f64, f64) = (1e-5, 1e5);

/// A fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    pub model: Model,
    /// The sum over the customers in the fit.
    pub log_likelihood: f64,
}

/// Why there is no model.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FitError {
    #[error("{repeaters} customers with repeated use are too few")]
    TooFew { repeaters: usize },
    #[error("the search for the parameters does not end")]
    NotConverged,
}

/// The likelihood of all customers in a fit. Customers with the same activity are computed once.
struct Likelihood {
    customers: Vec<(Activity, f64)>,
    /// Numbers of repeats, each with its number of customers.
    repeats: Vec<(f64, f64)>,
    all: f64,
    /// One unit of the search's time, in the unit of the activities.
    unit: f64,
}

/// Fits the model to customers' activity. `start` is where the search starts, for example yesterday's model.
pub fn fit(activities: &[Activity], start: Option<Model>) -> Result<Fit, FitError> {
    let repeaters = activities.iter().filter(|activity| activity.repeats > 0.5).count();
    if repeaters < super::LEAST_REPEATERS {
        return Err(FitError::TooFew { repeaters });
    }
    let step = activities.len().div_ceil(MOST_CUSTOMERS);
    let likelihood = Likelihood::new(activities.iter().step_by(step));
    let mut best = start.map_or([0.0; 4], |model| likelihood.logarithms(&model));
    let mut least = f64::INFINITY;
    for _ in 0..MOST_ROUNDS {
        let (found, cost) = likelihood.search(best)?;
        let is_done = least - cost < NO_GAIN;
        if cost < least {
            (best, least) = (found, cost);
        }
        if is_done {
            let model = likelihood.model(&best);
            let within = |value: f64| (BOUNDS.0..BOUNDS.1).contains(&value);
            let is_determined = [model.r, model.alpha / likelihood.unit, model.a, model.b].into_iter().all(within);
            let log_likelihood = -least * likelihood.all;
            return if is_determined { Ok(Fit { model, log_likelihood }) } else { Err(FitError::NotConverged) };
        }
    }
    Err(FitError::NotConverged)
}

impl Likelihood {
    fn new<'a>(activities: impl Iterator<Item = &'a Activity>) -> Self {
        let mut alike: BTreeMap<[u64; 3], (Activity, f64)> = BTreeMap::new();
        for activity in activities {
            let key = [activity.repeats, activity.recency, activity.age].map(f64::to_bits);
            alike.entry(key).or_insert((*activity, 0.0)).1 += 1.0;
        }
        let customers: Vec<_> = alike.into_values().collect();
        let mut repeats: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
        for (activity, count) in &customers {
            repeats.entry(activity.repeats.to_bits()).or_insert((activity.repeats, 0.0)).1 += count;
        }
        let all = customers.iter().map(|(_, count)| count).sum();
        let longest = customers.iter().map(|(activity, _)| activity.age).fold(0.0, f64::max);
        // Scales the longest time to 10, so that the four parameters have similar sizes whatever the unit.
        Self { customers, repeats: repeats.into_values().collect(), all, unit: (longest / 10.0).max(1e-9) }
    }

    fn model(&self, logarithms: &[f64; 4]) -> Model {
        let [r, alpha, a, b] = logarithms.map(f64::exp);
        Model { r, alpha: alpha * self.unit, a, b }
    }

    fn logarithms(&self, model: &Model) -> [f64; 4] {
        [model.r, model.alpha / self.unit, model.a, model.b].map(f64::ln)
    }

    /// One search from `start`: where it ended and the cost there.
    fn search(&self, start: [f64; 4]) -> Result<([f64; 4], f64), FitError> {
        let corner = |moved: usize| {
            let mut corner = start;
            if let Some(value) = moved.checked_sub(1).and_then(|place| corner.get_mut(place)) {
                *value += 0.5;
            }
            corner
        };
        let found = minimise(|logarithms| self.cost(logarithms), (0..=4).map(corner), 1e-12, MOST_STEPS);
        found.map(|Corner { at, cost }| (at, cost)).ok_or(FitError::NotConverged)
    }

    /// The negative log-likelihood per customer.
    fn cost(&self, logarithms: &[f64; 4]) -> f64 {
        let model = self.model(logarithms);
        let of_repeats: f64 = self.repeats.iter().map(|(repeats, count)| count * model.of_repeats(*repeats)).sum();
        let of_times: f64 = self
            .customers
            .par_chunks(16_384)
            .map(|chunk| chunk.iter().map(|(activity, count)| count * model.of_times(activity)).sum::<f64>())
            .sum();
        let cost = -(of_repeats + of_times) / self.all;
        if cost.is_finite() { cost } else { f64::MAX }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::SmallRng;
    use rand::{Rng, SeedableRng};

    /// Simulates customers of a model whose parameters are integers: a gamma variable of integer shape is a sum of
    /// exponential ones, and a beta variable a ratio of such sums.
    fn simulated(count: usize) -> Vec<Activity> {
        let mut random = SmallRng::seed_from_u64(7);
        let mut customer = || {
            let mut exponential = |rate: f64| -(1.0 - random.random::<f64>()).ln() / rate;
            let rate = exponential(20.0);
            let (one, other) = (exponential(1.0), exponential(1.0) + exponential(1.0) + exponential(1.0));
            let stop = one / (one + other);
            let age = 200.0;
            let (mut now, mut repeats, mut recency) = (0.0, 0.0, 0.0);
            loop {
                now += exponential(rate);
                if now > age {
                    break;
                }
                (repeats, recency) = (repeats + 1.0, now);
                if 1.0 - (-exponential(1.0)).exp() < stop {
                    break;
                }
            }
            Activity { repeats, recency, age }
        };
        (0..count).map(|_| customer()).collect()
    }

    #[test]
    fn the_parameters_of_simulated_customers_are_found() {
        let Model { r, alpha, a, b } = fit(&simulated(20_000), None).unwrap().model;
        assert!((r - 1.0).abs() < 0.1 && (alpha - 20.0).abs() < 2.0, "{r} {alpha}");
        assert!((a - 1.0).abs() < 0.2 && (b - 3.0).abs() < 0.6, "{a} {b}");
    }

    /// The expected values are from another implementation of the search, argmin's, which takes the same steps.
    #[test]
    fn the_search_gives_the_result_of_another_implementation() {
        let Fit { model, log_likelihood } = fit(&simulated(20_000), None).unwrap();
        let found = [model.r, model.alpha, model.a, model.b, log_likelihood];
        let expected =
            [0.9843830645760532, 19.57563549419373, 1.0027960488473588, 3.0284865472765694, -345070.00823204604];
        // The last digits of logarithms differ between machines.
        for (one, other) in found.into_iter().zip(expected) {
            assert!((one - other).abs() <= 1e-12 * other.abs(), "{found:?}");
        }
    }

    #[test]
    fn the_unit_of_time_does_not_matter_and_yesterdays_model_is_a_good_start() {
        let weeks = simulated(3_000);
        let days: Vec<_> = weeks
            .iter()
            .map(|activity| Activity { recency: activity.recency * 7.0, age: activity.age * 7.0, ..*activity })
            .collect();
        let (in_weeks, in_days) = (fit(&weeks, None).unwrap().model, fit(&days, None).unwrap().model);
        assert!((in_days.alpha / in_weeks.alpha - 7.0).abs() < 0.01, "{in_weeks:?} {in_days:?}");
        let again = fit(&days, Some(in_days)).unwrap().model;
        assert!((again.r - in_days.r).abs() < 1e-3 && (again.b - in_days.b).abs() < 1e-2, "{again:?} {in_days:?}");
    }

    #[test]
    fn too_few_repeats_and_data_that_determine_nothing_give_no_model() {
        let once = vec![Activity { repeats: 0.0, recency: 0.0, age: 30.0 }; 5_000];
        assert_eq!(fit(&once, None), Err(FitError::TooFew { repeaters: 0 }));
        let alike = vec![Activity { repeats: 9.0, recency: 30.0, age: 30.0 }; 500];
        assert_eq!(fit(&alike, None), Err(FitError::NotConverged));
    }
}
