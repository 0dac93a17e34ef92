//! A rule made ready for the columns of one app: each filter as the columns that it reads and the bounds that it asks of
//! them. Conditions of one filter on the same column become one; another group is its own rule, or the list of its
//! members.

use super::bounds::Bounds;
use super::chunk::Chunk;
use super::column::Column;
use super::rows::{Mode, Rows, position};
use super::table::{Columns, Presence};
use crate::audience::{Availability, Question, is_windows_10_or_later};
use crate::day::Day;
use crate::segments::{Attribute, Catalogue, Choices, Condition, Filter, Kind, Operand, Operator, Rule};
use roaring::RoaringBitmap;

/// What one filter or one reason asks.
pub enum Test<'a> {
    /// Whether the value of a column lies in bounds; no column is an attribute that is unknown of everyone.
    Values { column: Option<&'a Column>, bounds: Bounds },
    /// Whether one of the groups has the customer, or none of them has for the opposite.
    Groups { groups: Vec<Group<'a>>, opposite: bool },
}

/// Another group that a rule names.
pub enum Group<'a> {
    Segment(Plan<'a>),
    List(&'a RoaringBitmap),
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

/// What a rule is planned over, with the groups on the path from the rule of the question.
struct Planner<'a, 'b> {
    columns: &'a Columns,
    catalogue: &'b Catalogue,
    today: Day,
    path: Vec<String>,
}

impl<'a> Plan<'a> {
    pub fn new(columns: &'a Columns, question: &Question<'_>) -> Self {
        let Question { rule, catalogue, availability, today } = *question;
        let mut planner = Planner { columns, catalogue, today, path: Vec::new() };
        Self { reasons: reasons(columns, catalogue, availability), filters: planner.filters(rule) }
    }

    /// The rows of chunk `index` that are members'.
    pub fn members(&self, index: usize, presence: &Presence) -> Rows {
        let mut rows = presence.rows.clone();
        self.reasons.iter().flatten().for_each(|reason| reason.leave_out(index, presence, &mut rows));
        self.filters.iter().for_each(|filter| filter.keep(index, presence, &mut rows));
        rows
    }

    /// Whether the customer in `row` of chunk `index` meets every filter.
    pub fn meets(&self, index: usize, row: u16) -> bool {
        self.filters.iter().all(|filter| filter.keeps(index, row))
    }
}

impl<'a> Planner<'a, '_> {
    fn filters(&mut self, rule: &Rule) -> Vec<PlannedFilter<'a>> {
        rule.filters.iter().map(|filter| self.filter(filter)).collect()
    }

    fn filter(&mut self, filter: &Filter) -> PlannedFilter<'a> {
        let mut tests: Vec<Test> = Vec::with_capacity(filter.conditions.len());
        for condition in &filter.conditions {
            let test = self.test(condition);
            if !tests.iter_mut().any(|other| other.takes_over(&test)) {
                tests.push(test);
            }
        }
        PlannedFilter { exclude: filter.exclude, tests }
    }

    fn test(&mut self, condition: &Condition) -> Test<'a> {
        match self.catalogue.find(&condition.attribute) {
            Some(attribute) if attribute.choices == Choices::Groups => self.groups(condition),
            Some(attribute) => {
                let column = self.columns.find(attribute);
                Test::Values { column, bounds: bounds(condition, attribute, column, self.today) }
            }
            None => Test::Values { column: None, bounds: Bounds::new([], condition.operator.meets_unknown()) },
        }
    }

    fn groups(&mut self, condition: &Condition) -> Test<'a> {
        let groups = match (&condition.operand, condition.operator) {
            (_, Operator::IsKnown) => return Test::Groups { groups: Vec::new(), opposite: true },
            (_, Operator::IsUnknown) => Vec::new(),
            (Operand::Choices(ids), _) => ids.iter().filter_map(|id| self.group(id)).collect(),
            _ => Vec::new(),
        };
        Test::Groups { groups, opposite: condition.operator.is_opposite() }
    }

    /// The group with this id; none where it has nobody, as one that leads back to itself.
    fn group(&mut self, id: &str) -> Option<Group<'a>> {
        let group = self.catalogue.group(id)?;
        let Some(rule) = &group.rule else { return self.columns.list(id).map(Group::List) };
        if self.path.iter().any(|other| other == id) {
            return None;
        }
        self.path.push(id.to_owned());
        let filters = self.filters(rule);
        self.path.pop();
        // Who is not available is left out by the rule of the question.
        Some(Group::Segment(Plan { reasons: [None, None, None], filters }))
    }
}

