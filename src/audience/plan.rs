//! A rule made ready for the columns of one app: each filter as the columns that it reads and the bounds that it asks of
//! them. Conditions of one filter on the same column become one.

use super::availability::{Availability, is_windows_10_or_later};
use super::bounds::Bounds;
use super::chunk::Chunk;
use super::column::Column;
use super::columns::{Columns, Presence};
use super::rows::Rows;
use crate::day::Day;
use crate::segments::{Attribute, Catalogue, Condition, Filter, Kind, Operator, Rule};

/// What one filter or one reason asks of one column; `None` is an attribute that is unknown of everyone.
pub struct Test<'a> {
    column: Option<&'a Column>,
    bounds: Bounds,
}

/// A filter over columns.
pub struct PlannedFilter<'a> {
    exclude: bool,
    tests: Vec<Test<'a>>,
}

/// A rule over columns.
pub struct Plan<'a> {
    /// Who is left out, in the order in which the reasons are counted; `None` is a reason that does not apply.
    pub reasons: [Option<Test<'a>>; 3],
    pub filters: Vec<PlannedFilter<'a>>,
}

impl<'a> Plan<'a> {
    pub fn new(
        columns: &'a Columns,
        rule: &Rule,
        catalogue: &Catalogue,
        availability: Availability,
        today: Day,
    ) -> Self {
        let filters = rule.filters.iter().map(|filter| PlannedFilter::new(columns, filter, catalogue, today)).collect();
        Self { reasons: reasons(columns, catalogue, availability), filters }
    }

    /// The rows of chunk `index` that are members'.
    pub fn members(&self, index: usize, presence: &Presence) -> Rows {
        let mut rows = presence.rows.clone();
        self.reasons.iter().flatten().for_each(|reason| reason.leave_out(index, presence, &mut rows));
        self.filters.iter().for_each(|filter| filter.keep(index, presence, &mut rows));
        rows
    }
}

impl<'a> Test<'a> {
    /// Removes those whom it takes from `rows`.
    pub fn leave_out(&self, index: usize, presence: &Presence, rows: &mut Rows) {
        let mut taken = Rows::EMPTY;
        self.scan(index, presence, &mut taken);
        rows.remove(&taken);
    }

    /// Adds those whom it takes to `rows`.
    fn scan(&self, index: usize, presence: &Presence, rows: &mut Rows) {
        static UNKNOWN: Chunk = Chunk::EMPTY;
        let chunk = self.column.map_or(&UNKNOWN, |column| column.chunk(index));
        chunk.scan(&self.bounds, presence.count, rows);
    }

    /// Whether it takes the customer in `row` of chunk `index`.
    pub fn takes(&self, index: usize, row: u16) -> bool {
        self.bounds.take(self.column.and_then(|column| column.chunk(index).get(row)))
    }

    fn of_condition(columns: &'a Columns, condition: &Condition, catalogue: &Catalogue, today: Day) -> Self {
        match catalogue.find(&condition.attribute) {
            Some(attribute) => {
                let column = columns.find(attribute);
                Self { column, bounds: bounds(condition, attribute, column, today) }
            }
            None => Self { column: None, bounds: Bounds::new([], condition.operator.meets_unknown()) },
        }
    }

    fn reads_the_same_as(&self, other: &Self) -> bool {
        match (self.column, other.column) {
            (Some(column), Some(other)) => std::ptr::eq(column, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<'a> PlannedFilter<'a> {
    fn new(columns: &'a Columns, filter: &Filter, catalogue: &Catalogue, today: Day) -> Self {
        let mut tests: Vec<Test> = Vec::with_capacity(filter.conditions.len());
        for condition in &filter.conditions {
            let test = Test::of_condition(columns, condition, catalogue, today);
            match tests.iter_mut().find(|other| test.reads_the_same_as(other)) {
                Some(other) => other.bounds = other.bounds.or(&test.bounds),
                None => tests.push(test),
            }
        }
        Self { exclude: filter.exclude, tests }
    }

    /// Keeps of `rows` those whom the filter keeps.
    pub fn keep(&self, index: usize, presence: &Presence, rows: &mut Rows) {
        let mut met = Rows::EMPTY;
        self.tests.iter().for_each(|test| test.scan(index, presence, &mut met));
        if self.exclude { rows.remove(&met) } else { rows.keep(&met) }
    }

    /// Whether the filter keeps the customer in `row` of chunk `index`.
    pub fn keeps(&self, index: usize, row: u16) -> bool {
        self.tests.iter().any(|test| test.takes(index, row)) != self.exclude
    }
}

/// Too young, of unknown age, acquired before Windows 10.
fn reasons<'a>(columns: &'a Columns, catalogue: &Catalogue, availability: Availability) -> [Option<Test<'a>>; 3] {
    let column = |key| catalogue.find(key).and_then(|attribute| columns.find(attribute));
    let too_young = Bounds::new([(i64::MIN, i64::from(availability.least_age) - 1)], false);
    let age_unknown = || Test { column: column("age"), bounds: Bounds::known(false) };
    [
        Some(Test { column: column("age"), bounds: too_young }),
        (!availability.count_unknown_age).then(age_unknown),
        availability.windows_only.then(|| before_windows_10(column("os_version"))),
    ]
}

fn before_windows_10(column: Option<&Column>) -> Test<'_> {
    let texts = column.map_or(&[][..], |column| column.dictionary().texts());
    let later = (0..).zip(texts).filter(|(_, text)| is_windows_10_or_later(text)).map(|(number, _)| (number, number));
    Test { column, bounds: Bounds::new(later, false).opposite() }
}

/// What a condition asks of the column of `attribute`.
fn bounds(condition: &Condition, attribute: &Attribute, column: Option<&Column>, today: Day) -> Bounds {
    let unknown = condition.names_unknown(attribute);
    let held = match condition.operator {
        Operator::IsKnown => return Bounds::known(true),
        Operator::IsUnknown => return Bounds::known(false),
        _ if attribute.kind == Kind::Choice => Bounds::new(numbers_of_choices(condition, column), unknown),
        _ => Bounds::new(condition.bounds(today), unknown),
    };
    if condition.operator.is_opposite() { held.opposite() } else { held }
}

fn numbers_of_choices(condition: &Condition, column: Option<&Column>) -> Vec<(i64, i64)> {
    use crate::segments::Operand::Choices;
    let (Some(column), Choices(codes)) = (column, &condition.operand) else { return Vec::new() };
    codes.iter().filter_map(|code| column.dictionary().find(code)).map(|number| (number, number)).collect()
}
