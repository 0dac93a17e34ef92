//! Numbers of comparisons beside those of libraries that others wrote.

use crate::peer::Peer;
use crate::site::left_out;
use engage::experiments::{at_the_end, log_evidence};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use std::path::Path;

/// Questions of each kind: enough that a wrong formula does not pass by luck.
const QUESTIONS: usize = 200;

fn close(found: f64, expected: &serde_json::Value) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-9_f64.max(expected.abs() * 1e-9), "{found} is not {expected}");
}

#[test]
fn intervals_and_ratios_are_those_of_statsmodels_and_ssrm_test() {
    let Some(python) = std::env::var_os("ENGAGE_TEST_PYTHON") else {
        return left_out("statsmodels and ssrm-test, as ENGAGE_TEST_PYTHON is not set");
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/processes/statistics_peers/compare.py");
    let mut peer = Peer::start(Path::new(&python), &[script.to_str().unwrap()]);
    let mut random = SmallRng::seed_from_u64(11);
    for _ in 0..QUESTIONS {
        let mut some = || {
            let of = random.random_range(1..50_000_u64);
            (random.random_range(0..=of), of)
        };
        let (new, old) = (some(), some());
        let alpha = random.random_range(0.001..0.2);
        let expected = peer.ask(&json!({"new": new, "old": old, "alpha": alpha}));
        let found = at_the_end(new, old, alpha).unwrap();
        close(found.low, &expected[0]);
        close(found.high, &expected[1]);
    }
    for _ in 0..QUESTIONS {
        let arms = random.random_range(2..=5);
        let weights: Vec<f64> = (0..arms).map(|_| random.random_range(0.1..1.0)).collect();
        let shares: Vec<f64> = weights.iter().map(|weight| weight / weights.iter().sum::<f64>()).collect();
        let people: Vec<u64> = (0..arms).map(|_| random.random_range(0..100_000)).collect();
        close(log_evidence(&people, &shares), &peer.ask(&json!({"people": people, "shares": shares})));
    }
}
