//! The refused lines of a file as a file of their own. It has the columns of the file and one with the reasons, so that
//! it can be corrected in a spreadsheet and imported as it is.

use super::cell::rewritten;
use super::headers::{Role, is_reason};
use super::separator;
use super::splitter::Splitter;
use super::survey::Survey;
use crate::spreadsheet::record_of;
use std::borrow::Cow;

/// Writes refused lines as records of the file that they come from.
pub struct RefusedRows {
    splitter: Splitter,
    separator: char,
    /// The separator between the cells that are written.
    written: u8,
    /// The name of each column of the file.
    headers: Vec<String>,
    /// The indexes of the columns that are written. One with the reasons of an earlier import is not.
    places: Vec<usize>,
}

impl RefusedRows {
    pub fn new(survey: &Survey) -> Self {
        let written = separator::known(survey.layout.separator).unwrap_or(b',');
        let is_written = |place: &usize| {
            let column = &survey.columns[*place];
            column.role != Role::Ignored || !is_reason(&column.header)
        };
        Self {
            splitter: Splitter::new(written),
            separator: char::from(written),
            written,
            headers: survey.columns.iter().map(|column| column.header.clone()).collect(),
            places: (0..survey.columns.len()).filter(is_written).collect(),
        }
    }

    /// The record with the names of the columns; `reason` is that of the last one.
    pub fn head(&self, reason: &str) -> Vec<u8> {
        let names = self.places.iter().map(|place| self.headers[*place].as_str());
        self.record(names, reason, &[])
    }

    /// The cells of the line with this text.
    pub fn cells(&mut self, text: &str) -> Vec<String> {
        let is_whole = self.splitter.start(text);
        // In a line whose quotation mark is never closed, the mark is a character like others.
        match is_whole {
            true => self.splitter.cells().iter().map(str::to_owned).collect(),
            false => text.split(self.separator).map(|cell| cell.trim().to_owned()).collect(),
        }
    }

    /// The record of the line with this text. Cells beyond the columns of the file come after the reason.
    pub fn row(&mut self, text: &str, reason: &str) -> Vec<u8> {
        let cells = self.cells(text);
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let of_columns = self.places.iter().map(|place| cells.get(*place).copied().unwrap_or_default());
        self.record(of_columns, reason, cells.get(self.headers.len()..).unwrap_or_default())
    }

    fn record<'a>(&self, cells: impl Iterator<Item = &'a str>, reason: &'a str, beyond: &[&'a str]) -> Vec<u8> {
        let all = cells.chain([reason]).chain(beyond.iter().copied());
        let all: Vec<Cow<'_, str>> = all.map(rewritten).collect();
        record_of(self.written, all.iter().map(AsRef::as_ref))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{ImportKind, Survey};
    use std::io::Cursor;

    fn rows(file: &str, lines: &[&str]) -> String {
        let mut rows = RefusedRows::new(&Survey::of(Cursor::new(file), ImportKind::Customers).unwrap());
        let mut text = rows.head("reason");
        lines.iter().for_each(|line| text.extend(rows.row(line, "why; so")));
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn cells_are_whole_and_in_the_columns_of_the_file() {
        let long = "x".repeat(9_000);
        let file = "Compte;Note ;Ville\n1;a;b\n";
        let lines = [format!(";\"two\nlines; {long}\";Lyon"), String::from("2"), String::from("3;'-5;'01;more")];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let written = rows(file, &lines);
        let expected = format!(
            "Compte;Note;Ville;reason\n;\"two\nlines; {long}\";Lyon;\"why; so\"\n2;;;\"why; so\"\n3;'-5;'01;\"why; so\";more\n"
        );
        assert_eq!(written, expected);
    }

    #[test]
    fn an_open_quotation_mark_is_a_character_of_its_cell() {
        let written = rows("id,note,city\n1,a,b\n", &["5,\"19 inch,Paris"]);
        assert_eq!(written, "id,note,city,reason\n5,\"\"\"19 inch\",Paris,why; so\n");
    }

    #[test]
    fn the_reasons_of_an_earlier_import_are_replaced() {
        let written = rows("id,note,Reason\n1,a,b\n", &[",c,The cell is empty."]);
        assert_eq!(written, "id,note,reason\n,c,why; so\n");
    }
}
