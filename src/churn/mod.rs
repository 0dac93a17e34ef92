//! Churn prediction: the probability that a customer still uses an app, from the days of use. The model is the BG/NBD
//! model of P. Fader, B. Hardie and K. Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005):
//! while active, a customer uses the app at an individual rate, and after each use stops for good with an individual
//! probability. The module only computes; the one input that it reads is a summary of use.

mod fit;
mod model;
mod simplex;
mod summary;

pub use fit::{Fit, FitError, fit};
pub use model::{Activity, Model};
pub use summary::{SummaryError, read_summary};

/// The fewest customers with repeated use that a fit needs: 25 for each of the model's four parameters. With fewer,
/// chance decides more than the customers do.
pub const LEAST_REPEATERS: usize = 100;
