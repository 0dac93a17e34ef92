//! Recognises files that are no .csv file from their first bytes, whatever their name says, so that each is named for
//! what it is and not read as text that makes no sense.

use super::problem::Problem;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek};

/// The bytes that are looked at: the names of the first parts of an archive, or the first elements of a page, are among
/// them.
const HEAD: u64 = 4096;

/// A kind of file that people take for a .csv file, other than a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    Pdf,
    Image,
    WebPage,
    Xml,
    Json,
    Archive,
    /// A document of a text program.
    Document,
    /// Contacts in the vCard format.
    ContactCards,
    Database,
}

impl Format {
    /// The key of the message that names it and says what to do.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Pdf => "import-problem-pdf",
            Self::Image => "import-problem-image",
            Self::WebPage => "import-problem-web-page",
            Self::Xml => "import-problem-xml",
            Self::Json => "import-problem-json",
            Self::Archive => "import-problem-archive",
            Self::Document => "import-problem-document",
            Self::ContactCards => "import-problem-contact-cards",
            Self::Database => "import-problem-database",
        }
    }
}

/// The problem of a file that is no text of cells; `None` if it may be one. Leaves the reader anywhere in the file.
pub fn problem_of(reader: &mut (impl Read + Seek)) -> io::Result<Option<Problem>> {
    reader.rewind()?;
    let mut head = Vec::new();
    reader.take(HEAD).read_to_end(&mut head)?;
    Ok(problem_of_head(&head))
}

fn problem_of_head(head: &[u8]) -> Option<Problem> {
    if head.starts_with(b"PK\x03\x04") {
        return Some(problem_of_zip(head));
    }
    // Compound files are workbooks of older versions, and rarely documents.
    if head.starts_with(b"\xD0\xCF\x11\xE0") || is_workbook_in_xml(head) {
        return Some(Problem::Workbook);
    }
    format_of_bytes(head).or_else(|| format_of_text(head)).map(|format| Problem::OtherFormat { format })
}

/// Workbooks and documents are ZIP archives of which the first parts have names of their own.
fn problem_of_zip(head: &[u8]) -> Problem {
    // The length of the first part's name is in the bytes from 26, the name in those from 30.
    let length = head.get(26..28).map_or(0, |bytes| usize::from(bytes[0]) | usize::from(bytes[1]) << 8);
    let name = head.get(30..30 + length).unwrap_or_default().to_ascii_lowercase();
    let holds_text = [b".csv".as_slice(), b".tsv", b".txt"].iter().any(|end| name.ends_with(end));
    let is_document = [b"word/".as_slice(), b"ppt/", b"opendocument.text", b"opendocument.presentation"]
        .iter()
        .any(|part| contains(head, part));
    match (holds_text, is_document) {
        (true, _) => Problem::OtherFormat { format: Format::Archive },
        (_, true) => Problem::OtherFormat { format: Format::Document },
        _ => Problem::Workbook,
    }
}

/// Whether it is a workbook as Excel 2003 writes it in XML.
fn is_workbook_in_xml(head: &[u8]) -> bool {
    head.starts_with(b"<?xml") && contains(head, b"Excel.Sheet")
}

fn format_of_bytes(head: &[u8]) -> Option<Format> {
    const STARTS: [(&[u8], Format); 16] = [
        (b"%PDF-", Format::Pdf),
        (b"\x89PNG", Format::Image),
        (b"\xFF\xD8\xFF", Format::Image),
        (b"GIF87a", Format::Image),
        (b"GIF89a", Format::Image),
        (b"II*\0", Format::Image),
        (b"MM\0*", Format::Image),
        (b"\x1F\x8B", Format::Archive),
        (b"7z\xBC\xAF\x27\x1C", Format::Archive),
        (b"Rar!\x1A\x07", Format::Archive),
        (b"BZh91AY&SY", Format::Archive),
        (b"\xFD7zXZ\0", Format::Archive),
        (b"\x28\xB5\x2F\xFD", Format::Archive),
        (b"{\\rtf", Format::Document),
        (b"SQLite format 3\0", Format::Database),
        (b"PAR1\x15", Format::Database),
    ];
    let is_image = match head {
        [b'R', b'I', b'F', b'F', _, _, _, _, rest @ ..] => rest.starts_with(b"WEBP"),
        // Photos of phones: HEIC and AVIF.
        [_, _, _, _, b'f', b't', b'y', b'p', rest @ ..] => {
            [b"heic", b"heix", b"mif1", b"msf1", b"avif"].iter().any(|brand| rest.starts_with(*brand))
        }
        // The two reserved words of a bitmap are zero; text never has them.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => true,
        _ => false,
    };
    if is_image {
        return Some(Format::Image);
    }
    STARTS.iter().find(|(start, _)| head.starts_with(start)).map(|(_, format)| *format)
}

