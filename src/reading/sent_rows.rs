//! Rows that a program sends, each with values by name. They are read as the lines of a file with these columns, so that a
//! name and a value mean the same in both.

use super::chosen::{Chosen, ChosenColumn};
use super::columns::Field;
use super::decimals::DecimalMark;
use super::facts::{CellOfFact, Fact};
use super::headers::{MAX_HEADER_LENGTH, Role};
use super::kind::ImportKind;
use super::line_reader::FactLine;
use super::lines::MAX_LINE;
use super::look::{Look, MAX_COLUMNS};
use super::problem::Problem;
use super::refusal::RefusedLine;
use super::survey::{FactLines, Survey, SurveyError};
use crate::currency::Currency;
use crate::zone::Zones;
use std::collections::{HashMap, HashSet};
use std::io::{self, Cursor};

/// The most rows that are sent at once: they are written in one transaction, for which others wait.
pub const MOST_ROWS: usize = 1_000;

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentValue {
    /// The customer has none: what is known is cleared.
    Nothing,
    Text(String),
    /// In decimal digits, with a point.
    Number(String),
    Flag(bool),
}

/// The values of a row by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentRow(pub Vec<(String, SentValue)>);

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    Blank,
    TooLong,
    /// The row has it twice.
    Twice,
    /// Nothing is read from it: the kind has no such field, or another name of the rows is for the same one.
    Unused,
}

/// Why rows are not read at all.
#[derive(Debug, thiserror::Error)]
pub enum RowsFault {
    #[error("the name {name} of row {row} is refused: {fault:?}")]
    Name { row: usize, name: String, fault: NameFault },
    #[error(transparent)]
    Problem(#[from] Problem),
    #[error("the rows cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl From<SurveyError> for RowsFault {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::Problem(problem) => Self::Problem(problem),
            SurveyError::Io(error) => Self::Io(error),
        }
    }
}

/// Rows as a file: its bytes, and what is in it.
pub struct SentTable {
    kind: ImportKind,
    bytes: Vec<u8>,
    pub survey: Survey,
    /// The name of each column as it was sent.
    names: Vec<String>,
    /// The number of the line at which each row starts.
    starts: Vec<u64>,
    /// The columns that each row clears.
    cleared: Vec<Vec<usize>>,
}

impl SentTable {
    /// The table of rows of this kind, which an app of this currency is sent.
    pub fn of(kind: ImportKind, rows: &[SentRow], currency: Currency, zones: Zones) -> Result<Self, RowsFault> {
        let mut names = Names::of(rows)?;
        let sent = names.add_required(kind);
        let (bytes, starts) = names.file_of(rows);
        let chosen = Chosen {
            encoding: Some(String::from("UTF-8")),
            separator: Some(','),
            header_line: Some(1),
            columns: names.with_points(rows),
            ..Chosen::default()
        };
        let mut survey = Look::at(Cursor::new(&bytes), kind, &chosen)?.survey;
        (survey.currency, survey.zones) = (currency, zones);
        names.must_be_used(rows, &survey, sent)?;
        if let Some(problem) = survey.problem(kind) {
            return Err(problem.into());
        }
        let cleared = rows.iter().map(|row| names.cleared_by(row)).collect();
        Ok(Self { kind, bytes, survey, names: names.all, starts, cleared })
    }

    /// The size of the rows as a file.
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The rows that are not blank, as lines of a file of this survey.
    pub fn lines(&self, survey: &Survey) -> io::Result<Vec<Result<FactLine, RefusedLine>>> {
        let mut reader = FactLines::open(Cursor::new(&self.bytes), self.kind, survey, 0)?;
        let mut lines = reader.next_batch(self.starts.len())?;
        for line in lines.iter_mut().flatten() {
            let (Some(row), Fact::Customer(fact)) = (self.row_of(line.number), &mut line.fact) else { continue };
            let cells = self.cleared[row].iter().filter_map(|place| match survey.columns.get(*place)?.role {
                Role::Known(field) => Some(CellOfFact::Known(field)),
                Role::Custom(_) => Some(CellOfFact::Custom(*place)),
                Role::Ignored => None,
            });
            fact.cleared.extend(cells);
        }
        Ok(lines)
    }

    /// The index of the row that starts at the line with this number.
    pub fn row_of(&self, line: u64) -> Option<usize> {
        self.starts.binary_search(&line).ok()
    }

    /// The name, as it was sent, of a column by its place.
    pub fn name_at(&self, place: usize) -> Option<&str> {
        self.names.get(place).map(String::as_str)
    }

    /// The name, as it was sent, of the column that has this name in the survey.
    pub fn name_of(&self, header: &str) -> Option<&str> {
        let place = self.survey.columns.iter().position(|column| column.header == header)?;
        self.name_at(place)
    }
}

/// The names of all rows, in the order in which they come first.
struct Names {
    all: Vec<String>,
    places: HashMap<String, usize>,
}

