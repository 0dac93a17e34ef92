//! Messages that choose nothing, as pieces to put one after the other: most of what a page shows. Fluent formats the
//! others, which takes some twenty times as long.

use super::{Arg, Locale};
use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::HashMap;

/// Messages by their keys.
#[derive(Debug, Default)]
pub struct Messages(HashMap<String, Box<[Piece]>>);

#[derive(Debug)]
enum Piece {
    Text(String),
    /// The variable of this name.
    Variable(String),
}

impl Messages {
    /// Keeps those messages of a file that are only text and variables.
    pub fn add(&mut self, file: &FluentResource) {
        for entry in file.entries() {
            let Entry::Message(message) = entry else { continue };
            if let Some(pieces) = message.value.as_ref().and_then(pieces_of) {
                self.0.entry(message.id.name.to_owned()).or_insert(pieces);
            }
        }
    }

    /// The message with its variables; none where there is no such message here, or a variable of it is missing.
    pub fn write(&self, locale: Locale, key: &str, arguments: &[(&'static str, Arg)]) -> Option<String> {
        let pieces = self.0.get(key)?;
        if let [Piece::Text(text)] = &**pieces {
            return Some(text.clone());
        }
        let mut written = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => written.push_str(text),
                Piece::Variable(name) => match &arguments.iter().find(|(of, _)| of == name)?.1 {
                    Arg::Text(text) => written.push_str(text),
                    Arg::Number(number) => written.push_str(&locale.number(*number)),
                },
            }
        }
        Some(written)
    }

    /// The key of each message and the names of its variables.
    #[cfg(test)]
    pub fn variables(&self) -> impl Iterator<Item = (&str, Vec<&'static str>)> {
        let name = |piece: &Piece| match piece {
            Piece::Text(_) => None,
            Piece::Variable(name) => Some(&*name.clone().leak()),
        };
        self.0.iter().map(move |(key, pieces)| (&**key, pieces.iter().filter_map(name).collect()))
    }
}

/// The pieces of a pattern, when it has no others.
fn pieces_of(pattern: &Pattern<&str>) -> Option<Box<[Piece]>> {
    let piece = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Some(Piece::Text((*value).to_owned())),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Some(Piece::Variable(id.name.to_owned()))
        }
        PatternElement::Placeable { .. } => None,
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for element in &pattern.elements {
        match (pieces.last_mut(), piece(element)?) {
            // A text of several lines comes line by line.
            (Some(Piece::Text(text)), Piece::Text(more)) => text.push_str(&more),
            (_, piece) => pieces.push(piece),
        }
    }
    Some(pieces.into())
}
