//! The custom attributes that a file adds or fills: the number of attributes of an app is limited, and one that is empty
//! takes the kind of the first values.

use crate::ids::AttributeId;
use crate::reading::{CustomColumn, Problem, Survey};
use crate::segments::{Key, Kind};
use crate::store::apps::App;
use crate::store::custom_attributes::{self, CustomAttribute, MOST_OF_AN_APP};
use crate::store::{DbConnection, QueryResult, customer_groups};
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

/// The kind of an attribute, as its id, key and kind, after a file whose column is of the kind `found`. An attribute that
/// has no values and that no rule uses takes it. A column of choices may be empty, so it changes nothing.
pub fn kind_of(
    connection: &mut DbConnection,
    app: &App,
    (id, key, kind): (AttributeId, &str, Kind),
    found: Kind,
) -> QueryResult<Kind> {
    if found == kind || found == Kind::Choice || custom_attributes::has_values(connection, app.key(), id)? {
        return Ok(kind);
    }
    let (groups, key) = (customer_groups::of_publisher(connection, app.publisher_id)?, Key::Custom(key.to_owned()));
    if groups.iter().any(|group| group.uses(app.id, &key)) {
        return Ok(kind);
    }
    custom_attributes::set_kind(connection, app.key(), id, found)?;
    Ok(found)
}
