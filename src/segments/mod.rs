//! The rule language: the attribute catalogue, rules, their formula and sentence. Pure values without input or output.

mod built_in;
mod candidates;
pub mod catalogue;
pub mod change;
pub mod change_labels;
mod choice_codes;
pub mod choices;
pub mod explanation;
pub mod field;
pub mod formula;
mod formula_cursor;
pub mod formula_error;
pub mod formula_reader;
mod formula_suggestion;
mod formula_values;
mod group;
pub mod groups;
pub mod input;
pub mod key;
pub mod kinds;
pub mod labels;
pub mod limits;
mod matching;
mod nearest_change;
pub mod nesting;
pub mod operator;
mod person;
pub mod profile;
pub mod row_buttons;
pub mod row_history;
pub mod rows;
pub mod rule;
#[cfg(test)]
pub mod samples;
pub mod sentence;
mod settle;
pub mod templates;
pub mod typed_values;

pub use catalogue::{Attribute, Catalogue};
pub use group::Group;
pub use key::{BuiltIn, Key};
pub use kinds::{Category, Choices, Kind, MILLION};
pub use nesting::{MOST_DEPTH, MOST_REACH, Nesting, NestingError, NestingLimit};
pub use operator::Operator;
pub use profile::{CustomValue, Profile, Value};
pub use rule::{Alternative, Condition, Filter, Operand, Rule};
