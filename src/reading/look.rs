//! The first pass over a file, which changes nothing: it finds the layout, the headings, the columns with the kinds of custom
//! ones, and the number of lines, with what a user needs to see of them.

use super::cell;
use super::chosen::Chosen;
use super::columns::Field;
use super::custom::Inference;
use super::fields::{DateCensus, DateOrder, MarkCensus};
use super::headers::{self, Column, Role};
use super::kind::ImportKind;
use super::layout::Layout;
use super::lines::{Line, Lines};
use super::problem::Problem;
use super::signature;
use super::splitter::Cells;
use super::sums::is_sum;
use super::survey::{Survey, SurveyError};
use crate::currency::Currency;
use crate::segments::Kind;
use crate::text::cut;
use crate::zone::Zones;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Read, Seek};

/// A survey with what a user needs to see of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub survey: Survey,
    /// The cells of the first lines.
    pub first_lines: Vec<Vec<String>>,
    /// What is in each column.
    pub columns: Vec<ColumnLook>,
}

/// The values of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnLook {
    /// The number of cells that are not empty.
    pub filled: u64,
    /// The first different values.
    pub samples: Vec<String>,
}

/// Records that are read before the columns are decided, and the most bytes of them: enough to tell an empty column, and
/// little memory whatever the file contains.
const HEAD: usize = 100;
const HEAD_BYTES: usize = 1024 * 1024;

/// The lines among which the names of the columns are looked for: a title, a period and a few notes are above them.
const LINES_ABOVE: usize = 20;

/// The first lines that a user sees, and the samples of each column.
const SHOWN_LINES: usize = 5;
const SAMPLES: usize = 3;

/// The most characters of a cell that a user sees.
pub const SHOWN_LENGTH: usize = 60;

/// The most bytes of all names of columns: those of the most columns, each of a few words. A longer line is no heading.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// The most columns of a file. What a customer, a purchase or a day of use is needs a few dozen.
pub const MAX_COLUMNS: usize = 500;

impl Survey {
    /// Reads the whole file, in pieces. An error if it cannot be imported as it is found.
    pub fn of(reader: impl Read + Seek, kind: ImportKind) -> Result<Self, SurveyError> {
        Self::with(reader, kind, &Chosen::default())
    }

    /// Like [`Survey::of`], with what a user has chosen.
    pub fn with(reader: impl Read + Seek, kind: ImportKind, chosen: &Chosen) -> Result<Self, SurveyError> {
        let survey = Look::at(reader, kind, chosen)?.survey;
        match survey.problem(kind) {
            Some(problem) => Err(problem.into()),
            None => Ok(survey),
        }
    }
}

impl Look {
    /// Reads the whole file, in pieces.
    pub fn at(mut reader: impl Read + Seek, kind: ImportKind, chosen: &Chosen) -> Result<Self, SurveyError> {
        if let Some(problem) = signature::problem_of(&mut reader)? {
            return Err(problem.into());
        }
        let layout = Layout::with(&mut reader, chosen)?;
        let mut lines = layout.lines(reader)?;
        let mut head = head(&mut lines, chosen.header_line.unwrap_or_default())?;
        let place = if chosen.header_line.is_some() { 0 } else { header_place(kind, &head) };
        let header = head.drain(..head.len().min(place + 1)).next_back().ok_or(Problem::Empty)?;
        let names = header.cells.map_err(|_| Problem::HeaderUnreadable)?;
        if names.iter().map(str::len).sum::<usize>() > MAX_HEADER_BYTES {
            return Err(Problem::HeaderUnreadable.into());
        }
        if names.len() > MAX_COLUMNS {
            return Err(Problem::TooManyColumns { found: names.len(), limit: MAX_COLUMNS }.into());
        }
        let is_empty =
            |place: usize| head.iter().all(|line| line.cells.as_ref().is_ok_and(|cells| cells.get(place).is_empty()));
        let columns = headers::columns(kind, names.iter(), |place| !head.is_empty() && is_empty(place), chosen);
        let mut pass = Pass::new(columns);
        head.into_iter().for_each(|line| pass.see(line));
        while let Some(line) = lines.next_line()? {
            pass.see(line);
        }
        pass.blank += lines.blank_at_end();
        Ok(pass.end(layout, header.number, chosen.date_order))
    }
}

/// The first records from the line `from` on.
fn head(lines: &mut Lines<impl BufRead>, from: u64) -> io::Result<Vec<Line>> {
    let (mut head, mut bytes) = (Vec::new(), 0);
    while head.len() < HEAD && bytes < HEAD_BYTES {
        let Some(line) = lines.next_line()? else { break };
        if line.number >= from {
            bytes += line.text.len();
            head.push(line);
        }
    }
    Ok(head)
}

