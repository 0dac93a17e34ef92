//! Cells of the .csv files that people open in a spreadsheet.

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
    with_parts(cell, |part| part.strip_prefix('\'').map(str::to_owned))
}

/// Replaces the parts that start a formula, after any apostrophes. A spreadsheet that parts cells by semicolons, as in
/// French, or by tabs starts a cell behind them.
fn with_parts(cell: &str, replace: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
    let starts_formula = |part: &str| part.trim_start_matches('\'').starts_with(STARTS_FORMULA);
    let is_end = |character: char| matches!(character, ';' | '\t' | '\n' | '\r');
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

/// One record as it is in the file, its line break included.
pub fn record<'a>(cells: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let cells: Vec<Cow<'_, str>> = cells.into_iter().map(defused).collect();
    record_of(b',', cells.iter().map(AsRef::as_ref))
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
        assert_eq!(record(["=1+1", "@x", "a\"b", "é, ü", "-5"]), "'=1+1,'@x,\"a\"\"b\",\"é, ü\",'-5\n".as_bytes());
    }

    proptest! {
        #[test]
        fn a_cell_in_a_file_can_be_read_back(cell in "['=+@;a\\t\\n-]{0,12}") {
            let defused = defused(&cell);
            prop_assert_eq!(restored(&defused), cell.as_str());
        }
    }

    #[test]
    fn no_spreadsheet_finds_a_formula_whatever_parts_its_cells() {
        assert_eq!(defused("=bad;=1+1;notmail"), "'=bad;'=1+1;notmail");
        assert_eq!(defused("a\n@b\t-c"), "a\n'@b\t'-c");
        assert_eq!(defused("＝1+1"), "'＝1+1");
        assert_eq!(defused("Lovelace, -Ada; x"), "Lovelace, -Ada; x");
    }
}
