//! Messages without selectors or functions, as pieces to concatenate: most of what a page shows. Fluent formats the
//! others, which takes about twenty times as long.

use super::{Arg, Locale};
use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::HashMap;

/// Messages by key.
#[derive(Debug, Default)]
pub struct Messages(HashMap<String, Box<[Piece]>>);

#[derive(Debug)]
enum Piece {
    Text(String),
    /// The name of a variable.
    Variable(String),
}

impl Messages {
    /// Adds the messages of a file that consist of text and variables only.
    pub fn add(&mut self, file: &FluentResource) {
        for entry in file.entries() {
            let Entry::Message(message) = entry else { continue };
            if let Some(pieces) = message.value.as_ref().and_then(pieces_of) {
                self.0.entry(message.id.name.to_owned()).or_insert(pieces);
            }
        }
    }

    /// The message with its variables; `None` if it is not kept here or one of its variables is missing.
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

    /// Each message's key and the names of its variables.
    #[cfg(test)]
    pub fn variables(&self) -> impl Iterator<Item = (&str, Vec<&'static str>)> {
        let name = |piece: &Piece| match piece {
            Piece::Text(_) => None,
            Piece::Variable(name) => Some(&*name.clone().leak()),
        };
        self.0.iter().map(move |(key, pieces)| (&**key, pieces.iter().filter_map(name).collect()))
    }
}

/// The pieces of a pattern; `None` if it has anything other than text and variables.
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
            // Fluent gives a text of several lines line by line.
            (Some(Piece::Text(text)), Piece::Text(more)) => text.push_str(&more),
            (_, piece) => pieces.push(piece),
        }
    }
    Some(pieces.into())
}
