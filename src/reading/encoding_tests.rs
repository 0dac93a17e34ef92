//! Recognises encodings by the letters of a file, many and few.

use super::*;
use proptest::prelude::{any, proptest};
use std::io::BufRead;

fn read(bytes: &[u8]) -> (&'static Encoding, String) {
    let encoding = find(bytes).unwrap();
    let (mut reader, mut text) = (decode(bytes, Charset::Standard(encoding)), Vec::new());
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
fn a_few_accented_words_are_western() {
    let words = [
        "Hélène",
        "Benoît",
        "Anaïs",
        "Thaïs",
        "Loïc",
        "Irène",
        "Eugène",
        "Arsène",
        "Aïcha",
        "Œuvre",
        "« bas »",
        "Zoé",
        "Noël",
        "Chloé",
        "Éric",
        "Agnès",
        "Mélanie",
        "Gaël",
        "Joël",
        "Moïse",
        "Adèle",
        "10 €",
        "Göran",
        "Muñoz",
        "João",
    ];
    for word in words {
        for times in [1, 1_000] {
            let text = format!("compte;prenom\r\n{}", format!("1;{word}\r\n").repeat(times));
            let bytes = WINDOWS_1252.encode(&text).0.into_owned();
            assert_eq!(read(&bytes), (WINDOWS_1252, text), "{word}");
        }
    }
}

#[test]
fn other_alphabets_are_recognised_from_a_few_words() {
    let texts = [
        (encoding_rs::WINDOWS_1251, "имя;город\nАнна;Москва\nИван;Санкт-Петербург\nМария;Новосибирск\n"),
        (encoding_rs::WINDOWS_1253, "όνομα;πόλη\nΜαρία;Αθήνα\nΓιώργος;Θεσσαλονίκη\n"),
        (encoding_rs::SHIFT_JIS, "名前;都市\n田中さん;東京です\n鈴木さん;大阪でした\n"),
    ];
    for (encoding, text) in texts {
        let (found, read) = read(&encoding.encode(text).0);
        assert_eq!((found.name(), read.as_str()), (encoding.name(), text));
    }
}

#[test]
fn many_words_tell_central_europe_from_the_west() {
    let words = "příliš žluťoučký kůň úpěl ďábelské ódy věř že zítra přijde štěstí dívka řekla ženě svého bratra čtyři měsíce \
        před vánočními svátky nový úřad zakázal všechny účty které nejsou správně vyplněné šťastnější lidé bývají \
        později odešel když přišla zpráva žádný člověk nevěděl kde leží klíč";
    let text = words.split(' ').fold(String::from("jmeno\n"), |text, word| text + word + "\n");
    let bytes = encoding_rs::WINDOWS_1250.encode(&text).0.into_owned();
    assert_eq!(read(&bytes), (encoding_rs::WINDOWS_1250, text));
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
