//! Translates a rule for the columns of one app: each filter becomes tests of columns against bounds, one test per
//! column. Every group that the rule refers to, directly or through other groups, is planned and evaluated once,
//! after the groups that it names, so that conditions can read the results.

use super::bounds::Bounds;
use super::chunk::Chunk;
use super::column::{Column, Dictionary};
use super::rows::{Rows, position};
use super::simd::Mode;
use super::table::{Columns, Presence};
use crate::audience::{Availability, Question, is_windows_10_or_later};
use crate::day::Day;
use crate::segments::choices::AgeGroup;
use crate::segments::{
    Alternative, Attribute, BuiltIn, Catalogue, Choices, Condition, Filter, Kind, Nesting, Operand, Operator, Rule,
};
use rayon::prelude::*;
use roaring::RoaringBitmap;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// From so many texts on, several threads look at them: a text takes 50 to 500 nanoseconds, and waking a thread 15
/// microseconds.
const MANY_TEXTS: usize = 2_000;

/// A test of a filter, or of a reason to leave customers out.
pub enum Test<'a> {
    /// Whether the value in a column matches bounds. Without a column, the attribute is unknown for every customer.
    Values { column: Option<&'a Column>, bounds: Bounds },
    /// Whether the customer is in one of these groups, given as indices into the plan's groups; with `opposite`, in
    /// none of them.
    Groups { groups: Vec<usize>, opposite: bool },
    /// Whether the age matches `ages`, or, if it is unknown, the age group matches `groups`.
    Age { age: Option<&'a Column>, ages: Bounds, group: Option<&'a Column>, groups: Bounds },
}

/// A group that a rule refers to.
enum Group<'a> {
    Segment(Vec<PlannedFilter<'a>>),
    List(Option<&'a RoaringBitmap>),
}

/// A filter, as tests of columns. A customer has to meet at least one test, or all tests of one of `joint`; with
/// `exclude` nothing of it.
pub struct PlannedFilter<'a> {
    exclude: bool,
    tests: Vec<Test<'a>>,
    /// Tests that have to be met together.
    joint: Vec<Vec<Test<'a>>>,
}

/// A rule, as filters over columns.
pub struct Plan<'a> {
    /// The reasons to leave customers out, in the order in which they are counted; `None` if a reason does not apply.
    pub reasons: [Option<Test<'a>>; 3],
    pub filters: Vec<PlannedFilter<'a>>,
    /// The groups that the rule refers to, each after those that it names.
    groups: Vec<Group<'a>>,
}

/// The inputs of planning.
struct Planner<'a, 'b> {
    columns: &'a Columns,
    catalogue: &'b Catalogue,
    nesting: &'b Nesting<'b>,
    today: Day,
}

impl<'a> Plan<'a> {
    /// Plans a rule; returns `None` once `cancelled` is set.
    pub fn unless(cancelled: &AtomicBool, columns: &'a Columns, question: &Question<'_>) -> Option<Self> {
        let Question { rule, catalogue, availability, today } = *question;
        let nesting = catalogue.nesting(rule);
        let planner = Planner { columns, catalogue, nesting: &nesting, today };
        let mut groups = Vec::with_capacity(nesting.groups().len());
        for (place, nested) in nesting.groups().iter().enumerate() {
            if cancelled.load(Ordering::Relaxed) {
                return None;
            }
            groups.push(match &nested.group.rule {
                // Customers who are not available are left out by the reasons of the plan itself.
                Some(rule) => Group::Segment(planner.filters(rule, Some(place))),
                None => Group::List(columns.list(&nested.group.id)),
            });
        }
        let filters = planner.filters(rule, None);
        Some(Self { reasons: reasons(columns, availability), filters, groups })
    }

    /// Plans a rule without a way to cancel it.
    pub fn new(columns: &'a Columns, question: &Question<'_>) -> Self {
        let plan = Self::unless(&AtomicBool::new(false), columns, question);
        plan.unwrap_or(Self { reasons: [None, None, None], filters: Vec::new(), groups: Vec::new() })
    }

    /// The members of each of the plan's groups among the rows of chunk `index`. They are on the heap, because a
    /// group takes 8 KiB.
    pub fn groups(&self, index: usize, presence: &Presence) -> Vec<Rows> {
        let mut found = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            let mut rows = Rows::EMPTY;
            match group {
                Group::Segment(filters) => {
                    rows.clone_from(&presence.rows);
                    filters.iter().for_each(|filter| filter.keep(index, presence, &found, &mut rows));
                }
                Group::List(members) => members.iter().for_each(|members| rows.add_positions(members, index)),
            }
            found.push(rows);
        }
        found
    }

    /// The rows of chunk `index` whose customers are members.
    pub fn members(&self, index: usize, presence: &Presence) -> Rows {
        let groups = self.groups(index, presence);
        let mut rows = presence.rows.clone();
        self.reasons.iter().flatten().for_each(|reason| reason.leave_out(index, presence, &mut rows));
        self.filters.iter().for_each(|filter| filter.keep(index, presence, &groups, &mut rows));
        rows
    }

    /// Whether the customer in `row` of chunk `index` meets every filter and no reason leaves them out.
    pub fn has(&self, index: usize, row: u16) -> bool {
        let mut found = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            let is_in = match group {
                Group::Segment(filters) => filters.iter().all(|filter| filter.keeps(index, row, &found)),
                Group::List(members) => members.is_some_and(|members| members.contains(position(index, row))),
            };
            found.push(is_in);
        }
        !self.reasons.iter().flatten().any(|reason| reason.takes(index, row, &[]))
            && self.filters.iter().all(|filter| filter.keeps(index, row, &found))
    }
}