/// The index of the record with the names of the columns: the first that names every column that is needed. If there is
/// none, the first that is as wide as the table.
fn header_place(kind: ImportKind, head: &[Line]) -> usize {
    let rows = || head.iter().take(LINES_ABOVE).enumerate();
    let names_all = |cells: &Cells| {
        let found: Vec<Field> = cells.iter().filter_map(|cell| Field::of_header(kind, cell)).collect();
        Field::required(kind).all(|field| found.contains(&field))
    };
    if let Some((place, _)) = rows().find(|(_, line)| line.cells.as_ref().is_ok_and(names_all)) {
        return place;
    }
    let widths = || rows().filter_map(|(place, line)| Some((place, line.cells.as_ref().ok()?)));
    let widest = widths().map(|(_, cells)| cells.len()).max().unwrap_or_default();
    let is_wide =
        |cells: &Cells| cells.len() == widest && cells.iter().filter(|cell| !cell.is_empty()).count() * 2 >= widest;
    match head.first() {
        Some(Line { cells: Ok(_), .. }) => widths().find(|(_, cells)| is_wide(cells)).map_or(0, |(place, _)| place),
        _ => 0,
    }
}

/// What was seen of the data lines so far.
struct Pass {
    columns: Vec<Column>,
    seen: Vec<Seen>,
    looks: Vec<ColumnLook>,
    first_lines: Vec<Vec<String>>,
    lines: u64,
    blank: u64,
    sums: u64,
}

impl Pass {
    fn new(columns: Vec<Column>) -> Self {
        let count = columns.len();
        Self {
            columns,
            seen: vec![Seen::default(); count],
            looks: vec![ColumnLook::default(); count],
            first_lines: Vec::new(),
            lines: 0,
            blank: 0,
            sums: 0,
        }
    }

    fn see(&mut self, line: Line) {
        self.blank += line.blank_before;
        self.lines += 1;
        let Ok(cells) = line.cells else { return };
        if is_sum(&cells, &self.columns) {
            self.lines -= 1;
            self.sums += 1;
            return;
        }
        if self.first_lines.len() < SHOWN_LINES {
            let shown = (0..self.columns.len()).map(|place| cut(cells.get(place), SHOWN_LENGTH));
            self.first_lines.push(shown.collect());
        }
        if !cells.fit(self.columns.len()) {
            return;
        }
        for (place, column) in self.columns.iter().enumerate() {
            let cell = cells.get(place);
            self.seen[place].see(&column.role, cell);
            self.looks[place].see(cell);
        }
    }

    fn end(self, layout: Layout, header_line: u64, order: Option<DateOrder>) -> Look {
        let Self { mut columns, seen, looks, first_lines, lines, blank, sums } = self;
        for (column, seen) in columns.iter_mut().zip(seen) {
            seen.decide(column, order);
        }
        let (currency, zones) = (Currency::default(), Zones::default());
        let survey = Survey { layout, header_line, columns, lines, blank, sums, currency, zones };
        Look { survey, first_lines, columns: looks }
    }
}

impl ColumnLook {
    fn see(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        if self.samples.len() < SAMPLES {
            let sample = cut(cell, SHOWN_LENGTH);
            if !self.samples.contains(&sample) {
                self.samples.push(sample);
            }
        }
    }
}

/// What the cells of a column say about it as a whole.
#[derive(Clone, Default)]
struct Seen {
    inference: Inference,
    dates: DateCensus,
    marks: MarkCensus,
}

impl Seen {
    fn see(&mut self, role: &Role, cell: &str) {
        match role {
            Role::Custom(_) => {
                // Of a word such as "none" among numbers, the column is still one of numbers.
                if let Some(value) = cell::value(cell, &Role::Custom(Kind::Number)) {
                    self.inference.see(&value);
                    self.dates.see(&value);
                }
            }
            Role::Known(field) if field.is_date() => {
                if let Some(value) = cell::value(cell, role) {
                    self.dates.see(&value);
                }
            }
            Role::Known(field) if field.is_amount() => {
                if let Some(value) = cell::value(cell, role) {
                    self.marks.see(&value);
                }
            }
            Role::Known(_) | Role::Ignored => {}
        }
    }

    /// `order` is what comes first in dates that leave it open.
    fn decide(self, column: &mut Column, order: Option<DateOrder>) {
        column.date_order = column.date_order.or_else(|| self.dates.order()).or(order);
        column.decimal_mark = column.decimal_mark.or_else(|| match column.role {
            Role::Known(field) if field.is_amount() => self.marks.mark(),
            _ => self.inference.decimal_mark(),
        });
        if let (Role::Custom(kind), false) = (&mut column.role, column.is_chosen) {
            *kind = self.inference.kind(column.date_order);
        }
    }
}
