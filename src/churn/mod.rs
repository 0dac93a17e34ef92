//! Churn prediction: how likely customers still use an app, by the days on which they did. The model is the BG/NBD of
//! P. Fader, B. Hardie and K. Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005): while active, a
//! customer uses the app at a rate of their own, and after each use stops for good with a probability of their own. Pure
//! numbers, no input or output but the reading of a summary.

mod fit;
mod model;
mod simplex;
mod summary;

pub use fit::{Fit, FitError, fit};
pub use model::{Activity, Model};
pub use summary::{SummaryError, read_summary};

/// Customers with repeated use that a fit needs at least.
pub const LEAST_REPEATERS: usize = 100;
