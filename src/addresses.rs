//! The entries of a known user group, as typed: splits and checks them, with a verdict for each.

use crate::email::{EmailAddress, EmailError};
use crate::text::trimmed;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The most addresses in a known user group. A group is typed or pasted by hand; a longer list is a file of customers.
pub const MOST: usize = 10_000;

/// The verdict on one address, before it is looked up among the customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A valid address, or the account id of a customer. Both are compared by key: that of an address ignores case, and that
    /// of an account id is [`account_key`].
    Good {
        key: String,
    },
    /// The same entry occurs earlier, as the entry with this number, counted from 1.
    Repeated {
        first: usize,
    },
    Refused(EmailError),
}

/// One entry, with its text as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub text: String,
    pub verdict: Verdict,
}

impl Entry {
    /// The key of the address or the account id, if the entry is good.
    pub fn key(&self) -> Option<&str> {
        if let Verdict::Good { key } = &self.verdict { Some(key) } else { None }
    }
}

/// What was typed, judged.
#[derive(Clone, Debug)]
pub struct Entries {
    pub judged: Vec<Entry>,
    /// The number of entries left.
    pub unread: usize,
}

/// What is typed before an account id that has an `@`, so that it is not taken for an address.
const ACCOUNT: &str = "id:";

/// Whether the key is one of an account id, and not of an address.
pub fn is_account(key: &str) -> bool {
    account_of(key).is_some()
}

/// The key of an account id: itself, or behind an `@` if it has one. The key of an address has its local part there.
pub fn account_key(id: &str) -> String {
    if id.contains('@') { format!("@{id}") } else { id.to_owned() }
}

/// The account id that has this key; `None` for the key of an address.
pub fn account_of(key: &str) -> Option<&str> {
    if key.contains('@') { key.strip_prefix('@') } else { Some(key) }
}

/// The entry with this text and key as it is typed.
pub fn as_typed<'a>(text: &'a str, key: &'a str) -> Cow<'a, str> {
    account_of(key).map_or(Cow::Borrowed(text), account_as_typed)
}

/// The account id as it is typed: with separators it is in quotation marks, and those in it are doubled.
pub fn account_as_typed(id: &str) -> Cow<'_, str> {
    let quoted = match id.contains(is_separator) || id.starts_with('"') {
        true => Cow::Owned(format!("\"{}\"", id.replace('"', "\"\""))),
        false => Cow::Borrowed(id),
    };
    if id.contains('@') { Cow::Owned(format!("{ACCOUNT}{quoted}")) } else { quoted }
}

/// The typed entries, of which all are account ids, as they are typed where there may be addresses too.
pub fn as_accounts(typed: &str) -> String {
    let entries = typed.lines().flat_map(entries_of).map(|entry| match account_typed(entry) {
        Some(_) => Cow::Borrowed(entry),
        None if entry.contains('@') => Cow::Owned(account_as_typed(&unquoted(entry)).into_owned()),
        None => Cow::Borrowed(entry),
    });
    entries.collect::<Vec<_>>().join("\n")
}

/// The account id with an `@` that the entry says it is.
fn account_typed(entry: &str) -> Option<Cow<'_, str>> {
    trimmed(entry).strip_prefix(ACCOUNT).map(unquoted).filter(|id| id.contains('@'))
}

/// Splits `typed` at white space, commas and semicolons, but not within `Name <address>` or `"quotation marks"`, and judges at
/// most `most` entries. Those without an `@`, and those after `id:`, are good if they are among `accounts`.
pub fn judge(typed: &str, most: usize, accounts: &HashSet<String>) -> Entries {
    let mut first_of_key = HashMap::new();
    let mut texts = typed.lines().flat_map(entries_of);
    let judged = texts.by_ref().take(most).enumerate().map(|(index, entry)| {
        let (text, key) = match account_typed(entry) {
            Some(id) => {
                let key = accounts.get(trimmed(&id)).map(|id| account_key(id)).ok_or(EmailError::NoAccount);
                (id, key)
            }
            None => {
                let text = unquoted(entry);
                let key = match EmailAddress::parse(&text) {
                    Ok(address) => Ok(address.key()),
                    Err(EmailError::NoAt) => accounts.get(trimmed(&text)).cloned().ok_or(EmailError::NoAt),
                    Err(error) => Err(error),
                };
                (text, key)
            }
        };
        let verdict = match key {
            Err(error) => Verdict::Refused(error),
            Ok(key) => {
                let first = *first_of_key.entry(key.clone()).or_insert(index + 1);
                if first == index + 1 { Verdict::Good { key } } else { Verdict::Repeated { first } }
            }
        };
        Entry { text: text.into_owned(), verdict }
    });
    Entries { judged: judged.collect(), unread: texts.count() }
}

