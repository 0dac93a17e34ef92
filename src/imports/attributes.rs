//! The custom attributes that a file adds or fills: the number of attributes of an app is limited, and one that is empty
//! takes the kind of the first values.

use crate::ids::{AttributeId, ImportId, Number};
use crate::reading::{CustomColumn, Problem, Survey};
use crate::segments::{Key, Kind};
use crate::store::apps::App;
use crate::store::custom_attributes::{self, CustomAttribute, MOST_OF_AN_APP};
use crate::store::{DbConnection, QueryResult, customer_groups};
use std::collections::{HashMap, HashSet};

/// The error for a file whose columns would give an app with the attributes `known` more than the limit.
pub fn excess(known: &[CustomAttribute], survey: &Survey) -> Option<Problem> {
    let new: Vec<String> = new(known, survey).into_iter().map(|column| column.name).collect();
    let room = MOST_OF_AN_APP.saturating_sub(known.len());
    (new.len() > room).then_some(Problem::TooManyAttributes { columns: new, room, limit: MOST_OF_AN_APP })
}

/// The kind of an attribute, as its id, key and kind, after a file whose column is of the kind `found`. An attribute that
/// has no values and that no rule uses takes it. A column of choices may be empty, so it changes nothing.
fn kind_of(
    connection: &mut DbConnection,
    app: &App,
    (id, key, kind): (AttributeId, &str, Kind),
    found: Kind,
) -> QueryResult<Kind> {
    let taken = would_be(connection, app, (id, key, kind), found)?;
    if taken != kind {
        custom_attributes::set_kind(connection, app.key(), id, taken)?;
    }
    Ok(taken)
}

/// What [`kind_of`] would return; writes nothing.
fn would_be(
    connection: &mut DbConnection,
    app: &App,
    (id, key, kind): (AttributeId, &str, Kind),
    found: Kind,
) -> QueryResult<Kind> {
    if found == kind || found == Kind::Choice || custom_attributes::has_values(connection, app.key(), id)? {
        return Ok(kind);
    }
    let (groups, key) = (customer_groups::of_publisher(connection, app.publisher_id)?, Key::Custom(key.to_owned()));
    Ok(if groups.iter().any(|group| group.uses(app.id, &key)) { kind } else { found })
}

/// The custom columns that would be new attributes of an app with the attributes `known`.
pub fn new(known: &[CustomAttribute], survey: &Survey) -> Vec<CustomColumn> {
    let known: HashSet<&str> = known.iter().map(|attribute| attribute.key.as_str()).collect();
    let mut keys = HashSet::new();
    let is_new = |column: &CustomColumn| !known.contains(column.key.as_str()) && keys.insert(column.key.clone());
    survey.custom_columns().filter(is_new).collect()
}

/// The custom attribute of each custom column, created if the app has none with that key yet. A column whose attribute
/// exists is read as that attribute's kind, so that cells that do not fit are left out and counted; one without values
/// takes the kind of the column.
pub fn create(
    connection: &mut DbConnection,
    app: &App,
    survey: &mut Survey,
    import: ImportId,
) -> QueryResult<Result<HashMap<usize, AttributeId>, Problem>> {
    let rows = custom_attributes::of_app(connection, app.key())?;
    if let Some(problem) = excess(&rows, survey) {
        return Ok(Err(problem));
    }
    let mut known: HashMap<String, (AttributeId, Kind)> =
        rows.into_iter().map(|row| (row.key, (row.id, row.kind))).collect();
    let mut ids = HashMap::new();
    for CustomColumn { place, key, name, kind } in survey.custom_columns().collect::<Vec<_>>() {
        let (id, kept) = match known.get(&key) {
            Some((id, kept)) => (*id, kind_of(connection, app, (*id, &key, *kept), kind)?),
            None => match custom_attributes::create(connection, app.key(), &key, &name, kind, Some(import))? {
                Some(id) => (id, kind),
                None => continue,
            },
        };
        known.insert(key, (id, kept));
        ids.insert(place, id);
        survey.read_custom_as(place, kept);
    }
    Ok(Ok(ids))
}

/// The attributes of custom columns, for comparing a file with the database: a new attribute has an id that no row has.
pub fn imagined(
    connection: &mut DbConnection,
    app: &App,
    known: &[CustomAttribute],
    survey: &mut Survey,
) -> QueryResult<HashMap<usize, AttributeId>> {
    let mut ids = HashMap::new();
    for CustomColumn { place, key, kind: found, .. } in survey.custom_columns().collect::<Vec<_>>() {
        let id = match known.iter().find(|attribute| attribute.key == key) {
            Some(CustomAttribute { id, kind, .. }) => {
                survey.read_custom_as(place, would_be(connection, app, (*id, &key, *kind), found)?);
                *id
            }
            None => AttributeId::from(Number::try_from(place).map_or(Number::MIN, |place| -1 - place)),
        };
        ids.insert(place, id);
    }
    Ok(ids)
}