impl Group<'_> {
    fn add_to(&self, index: usize, presence: &Presence, rows: &mut Rows) {
        match self {
            Self::Segment(plan) => rows.apply(Mode::Add, &plan.members(index, presence)),
            Self::List(members) => rows.add_positions(members, index),
        }
    }

    fn has(&self, index: usize, row: u16) -> bool {
        match self {
            Self::Segment(plan) => plan.meets(index, row),
            Self::List(members) => members.contains(position(index, row)),
        }
    }
}

impl Test<'_> {
    /// Removes those whom it takes from `rows`.
    pub fn leave_out(&self, index: usize, presence: &Presence, rows: &mut Rows) {
        self.scan(index, presence, Mode::Remove, rows);
    }

    /// Applies those whom it takes to `rows`.
    fn scan(&self, index: usize, presence: &Presence, mode: Mode, rows: &mut Rows) {
        static UNKNOWN: Chunk = Chunk::EMPTY;
        match self {
            Self::Values { column, bounds } => {
                column.map_or(&UNKNOWN, |column| column.chunk(index)).scan(bounds, presence.count, mode, rows);
            }
            Self::Groups { groups, opposite } => {
                let mut members = Rows::EMPTY;
                groups.iter().for_each(|group| group.add_to(index, presence, &mut members));
                if *opposite {
                    members.invert();
                }
                rows.apply(mode, &members);
            }
        }
    }

    /// Whether it takes the customer in `row` of chunk `index`.
    pub fn takes(&self, index: usize, row: u16) -> bool {
        match self {
            Self::Values { column, bounds } => bounds.take(column.and_then(|column| column.chunk(index).get(row))),
            Self::Groups { groups, opposite } => groups.iter().any(|group| group.has(index, row)) != *opposite,
        }
    }

    /// Takes what `other` takes too, where both read the same column. False where they do not.
    fn takes_over(&mut self, other: &Self) -> bool {
        let (Self::Values { column, bounds }, Self::Values { column: other, bounds: others }) = (self, other) else {
            return false;
        };
        let is_same = match (column, other) {
            (Some(column), Some(other)) => std::ptr::eq(*column, *other),
            (None, None) => true,
            _ => false,
        };
        if is_same {
            *bounds = bounds.or(others);
        }
        is_same
    }
}

impl PlannedFilter<'_> {
    /// Keeps of `rows` those whom the filter keeps.
    pub fn keep(&self, index: usize, presence: &Presence, rows: &mut Rows) {
        match self.tests.as_slice() {
            tests if self.exclude => tests.iter().for_each(|test| test.scan(index, presence, Mode::Remove, rows)),
            [test] => test.scan(index, presence, Mode::Keep, rows),
            tests => {
                let mut met = Rows::EMPTY;
                tests.iter().for_each(|test| test.scan(index, presence, Mode::Add, &mut met));
                rows.apply(Mode::Keep, &met);
            }
        }
    }

    /// Whether the filter keeps the customer in `row` of chunk `index`.
    fn keeps(&self, index: usize, row: u16) -> bool {
        self.tests.iter().any(|test| test.takes(index, row)) != self.exclude
    }
}

/// Too young, of unknown age, acquired before Windows 10.
fn reasons<'a>(columns: &'a Columns, catalogue: &Catalogue, availability: Availability) -> [Option<Test<'a>>; 3] {
    let column = |key| catalogue.find(key).and_then(|attribute| columns.find(attribute));
    let too_young = Bounds::new([(i64::MIN, i64::from(availability.least_age) - 1)], false);
    let age_unknown = || Test::Values { column: column("age"), bounds: Bounds::known(false) };
    [
        Some(Test::Values { column: column("age"), bounds: too_young }),
        (!availability.count_unknown_age).then(age_unknown),
        availability.windows_only.then(|| before_windows_10(column("os_version"))),
    ]
}

fn before_windows_10(column: Option<&Column>) -> Test<'_> {
    let texts = column.map_or(&[][..], |column| column.dictionary().texts());
    let later = (0..).zip(texts).filter(|(_, text)| is_windows_10_or_later(text)).map(|(number, _)| (number, number));
    Test::Values { column, bounds: Bounds::new(later, false).opposite() }
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
    let (Some(column), Operand::Choices(codes)) = (column, &condition.operand) else { return Vec::new() };
    codes.iter().filter_map(|code| column.dictionary().find(code)).map(|number| (number, number)).collect()
}