/// How many entries a line has.
pub fn count_in(line: &str) -> usize {
    entries_of(line).count()
}

/// The different entries among the first `most` that may be account ids.
pub fn possible_accounts(typed: &str, most: usize) -> HashSet<String> {
    let texts = typed.lines().flat_map(entries_of).take(most);
    let possible = texts
        .filter_map(|entry| account_typed(entry).or_else(|| Some(unquoted(entry)).filter(|text| !text.contains('@'))));
    possible.map(|text| trimmed(&text).to_owned()).collect()
}

/// The entries of a line.
fn entries_of(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_separator);
        if rest.is_empty() {
            return None;
        }
        let account_end = rest.strip_prefix(ACCOUNT).and_then(quoted_end).map(|end| ACCOUNT.len() + end);
        let end = account_end.or_else(|| named_end(rest)).or_else(|| quoted_end(rest));
        let end = end.or_else(|| rest.find(is_separator)).unwrap_or(rest.len());
        let (entry, after) = rest.split_at(end);
        rest = after;
        Some(entry)
    })
    .filter(|entry| !trimmed(entry).is_empty())
}

/// The entry without its quotation marks.
fn unquoted(entry: &str) -> Cow<'_, str> {
    let inner = entry.strip_prefix('"').and_then(|entry| entry.strip_suffix('"'));
    match inner.filter(|_| quoted_end(entry) == Some(entry.len())) {
        Some(inner) => Cow::Owned(inner.replace("\"\"", "\"")),
        None => Cow::Borrowed(entry),
    }
}

/// The end of an entry in quotation marks at the start of the text.
fn quoted_end(text: &str) -> Option<usize> {
    let text = start_of(text);
    let mut rest = text.strip_prefix('"')?;
    loop {
        (_, rest) = rest.split_once('"')?;
        match rest.strip_prefix('"') {
            Some(after_doubled) => rest = after_doubled,
            None => break,
        }
    }
    rest.chars().next().is_none_or(is_separator).then_some(text.len() - rest.len())
}

/// As much of the text as an entry can take.
fn start_of(text: &str) -> &str {
    let end = (0..=text.len().min(LONGEST_NAMED)).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, ',' | ';' | '\u{feff}')
}

/// The longest `Name <address>` that is read as one entry, in bytes: a name of some 250 characters and the longest address. It
/// also keeps the work of an entry from growing with its line.
const LONGEST_NAMED: usize = 600;

