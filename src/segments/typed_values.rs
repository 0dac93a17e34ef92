//! Values of open choices as people type them into the rows of a form: as they are, or in quotes as in a formula. The
//! quotes keep what a field would lose or part otherwise: line breaks, blanks at the ends, and commas in a list.

use super::formula::{is_escaped, quoted};
use super::formula_cursor::Cursor;
use super::limits::LONGEST_VALUE;
use std::borrow::Cow;
use std::collections::HashSet;

/// What comes between the values of a list that is typed or pasted. A tab is between the cells of a spreadsheet's row.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// How many pieces are put together in search of a value that has separators in it, as in `Paris, France`. It bounds
/// the work for each piece; a line that is one value as a whole is found with any number of them.
const MOST_PIECES: usize = 8;

/// The value as the field of a single value shows it.
pub fn written(value: &str) -> Cow<'_, str> {
    let is_plain = !value.is_empty()
        && value.trim() == value
        && !value.starts_with('"')
        && !value.chars().any(|character| is_escaped(character) || character.is_control());
    if is_plain { Cow::Borrowed(value) } else { Cow::Owned(quoted(value)) }
}

/// The value as a line of the field of several values shows it.
pub fn written_in_list(value: &str) -> Cow<'_, str> {
    if has_separators(value) { Cow::Owned(quoted(value)) } else { written(value) }
}

/// Whether the text may hold several values a line.
pub fn has_separators(text: &str) -> bool {
    text.contains(SEPARATORS)
}

/// The values of a text in which each has a line of its own.
pub fn lines(text: &str) -> Vec<String> {
    values(text, None)
}

/// The values of a text that may also have commas, semicolons and tabs between them, except inside the values in
/// `known`.
pub fn separated(text: &str, known: &HashSet<String>) -> Vec<String> {
    values(text, Some(known))
}

fn values(text: &str, known: Option<&HashSet<String>>) -> Vec<String> {
    let mut cursor = Cursor::new(text);
    let mut values = Vec::new();
    loop {
        cursor.skip_spaces();
        if cursor.is_at_end() {
            return values;
        }
        let start = cursor.at;
        if let Some(value) = quoted_value(&mut cursor, known.is_some()) {
            values.push(value);
        } else {
            cursor.at = end_of_value(&cursor.text, start, known);
            values.push(between(&cursor.text, start, cursor.at));
        }
        values.pop_if(|value| value.is_empty() && cursor.text[start] != '"');
        // The separator.
        cursor.next();
    }
}

/// The value in quotes at the cursor, which then is at its separator; `None` if there is no such value. A quote in a
/// cell that was copied from a spreadsheet is doubled.
fn quoted_value(cursor: &mut Cursor, has_separators: bool) -> Option<String> {
    if cursor.peek() != Some('"') {
        return None;
    }
    let mut value = cursor.quoted()?;
    while cursor.peek() == Some('"') {
        value.push('"');
        value.push_str(&cursor.quoted()?);
    }
    let ends = |character: char| character == '\n' || (has_separators && SEPARATORS.contains(&character));
    cursor.while_some(|character| character.is_whitespace() && !ends(character));
    cursor.peek().is_none_or(ends).then_some(value)
}

/// The index after the value that starts at `start`: the end of the longest value in `known`, or of the first piece.
fn end_of_value(text: &[char], start: usize, known: Option<&HashSet<String>>) -> usize {
    let ends_line = |index: usize| text.get(index).is_none_or(|character| *character == '\n');
    let Some(known) = known else { return (start..).find(|index| ends_line(*index)).unwrap_or(text.len()) };
    let ends = |index: &usize| ends_line(*index) || SEPARATORS.contains(&text[*index]);
    let Some(first) = (start..).find(ends) else { return text.len() };
    let farthest = text.len().min(start + LONGEST_VALUE);
    let line = (first..=farthest).find(|index| ends_line(*index)).unwrap_or(farthest);
    let pieces = (first..=line).filter(ends).take(MOST_PIECES);
    let candidates: Vec<usize> = pieces.chain([line].into_iter().filter(|end| ends_line(*end))).collect();
    let is_known = |end: &usize| known.contains(&between(text, start, *end));
    candidates.into_iter().rev().find(is_known).unwrap_or(first)
}

fn between(text: &[char], start: usize, end: usize) -> String {
    text[start..end].iter().collect::<String>().trim().to_owned()
}

#[cfg(test)]
#[path = "typed_values_tests.rs"]
mod tests;
