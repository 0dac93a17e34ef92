//! Answers rules: an app's profiles as columns in memory, in chunks of 65,536 customers. A condition becomes bounds, bounds
//! become a packed set of a chunk's rows, filters combine such sets word by word, and the answer is a Roaring bitmap of
//! positions. It knows rules and days, and not where the profiles came from.

mod answer;
mod bit_sliced;
mod bounds;
mod chunk;
mod codec;
mod column;
mod listed;
mod plan;
mod rows;
mod simd;
mod table;
mod tally;
#[cfg(test)]
pub(crate) mod tests;

pub use codec::FORMAT;
pub use table::Columns;
