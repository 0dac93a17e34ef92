//! Finds the encoding of a file by reading it once, in pieces, and decodes its text.
//!
//! A byte order mark decides. Without one, a file with many zero bytes at odd or even offsets is UTF-16; a file of
//! valid UTF-8, with few broken bytes at most, is UTF-8; otherwise the letters tell the legacy encodings of
//! spreadsheets apart. A few accented words cannot tell them apart, so those are read as Windows-1252.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use oem_cp::code_table::{DECODING_TABLE_CP437, DECODING_TABLE_CP850, DECODING_TABLE_CP852};
use std::collections::{HashSet, VecDeque};
use std::io::{self, BufReader, Read, Seek};

/// Bytes read at a time, whatever the size of the file: enough that the calls to the system cost nothing beside the
/// decoding.
const PIECE: usize = 64 * 1024;

/// Bytes of pieces with non-ASCII letters that are enough to recognise an encoding: sixteen pieces, so that one of
/// another encoding does not decide. The rest of a large file is not searched.
const ENOUGH: usize = 1024 * 1024;

/// Valid non-ASCII letters that outweigh one broken byte. Text of another encoding is almost never valid UTF-8, so even
/// a few letters for each broken byte mean UTF-8 with damage.
const WEIGHT: u64 = 10;

/// An encoding that a user can choose.
pub struct Named {
    /// As it is stored.
    pub name: &'static str,
    /// As people call it.
    pub label: &'static str,
}

const fn named_as(name: &'static str, label: &'static str) -> Named {
    Named { name, label }
}

/// The encodings that a user can choose, those of English and French first. What is found by itself is among them or
/// one of the East.
pub const NAMED: [Named; 20] = [
    named_as("UTF-8", "UTF-8"),
    named_as("windows-1252", "Windows-1252"),
    named_as("UTF-16LE", "UTF-16 LE"),
    named_as("UTF-16BE", "UTF-16 BE"),
    named_as("macintosh", "Mac OS Roman"),
    named_as("cp850", "DOS 850"),
    named_as("cp437", "DOS 437"),
    named_as("ISO-8859-15", "ISO 8859-15"),
    named_as("windows-1250", "Windows-1250"),
    named_as("cp852", "DOS 852"),
    named_as("ISO-8859-2", "ISO 8859-2"),
    named_as("windows-1251", "Windows-1251"),
    named_as("KOI8-R", "KOI8-R"),
    named_as("windows-1253", "Windows-1253"),
    named_as("windows-1254", "Windows-1254"),
    named_as("windows-1257", "Windows-1257"),
    named_as("Shift_JIS", "Shift JIS"),
    named_as("GBK", "GBK"),
    named_as("Big5", "Big5"),
    named_as("EUC-KR", "EUC-KR"),
];

/// How the bytes of a file become text.
#[derive(Clone, Copy)]
pub enum Charset {
    Standard(&'static Encoding),
    /// A code page of DOS: its upper 128 characters.
    Dos(&'static [char; 128]),
}

/// The encoding of this name, if it is known.
pub fn named(name: &str) -> Option<Charset> {
    match name {
        "cp437" => Some(Charset::Dos(&DECODING_TABLE_CP437)),
        "cp850" => Some(Charset::Dos(&DECODING_TABLE_CP850)),
        "cp852" => Some(Charset::Dos(&DECODING_TABLE_CP852)),
        _ => Encoding::for_label(name.as_bytes()).map(Charset::Standard),
    }
}

/// The text of a file as UTF-8. Bytes that cannot be decoded become U+FFFD.
pub type TextReader<R> = BufReader<Decoder<R>>;

/// Decodes what is read through it.
pub enum Decoder<R> {
    Standard(Box<DecodeReaderBytes<R, Vec<u8>>>),
    Dos(DosDecoder<R>),
}

/// Decodes a code page of DOS.
pub struct DosDecoder<R> {
    reader: R,
    upper: &'static [char; 128],
    /// Decoded bytes that are still to be read.
    decoded: VecDeque<u8>,
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Standard(reader) => reader.read(buffer),
            Self::Dos(decoder) => decoder.read(buffer),
        }
    }
}

impl<R: Read> Read for DosDecoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.decoded.is_empty() {
            let mut bytes = vec![0; PIECE];
            let length = self.reader.read(&mut bytes)?;
            let mut letter = [0; 4];
            for byte in &bytes[..length] {
                let upper = byte.checked_sub(128).and_then(|upper| self.upper.get(usize::from(upper)));
                let text = upper.copied().unwrap_or(char::from(*byte)).encode_utf8(&mut letter);
                self.decoded.extend(text.as_bytes());
            }
        }
        self.decoded.read(buffer)
    }
}

