//! Reads the files of imports: finds the encoding, the separator and the columns of a file, then reads each line as a
//! fact or refuses it. A bad line never stops the import, and no file is kept in memory as a whole. The module knows
//! no storage.

pub mod cell;
pub mod chosen;
pub mod columns;
pub mod combine;
mod consent;
pub mod conversion;
pub mod custom;
pub mod decimals;
pub mod encoding;
pub mod facts;
pub mod fields;
pub mod headers;
pub mod kind;
pub mod layout;
pub mod line_reader;
pub mod lines;
pub mod look;
mod orders;
pub mod people;
mod people_columns;
pub mod problem;
mod purchase;
pub mod refusal;
pub mod refused_rows;
pub mod sent_rows;
pub mod separator;
pub mod signature;
pub mod splitter;
pub mod sums;
pub mod survey;

pub use chosen::Chosen;
pub use consent::ConsentFact;
pub use facts::{CustomCell, CustomerFact, Fact, Fault, PurchaseFact, RatingFact, UsageFact};
pub use kind::ImportKind;
pub use layout::Layout;
pub use look::Look;
pub use problem::Problem;
pub use refusal::{LeftOutCell, Reason, Refusal, RefusedLine};
pub use survey::{CustomColumn, Survey};