fn format_of_text(head: &[u8]) -> Option<Format> {
    let text = text_of(head);
    let starts_with_one = |starts: &[&str]| starts.iter().any(|start| text.starts_with(start));
    if starts_with_one(&["<svg"]) || (text.starts_with("<?xml") && text.contains("<svg")) {
        return Some(Format::Image);
    }
    let is_page = starts_with_one(&[
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<title",
        "<meta",
        "<style",
        "<script",
        "<table",
        "<div",
        "<center",
        "<h1",
        "<p>",
        "<!--",
    ]);
    if is_page || (text.starts_with("<?xml") && text.contains("<html")) {
        return Some(Format::WebPage);
    }
    // A cell may start with a brace or a bracket; what follows it tells JSON.
    let is_json =
        |open: char, next: &[char]| text.strip_prefix(open).is_some_and(|rest| rest.trim_start().starts_with(next));
    match () {
        () if text.starts_with("<?xml") => Some(Format::Xml),
        () if text.starts_with("begin:vcard") => Some(Format::ContactCards),
        () if is_json('{', &['"', '}']) || is_json('[', &['{', '[', '"', ']']) => Some(Format::Json),
        () => None,
    }
}

/// The start of a text in any encoding, in lower case: zero bytes, as of UTF-16, the mark of the encoding and white space
/// are left out.
fn text_of(head: &[u8]) -> String {
    let marks: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
    let unmarked = marks.iter().find_map(|mark| head.strip_prefix(*mark)).unwrap_or(head);
    let bytes: Vec<u8> = unmarked.iter().copied().filter(|byte| *byte != 0).collect();
    String::from_utf8_lossy(&bytes).trim_start().to_ascii_lowercase()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use std::io::Cursor;

    fn found(bytes: &[u8]) -> Option<Problem> {
        problem_of(&mut Cursor::new(bytes)).unwrap()
    }

    fn zip(name: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(26, 0);
        bytes.extend([u8::try_from(name.len()).unwrap(), 0, 0, 0]);
        bytes.extend(name.as_bytes());
        bytes
    }

    #[test]
    fn workbooks_of_every_program_are_workbooks() {
        for bytes in [
            &zip("[Content_Types].xml"),
            &zip("xl/workbook.xml"),
            &zip("mimetype"),
            &zip("Index/Document.iwa"),
            &zip(""),
            &b"PK\x03\x04".to_vec(),
            &b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
            &b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>".to_vec(),
        ] {
            assert_eq!(found(bytes), Some(Problem::Workbook), "{bytes:?}");
        }
    }

    #[test]
    fn each_other_file_is_named_for_what_it_is() {
        let utf_16: Vec<u8> = "\u{feff}<HTML>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, format) in [
            (b"%PDF-1.7\n".as_slice(), Format::Pdf),
            (b"\x89PNG\r\n\x1a\n", Format::Image),
            (b"\xFF\xD8\xFF\xE0", Format::Image),
            (b"GIF89a", Format::Image),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Format::Image),
            (b"\0\0\0\x18ftypheic", Format::Image),
            (b"BM\x36\x10\x0E\0\0\0\0\0", Format::Image),
            (b"<?xml version='1.0'?>\n<svg>", Format::Image),
            (b"\xEF\xBB\xBF\r\n<!DOCTYPE html><title>502", Format::WebPage),
            (b"<html><body>Session expired", Format::WebPage),
            (b"<table><tr><td>email", Format::WebPage),
            (&utf_16, Format::WebPage),
            (b"<?xml version='1.0'?><people/>", Format::Xml),
            (b"[\n {\"email\": \"ann@example.com\"}]", Format::Json),
            (b"{\"error\":\"not signed in\"}", Format::Json),
            (b"\x1F\x8B\x08", Format::Archive),
            (&zip("people.CSV"), Format::Archive),
            (&zip("word/document.xml"), Format::Document),
            (b"{\\rtf1\\ansi", Format::Document),
            (b"BEGIN:VCARD\r\nVERSION:3.0", Format::ContactCards),
            (b"SQLite format 3\0", Format::Database),
        ] {
            assert_eq!(found(bytes), Some(Problem::OtherFormat { format }), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn texts_of_cells_are_none_of_these() {
        for text in [
            "",
            "email\nann@example.com\n",
            "BMI,id\n1,2\n",
            "<ann@example.com>, Bob <bob@example.com>",
            "[id],[e-mail]\n1,2\n",
            "{id};{email}\n",
            "\"a\",\"b\"\n",
            "\u{feff}sep=;\nid;b\n",
            "id\0,name\n",
            "Rar,e\n",
            "%PDF\n",
            "GIF,id\n",
        ] {
            assert_eq!(found(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn a_file_of_another_format_is_explained() {
        let problem = Problem::OtherFormat { format: Format::WebPage };
        let kept = serde_json::to_string(&problem).unwrap();
        assert_eq!(serde_json::from_str::<Problem>(&kept).unwrap(), problem);
        for locale in Locale::ALL {
            assert!(problem.tell(locale).contains("CSV"), "{}", problem.tell(locale));
        }
    }
}
