//! Finds the lines below a table that sum it up, such as `Total,,1234`, which describe no customer.

use super::columns::Field;
use super::headers::{Column, Role};
use super::splitter::Cells;
use crate::text::folded;

/// What such lines start with, without case, accents and punctuation.
const WORDS: [&str; 14] = [
    "total",
    "totals",
    "totaux",
    "grandtotal",
    "totalgeneral",
    "subtotal",
    "subtotals",
    "soustotal",
    "sum",
    "sums",
    "somme",
    "sommes",
    "average",
    "moyenne",
];

/// The longest of them with punctuation and a number, in bytes.
const LONGEST: usize = 30;

/// Whether the line is a sum: its first value is a word for one, the others are numbers, and it does not say what every
/// line must, besides an account id.
pub fn is_sum(cells: &Cells, columns: &[Column]) -> bool {
    let mut values = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    let Some((place_of_word, first)) = values.next() else { return false };
    // Most lines start with an id, which is not looked at further.
    if !first.starts_with(|sign: char| sign.is_alphabetic()) || first.len() > LONGEST {
        return false;
    }
    let is_number = |cell: &str| cell.bytes().all(|byte| !byte.is_ascii_alphabetic()) && cell.len() <= LONGEST;
    if !values.all(|(_, cell)| is_number(cell)) {
        return false;
    }
    let word = folded(first);
    if !WORDS.contains(&word.trim_end_matches(|sign: char| sign.is_ascii_digit())) {
        return false;
    }
    let known = columns.iter().enumerate().filter_map(|(place, column)| match column.role {
        Role::Known(field) if field != Field::AccountId => Some((place, field)),
        _ => None,
    });
    let mut required = known.clone().filter(|(_, field)| field.is_required()).peekable();
    if required.peek().is_some() {
        return required.any(|(place, _)| place == place_of_word || cells.get(place).is_empty());
    }
    known.into_iter().all(|(place, _)| cells.get(place).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::chosen::Chosen;
    use crate::reading::headers;
    use crate::reading::kind::ImportKind;
    use crate::reading::splitter::Splitter;

    fn is_sum_in(kind: ImportKind, header: &str, line: &str) -> bool {
        let columns = headers::columns(kind, header.split(','), |_| false, &Chosen::default());
        let mut splitter = Splitter::new(b',');
        splitter.start(line);
        is_sum(&splitter.cells(), &columns)
    }

    #[test]
    fn a_line_that_sums_up_is_told_from_a_customer() {
        let usage = |line: &str| is_sum_in(ImportKind::Usage, "user,day,sessions", line);
        for line in ["Total,,7", ",Total :,7", "Somme,,1 234", "GRAND TOTAL"] {
            assert!(usage(line), "{line}");
        }
        for line in ["u1,,7", "Total,2026-03-01,7", "Totally,,7", "Total,,seven"] {
            assert!(!usage(line), "{line}");
        }
        let customers = |line: &str| is_sum_in(ImportKind::Customers, "id,email,points", line);
        assert!(customers("Total,,12"));
        assert!(!customers("Total,total@example.com,12"));
        assert!(!customers("12,,Total"));
    }
}
