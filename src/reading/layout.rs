//! The layout of a file: its encoding, the separator between cells and the end of its lines.

use super::chosen::Chosen;
use super::encoding::{self, Charset, TextReader};
use super::lines::Lines;
use super::separator;
use encoding_rs::UTF_8;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek};

/// Bytes of text from which the separator is found: enough for twenty lines of some 3,000 characters.
const HEAD: u64 = 64 * 1024;

/// Everything that is needed to read a file line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The name of the encoding, such as `UTF-8`.
    pub encoding: String,
    pub separator: char,
    /// Whether lines end with a carriage return only.
    ends_with_return: bool,
    /// Whether the first line is `sep=`, which only names the separator.
    names_separator: bool,
}

impl Layout {
    /// Reads all of `reader` in pieces, and its start a second time.
    pub fn find(reader: &mut (impl Read + Seek)) -> io::Result<Self> {
        Self::with(reader, &Chosen::default())
    }

    /// Like [`Layout::find`], but finds only what is not chosen.
    pub fn with(reader: &mut (impl Read + Seek), chosen: &Chosen) -> io::Result<Self> {
        reader.rewind()?;
        let encoding = match chosen.encoding.as_ref().filter(|name| encoding::named(name).is_some()) {
            Some(name) => name.clone(),
            None => encoding::find(&mut *reader)?.name().to_owned(),
        };
        reader.rewind()?;
        let mut head = Vec::new();
        encoding::decode(&mut *reader, charset(&encoding)).take(HEAD).read_to_end(&mut head)?;
        let head = String::from_utf8_lossy(&head);
        let ends_with_return = !head.contains('\n') && head.contains('\r');
        let terminator = if ends_with_return { '\r' } else { '\n' };
        let named = separator::named(head.split(terminator).next().unwrap_or_default());
        let separator = chosen.separator.and_then(separator::known).or(named);
        let separator = separator.unwrap_or_else(|| separator::find(&head.replace('\r', "\n")));
        Ok(Self { encoding, separator: char::from(separator), ends_with_return, names_separator: named.is_some() })
    }

    /// Whether the file says itself what its separator is.
    pub const fn names_separator(&self) -> bool {
        self.names_separator
    }

    /// The lines of `reader`, from the header on.
    pub fn lines<R: Read + Seek>(&self, mut reader: R) -> io::Result<Lines<TextReader<R>>> {
        reader.rewind()?;
        let separator = u8::try_from(self.separator).unwrap_or(b',');
        let terminator = if self.ends_with_return { b'\r' } else { b'\n' };
        let mut lines = Lines::new(encoding::decode(reader, charset(&self.encoding)), separator, terminator);
        if self.names_separator {
            lines.skip_physical_line()?;
        }
        Ok(lines)
    }
}

/// The encoding of this name, as it was found or chosen.
fn charset(name: &str) -> Charset {
    encoding::named(name).unwrap_or(Charset::Standard(UTF_8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn first_cells(bytes: &[u8]) -> (Layout, Vec<String>) {
        let layout = Layout::find(&mut Cursor::new(bytes)).unwrap();
        let line = layout.lines(Cursor::new(bytes)).unwrap().next_line().unwrap().unwrap();
        let cells = line.cells.unwrap().iter().map(str::to_owned).collect();
        (layout, cells)
    }

    #[test]
    fn a_spreadsheet_in_french_is_read() {
        let (layout, cells) = first_cells(b"compte;pr\xE9nom;ville\r\n1;Zo\xE9;\xC9vian\r\n");
        assert_eq!((layout.encoding.as_str(), layout.separator), ("windows-1252", ';'));
        assert_eq!(cells, ["compte", "prénom", "ville"]);
    }

    #[test]
    fn a_line_that_names_the_separator_is_skipped() {
        let (layout, cells) = first_cells(b"\xEF\xBB\xBFsep=|\r\na,b|c\r\n1,5|2\r\n");
        assert_eq!(layout.separator, '|');
        assert_eq!(cells, ["a,b", "c"]);
    }

    #[test]
    fn what_is_chosen_is_not_looked_for() {
        let chosen = Chosen { encoding: Some(String::from("macintosh")), separator: Some('|'), ..Chosen::default() };
        let layout = Layout::with(&mut Cursor::new(b"nom,a|b\nZo\x8E,1|2\n"), &chosen).unwrap();
        let mut lines = layout.lines(Cursor::new(b"nom,a|b\nZo\x8E,1|2\n")).unwrap();
        lines.next_line().unwrap();
        assert_eq!(lines.next_line().unwrap().unwrap().cells.unwrap().get(0), "Zoé,1");
        let dos = Chosen { encoding: Some(String::from("cp850")), ..Chosen::default() };
        let layout = Layout::with(&mut Cursor::new(b"nom\nZo\x82\n"), &dos).unwrap();
        let mut lines = layout.lines(Cursor::new(b"nom\nZo\x82\n")).unwrap();
        lines.next_line().unwrap();
        assert_eq!(lines.next_line().unwrap().unwrap().cells.unwrap().get(0), "Zoé");
        let unknown = Chosen { encoding: Some(String::from("robot")), separator: Some('x'), ..Chosen::default() };
        let layout = Layout::with(&mut Cursor::new(b"a,b\n1,2\n"), &unknown).unwrap();
        assert_eq!((layout.encoding.as_str(), layout.separator), ("UTF-8", ','));
    }

    #[test]
    fn carriage_returns_end_lines_in_a_file_without_line_feeds() {
        let (_, cells) = first_cells(b"a;b\r1;2\r");
        assert_eq!(cells, ["a", "b"]);
    }
}
