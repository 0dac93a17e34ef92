//! How many people a comparison needs.

use super::interval::{Sample, quantile};

/// How often a difference of the size of interest is to be found.
const POWER: f64 = 0.8;

/// How many people of both sides together it takes to find a difference of `effect` between a share of `share` of people and
/// the rest, if what is seen so far is how they vary. The usual size of two samples by the normal distribution; `None` if it
/// cannot be said.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number, cut off above")]
pub fn people_needed((new, share): (Sample, f64), old: Sample, alpha: f64, effect: f64) -> Option<u64> {
    let reach = effect / (quantile(1.0 - alpha / 2.0) + quantile(POWER));
    let needed = (new.variance / share + old.variance / (1.0 - share)) / (reach * reach);
    // More than there are people means as much as never.
    (needed.is_finite() && needed > 0.0).then(|| needed.ceil().min(1e10) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_that_of_two_equal_samples() {
        // (1.95996 + 0.84162)² (0.05 · 0.95 + 0.06 · 0.94) / 0.01² = 8,154.97 of each side.
        let (new, old) = (Sample::of_share(60, 1_000), Sample::of_share(50, 1_000));
        assert_eq!(people_needed((new, 0.5), old, 0.05, 0.01), Some(16_310));
        let still = Sample::of_share(0, 1_000);
        assert_eq!(people_needed((still, 0.5), still, 0.05, 0.01), None);
    }
}
