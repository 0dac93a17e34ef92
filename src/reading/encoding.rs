//! Finds the encoding of a file by reading it once, in pieces, and decodes its text.
//!
//! A byte order mark decides. Without one, a file with many zero bytes at odd or even offsets is UTF-16; a file of
//! valid UTF-8, with few broken bytes at most, is UTF-8; otherwise the letters tell the legacy encodings of
//! spreadsheets apart.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use std::io::{self, BufReader, Read};

/// Bytes read at a time, whatever the size of the file: enough that the calls to the system cost nothing beside the
/// decoding.
const PIECE: usize = 64 * 1024;

/// Bytes of pieces with non-ASCII letters that are enough to recognise an encoding: sixteen pieces, so that one of
/// another encoding does not decide. The rest of a large file is not searched.
const ENOUGH: usize = 1024 * 1024;

/// Valid non-ASCII letters that outweigh one broken byte. Text of another encoding is almost never valid UTF-8, so even
/// a few letters for each broken byte mean UTF-8 with damage.
const WEIGHT: u64 = 10;

/// The text of a file as UTF-8. Bytes that cannot be decoded become U+FFFD.
pub type TextReader<R> = BufReader<DecodeReaderBytes<R, Vec<u8>>>;

/// Decodes `reader` without its byte order mark. Callers must read through the buffer: given room for fewer than four
/// bytes, as in `read_to_end`, the decoder loses an incomplete character at the end of the file.
pub fn decode<R: Read>(reader: R, encoding: &'static Encoding) -> TextReader<R> {
    let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).strip_bom(true).build(reader);
    BufReader::with_capacity(PIECE, decoder)
}

/// Finds the encoding of everything in `reader`.
pub fn find(mut reader: impl Read) -> io::Result<&'static Encoding> {
    let mut piece = vec![0; PIECE];
    let mut length = read_full(&mut reader, &mut piece)?;
    if let Some((encoding, _)) = Encoding::for_bom(&piece[..length]) {
        return Ok(encoding);
    }
    if let Some(encoding) = find_utf_16(&piece[..length]) {
        return Ok(encoding);
    }
    let mut utf_8 = Utf8Census::default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut seen = 0;
    while length > 0 {
        let bytes = &piece[..length];
        utf_8.count(bytes);
        if seen < ENOUGH && !bytes.is_ascii() {
            detector.feed(bytes, false);
            seen += length;
        }
        length = read_full(&mut reader, &mut piece)?;
    }
    if utf_8.prevails() {
        return Ok(UTF_8);
    }
    detector.feed(&[], true);
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// Recognises UTF-16 without a byte order mark: in most texts every other byte is zero.
fn find_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let pairs = bytes.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    let many = |zeros: usize| pairs >= 2 && zeros * 10 >= pairs * 4;
    match (even * 20 <= pairs, odd * 20 <= pairs) {
        (true, false) if many(odd) => Some(UTF_16LE),
        (false, true) if many(even) => Some(UTF_16BE),
        _ => None,
    }
}

fn read_full(reader: &mut impl Read, piece: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < piece.len() {
        match reader.read(&mut piece[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// Counts, over all pieces, non-ASCII letters of valid UTF-8 and sequences that are not valid.
#[derive(Default)]
struct Utf8Census {
    letters: u64,
    broken: u64,
    /// The start of a letter that continues in the next piece.
    rest: Vec<u8>,
}

impl Utf8Census {
    fn count(&mut self, piece: &[u8]) {
        if self.rest.is_empty() && piece.is_ascii() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(piece);
        let mut unread = bytes.as_slice();
        loop {
            match std::str::from_utf8(unread) {
                Ok(text) => return self.count_letters(text.as_bytes()),
                Err(error) => {
                    let (valid, after) = unread.split_at(error.valid_up_to());
                    self.count_letters(valid);
                    let Some(length) = error.error_len() else {
                        self.rest = after.to_vec();
                        return;
                    };
                    self.broken += 1;
                    unread = &after[length..];
                }
            }
        }
    }

    fn count_letters(&mut self, valid: &[u8]) {
        let count = valid.iter().filter(|byte| **byte >= 0xC0).count();
        self.letters += u64::try_from(count).unwrap_or_default();
    }

    const fn prevails(&self) -> bool {
        self.broken == 0 || self.letters >= self.broken.saturating_mul(WEIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1252;
    use proptest::prelude::{any, proptest};
    use std::io::BufRead;

    fn read(bytes: &[u8]) -> (&'static Encoding, String) {
        let encoding = find(bytes).unwrap();
        let (mut reader, mut text) = (decode(bytes, encoding), Vec::new());
        while reader.read_until(b'\n', &mut text).unwrap() > 0 {}
        (encoding, String::from_utf8(text).unwrap())
    }

    #[test]
    fn each_encoding_of_a_spreadsheet_gives_the_same_text() {
        let text = "compte;prénom;ville\n1;Zoé;Évian\n2;François;Besançon\n";
        let utf_16 = |big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let cases = [
            (text.as_bytes().to_vec(), UTF_8),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), UTF_8),
            ([b"\xFF\xFE".to_vec(), utf_16(false)].concat(), UTF_16LE),
            ([b"\xFE\xFF".to_vec(), utf_16(true)].concat(), UTF_16BE),
            (utf_16(false), UTF_16LE),
            (utf_16(true), UTF_16BE),
            (WINDOWS_1252.encode(text).0.into_owned(), WINDOWS_1252),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(read(&bytes), (encoding, text.to_owned()), "{}", encoding.name());
        }
    }

    #[test]
    fn an_accent_late_in_a_long_file_decides() {
        let mut bytes = "1,abc\n".repeat(100_000).into_bytes();
        bytes.extend_from_slice(b"2,caf\xE9\n");
        let (encoding, text) = read(&bytes);
        assert_eq!(encoding, WINDOWS_1252);
        assert!(text.ends_with("2,café\n"));
    }

    #[test]
    fn a_broken_byte_among_many_letters_does_not_change_the_encoding() {
        let mut bytes = "é".repeat(50_000).into_bytes();
        bytes.push(0xFF);
        let (encoding, text) = read(&bytes);
        assert_eq!(encoding, UTF_8);
        assert!(text.starts_with("éé") && text.ends_with('\u{FFFD}'));
    }

    #[test]
    fn a_letter_cut_off_at_the_end_of_the_file_is_replaced() {
        assert_eq!(read(b"\0\0\0\0\0\0\xC2").1, "\0\0\0\0\0\0\u{FFFD}");
    }

    #[test]
    fn a_letter_across_two_pieces_is_valid() {
        let mut bytes = vec![b'a'; PIECE - 1];
        bytes.extend_from_slice("é".as_bytes());
        assert_eq!(find(bytes.as_slice()).unwrap(), UTF_8);
    }

    proptest! {
        #[test]
        fn no_bytes_cause_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            read(&bytes);
        }
    }
}
