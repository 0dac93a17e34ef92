//! Whether people were divided as planned. If not, something has lost some of one side, and no result can be trusted.

/// How sure it is beforehand that people are divided as planned: with more, it takes longer to see that they are not.
const CONCENTRATION: f64 = 10_000.0;

/// The natural logarithm of the evidence against the planned shares, given how many people each has. It may be computed as often
/// as one likes: of people who are divided as planned, it ever goes above `ln(n)` with a probability of at most `1/n`. The shares
/// add up to one and none is 0.
///
/// It is the ratio of a Dirichlet-multinomial distribution to the planned one (Lindon and Malek, NeurIPS 2022).
#[expect(clippy::cast_precision_loss, reason = "people are far below 2^52")]
pub fn log_evidence(people: &[u64], shares: &[f64]) -> f64 {
    let total: f64 = people.iter().map(|count| *count as f64).sum();
    let whole = libm::lgamma(CONCENTRATION) - libm::lgamma(CONCENTRATION + total);
    let parts = people.iter().zip(shares).map(|(count, share)| {
        let (count, before) = (*count as f64, CONCENTRATION * share);
        libm::lgamma(before + count) - libm::lgamma(before) - count * share.ln()
    });
    whole + parts.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evidence_is_that_of_others() {
        // ssrm-test 0.1.5, sequential_posteriors with its own concentration.
        let third = 1.0 / 3.0;
        for (people, shares, expected) in [
            (vec![5_100, 4_900], vec![0.5, 0.5], 1.922_22),
            (vec![51_000, 49_000], vec![0.5, 0.5], 23_771_906.0),
            (vec![9_100, 900], vec![0.9, 0.1], 12.137_12),
            (vec![3_400, 3_300, 3_300], vec![third; 3], 0.823_68),
        ] {
            let found = log_evidence(&people, &shares).exp();
            assert!((found / expected - 1.0).abs() < 1e-5, "{people:?}: {found}");
        }
        assert!(log_evidence(&[0, 0], &[0.5, 0.5]).abs() < 1e-9);
    }
}
