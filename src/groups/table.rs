//! The members of a segment as a table: with columns and an order of choice.

use super::members::{Customers, Found, Wanted};
use crate::audience::Order;
use crate::columns::View;
use crate::ids::CustomerId;
use crate::locale::Locale;
use crate::segments::{Attribute, BuiltIn, Choices, Key, Rule, Value};
use crate::state::State;
use crate::store::customers::{self, Customer, PAGE_SIZE};
use crate::store::profiles::{self, Moment, Places};
use crate::store::{DbConnection, QueryResult, StoreError};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The most columns of a table: as many as fit a wide screen.
pub const MOST_COLUMNS: usize = 12;

/// The most columns without being asked: what fits beside the account and the address without scrolling.
const MOST_USUAL: usize = 6;

/// Customers read at once for a file: few enough for one query, and enough that the number of queries costs nothing.
const BATCH: usize = 5_000;

/// The columns and the order of a table.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    pub columns: Vec<Attribute>,
    /// The attribute that the rows are sorted by, and whether from the greatest to the least.
    pub sort: Option<(Attribute, bool)>,
}

/// A member with its values of the columns.
#[derive(Debug)]
pub struct TableRow {
    pub customer: Customer,
    pub values: Vec<Value>,
}

/// The members of a segment to read as a table.
pub struct Table<'a> {
    pub view: &'a View,
    pub rule: &'a Rule,
    pub members: &'a Customers,
    pub shape: &'a Shape,
    /// The names of choices are sorted in this language.
    pub locale: Locale,
}

/// Whether an attribute can be a column.
pub fn is_column(attribute: &Attribute) -> bool {
    attribute.choices != Choices::Groups
}

impl Shape {
    /// The columns with these keys, those of the rule's attributes if there are none; sorted by the attribute with a key.
    /// Keys that the app does not have are left out.
    pub fn new(view: &View, rule: &Rule, columns: &[Key], sort: Option<(&Key, bool)>) -> Self {
        let find = |key: &Key| view.catalogue.find(key).filter(|attribute| is_column(attribute)).cloned();
        let mut seen = HashSet::new();
        let asked: Vec<Attribute> =
            columns.iter().filter(|key| seen.insert(*key)).filter_map(find).take(MOST_COLUMNS).collect();
        let columns = if asked.is_empty() { usual(rule, find) } else { asked };
        Self { columns, sort: sort.and_then(|(key, descending)| Some((find(key)?, descending))) }
    }
}

/// The attributes that the rule uses, or the demographic ones if it uses none.
fn usual(rule: &Rule, find: impl Fn(&Key) -> Option<Attribute>) -> Vec<Attribute> {
    let used: Vec<Attribute> = rule.attributes().into_iter().filter_map(&find).take(MOST_USUAL).collect();
    if !used.is_empty() {
        return used;
    }
    [BuiltIn::Market, BuiltIn::Gender, BuiltIn::Age].into_iter().filter_map(|key| find(&key.into())).collect()
}

impl Table<'_> {
    /// A page of the members that match the search, in the order of the table.
    pub fn page(&self, state: &State, wanted: &Wanted, size: usize) -> Result<Found<TableRow>, StoreError> {
        let skip = usize::try_from((wanted.page - 1) * PAGE_SIZE).unwrap_or(usize::MAX);
        let (positions, total) = if wanted.search.is_empty() {
            let ordered = self.ordered(skip.saturating_add(size))?;
            (ordered.into_iter().skip(skip).collect(), self.members.len())
        } else {
            let read = |connection: &mut _| customers::positions_matching(connection, self.members.app, &wanted.search);
            let found: HashSet<u32> = state.database.read_now(read)?.into_iter().collect();
            let mut ordered = if found.is_empty() { Vec::new() } else { self.ordered(usize::MAX)? };
            ordered.retain(|position| found.contains(position));
            let total = ordered.len() as u64;
            (ordered.into_iter().skip(skip).take(size).collect::<Vec<u32>>(), total)
        };
        let moment = self.view.moment();
        let rows =
            state.database.read_now(|connection| rows_at(connection, self.members, moment, &positions, self.shape))?;
        Ok(Found { rows, total })
    }

    /// The positions of the first members in the order of the table.
    pub fn ordered(&self, most: usize) -> Result<Vec<u32>, StoreError> {
        let Some((attribute, descending)) = &self.shape.sort else {
            return Ok(self.members.positions.iter().take(most).collect());
        };
        let locale = self.locale;
        let name = move |code: &str| attribute.choice_label(code, locale).to_lowercase();
        self.view.ordered(self.rule, &Order { attribute, descending: *descending, name: &name }, most)
    }
}

/// The rows at these positions, in their order. Customers who were erased or removed meanwhile are left out.
fn rows_at(
    connection: &mut DbConnection,
    members: &Customers,
    moment: Moment,
    positions: &[u32],
    shape: &Shape,
) -> QueryResult<Vec<TableRow>> {
    let mut people: HashMap<CustomerId, Customer> =
        customers::at_positions(connection, members.app, positions)?.into_iter().map(|one| (one.id, one)).collect();
    let places: Vec<i32> = positions.iter().filter_map(|position| i32::try_from(*position).ok()).collect();
    let mut placed = HashMap::new();
    for places in places.chunks(profiles::PAGE) {
        for one in profiles::load(connection, members.app, moment, Places::At(places))? {
            placed.insert(one.position, one);
        }
    }
    let row = |position: &u32| {
        let placed = placed.get(position)?;
        let customer = people.remove(&placed.customer_id)?;
        let values = shape.columns.iter().map(|attribute| attribute.value(&placed.profile)).collect();
        Some(TableRow { customer, values })
    };
    Ok(positions.iter().filter_map(row).collect())
}

/// A table that is read in batches, for a file.
pub struct WholeTable {
    pub members: Customers,
    pub shape: Shape,
    pub moment: Moment,
    /// The positions of the members, in the order of the table.
    pub ordered: Vec<u32>,
}

/// The next rows of a table for a file, from this index on, and the index after them; `None` at the end.
pub async fn batch(
    state: &State,
    table: &Arc<WholeTable>,
    from: usize,
) -> Result<Option<(Vec<TableRow>, usize)>, StoreError> {
    if from >= table.ordered.len() {
        return Ok(None);
    }
    let (end, table) = (table.ordered.len().min(from + BATCH), Arc::clone(table));
    let read = move |connection: &mut _| {
        rows_at(connection, &table.members, table.moment, &table.ordered[from..end], &table.shape)
    };
    Ok(Some((state.database.read(read).await?, end)))
}
