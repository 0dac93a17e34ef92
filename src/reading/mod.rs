//! Imports: bytes to facts. Finds the encoding, the separator and the columns of a file, then checks each line, and takes
//! or refuses it. A bad line never stops a file, and no file is held in memory. It knows no storage.

pub mod columns;
pub mod custom;
pub mod encoding;
pub mod facts;
pub mod fields;
pub mod headers;
pub mod kind;
pub mod layout;
pub mod lines;
pub mod problem;
pub mod refusal;
pub mod separator;
pub mod splitter;
pub mod survey;

pub use facts::{CustomerFact, Fact, PurchaseFact, RatingFact, UsageFact};
pub use kind::ImportKind;
pub use layout::Layout;
pub use problem::Problem;
pub use refusal::{Reason, Refusal, RefusedLine};
pub use survey::Survey;
