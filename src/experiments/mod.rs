//! What a use of groups changed: the people to whom something was sent or shown, held against those who were left out by lot.

mod counting;
mod interval;
mod ratio;
mod size;
mod verdict;

pub use counting::{Counted, Counting, EFFECT, Person};
pub use interval::{Difference, Interval, Sample, always_valid, at_the_end};
pub use ratio::log_evidence;
pub use size::people_needed;
pub use verdict::{Arm, LEAST, Measure, Phase, Plan, Verdict, verdicts};
