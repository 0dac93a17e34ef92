//! Files of customers, purchases, usage and ratings: every line is read or refused, whatever the bytes.

use crate::driver::{answer, fuzz};
use engage::reading::survey::FactLines;
use engage::reading::{ImportKind, Layout, Survey};
use std::io::Cursor;

const WORDS: [&str; 24] = [
    "account_id",
    "email",
    "birth_date",
    "market",
    "order_id",
    "amount",
    "used_on",
    "stars",
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    "\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "sep=;\n",
    "=1+1",
    "2026-11-24",
    "24/11/2026",
    "10,00",
    "\0",
    "é",
];

#[test]
fn csv_is_read_whatever_the_bytes() {
    fuzz("csv", Vec::new(), &WORDS, |bytes| {
        let Ok(layout) = Layout::find(&mut Cursor::new(bytes)) else { return 0 };
        let mut lines = layout.lines(Cursor::new(bytes)).expect("bytes in memory can be read");
        let (mut records, mut refused) = (0_usize, 0_usize);
        while let Some(line) = lines.next_line().expect("bytes in memory can be read") {
            records += 1;
            refused += usize::from(line.cells.is_err());
        }
        assert!(records <= bytes.len() + 1, "{records} records of {} bytes", bytes.len());
        let surveys = [
            ImportKind::Customers,
            ImportKind::Purchases,
            ImportKind::Usage,
            ImportKind::Ratings,
            ImportKind::Consents,
        ]
        .map(|kind| {
            let Ok(survey) = Survey::of(Cursor::new(bytes), kind) else { return (0, 0) };
            let mut facts = FactLines::open(Cursor::new(bytes), kind, &survey, 0).expect("what was surveyed opens");
            let (mut taken, mut refused) = (0_usize, 0_usize);
            loop {
                let batch = facts.next_batch(100).expect("bytes in memory can be read");
                if batch.is_empty() {
                    break;
                }
                taken += batch.iter().filter(|line| line.is_ok()).count();
                refused += batch.iter().filter(|line| line.is_err()).count();
            }
            assert!(taken + refused <= records, "{taken} and {refused} of {records}");
            (taken.min(3), refused.min(3))
        });
        answer((records.min(8), refused.min(4), surveys))
    });
}
