//! The model: its likelihood and a customer's probability to be active.

/// A customer's use of an app. Times are in any unit, the same for all customers.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Activity {
    /// The number of uses after the first one.
    pub repeats: f64,
    /// Time from the first use to the last; 0 if there was only one.
    pub recency: f64,
    /// Time from the first use until today.
    pub age: f64,
}

/// The parameters of a BG/NBD model, all greater than 0. `r` and `alpha` are the shape and rate of the gamma
/// distribution of usage rates, `a` and `b` the parameters of the beta distribution of the probability to stop after
/// a use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    pub r: f64,
    pub alpha: f64,
    pub a: f64,
    pub b: f64,
}

impl Model {
    /// The log-likelihood of a customer's use: equation 6 of the paper.
    pub fn log_likelihood(&self, activity: &Activity) -> f64 {
        self.of_repeats(activity.repeats) + self.of_times(activity)
    }

    /// The part of the log-likelihood that depends on the number of repeats only.
    pub(super) fn of_repeats(&self, repeats: f64) -> f64 {
        let Self { r, alpha, a, b } = *self;
        lgamma(r + repeats) - lgamma(r) + r * alpha.ln() + lgamma(a + b) + lgamma(b + repeats)
            - lgamma(b)
            - lgamma(a + b + repeats)
    }

    /// The part of the log-likelihood that depends on the times too.
    pub(super) fn of_times(&self, Activity { repeats, recency, age }: &Activity) -> f64 {
        let Self { r, alpha, a, b } = *self;
        let active = -(r + repeats) * (alpha + age).ln();
        if *repeats < 0.5 {
            return active;
        }
        let stopped = a.ln() - (b + repeats - 1.0).ln() - (r + repeats) * (alpha + recency).ln();
        let greater = active.max(stopped);
        greater + ((active - greater).exp() + (stopped - greater).exp()).ln()
    }

    /// The probability that a customer is still active. It is 1 after a single use, because in the model nobody stops
    /// before the first repeat.
    pub fn active(&self, activity: &Activity) -> f64 {
        if activity.repeats < 0.5 { 1.0 } else { 1.0 / (1.0 + self.log_odds_against(activity).exp()) }
    }

    /// The log-odds that a customer with repeats has stopped.
    fn log_odds_against(&self, Activity { repeats, recency, age }: &Activity) -> f64 {
        let Self { r, alpha, a, b } = *self;
        a.ln() - (b + repeats - 1.0).ln() + (r + repeats) * ((alpha + age).ln() - (alpha + recency).ln())
    }
}

/// The logarithm of the gamma function.
fn lgamma(value: f64) -> f64 {
    libm::lgamma(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The parameters in table 2 of the paper, per week.
    const CDNOW: Model = Model { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

    #[test]
    fn the_probability_falls_without_use_and_is_1_after_a_single_use() {
        let activity = |repeats, recency, age| Activity { repeats, recency, age };
        let after = |age| CDNOW.active(&activity(2.0, 30.43, age));
        assert!(after(31.0) > after(38.86) && after(38.86) > after(78.0));
        assert!((after(38.86) - 0.7266).abs() < 0.0005, "{}", after(38.86));
        assert_eq!(CDNOW.active(&activity(0.0, 0.0, 500.0)), 1.0);
    }

    proptest! {
        #[test]
        fn likelihoods_are_finite_and_probabilities_between_0_and_1(
            repeats in 0..400_u32, recency in 0.0..1000.0_f64, rest in 0.0..1000.0_f64,
            r in 0.001..50.0_f64, alpha in 0.001..500.0_f64, a in 0.001..50.0_f64, b in 0.001..50.0_f64,
        ) {
            let model = Model { r, alpha, a, b };
            let activity = Activity { repeats: repeats.into(), recency, age: recency + rest };
            prop_assert!(model.log_likelihood(&activity).is_finite());
            prop_assert!((0.0..=1.0).contains(&model.active(&activity)));
        }
    }
}
