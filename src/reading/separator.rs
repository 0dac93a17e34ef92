//! Finds the separator between cells from the first lines of a file.

/// The possible separators, most likely first.
pub const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The most lines that are compared: so many that a note or an odd line among them is outvoted.
const SAMPLE: usize = 21;

/// The separator as a byte, if it is one of those that are possible.
pub fn known(separator: char) -> Option<u8> {
    SEPARATORS.into_iter().find(|known| char::from(*known) == separator)
}

/// Finds the separator of the lines in `head`, whose last line may be incomplete. Lines above the headings, such as a
/// title, have no columns.
pub fn find(head: &str) -> u8 {
    let lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE).collect();
    let mut best = (0, SEPARATORS[0]);
    for separator in SEPARATORS {
        let score = score(&lines, separator);
        if score > best.0 {
            best = (score, separator);
        }
    }
    best.1
}

/// How well the lines fit a table with this separator: the number of lines with as many columns as the first that has
/// several, for each separator in it. The first line is the headings' unless most lines after it are another's.
fn score(lines: &[&str], separator: u8) -> usize {
    let counts: Vec<usize> = lines.iter().map(|line| count(line, separator)).collect();
    let Some(start) = counts.iter().position(|columns| *columns > 1) else { return 0 };
    let columns = counts[start];
    let alike = counts[start..].iter().filter(|count| **count == columns).count();
    if start > 0 && alike * 2 < counts.len() - start { 0 } else { alike * (columns - 1) }
}

/// The separator named by a first line `sep=;`, as Excel writes it.
pub fn named(first_line: &str) -> Option<u8> {
    match first_line.trim_end_matches(['\r', '\n']).trim_matches('"').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] if SEPARATORS.contains(separator) => Some(*separator),
        _ => None,
    }
}

/// The number of columns in the line. Separators between quotation marks do not count, wherever in a cell the marks
/// are.
fn count(line: &str, separator: u8) -> usize {
    let mut is_quoted = false;
    let parts = line.bytes().filter(|byte| {
        is_quoted ^= *byte == b'"';
        !is_quoted && *byte == separator
    });
    1 + parts.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_separator_is_found() {
        for separator in SEPARATORS {
            let mark = char::from(separator);
            let head = format!("account_id{mark}name{mark}spend\n1{mark}Ada{mark}5.00\n2{mark}Bob{mark}6.00\n");
            assert_eq!(find(&head), separator);
        }
    }

    #[test]
    fn separators_inside_cells_do_not_mislead() {
        assert_eq!(find("compte;montant\n1;1,50\n2;2,50\n3;3,50\n"), b';');
        assert_eq!(find("id,note\n1,\"a;b;c\"\n2,\"d;e;f\"\n"), b',');
        assert_eq!(find("id;\"last, first\"\n1;\"Lovelace, Ada\"\n"), b';');
    }

    #[test]
    fn lines_above_the_headings_do_not_mislead() {
        assert_eq!(find("# Active users\n# March\n\nid;day;sessions\n1;2026-03-01;1\n2;2026-03-02;4\n"), b';');
        assert_eq!(find("Report, monthly\n\nid;day;sessions\n1;2026-03-01;1\n2;2026-03-02;4\n"), b';');
        assert_eq!(find("note\na;b\nc\nd\ne\n"), b',', "one column of notes");
    }

    #[test]
    fn one_column_or_an_empty_file_defaults_to_commas() {
        assert_eq!(find("email\na@example.org\n"), b',');
        assert_eq!(find(""), b',');
    }

    #[test]
    fn a_first_line_can_name_the_separator() {
        assert_eq!(named("sep=;\r\n"), Some(b';'));
        assert_eq!(named("sep=x"), None);
        assert_eq!(named("account_id;name"), None);
    }
}