impl<'a> Planner<'a, '_> {
    /// Plans the filters of a rule: of the group at index `place`, or of the question's rule if `None`.
    fn filters(&self, rule: &Rule, place: Option<usize>) -> Vec<PlannedFilter<'a>> {
        rule.filters.iter().map(|filter| self.filter(filter, place)).collect()
    }

    fn filter(&self, filter: &Filter, place: Option<usize>) -> PlannedFilter<'a> {
        let mut tests: Vec<Test> = Vec::with_capacity(filter.alternatives.len());
        let mut joint = Vec::new();
        for Alternative(conditions) in &filter.alternatives {
            let [condition] = conditions.as_slice() else {
                joint.push(conditions.iter().map(|condition| self.test(condition, place)).collect());
                continue;
            };
            let test = self.test(condition, place);
            if !tests.iter_mut().any(|other| other.takes_over(&test)) {
                tests.push(test);
            }
        }
        PlannedFilter { exclude: filter.exclude, tests, joint }
    }

    fn test(&self, condition: &Condition, place: Option<usize>) -> Test<'a> {
        match self.catalogue.find(&condition.attribute) {
            Some(attribute) if attribute.choices == Choices::Groups => self.groups(condition, place),
            Some(attribute) => {
                let column = self.columns.find(attribute);
                Test::Values { column, bounds: bounds(condition, attribute, column, self.today) }
            }
            None => Test::Values { column: None, bounds: Bounds::new([], condition.operator.meets_unknown()) },
        }
    }

    /// A group that refers back to itself has no members at that reference.
    fn groups(&self, condition: &Condition, place: Option<usize>) -> Test<'a> {
        let groups = match (&condition.operand, condition.operator) {
            (_, Operator::IsKnown) => return Test::Groups { groups: Vec::new(), opposite: true },
            (_, Operator::IsUnknown) => Vec::new(),
            (Operand::Choices(ids), _) => ids.iter().filter_map(|id| self.nesting.place(id, place)).collect(),
            _ => Vec::new(),
        };
        Test::Groups { groups, opposite: condition.operator.is_opposite() }
    }
}

impl Test<'_> {
    /// Removes the matching customers from `rows`.
    pub fn leave_out(&self, index: usize, presence: &Presence, rows: &mut Rows) {
        self.scan(index, presence, &[], Mode::Remove, rows);
    }

    /// Applies the matching rows to `rows`; `found` holds the members of each of the plan's groups.
    fn scan(&self, index: usize, presence: &Presence, found: &[Rows], mode: Mode, rows: &mut Rows) {
        static UNKNOWN: Chunk = Chunk::EMPTY;
        match self {
            Self::Values { column, bounds } => {
                column.map_or(&UNKNOWN, |column| column.chunk(index)).scan(bounds, presence.count, mode, rows);
            }
            Self::Groups { groups, opposite } => {
                let mut members = Rows::EMPTY;
                groups.iter().filter_map(|place| found.get(*place)).for_each(|rows| members.apply(Mode::Add, rows));
                if *opposite {
                    members.invert();
                }
                rows.apply(mode, &members);
            }
            Self::Age { age, ages, group, groups } => {
                let age = age.map_or(&UNKNOWN, |column| column.chunk(index));
                let group = group.map_or(&UNKNOWN, |column| column.chunk(index));
                let mut met = Rows::EMPTY;
                group.scan(groups, presence.count, Mode::Add, &mut met);
                age.scan(&Bounds::known(false), presence.count, Mode::Keep, &mut met);
                age.scan(ages, presence.count, Mode::Add, &mut met);
                rows.apply(mode, &met);
            }
        }
    }

    /// Whether the customer in `row` of chunk `index` matches; `found` has, for each of the plan's groups, whether
    /// the customer is in it.
    fn takes(&self, index: usize, row: u16, found: &[bool]) -> bool {
        match self {
            Self::Values { column, bounds } => bounds.take(column.and_then(|column| column.chunk(index).get(row))),
            Self::Groups { groups, opposite } => {
                groups.iter().any(|place| found.get(*place) == Some(&true)) != *opposite
            }
            Self::Age { age, ages, group, groups } => {
                let value = |column: &Option<&Column>| column.and_then(|column| column.chunk(index).get(row));
                match value(age) {
                    None => groups.take(value(group)),
                    age => ages.take(age),
                }
            }
        }
    }

    /// Merges `other` into this test if both read the same column; otherwise changes nothing and returns false.
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
    /// Removes from `rows` the customers that the filter does not keep; `found` holds the members of each of the
    /// plan's groups.
    pub fn keep(&self, index: usize, presence: &Presence, found: &[Rows], rows: &mut Rows) {
        let scan = |tests: &[Test<'_>], mode: Mode, rows: &mut Rows| {
            tests.iter().for_each(|test| test.scan(index, presence, found, mode, rows));
        };
        let all_of = |tests: &[Test<'_>], rows: &Rows| {
            let mut met = rows.clone();
            scan(tests, Mode::Keep, &mut met);
            met
        };
        match (self.tests.as_slice(), self.joint.as_slice()) {
            (tests, joint) if self.exclude => {
                scan(tests, Mode::Remove, rows);
                for tests in joint {
                    let met = all_of(tests, rows);
                    rows.apply(Mode::Remove, &met);
                }
            }
            ([test], []) => test.scan(index, presence, found, Mode::Keep, rows),
            ([], [tests]) => scan(tests, Mode::Keep, rows),
            (tests, joint) => {
                let mut met = Rows::EMPTY;
                scan(tests, Mode::Add, &mut met);
                joint.iter().for_each(|tests| met.apply(Mode::Add, &all_of(tests, rows)));
                rows.apply(Mode::Keep, &met);
            }
        }
    }

    /// Whether the filter keeps the customer in `row` of chunk `index`.
    fn keeps(&self, index: usize, row: u16, found: &[bool]) -> bool {
        let takes = |test: &Test<'_>| test.takes(index, row, found);
        let is_met = self.tests.iter().any(takes) || self.joint.iter().any(|tests| tests.iter().all(takes));
        is_met != self.exclude
    }
}

