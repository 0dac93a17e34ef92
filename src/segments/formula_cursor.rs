//! Goes through the characters of a formula: words and symbols are taken where they stand, whatever their case and the
//! spaces between them.

use super::formula::is_word_character;

/// A formula and how far it was read.
pub struct Cursor {
    pub text: Vec<char>,
    pub at: usize,
}

impl Cursor {
    pub fn new(text: &str) -> Self {
        Self { text: text.chars().collect(), at: 0 }
    }

    /// The text up to the next of `stops`, a quote or the end, without the spaces around it.
    pub fn phrase(&mut self, stops: &[&str]) -> String {
        let start = self.at;
        while !self.is_at_end() && self.peek() != Some('"') && !stops.iter().any(|stop| self.stands(stop)) {
            self.at += 1;
        }
        let text: String = self.text[start..self.at].iter().collect();
        text.trim().to_owned()
    }

    /// The character that stands for what follows a backslash.
    pub fn escaped(&mut self) -> Option<char> {
        match self.next()? {
            'n' => Some('\n'),
            't' => Some('\t'),
            'u' if self.eat("{") => {
                let digits = self.while_some(|character| character.is_ascii_hexdigit());
                let code = u32::from_str_radix(&digits, 16).ok()?;
                if self.eat("}") { char::from_u32(code) } else { None }
            }
            other => Some(other),
        }
    }

    pub fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    pub fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    pub fn is_at_end(&self) -> bool {
        self.text[self.at..].iter().all(|character| character.is_whitespace())
    }

    pub fn skip_spaces(&mut self) {
        self.while_some(char::is_whitespace);
    }

    pub fn while_some(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek().is_some_and(&belongs) {
            self.at += 1;
        }
        self.text[start..self.at].iter().collect()
    }

    pub fn stands(&self, symbol: &str) -> bool {
        symbol.chars().enumerate().all(|(place, character)| self.text.get(self.at + place) == Some(&character))
    }

    pub fn eat(&mut self, symbol: &str) -> bool {
        let stands = self.stands(symbol);
        if stands {
            self.at += symbol.chars().count();
        }
        stands
    }

    pub fn eat_phrase(&mut self, phrase: &str) -> bool {
        let end = self.end_of_phrase(phrase);
        self.at = end.unwrap_or(self.at);
        end.is_some()
    }

    /// Where the phrase ends that stands here, whatever its case and spaces, unless its last word goes on.
    pub fn end_of_phrase(&self, phrase: &str) -> Option<usize> {
        let mut at = self.at;
        for (index, word) in phrase.split_whitespace().enumerate() {
            let start = at;
            while self.text.get(at).is_some_and(|character| character.is_whitespace()) {
                at += 1;
            }
            if index > 0 && at == start {
                return None;
            }
            for character in word.chars() {
                if !is_same(character, *self.text.get(at)?) {
                    return None;
                }
                at += 1;
            }
        }
        let goes_on = |character: &char| is_word_character(*character);
        let is_cut = phrase.ends_with(is_word_character) && self.text.get(at).is_some_and(goes_on);
        (!is_cut).then_some(at)
    }
}

fn is_same(one: char, other: char) -> bool {
    let plain = |character: char| if character == '\u{2019}' { '\'' } else { character };
    plain(one).to_lowercase().eq(plain(other).to_lowercase())
}