/// Decodes `reader` without its byte order mark. Callers must read through the buffer: given room for fewer than four
/// bytes, as in `read_to_end`, the decoder loses an incomplete character at the end of the file.
pub fn decode<R: Read>(reader: R, charset: Charset) -> TextReader<R> {
    let decoder = match charset {
        Charset::Standard(encoding) => {
            let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).strip_bom(true).build(reader);
            Decoder::Standard(Box::new(decoder))
        }
        Charset::Dos(upper) => Decoder::Dos(DosDecoder { reader, upper, decoded: VecDeque::new() }),
    };
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
    let (mut utf_8, mut western) = (Utf8Census::default(), WesternCensus::default());
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut seen = 0;
    while length > 0 {
        let bytes = &piece[..length];
        utf_8.count(bytes);
        if seen < ENOUGH && !bytes.is_ascii() {
            detector.feed(bytes, false);
            western.count(bytes);
            seen += length;
        }
        length = read_full(&mut reader, &mut piece)?;
    }
    if utf_8.prevails() {
        return Ok(UTF_8);
    }
    if western.is_short() && utf_8.outnumbers() {
        return Ok(UTF_8);
    }
    if western.prevails() {
        return Ok(WINDOWS_1252);
    }
    detector.feed(&[], true);
    Ok(detector.guess(None, Utf8Detection::Deny))
}

/// Whether a file that was found to be of the encoding `found` may be of that of another file, `name`: unless its own
/// is evident, by a byte order mark or by letters in UTF-8, or it would have been found.
pub fn may_be(name: &str, found: &str, mut reader: impl Read + Seek) -> io::Result<bool> {
    let is_unicode = |name: &str| name.starts_with("UTF-");
    if is_unicode(name) || found.starts_with("UTF-16") {
        return Ok(false);
    }
    if !is_unicode(found) {
        return Ok(true);
    }
    reader.rewind()?;
    let mut piece = vec![0; PIECE];
    loop {
        let length = read_full(&mut reader, &mut piece)?;
        if length == 0 {
            return Ok(true);
        }
        if !piece[..length].is_ascii() {
            return Ok(false);
        }
    }
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
        self.letters += count(valid.iter().filter(|byte| **byte >= 0xC0));
    }

    /// Whether most sequences are valid. Letters of one byte next to each other are rarely valid by chance, so that this
    /// decides where there are few: one broken byte then costs its line, and not the accents of all others.
    const fn outnumbers(&self) -> bool {
        self.letters >= self.broken.saturating_mul(2)
    }

    const fn prevails(&self) -> bool {
        self.broken == 0 || self.letters >= self.broken.saturating_mul(WEIGHT)
    }
}

/// Different words with accents from which a detector can tell encodings apart. Of 22 French words alone, a detector takes
/// half for Czech, Latvian or the like.
const TELLING_WORDS: usize = 30;

/// Looks at the words with non-ASCII bytes: whether they are few, with accents between ASCII letters as in Western
/// languages. Words in other alphabets consist of non-ASCII bytes.
#[derive(Default)]
struct WesternCensus {
    words: HashSet<Vec<u8>>,
    /// Non-ASCII bytes in words.
    letters: u64,
    /// Those of them that follow another one.
    adjacent: u64,
}

impl WesternCensus {
    fn count(&mut self, piece: &[u8]) {
        let is_part = |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0x80;
        let words = piece.split(|byte| !is_part(byte)).filter(|word| !word.is_ascii());
        for word in words {
            let follows = |pair: &&[u8]| pair.iter().all(|byte| *byte >= 0x80);
            self.letters += count(word.iter().filter(|byte| **byte >= 0x80));
            self.adjacent += count(word.windows(2).filter(follows));
            if self.words.len() < TELLING_WORDS {
                self.words.insert(word[..word.len().min(LONGEST_WORD)].to_vec());
            }
        }
    }

    /// Whether there are too few words to tell encodings apart.
    fn is_short(&self) -> bool {
        self.words.len() < TELLING_WORDS
    }

    /// Whether there are too few words to tell encodings apart, and they look Western.
    fn prevails(&self) -> bool {
        self.is_short() && self.adjacent * 2 < self.letters
    }
}

/// The most bytes of a word that are compared: longer than almost all words.
const LONGEST_WORD: usize = 40;

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or_default()
}

#[cfg(test)]
#[path = "encoding_tests.rs"]
mod tests;
