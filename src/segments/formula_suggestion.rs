//! Suggests the word that may have been meant where a formula cannot be parsed.

use super::formula_cursor::folded;

/// How many characters of a text and of a word are compared: more than the longest built-in label has.
const MOST_COMPARED: usize = 60;

/// How many words are compared letter by letter, which takes time proportional to the product of the lengths: with 60
/// letters each, 180,000 steps. They are those with the most letters in common with the text.
const MOST_CANDIDATES: usize = 50;

/// The one of `words` that is most similar to the start of the text, if at least half of it matches.
pub fn nearest(text: &[char], words: &[&str]) -> Option<String> {
    let text: String = text.iter().take(MOST_COMPARED).collect();
    let found: Vec<&str> = text.trim_start_matches('"').split_whitespace().collect();
    let candidates = words.iter().enumerate().map(|(place, word)| Candidate::new(place, word, &found));
    let mut candidates: Vec<_> = candidates.filter(|one| one.is_possible(one.least_distance)).collect();
    candidates.sort_by_key(|one| one.least_distance);
    candidates.truncate(MOST_CANDIDATES);
    let measured = candidates.iter().map(|one| (strsim::damerau_levenshtein(&one.word, &one.found), one));
    let close = measured.filter(|(distance, one)| one.is_possible(*distance));
    let (_, best) = close.min_by_key(|(distance, one)| (*distance, one.place))?;
    Some(words[best.place].to_owned())
}

/// A word, and as many words of the text as it has.
struct Candidate {
    place: usize,
    word: String,
    found: String,
    /// A lower bound of the distance between the two.
    least_distance: usize,
}

impl Candidate {
    fn new(place: usize, word: &str, found: &[&str]) -> Self {
        let count = word.split_whitespace().count();
        let same_length = found.iter().take(count).copied().collect::<Vec<_>>().join(" ");
        let short = |text: &str| folded(text).chars().take(MOST_COMPARED).collect::<String>();
        let (word, found) = (short(word), short(same_length.trim_end_matches(['"', ')', ','])));
        let least_distance = letters_apart(&word, &found);
        Self { place, word, found, least_distance }
    }

    fn is_possible(&self, distance: usize) -> bool {
        distance * 2 <= self.word.chars().count()
    }
}

/// How many letters of the longer text, counted with repetition, the shorter one does not have.
fn letters_apart(one: &str, other: &str) -> usize {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let (one, other) = (sorted(one), sorted(other));
    let (mut left, mut right, mut shared) = (0, 0, 0);
    while let (Some(first), Some(second)) = (one.get(left), other.get(right)) {
        shared += usize::from(first == second);
        left += usize::from(first <= second);
        right += usize::from(second <= first);
    }
    one.len().max(other.len()) - shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    fn closest(text: &str, words: &[&str]) -> Option<String> {
        nearest(&text.chars().collect::<Vec<_>>(), words)
    }

    #[test]
    fn only_the_beginning_of_a_long_text_is_compared() {
        let long = format!("Markte {}", "x ".repeat(1_000_000));
        assert_eq!(closest(&long, &["Gender", "Market"]).as_deref(), Some("Market"));
        assert_eq!(closest(&"A".repeat(1_000_000), &["Gender", "Market"]), None);
    }

    #[test]
    fn the_nearest_of_many_words_is_found() {
        let words: Vec<String> =
            (0..5_000).map(|number| format!("Group {number}")).chain([String::from("Testers")]).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(closest("Tsters && Age >= 3", &words).as_deref(), Some("Testers"));
        assert_eq!(closest("Group 4711", &words).as_deref(), Some("Group 4711"));
    }

    proptest! {
        #[test]
        fn no_word_is_nearer_than_its_letters_allow(one in "[a-e ]{0,12}", other in "[a-e ]{0,12}") {
            prop_assert!(letters_apart(&one, &other) <= strsim::damerau_levenshtein(&one, &other));
            prop_assert_eq!(letters_apart(&one, &other), letters_apart(&other, &one));
        }
    }
}
