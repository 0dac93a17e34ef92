//! Evaluates rules over an app's profiles, kept in memory as columns in chunks of 65,536 customers. A condition
//! becomes bounds, a scan of the bounds gives a bit set of the chunk's rows, filters combine such sets word by word,
//! and the members are a Roaring bitmap of positions. The engine knows rules and days, but not where profiles come
//! from.

mod answer;
mod bit_sliced;
mod bounds;
mod chunk;
mod codec;
mod column;
mod highest;
mod listed;
mod ordered;
mod plan;
mod rows;
mod simd;
mod table;
mod tally;
#[cfg(test)]
pub(crate) mod tests;

pub use codec::FORMAT;
pub use table::Columns;
