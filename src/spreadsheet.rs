//! Cells of the .csv files that people open in a spreadsheet.

use std::borrow::Cow;

/// The cell, made harmless: one that a spreadsheet would run as a formula starts with an apostrophe.
pub fn defused(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// One record as it stands in the file, its line break included.
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
}
