//! Moves through the characters of a formula, matching words and symbols at the cursor regardless of case and spaces.
//! Each character is read a bounded number of times per word that it is compared with, so that parsing takes time
//! proportional to the formula's length.

use super::formula::is_word_character;

/// A formula and the position up to which it was read.
pub struct Cursor {
    pub text: Vec<char>,
    pub at: usize,
    /// The index after the last character that is not a space.
    end: usize,
    #[cfg(test)]
    pub looks: std::cell::Cell<usize>,
}

impl Cursor {
    pub fn new(text: &str) -> Self {
        let text: Vec<char> = text.chars().collect();
        let end = text.iter().rposition(|character| !character.is_whitespace()).map_or(0, |last| last + 1);
        Self {
            text,
            at: 0,
            end,
            #[cfg(test)]
            looks: std::cell::Cell::default(),
        }
    }

    /// The character at `place`. Tests count the calls.
    fn character(&self, place: usize) -> Option<char> {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        self.text.get(place).copied()
    }

    /// The text up to the next of `stops`, a quote or the end, without surrounding spaces.
    pub fn phrase(&mut self, stops: &[&str]) -> String {
        let start = self.at;
        while !self.is_at_end() && self.peek() != Some('"') && !stops.iter().any(|stop| self.is_at(stop)) {
            self.at += 1;
        }
        let text: String = self.text[start..self.at].iter().collect();
        text.trim().to_owned()
    }

    /// The text in the quotes at the cursor; `None` if they are not closed or an escape sequence is wrong.
    pub fn quoted(&mut self) -> Option<String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                // Forms send a line break as two characters.
                '\r' if self.peek() == Some('\n') => {}
                character => text.push(character),
            }
        }
    }

    /// The character that an escape sequence after a backslash stands for.
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
        self.character(self.at)
    }

    pub fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    /// Whether only spaces follow.
    pub const fn is_at_end(&self) -> bool {
        self.at >= self.end
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

    /// Whether the symbol comes next.
    pub fn is_at(&self, symbol: &str) -> bool {
        symbol.chars().enumerate().all(|(place, character)| self.character(self.at + place) == Some(character))
    }

    /// Moves past the symbol if it comes next.
    pub fn eat(&mut self, symbol: &str) -> bool {
        let is_next = self.is_at(symbol);
        if is_next {
            self.at += symbol.chars().count();
        }
        is_next
    }

    /// Moves past the phrase if it comes next.
    pub fn eat_phrase(&mut self, phrase: &str) -> bool {
        let end = self.end_of_phrase(phrase);
        self.at = end.unwrap_or(self.at);
        end.is_some()
    }

    /// The end of the phrase if it comes next, regardless of case and spaces. `None` if its last word continues.
    pub fn end_of_phrase(&self, phrase: &str) -> Option<usize> {
        let mut at = self.at;
        for (index, word) in phrase.split_whitespace().enumerate() {
            let start = at;
            while self.character(at).is_some_and(char::is_whitespace) {
                at += 1;
            }
            if index > 0 && at == start {
                return None;
            }
            for character in word.chars() {
                if !is_same(character, self.character(at)?) {
                    return None;
                }
                at += 1;
            }
        }
        let is_cut = phrase.ends_with(is_word_character) && self.character(at).is_some_and(is_word_character);
        (!is_cut).then_some(at)
    }
}

fn is_same(one: char, other: char) -> bool {
    let plain = |character: char| if character == '\u{2019}' { '\'' } else { character };
    plain(one).to_lowercase().eq(plain(other).to_lowercase())
}

/// A text in the form in which texts are compared, regardless of case and spaces.
pub fn folded(text: &str) -> String {
    text.to_lowercase().replace('\u{2019}', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}