/// The reasons to leave customers out: too young, of unknown age, not acquired on Windows 10 or later. An unknown OS
/// version is left out too.
fn reasons(columns: &Columns, availability: Availability) -> [Option<Test<'_>>; 3] {
    let column = |key| columns.find(Attribute::built_in(key));
    let (age, group) = (column(BuiltIn::Age), column(BuiltIn::AgeGroup));
    let young = AgeGroup::starting_below(availability.least_age);
    let young = young.filter_map(|young| group?.dictionary().find(young.word())).map(|number| (number, number));
    let too_young = Test::Age {
        age,
        ages: Bounds::new([(i64::MIN, i64::from(availability.least_age) - 1)], false),
        group,
        groups: Bounds::new(young, false),
    };
    // The group of a known age is known too.
    let age_unknown = || Test::Values { column: group, bounds: Bounds::known(false) };
    [
        Some(too_young),
        (!availability.count_unknown_age).then(age_unknown),
        availability.windows_only.then(|| before_windows_10(column(BuiltIn::OsVersion))),
    ]
}

fn before_windows_10(column: Option<&Column>) -> Test<'_> {
    let texts = column.map_or(&[][..], |column| column.dictionary().texts());
    let later = (0..).zip(texts).filter(|(_, text)| is_windows_10_or_later(text)).map(|(number, _)| (number, number));
    Test::Values { column, bounds: Bounds::new(later, false).opposite() }
}

/// The values in the column of `attribute` that a condition matches.
fn bounds(condition: &Condition, attribute: &Attribute, column: Option<&Column>, today: Day) -> Bounds {
    let unknown = condition.names_unknown(attribute);
    let held = match condition.operator {
        Operator::IsKnown => return Bounds::known(true),
        Operator::IsUnknown => return Bounds::known(false),
        _ if attribute.kind == Kind::Choice => Bounds::new(numbers_of_choices(condition, attribute, column), unknown),
        _ => Bounds::new(condition.ranges(today), unknown),
    };
    if condition.operator.is_opposite() { held.opposite() } else { held }
}

fn numbers_of_choices(condition: &Condition, attribute: &Attribute, column: Option<&Column>) -> Vec<(i64, i64)> {
    let Some(column) = column else { return Vec::new() };
    let dictionary = column.dictionary();
    if let Some(test) = condition.text_test(attribute) {
        return numbers_where(dictionary, |text| test.holds(text));
    }
    let Operand::Choices(codes) = &condition.operand else { return Vec::new() };
    if attribute.choices != Choices::Languages {
        return codes.iter().filter_map(|code| dictionary.find(code)).map(|number| (number, number)).collect();
    }
    let codes: HashSet<&str> = codes.iter().map(String::as_str).collect();
    numbers_where(dictionary, |tag| attribute.is_chosen(tag, &|code| codes.contains(code)))
}

/// The numbers of the texts for which `holds` is true. Each text is looked at once, however many customers have it.
fn numbers_where(dictionary: &Dictionary, holds: impl Fn(&str) -> bool + Sync) -> Vec<(i64, i64)> {
    let texts = dictionary.texts();
    let found = |number: usize| holds(&texts[number]).then_some((number as i64, number as i64));
    if texts.len() < MANY_TEXTS {
        (0..texts.len()).filter_map(found).collect()
    } else {
        (0..texts.len()).into_par_iter().filter_map(found).collect()
    }
}
