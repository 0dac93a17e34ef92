//! The custom attributes that a file adds: the number of attributes of an app is limited.

use crate::reading::{CustomColumn, Problem, Survey};
use crate::store::custom_attributes::{CustomAttribute, MOST_OF_AN_APP};
use std::collections::HashSet;

/// The error for a file whose columns would give an app with the attributes `known` more than the limit.
pub fn excess(known: &[CustomAttribute], survey: &Survey) -> Option<Problem> {
    let known: HashSet<&str> = known.iter().map(|attribute| attribute.key.as_str()).collect();
    let mut keys = HashSet::new();
    let is_new = |column: &CustomColumn| !known.contains(column.key.as_str()) && keys.insert(column.key.clone());
    let new: Vec<String> = survey.custom_columns().filter(is_new).map(|column| column.name).collect();
    let room = MOST_OF_AN_APP.saturating_sub(known.len());
    (new.len() > room).then_some(Problem::TooManyAttributes { columns: new, room, limit: MOST_OF_AN_APP })
}
