//! Why a whole file cannot be imported, stored so that it can be explained in any language of the interface.

use super::columns::Field;
use super::signature::Format;
use crate::locale::{Arg, Locale};
use crate::text::cut;
use serde::{Deserialize, Serialize};

/// The most headers that a message lists, and the most characters of each: a paragraph of at most 1,800 characters,
/// with all headers of a usual file in it.
const LISTED: usize = 30;
const LISTED_LENGTH: usize = 60;

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "problem")]
pub enum Problem {
    #[error("the file is empty")]
    Empty,
    #[error("the file is a spreadsheet's own, and no .csv file")]
    Workbook,
    #[error("the file is no .csv file: {format:?}")]
    OtherFormat { format: Format },
    #[error("the first line, which should name the columns, cannot be read")]
    HeaderUnreadable,
    #[error("a column is missing: {field:?}")]
    ColumnMissing { field: Field, headers: Vec<String> },
    #[error("no column has e-mail addresses or account ids")]
    NoPeople { headers: Vec<String> },
    #[error("the file has no column {column}")]
    ColumnUnknown { column: String },
    #[error("{found} further columns, {limit} can be taken")]
    TooManyColumns { found: usize, limit: usize },
    /// The names of the columns that the app does not have yet, and for how many of them it has room.
    #[error("{} new columns, and the app has room for {room} more custom attributes", columns.len())]
    TooManyAttributes { columns: Vec<String>, room: usize, limit: usize },
    #[error("the name of column {number} is longer than {limit} characters")]
    HeaderTooLong { number: usize, limit: usize },
    #[error("the file is gone")]
    FileGone,
    #[error("the file is not the one that was started with")]
    FileChanged,
    #[error("the command that imported it ended before the file did")]
    CommandEnded,
    #[error("it was cancelled")]
    Cancelled,
    #[error("the app was deleted")]
    AppDeleted,
    #[error("a fault of the program")]
    Fault,
}

impl Problem {
    /// The problem as a sentence.
    pub fn tell(&self, locale: Locale) -> String {
        match self {
            Self::Empty => locale.text("import-problem-empty"),
            Self::Workbook => locale.text("import-problem-workbook"),
            Self::OtherFormat { format } => locale.text(format.message()),
            Self::HeaderUnreadable => locale.text("import-problem-header-unreadable"),
            Self::ColumnMissing { field, headers } => locale.with(
                "import-problem-column-missing",
                &[
                    ("field", Arg::from(locale.text(field.message()))),
                    ("names", Arg::from(field.examples())),
                    ("headers", Arg::from(listed(headers))),
                ],
            ),
            Self::NoPeople { headers } if headers.is_empty() => locale.text("import-problem-nobody"),
            Self::NoPeople { headers } => locale.with1("import-problem-no-people", "headers", listed(headers)),
            Self::ColumnUnknown { column } => {
                locale.with1("import-problem-column-unknown", "column", cut(column, LISTED_LENGTH))
            }
            Self::TooManyColumns { found, limit } => locale
                .with("import-problem-too-many-columns", &[("found", Arg::from(*found)), ("limit", Arg::from(*limit))]),
            Self::TooManyAttributes { columns, room, limit } => locale.with(
                "import-problem-too-many-attributes",
                &[
                    ("columns", Arg::from(listed(columns))),
                    ("found", Arg::from(columns.len())),
                    ("room", Arg::from(*room)),
                    ("limit", Arg::from(*limit)),
                ],
            ),
            Self::HeaderTooLong { number, limit } => locale.with(
                "import-problem-header-too-long",
                &[("number", Arg::from(*number)), ("limit", Arg::from(*limit))],
            ),
            Self::FileGone => locale.text("import-problem-file-gone"),
            Self::FileChanged => locale.text("import-problem-file-changed"),
            Self::Cancelled => locale.text("import-problem-cancelled"),
            Self::AppDeleted => locale.text("import-problem-app-deleted"),
            Self::CommandEnded => locale.text("import-problem-command-ended"),
            Self::Fault => locale.text("import-problem-fault"),
        }
    }
}

/// The first headers of a file, separated by commas.
fn listed(headers: &[String]) -> String {
    let mut names: Vec<String> = headers.iter().take(LISTED).map(|header| cut(header, LISTED_LENGTH)).collect();
    if headers.len() > LISTED {
        names.push(String::from("…"));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_column_is_explained_with_its_names_and_the_headers_of_the_file() {
        let headers = vec![String::from("name"), String::from("price")];
        let problem = Problem::ColumnMissing { field: Field::AccountId, headers };
        let kept = serde_json::to_string(&problem).unwrap();
        assert_eq!(serde_json::from_str::<Problem>(&kept).unwrap(), problem);
        for locale in Locale::ALL {
            let message = problem.tell(locale);
            assert!(message.contains("account_id") && message.contains("name, price"), "{message}");
        }
    }
}
