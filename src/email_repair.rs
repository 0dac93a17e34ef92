//! Proposes a repair of an e-mail address whose domain is nearly one that many people have, such as `gmial.com`. It is a
//! proposal only: people do have addresses in domains that look like others.

use crate::email::EmailAddress;
use std::collections::HashMap;

/// The domains of the commonest providers of addresses in English and French. A mistake of one letter in any of them is
/// noticed, and each is right as it is.
const COMMON: [&str; 44] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.fr",
    "yahoo.co.uk",
    "yahoo.ca",
    "ymail.com",
    "rocketmail.com",
    "hotmail.com",
    "hotmail.fr",
    "hotmail.co.uk",
    "outlook.com",
    "outlook.fr",
    "live.com",
    "live.fr",
    "live.co.uk",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "mail.com",
    "email.com",
    "gmx.com",
    "gmx.net",
    "gmx.de",
    "gmx.fr",
    "proton.me",
    "protonmail.com",
    "zoho.com",
    "fastmail.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "sfr.fr",
    "laposte.net",
    "bbox.fr",
    "neuf.fr",
    "numericable.fr",
    "comcast.net",
    "verizon.net",
    "btinternet.com",
    "videotron.ca",
    "sympatico.ca",
];

/// Mistakes of more than one letter, and endings that people leave out.
const MISTAKES: [(&str, &str); 14] = [
    ("gmail", "gmail.com"),
    ("gmail.fr", "gmail.com"),
    ("gmail.co", "gmail.com"),
    ("gmail.cm", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("gmaill.con", "gmail.com"),
    ("gmeil.com", "gmail.com"),
    ("hotmail", "hotmail.com"),
    ("hotmail.co", "hotmail.com"),
    ("outlook", "outlook.com"),
    ("yahoo", "yahoo.com"),
    ("icloud", "icloud.com"),
    ("homail.com", "hotmail.com"),
    ("hotmial.fr", "hotmail.fr"),
];

/// The shortest domain that is compared by letters: among shorter ones, such as `live.fr`, one letter makes another
/// domain that people have.
const SHORTEST: usize = 8;

/// A likely repair of the address in the text; `None` if none is likely. `domains` remembers the answers, so that a long
/// list with few domains takes no longer than it must.
pub fn repaired(text: &str, domains: &mut HashMap<String, Option<&'static str>>) -> Option<String> {
    let (local, domain) = text.trim_end_matches(['>', ')', '.', ',', ';', '"', '\'']).rsplit_once('@')?;
    let local = local.rsplit(['<', '(', '"', ' ', ':']).next().unwrap_or_default().trim_end_matches('@');
    let domain = domain.trim().to_lowercase();
    let right = match domains.get(&domain) {
        Some(right) => *right,
        None => *domains.entry(domain.clone()).or_insert(likely(&domain)),
    };
    EmailAddress::parse(&format!("{local}@{}", right?)).ok().map(|address| address.to_string())
}

/// The common domain that this one is likely meant to be; `None` if it is one itself, or none is near.
fn likely(domain: &str) -> Option<&'static str> {
    if COMMON.contains(&domain) {
        return None;
    }
    let mistake = MISTAKES.iter().find(|(wrong, _)| *wrong == domain).map(|(_, right)| *right);
    let near = || COMMON.into_iter().find(|right| right.len() >= SHORTEST && differ_by_one(domain, right));
    mistake.or_else(near)
}

/// Whether one letter more, less or other, or two letters that changed places, make one text the other.
fn differ_by_one(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&one[..one.len() - end], &other[..other.len() - end]) {
        ([] | [_], [_]) | ([_], []) => true,
        ([a, b], [c, d]) => (a, b) == (d, c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(text: &str) -> Option<String> {
        repaired(text, &mut HashMap::new())
    }

    #[test]
    fn a_domain_that_is_nearly_a_common_one_has_a_proposal() {
        for (text, right) in [
            ("ann@gmial.com", "ann@gmail.com"),
            ("Ann Lee <ann@gmal.com>", "ann@gmail.com"),
            ("ann@GMAIL.con", "ann@gmail.com"),
            ("ann@gmail", "ann@gmail.com"),
            ("ann@@gmail.co", "ann@gmail.com"),
            ("ann@hotmial.fr", "ann@hotmail.fr"),
            ("ann@wanadoo.fe", "ann@wanadoo.fr"),
            ("ann@outllook.com", "ann@outlook.com"),
            ("ann@gmailcom", "ann@gmail.com"),
            ("ann@laposte.ent", "ann@laposte.net"),
        ] {
            assert_eq!(proposal(text).as_deref(), Some(right), "{text}");
        }
    }

    #[test]
    fn a_domain_of_its_own_has_none() {
        for text in [
            "ann@gmail.com",
            "ann@mail.com",
            "ann@ymail.com",
            "ann@gmx.at",
            "ann@live.de",
            "ann@example.com",
            "ann@tree.fr",
            "ann",
            "@gmial.com",
            "a b@x.fr",
            "ann@hotmail.co.uk",
            "ann@msn.co",
        ] {
            assert_eq!(proposal(text), None, "{text}");
        }
    }
}