/// The end of `Name <address>` at the start of the text, as the fields of mail programs have it. A name may have commas
/// in quotation marks.
fn named_end(text: &str) -> Option<usize> {
    let text = start_of(text);
    let quoted = text.strip_prefix('"').and_then(|name| Some(name.find('"')? + 2));
    let after_quoted = quoted.unwrap_or(0);
    let name = text[after_quoted..].find(['<', ',', ';', '@']).map(|at| at + after_quoted)?;
    let open = text[name..].starts_with('<').then_some(name)?;
    let close = text[open..].find('>')? + open;
    // A sign of less than in other text is followed by no address.
    text[open..close].contains('@').then_some(close + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts(typed: &str) -> Vec<Verdict> {
        judge(typed, MOST, &HashSet::new()).judged.into_iter().map(|entry| entry.verdict).collect()
    }

    #[test]
    fn any_mix_of_the_four_separators_separates() {
        let entries = judge(
            "a@example.com, b@example.com;c@example.com\r\n\n d@example.com\te@example.com,,;",
            MOST,
            &HashSet::new(),
        );
        let texts: Vec<_> = entries.judged.iter().map(|entry| entry.text.as_str()).collect();
        assert_eq!(texts, ["a@example.com", "b@example.com", "c@example.com", "d@example.com", "e@example.com"]);
    }

    #[test]
    fn names_before_addresses_are_left_out() {
        let typed = "Ann Lee <ann@example.com>; \"Ray, Bob\" <bob@example.com>, 'cy@example.com'; (dee@example.com)\n\
            <eve@example.com> fay@example.com, Gil<gil@example.com>";
        let entries = judge(typed, MOST, &HashSet::new()).judged;
        let keys: Vec<_> = entries.iter().map(|entry| entry.key().unwrap_or("refused")).collect();
        let expected = ["ann", "bob", "cy", "dee", "eve", "fay", "gil"].map(|name| format!("{name}@example.com"));
        assert_eq!(keys, expected);
        assert_eq!(judge("a <b c@example.com", MOST, &HashSet::new()).judged.len(), 3);
    }

    #[test]
    fn an_account_id_with_separators_is_in_quotation_marks() {
        let accounts = ["Doe, J", "a \"b\" c", "plain"].map(String::from);
        let typed: Vec<_> = accounts.iter().map(|account| account_as_typed(account)).collect();
        assert_eq!(typed, ["\"Doe, J\"", "\"a \"\"b\"\" c\"", "plain"]);
        let text = format!("{}; ann@example.com", typed.join(","));
        assert_eq!(possible_accounts(&text, MOST), accounts.iter().cloned().collect());
        let judged = judge(&text, MOST, &accounts.iter().cloned().collect()).judged;
        let keys: Vec<_> = judged.iter().map(|entry| entry.key().unwrap_or("refused")).collect();
        assert_eq!(keys, ["Doe, J", "a \"b\" c", "plain", "ann@example.com"]);
    }

    #[test]
    fn a_long_line_is_split_without_looking_at_its_rest_for_each_entry() {
        // Looking at all of it for each entry would take minutes.
        for entry in ["a ", "a<b ", "\"a ", "id:\"a "] {
            let entries = judge(&entry.repeat(100_000), 10, &HashSet::new());
            assert_eq!((entries.judged.len(), entries.unread), (10, 99_990), "{entry}");
        }
    }

    #[test]
    fn a_repeated_address_names_the_first_whatever_its_case() {
        let found = verdicts("ann@example.com bob@example.com ANN@Example.com");
        assert_eq!(found[2], Verdict::Repeated { first: 1 });
        assert!(matches!(&found[1], Verdict::Good { key } if key == "bob@example.com"));
    }

    #[test]
    fn at_most_the_given_number_of_entries_is_judged() {
        let entries = judge(&"no-address ".repeat(5), 2, &HashSet::new());
        assert_eq!((entries.judged.len(), entries.unread), (2, 3));
    }

    #[test]
    fn invalid_addresses_are_refused_with_a_reason() {
        assert_eq!(verdicts("ann.example.com"), [Verdict::Refused(EmailError::NoAt)]);
        assert!(verdicts(" ,; \n").is_empty());
    }

    #[test]
    fn an_account_id_is_an_entry_if_a_customer_has_it() {
        let typed = "C-1 unknown; ann@example.com, C-1 c-1";
        assert_eq!(possible_accounts(typed, MOST).len(), 3);
        let accounts = HashSet::from([String::from("C-1"), String::from("other")]);
        let judged = judge(typed, MOST, &accounts).judged;
        let verdicts: Vec<_> = judged.into_iter().map(|entry| entry.verdict).collect();
        let (refused, good) = (Verdict::Refused(EmailError::NoAt), |key: &str| Verdict::Good { key: key.to_owned() });
        let repeated = Verdict::Repeated { first: 1 };
        assert_eq!(verdicts, [good("C-1"), refused.clone(), good("ann@example.com"), repeated, refused]);
    }

    #[test]
    fn an_account_id_with_an_at_says_that_it_is_one() {
        let accounts = ["ann@example.com", "a b@c", "id:x@y", "@z"].map(String::from);
        let typed: Vec<_> = accounts.iter().map(|account| account_as_typed(account)).collect();
        assert_eq!(typed, ["id:ann@example.com", "id:\"a b@c\"", "id:id:x@y", "id:@z"]);
        let text = format!("{}; ann@example.com id:other@example.com, id:7", typed.join(", "));
        let possible = possible_accounts(&text, MOST);
        assert!(accounts.iter().all(|account| possible.contains(account)) && possible.contains("id:7"), "{possible:?}");
        let judged = judge(&text, MOST, &accounts.iter().cloned().collect()).judged;
        let keys: Vec<_> = judged.iter().map(|entry| entry.key().unwrap_or("refused")).collect();
        let expected = ["@ann@example.com", "@a b@c", "@id:x@y", "@@z", "ann@example.com", "refused", "refused"];
        assert_eq!(keys, expected);
        assert_eq!(
            (judged[0].text.as_str(), &judged[5].verdict),
            ("ann@example.com", &Verdict::Refused(EmailError::NoAccount))
        );
        for (key, account) in keys.iter().zip(&accounts) {
            assert_eq!((account_of(key), account_key(account).as_str()), (Some(account.as_str()), *key));
            assert_eq!(as_typed(account, key), account_as_typed(account));
        }
        let pasted = as_accounts("ann@example.com, 7\n\"a b@c\" id:x@y");
        assert_eq!(pasted, "id:ann@example.com\n7\nid:\"a b@c\"\nid:x@y");
        assert_eq!(as_accounts(&pasted), pasted);
    }
}
