//! Cells of the .csv files that people open in a spreadsheet.

use crate::locale::Locale;
use std::borrow::Cow;

/// What a formula starts with, also as the full-width signs that a spreadsheet in Japanese takes for them.
const STARTS_FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The cell, made harmless: what a spreadsheet would run as a formula starts with an apostrophe. So does what
/// [`restored`] would take for such a cell.
pub fn defused(cell: &str) -> Cow<'_, str> {
    with_parts(cell, |part| Some(String::from("'") + part))
}

/// The inverse of [`defused`]: the cell without the apostrophes before its formulas.
pub fn restored(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    with_parts(cell, |part| part.strip_prefix('\'').map(str::to_owned))
}

/// Replaces the parts that start a formula, after any apostrophes. A spreadsheet of another language than the file's
/// parts cells by the other separator, a comma or a semicolon, even inside quotation marks, or by tabs.
fn with_parts(cell: &str, replace: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
    let starts_formula = |part: &str| part.trim_start_matches('\'').starts_with(STARTS_FORMULA);
    let is_end = |character: char| matches!(character, ',' | ';' | '\t' | '\n' | '\r');
    if !cell.contains(STARTS_FORMULA) {
        return Cow::Borrowed(cell);
    }
    let parts = cell.split_inclusive(is_end);
    Cow::Owned(parts.fold(String::with_capacity(cell.len() + 1), |text, part| {
        match starts_formula(part).then(|| replace(part)).flatten() {
            Some(replaced) => text + replaced.as_str(),
            None => text + part,
        }
    }))
}

/// One record of a file with commas, its line break included.
pub fn record<'a>(cells: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    record_separated_by(b',', cells)
}

/// One record as spreadsheets of this language read it, its line break included: they part cells by semicolons where
/// numbers have decimal commas.
pub fn record_in<'a>(locale: Locale, cells: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let separator = match locale {
        Locale::En => b',',
        Locale::Fr => b';',
    };
    record_separated_by(separator, cells)
}

fn record_separated_by<'a>(separator: u8, cells: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let cells: Vec<Cow<'_, str>> = cells.into_iter().map(defused).collect();
    record_of(separator, cells.iter().map(AsRef::as_ref))
}

/// A record of cells that are harmless already, between these separators.
pub fn record_of<'a>(separator: u8, cells: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(Vec::new());
    // Writing to memory cannot fail.
    writer.write_record(cells.into_iter().map(str::as_bytes)).ok();
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_that_would_run_are_defused_and_the_rest_is_whole() {
        assert_eq!(record_in(Locale::Fr, ["a;b", "c,d", "=1"]), "\"a;b\";c,d;'=1\n".as_bytes());
        assert_eq!(record(["=1+1", "@x", "a\"b", "é, ü", "-5"]), "'=1+1,'@x,\"a\"\"b\",\"é, ü\",'-5\n".as_bytes());
    }

    proptest! {
        #[test]
        fn a_cell_in_a_file_can_be_read_back(cell in "['=+@;,\"a\\t\\n-]{0,12}") {
            let safe = defused(&cell);
            prop_assert_eq!(restored(&safe), cell.as_str());
            for (locale, separator) in [(Locale::En, b','), (Locale::Fr, b';')] {
                let line = record_in(locale, ["1", &cell]);
                let mut reader =
                    csv::ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(line.as_slice());
                let read: csv::StringRecord = reader.records().next().unwrap().unwrap();
                prop_assert_eq!(read.iter().map(restored).collect::<Vec<_>>(), ["1", &cell]);
            }
        }
    }

    #[test]
    fn no_spreadsheet_finds_a_formula_whatever_parts_its_cells() {
        assert_eq!(defused("=bad;=1+1;notmail"), "'=bad;'=1+1;notmail");
        assert_eq!(defused("a\n@b\t-c"), "a\n'@b\t'-c");
        assert_eq!(defused("a,=1+1"), "a,'=1+1");
        assert_eq!(defused("＝1+1"), "'＝1+1");
        assert_eq!(defused("Lovelace, -Ada; x"), "Lovelace, -Ada; x");
    }
}
