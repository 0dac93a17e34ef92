//! Whether a password is easy to guess: common, a row of keys or digits, or made of words that others know of the user.

use crate::text::folded;
use std::iter::once;

/// A password is guessable if it may be found with fewer guesses. At a hundred guesses an hour, this number takes
/// more than a year.
const FEWEST_GUESSES: u64 = 1_000_000;

/// The name of this program, which anyone may try as a part of a password.
const PRODUCT: &str = "engage";

/// Shorter words are left in a password: two letters occur in most passwords by chance.
const SHORTEST_WORD: usize = 3;

/// Whether `password` is one of the 30,000 most common, a row of keys or digits, or made of `own`, texts about the
/// user such as names and addresses: once or several times, forwards or backwards, with digits around them.
pub fn is_guessable(password: &str, own: &[String]) -> bool {
    let words = words_of(own);
    let known: Vec<&str> = words.iter().map(String::as_str).chain(own.iter().map(String::as_str)).collect();
    let is_weak = |text: &str| zxcvbn::zxcvbn(text, &known).guesses() < FEWEST_GUESSES;
    // zxcvbn takes every further part of a password for 10,000 times as many guesses, even if all of them are the same
    // known word. Without such words, what is left has to be strong by itself.
    let is_made_of_own = |form: String| {
        let rest = words.iter().fold(form.clone(), |rest, word| rest.replace(word, ""));
        rest.len() < form.len() && is_weak(&rest)
    };
    is_weak(password) || forms(password).into_iter().any(is_made_of_own)
}

/// The words of the texts and the name of this program as [`forms`] writes them, forwards and backwards. The longest
/// come first, so that no part of a word is left when it is removed.
fn words_of(own: &[String]) -> Vec<String> {
    let split = |text: &str| text.split(|one: char| !one.is_alphanumeric()).map(folded).collect::<Vec<_>>();
    let forwards = own.iter().flat_map(|text| split(text).into_iter().chain(once(folded(text))));
    let forwards = forwards.chain(once(PRODUCT.to_owned())).filter(|word| word.chars().count() >= SHORTEST_WORD);
    let mut words: Vec<String> = forwards.flat_map(|word| [word.chars().rev().collect::<String>(), word]).collect();
    words.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    words.dedup();
    words
}

/// The password without case, accents and separators: as it is, and with digits and signs read as the letters that they
/// look like. A 1 may be an i or an l.
fn forms(password: &str) -> [String; 3] {
    let is_separator = |one: char| one.is_whitespace() || "-_.,;:/@+".contains(one);
    let read = |letter_of: &dyn Fn(char) -> char| {
        let mut form = String::new();
        for one in password.chars().filter(|one| !is_separator(*one)).map(letter_of) {
            let letters = folded(one.encode_utf8(&mut [0; 4]));
            if letters.is_empty() { form.push(one) } else { form.push_str(&letters) }
        }
        form
    };
    [read(&|one| one), read(&|one| if one == '1' { 'l' } else { look_alike(one) }), read(&look_alike)]
}

/// The letter that a digit or a sign looks like.
const fn look_alike(one: char) -> char {
    match one {
        '4' => 'a',
        '8' => 'b',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Vec<String> {
        ["ann.miller@example.com", "Fabrikam Games"].map(str::to_owned).into()
    }

    #[test]
    fn common_passwords_and_names_of_the_user_are_guessable() {
        for guessable in [
            "password1234",
            "123456789012",
            "aaaaaaaaaaaa",
            "qwertyuiop12",
            "ann.miller@example.com",
            "Fabrikam Games",
            "FabrikamGames1",
        ] {
            assert!(is_guessable(guessable, &own()), "{guessable}");
        }
        for good in ["a long enough password", "correct horse battery staple", "kW9#tz2!LqfV"] {
            assert!(!is_guessable(good, &own()), "{good}");
        }
    }

    #[test]
    fn words_of_the_user_count_for_nothing_however_they_are_joined() {
        let alpha = ["eve@alpha.example", "Alpha"].map(str::to_owned);
        for guessable in [
            "Alpha Alpha Alpha",
            "alpha-alpha-alpha",
            "Alpha2026Alpha2026",
            "AlphaAlpha1234567",
            "ahplA ahplA ahplA",
            "4lph4 4lph4 4lph4",
            "A1pha! A1pha! A1pha!",
            "Álphà Álphà Álphà",
            "Engage Alpha Engage",
            "engage engage 123",
            "eve eve eve alpha",
            "eve@alpha.example eve@alpha.example",
        ] {
            assert!(is_guessable(guessable, &alpha), "{guessable}");
        }
        for guessable in ["Miller Miller 2026", "Games Fabrikam Games", "annmiller ANNMILLER", "fabrikam.ann.miller"] {
            assert!(is_guessable(guessable, &own()), "{guessable}");
        }
        for good in ["Alpha correct horse battery", "engagement of three cats", "alpha kW9#tz2!", "%&?=*alpha#'^~)("] {
            assert!(!is_guessable(good, &alpha), "{good}");
        }
    }
}
