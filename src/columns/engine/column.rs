//! One attribute of every customer: its values as numbers in chunks and, for a choice, a dictionary that numbers the
//! texts.

use super::chunk::Chunk;
use super::codec::{self, Source};
use crate::segments::{Attribute, Choices, Kind, Profile, Value};
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

/// The values of one attribute. Clones share their chunks until one of them is edited.
#[derive(Clone, Debug)]
pub struct Column {
    attribute: Attribute,
    dictionary: Arc<Dictionary>,
    chunks: Vec<Arc<Chunk>>,
}

/// The texts of a choice by number. The codes of a closed list come first, in the order of the list.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Dictionary {
    fn of(choices: Choices) -> Self {
        let mut dictionary = Self::default();
        if let Choices::Closed(codes) = choices {
            codes.iter().for_each(|code| {
                dictionary.add(code);
            });
        }
        dictionary
    }

    pub fn find(&self, text: &str) -> Option<i64> {
        self.numbers.get(text).map(|number| i64::from(*number))
    }

    pub fn texts(&self) -> &[Arc<str>] {
        &self.texts
    }

    fn add(&mut self, text: &str) -> i64 {
        let number = self.texts.len() as u32;
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number.into()
    }

    fn bytes(&self) -> usize {
        let entry = size_of::<Arc<str>>() + size_of::<(Arc<str>, u32)>() + 2 * size_of::<usize>();
        self.texts.iter().map(|text| text.len() + entry).sum()
    }
}

impl Column {
    pub fn new(attribute: &Attribute) -> Self {
        let dictionary = Arc::new(Dictionary::of(attribute.choices));
        Self { attribute: attribute.clone(), dictionary, chunks: Vec::new() }
    }

    pub const fn attribute(&self) -> &Attribute {
        &self.attribute
    }

    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The chunk with this index; past the last one, a chunk without known values.
    pub fn chunk(&self, index: usize) -> &Chunk {
        static EMPTY: Chunk = Chunk::EMPTY;
        self.chunks.get(index).map_or(&EMPTY, |chunk| chunk)
    }

    /// Writes profiles into rows of a chunk; `None` clears the row of a removed customer. The chunk is copied only if
    /// a value changes.
    pub fn edit(&mut self, index: usize, profiles: &[(u16, Option<&Profile>)]) {
        let values: Vec<_> =
            profiles.iter().map(|(row, profile)| (*row, profile.and_then(|profile| self.number(profile)))).collect();
        let chunk = self.chunk(index);
        let edits: Vec<_> = values.into_iter().filter(|(row, value)| chunk.get(*row) != *value).collect();
        if edits.is_empty() {
            return;
        }
        if self.chunks.len() <= index {
            self.chunks.resize(index + 1, Arc::new(Chunk::EMPTY));
        }
        Arc::make_mut(&mut self.chunks[index]).edit(&edits);
    }

    pub fn encode(&self, out: &mut impl Write) -> io::Result<()> {
        codec::write_text(out, &self.attribute.key.to_string())?;
        codec::write_text(out, self.attribute.kind.word())?;
        codec::write_number(out, self.dictionary.texts.len() as i64)?;
        self.dictionary.texts.iter().try_for_each(|text| codec::write_text(out, text))?;
        codec::write_number(out, self.chunks.len() as i64)?;
        self.chunks.iter().try_for_each(|chunk| chunk.encode(out))
    }

    /// Reads the column of `attribute`; `None` if the bytes are of another attribute or kind, or do not fit.
    pub fn decode(source: &mut Source<'_>, attribute: &Attribute) -> Option<Self> {
        if source.text()? != attribute.key.to_string() || source.text()? != attribute.kind.word() {
            return None;
        }
        let mut dictionary = Dictionary::of(attribute.choices);
        for place in 0..source.count()? {
            let text = source.text()?;
            // The texts of a closed list are in the dictionary already.
            let number = dictionary.find(text).unwrap_or_else(|| dictionary.add(text));
            if usize::try_from(number) != Ok(place) {
                return None;
            }
        }
        let chunks = (0..source.count()?).map(|_| Chunk::decode(source).map(Arc::new)).collect::<Option<_>>()?;
        Some(Self { attribute: attribute.clone(), dictionary: Arc::new(dictionary), chunks })
    }

    /// The approximate size in memory, in bytes.
    pub fn bytes(&self) -> usize {
        self.dictionary.bytes() + self.chunks.iter().map(|chunk| size_of::<Chunk>() + chunk.bytes()).sum::<usize>()
    }

    /// The customer's value as a number. A new text is added to the dictionary.
    fn number(&mut self, profile: &Profile) -> Option<i64> {
        match self.attribute.value(profile) {
            Value::Unknown | Value::Groups(_) => None,
            Value::Number(number) => (self.attribute.kind != Kind::Choice).then_some(number),
            Value::Text(text) => {
                let found = self.dictionary.find(&text);
                Some(found.unwrap_or_else(|| Arc::make_mut(&mut self.dictionary).add(&text)))
            }
        }
    }
}
