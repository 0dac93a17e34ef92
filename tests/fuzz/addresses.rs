//! Lists of addresses, typed and from files: each entry is judged, and what is good stays good.

use crate::driver::{answer, fuzz};
use engage::addresses::{Entries, Verdict, is_account, judge};
use engage::email::EmailAddress;
use engage::reading::people;
use std::collections::HashSet;
use std::io::Cursor;

const WORDS: [&str; 20] = [
    "a@example.org",
    "A@EXAMPLE.ORG",
    "é@bücher.example",
    "@",
    "..",
    ".",
    "\"",
    " ",
    ",",
    ";",
    "\n",
    "\u{feff}",
    "\u{200b}",
    "email\n",
    "E-mail;Name\n",
    "mailto:",
    "<",
    ">",
    "xn--bcher-kva.example",
    "1@1",
];

#[test]
fn addresses_are_judged_whatever_is_typed() {
    fuzz("addresses", Vec::new(), &WORDS, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let Entries { judged: entries, unread: left } = judge(&text, 100, &HashSet::from([String::from("..")]));
        assert!(entries.len() <= 100 && entries.len() + left <= text.chars().count());
        let mut keys = HashSet::new();
        for entry in &entries {
            if let Verdict::Good { key } = &entry.verdict {
                assert!(keys.insert(key.clone()), "{key} is good twice");
                if is_account(key) {
                    assert_eq!(key, "..", "nobody has another account id");
                    continue;
                }
                let again = EmailAddress::parse(key).map(|address| address.key());
                assert_eq!(again.as_deref(), Ok(key.as_str()), "a key compares as itself");
            }
        }
        let of_file = people::read(Cursor::new(bytes), 4, false).map(|file| file.lines).unwrap_or(9);
        let verdicts = entries.iter().take(3).map(|entry| match &entry.verdict {
            Verdict::Good { .. } => String::from("good"),
            Verdict::Repeated { .. } => String::from("repeated"),
            Verdict::Refused(error) => error.to_string(),
        });
        answer((verdicts.collect::<Vec<_>>(), entries.len().min(8), of_file))
    });
}
