//! The rule language: the attribute catalogue, rules, their formula and sentence. Pure values, no input or output.

mod candidates;
pub mod catalogue;
pub mod explanation;
pub mod formula;
mod formula_cursor;
pub mod formula_error;
pub mod formula_reader;
mod formula_suggestion;
mod formula_values;
pub mod groups;
pub mod input;
pub mod labels;
pub mod limits;
pub mod operator;
pub mod profile;
pub mod rule;
#[cfg(test)]
pub mod samples;
pub mod sentence;
pub mod templates;

pub use catalogue::{Attribute, Catalogue, Category, Choices, Kind};
pub use groups::Group;
pub use operator::Operator;
pub use profile::{Profile, Value};
pub use rule::{Condition, Filter, Operand, Rule};