impl Names {
    fn of(rows: &[SentRow]) -> Result<Self, RowsFault> {
        let mut names = Self { all: Vec::new(), places: HashMap::new() };
        for (row, SentRow(values)) in rows.iter().enumerate() {
            let mut seen = HashSet::new();
            for (name, _) in values {
                let wrong = |fault| Err(RowsFault::Name { row, name: name.clone(), fault });
                if !seen.insert(name) {
                    return wrong(NameFault::Twice);
                }
                if names.places.contains_key(name) {
                    continue;
                }
                if name.trim().is_empty() {
                    return wrong(NameFault::Blank);
                }
                if name.chars().count() > MAX_HEADER_LENGTH {
                    return wrong(NameFault::TooLong);
                }
                names.add(name);
            }
            // Before a table of so many columns is written.
            if names.all.len() > MAX_COLUMNS {
                return Err(Problem::TooManyColumns { found: names.all.len(), limit: MAX_COLUMNS }.into());
            }
        }
        Ok(names)
    }

    fn add(&mut self, name: &str) {
        self.places.insert(name.to_owned(), self.all.len());
        self.all.push(name.to_owned());
    }

    /// Adds the fields that a row must have and none has, so that each row is refused for lacking them. Returns how many names
    /// were sent.
    fn add_required(&mut self, kind: ImportKind) -> usize {
        let sent = self.all.len();
        let named: HashSet<Field> = self.all.iter().filter_map(|name| Field::of_header(kind, name)).collect();
        for field in Field::required(kind).filter(|field| !named.contains(field)) {
            if !self.places.contains_key(field.name()) {
                self.add(field.name());
            }
        }
        sent
    }

    /// The file of the rows, and the number of the line at which each starts.
    fn file_of(&self, rows: &[SentRow]) -> (Vec<u8>, Vec<u64>) {
        let mut file = String::new();
        for (place, name) in self.all.iter().enumerate() {
            if place > 0 {
                file.push(',');
            }
            quote(&mut file, name);
        }
        file.push('\n');
        let (mut starts, mut line, mut cells) = (Vec::with_capacity(rows.len()), lines_in(&file), Vec::new());
        for SentRow(values) in rows {
            starts.push(line + 1);
            cells.clear();
            cells.resize(self.all.len(), None);
            for (name, value) in values {
                cells[self.places[name]] = Some(value);
            }
            let start = file.len();
            for (place, value) in cells.iter().enumerate() {
                if place > 0 {
                    file.push(',');
                }
                match value {
                    None | Some(SentValue::Nothing) => {}
                    Some(SentValue::Text(text)) => quote(&mut file, text),
                    Some(SentValue::Number(number)) => file.push_str(number),
                    Some(SentValue::Flag(flag)) => file.push_str(if *flag { "true" } else { "false" }),
                }
            }
            if file.len() - start >= MAX_LINE {
                // It is refused for its length, as one line.
                let row = file.split_off(start).replace('\n', " ");
                file.push_str(&row);
            }
            file.push('\n');
            line += lines_in(&file[start..]);
        }
        (file.into_bytes(), starts)
    }

    /// The columns with a number that has decimals: a point separates them, whatever the other values look like.
    fn with_points(&self, rows: &[SentRow]) -> Vec<ChosenColumn> {
        let mut has_point = vec![false; self.all.len()];
        for (name, value) in rows.iter().flat_map(|row| &row.0) {
            has_point[self.places[name]] |= matches!(value, SentValue::Number(number) if number.contains('.'));
        }
        let columns = self.all.iter().zip(has_point).filter(|(_, has_point)| *has_point);
        columns
            .map(|(name, _)| ChosenColumn {
                header: name.split_whitespace().collect::<Vec<_>>().join(" "),
                purpose: None,
                date_order: None,
                decimal_mark: Some(DecimalMark::Point),
                clears: false,
            })
            .collect()
    }

    /// An error if nothing is read from one of the names that were sent.
    fn must_be_used(&self, rows: &[SentRow], survey: &Survey, sent: usize) -> Result<(), RowsFault> {
        let columns = survey.columns.iter().take(sent);
        let Some(place) = columns.into_iter().position(|column| column.role == Role::Ignored) else { return Ok(()) };
        let name = &self.all[place];
        let has = |row: &SentRow| row.0.iter().any(|(own, _)| own == name);
        let row = rows.iter().position(has).unwrap_or_default();
        Err(RowsFault::Name { row, name: name.clone(), fault: NameFault::Unused })
    }

    /// The columns that the row clears.
    fn cleared_by(&self, row: &SentRow) -> Vec<usize> {
        let nothing = row.0.iter().filter(|(_, value)| *value == SentValue::Nothing);
        nothing.filter_map(|(name, _)| self.places.get(name).copied()).collect()
    }
}

/// Adds a cell in quotes, with line breaks as the reader of lines has them.
fn quote(file: &mut String, text: &str) {
    file.push('"');
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('"', "\"\"");
    file.push_str(&text);
    file.push('"');
}

fn lines_in(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

#[cfg(test)]
#[path = "sent_rows_tests.rs"]
mod tests;
