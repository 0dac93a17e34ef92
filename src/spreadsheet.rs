//! Cells of the .csv files that people open in a spreadsheet.

use std::borrow::Cow;

/// What a formula starts with, also as the full-width signs that a spreadsheet in Japanese takes for them.
const STARTS_FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The cell, made harmless: what a spreadsheet would run as a formula starts with an apostrophe.
pub fn defused(cell: &str) -> Cow<'_, str> {
    let mut harmless = String::new();
    let mut starts = true;
    for character in cell.chars() {
        if starts && STARTS_FORMULA.contains(&character) {
            harmless.push('\'');
        }
        harmless.push(character);
        // A spreadsheet that parts cells by semicolons, as in French, or by tabs starts a cell behind them.
        starts = matches!(character, ';' | '\t' | '\n' | '\r');
    }
    if harmless.len() == cell.len() { Cow::Borrowed(cell) } else { Cow::Owned(harmless) }
}

/// One record as it is in the file, its line break included.
pub fn record<'a>(cells: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cells: Vec<Cow<'_, str>> = cells.into_iter().map(defused).collect();
    // Writing to memory cannot fail.
    writer.write_record(cells.iter().map(|cell| cell.as_bytes())).ok();
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_run_are_defused_and_the_rest_is_whole() {
        assert_eq!(record(["=1+1", "@x", "a\"b", "é, ü", "-5"]), "'=1+1,'@x,\"a\"\"b\",\"é, ü\",'-5\n".as_bytes());
    }

    #[test]
    fn no_spreadsheet_finds_a_formula_whatever_parts_its_cells() {
        assert_eq!(defused("=bad;=1+1;notmail"), "'=bad;'=1+1;notmail");
        assert_eq!(defused("a\n@b\t-c"), "a\n'@b\t'-c");
        assert_eq!(defused("＝1+1"), "'＝1+1");
        assert_eq!(defused("Lovelace, -Ada; x"), "Lovelace, -Ada; x");
    }
}
