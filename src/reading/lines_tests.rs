//! Checks what counts as a line, and how unusual lines are read.

use super::{Line, Lines, MAX_CELL, MAX_LINE};
use crate::reading::refusal::Reason;
use crate::text::trimmed;
use proptest::prelude::{any, proptest};

fn lines_of(text: &str) -> Vec<Line> {
    let mut lines = Lines::new(text.as_bytes(), b',', b'\n');
    std::iter::from_fn(|| lines.next_line().unwrap()).collect()
}

fn cells_of(line: &Line) -> Vec<&str> {
    line.cells.as_ref().unwrap().iter().collect()
}

fn reason_of(line: &Line) -> Option<Reason> {
    line.cells.as_ref().err().map(|refusal| refusal.reason)
}

#[test]
fn quoted_cells_may_contain_separators_and_line_breaks() {
    let lines = lines_of("1,\"a, \"\"b\"\"\r\nc\",x\r\n\r\n2, y ,\"\"\n3,5\" screen,\"z\"w\n");
    assert_eq!(cells_of(&lines[0]), ["1", "a, \"b\"\nc", "x"]);
    assert_eq!(lines[0].text, "1,\"a, \"\"b\"\"\nc\",x");
    assert_eq!(cells_of(&lines[1]), ["2", "y", ""]);
    assert_eq!(cells_of(&lines[2]), ["3", "5\" screen", "zw"]);
    assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 4, 5]);
}

#[test]
fn blank_lines_are_skipped_and_the_last_line_needs_no_line_break() {
    let lines = lines_of("\n  \na,b\n\r\nc,d");
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[0].number, lines[1].number), (3, 5));
}

#[test]
fn a_line_without_a_value_is_blank() {
    let lines = lines_of("a,b\n\u{feff}\n,\n\" \",\u{200b}\n\u{a0}\n\"\"\nc,d\n\u{feff}e,f\n");
    assert_eq!(lines.iter().map(cells_of).collect::<Vec<_>>(), [["a", "b"], ["c", "d"], ["e", "f"]]);
    assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 7, 8]);
}

#[test]
fn lines_may_end_with_a_carriage_return_alone() {
    let mut lines = Lines::new(&b"a,b\rc,d\r"[..], b',', b'\r');
    assert_eq!(cells_of(&lines.next_line().unwrap().unwrap()), ["a", "b"]);
    assert_eq!(cells_of(&lines.next_line().unwrap().unwrap()), ["c", "d"]);
    assert!(lines.next_line().unwrap().is_none());
}

#[test]
fn a_quotation_mark_that_is_never_closed_spoils_only_its_line() {
    let lines = lines_of("1,\"open\n2,b\n3,c\n");
    assert_eq!(reason_of(&lines[0]), Some(Reason::OpenQuote));
    assert_eq!(lines[0].text, "1,\"open");
    assert_eq!(cells_of(&lines[1]), ["2", "b"]);
    assert_eq!((lines.len(), lines[2].number), (3, 3));
}

#[test]
fn an_open_quotation_mark_does_not_spoil_a_large_file() {
    let text = format!("1,\"open\n{}", "2,b\n".repeat(MAX_LINE));
    let lines = lines_of(&text);
    assert_eq!(reason_of(&lines[0]), Some(Reason::OpenQuote));
    assert_eq!(lines.len(), 1 + MAX_LINE);
    assert!(lines[1..].iter().all(|line| line.cells.is_ok()));
}

#[test]
fn a_very_long_line_is_refused_and_the_next_one_is_read() {
    let lines = lines_of(&format!("{}\n1,b\n", "a,".repeat(MAX_LINE)));
    assert_eq!(reason_of(&lines[0]), Some(Reason::LineTooLong));
    assert!(lines[0].text.len() <= MAX_LINE);
    assert_eq!((lines.len(), lines[1].number), (2, 2));
    assert_eq!(cells_of(&lines[1]), ["1", "b"]);
}

#[test]
fn a_line_of_exactly_the_limit_is_read() {
    let cell = "é".repeat(MAX_CELL);
    let lines = lines_of(&format!("{cell},b\n{cell}é,c\n"));
    assert_eq!(cells_of(&lines[0]), [cell.as_str(), "b"]);
    assert_eq!(reason_of(&lines[1]), Some(Reason::CellTooLong));
    let row = ["a,".repeat(MAX_LINE / 2 - 1), String::from("b\n")].concat();
    assert_eq!(row.len(), MAX_LINE);
    let lines = lines_of(&format!("{row}x{row}1,b\n"));
    assert_eq!(cells_of(&lines[0]).len(), MAX_LINE / 2);
    assert_eq!(lines.len(), 3);
    assert_eq!(cells_of(&lines[2]), ["1", "b"]);
}

#[test]
fn zero_bytes_and_broken_letters_are_refused() {
    let lines = lines_of("1,a\0b\n2,caf\u{FFFD}\n3,c\n");
    assert_eq!(reason_of(&lines[0]), Some(Reason::Nul));
    assert_eq!(reason_of(&lines[1]), Some(Reason::Unreadable));
    assert_eq!(cells_of(&lines[2]), ["3", "c"]);
}

proptest! {
    #[test]
    fn no_bytes_cause_a_panic_and_line_numbers_rise(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut lines = Lines::new(bytes.as_slice(), b';', b'\n');
        let mut last = 0;
        while let Some(line) = lines.next_line().unwrap() {
            assert!(line.number > last);
            last = line.number;
        }
    }

    #[test]
    // csv-core skips a byte order mark at the start of a record, as a test above checks.
    fn cells_that_a_writer_quotes_are_read_back(cells in proptest::collection::vec("[a\",;\n é]{0,6}[^\\s\0\u{feff}]", 1..6)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&cells).unwrap();
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let lines = lines_of(&text);
        let expected: Vec<&str> = cells.iter().map(|cell| trimmed(cell)).collect();
        assert_eq!(lines.len(), usize::from(cells.iter().any(|cell| !trimmed(cell).is_empty())));
        if let Some(line) = lines.first().filter(|_| !text.contains('\u{FFFD}')) {
            assert_eq!(cells_of(line), expected);
        }
    }
}

#[test]
fn an_open_quotation_mark_does_not_take_the_lines_up_to_the_next_quoted_cell() {
    let text = "1,a\n2,\"19 inch\n3,c\n4,\"x \"\" y\"\n5,\"two\nlines\"\n6,\"a\"b\n";
    let mut lines = Lines::new(text.as_bytes(), b',', b'\n');
    let mut read = Vec::new();
    while let Some(line) = lines.next_line().unwrap() {
        read.push((line.number, line.cells.is_ok()));
    }
    assert_eq!(read, [(1, true), (2, false), (3, true), (4, true), (5, true), (7, true)]);
}
