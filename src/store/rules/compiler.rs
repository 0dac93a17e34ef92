//! Compiles rules to SQL. A compiled condition is true or false, never NULL, because the rule language has no third
//! truth value.

use super::RuleQueries;
use super::ages;
use super::chosen_texts::{ChosenTexts, tests_of};
use super::places::{Place, place};
use super::sql::Sql;
use crate::ids::Number;
use crate::segments::choices::AgeGroup;
use crate::segments::{
    Alternative, Attribute, Choices, Condition, Filter, Key, Kind, Nesting, Operand, Operator, Rule, TextTest,
};
use std::collections::BTreeMap;

/// Compiles the rule of one question.
pub struct Compiler<'a> {
    pub(super) queries: &'a RuleQueries<'a>,
    /// The groups that the rule refers to, directly or through other groups.
    pub(super) nesting: Nesting<'a>,
    /// For each of them, the last level that refers to it; one past all levels if the rule itself does.
    pub(super) last_named: Vec<usize>,
    /// The versions of Windows 10 and later that customers have.
    windows_versions: Vec<String>,
    /// The only customer to evaluate, if the question is about one.
    position: Option<u32>,
    /// The texts that meet the tests of conditions.
    texts: ChosenTexts,
}

impl<'a> Compiler<'a> {
    pub fn new(queries: &'a RuleQueries<'a>, windows_versions: Vec<String>, position: Option<u32>) -> Self {
        let nesting = queries.question.catalogue.nesting(queries.question.rule);
        let last_named = last_named(&nesting, queries.question.rule);
        Self { queries, nesting, last_named, windows_versions, position, texts: ChosenTexts::default() }
    }

    /// With the texts that its tests chose.
    pub fn with(self, texts: ChosenTexts) -> Self {
        Self { texts, ..self }
    }

    /// The tests of texts in the rule, and in those of the groups that it refers to.
    pub fn tests(&self) -> impl Iterator<Item = (&Attribute, TextTest)> {
        let question = self.queries.question;
        let of_groups = self.nesting.groups().iter().filter_map(|nested| nested.group.rule.as_ref());
        let rules = std::iter::once(question.rule).chain(of_groups);
        rules.flat_map(move |rule| tests_of(rule, move |key| question.catalogue.find(key)))
    }

    /// FROM and WHERE of all customers of the app whose profiles are computed, with the groups that each is in.
    pub fn everyone(&self) -> Sql {
        self.everyone_after(self.nesting.depth())
    }

    /// FROM and WHERE of a rule's members.
    pub fn members(&self) -> Sql {
        let rule = self.queries.question.rule;
        let available = self.reasons().into_iter().map(Sql::not);
        self.everyone().text(" AND ").join(Sql::all(available)).text(" AND ").join(self.rule(rule, None))
    }

    pub(super) fn everyone_after(&self, level: usize) -> Sql {
        let mut from = Sql::new("FROM profiles JOIN customers ON customers.id = profiles.customer_id ");
        if level > 0 {
            from = from.text(&format!("JOIN level_{level} AS found ON found.customer_id = profiles.customer_id "));
        }
        let everyone = from
            .text(
                "LEFT JOIN acquisitions
                    ON acquisitions.customer_id = profiles.customer_id AND acquisitions.app_id = profiles.app_id
                 WHERE profiles.version > 0 AND profiles.app_id = ",
            )
            .number(Number::from(self.queries.app.id).into())
            .text(" AND EXISTS (SELECT 1 FROM apps WHERE apps.id = ")
            .number(Number::from(self.queries.app.id).into())
            .text(" AND apps.publisher_id = ")
            .number(Number::from(self.queries.app.publisher).into())
            .text(")");
        match self.position {
            Some(position) => everyone.text(" AND profiles.position = ").number(position.into()),
            None => everyone,
        }
    }

    /// The reasons to leave a customer out: too young, age unknown, acquired the app before Windows 10. A reason that
    /// does not apply is never true.
    pub fn reasons(&self) -> [Sql; 3] {
        let availability = self.queries.question.availability;
        let young: Vec<_> =
            AgeGroup::starting_below(availability.least_age).map(|group| group.word().to_owned()).collect();
        let too_young = Sql::any(
            [self.age((i64::MIN, i64::from(availability.least_age) - 1)), self.told_group(Sql::one_of(GROUP, &young))]
                .into_iter(),
        );
        let known = self.age_group_known();
        let is_new_enough = Sql::one_of("acquisitions.os_version", &self.windows_versions);
        [
            too_young,
            if availability.count_unknown_age { Sql::never() } else { known.not() },
            if availability.windows_only { is_new_enough.not() } else { Sql::never() },
        ]
    }

    /// Whether the rule's filter keeps the customer.
    pub fn filter(&self, filter: &Filter) -> Sql {
        self.filter_of(filter, None)
    }

    /// Compiles a rule: that of the group at `place`, or that of the question if `None`.
    pub(super) fn rule(&self, rule: &Rule, place: Option<usize>) -> Sql {
        Sql::all(rule.filters.iter().map(|filter| self.filter_of(filter, place)))
    }

    fn filter_of(&self, filter: &Filter, place: Option<usize>) -> Sql {
        let condition = |condition| self.condition(condition, place);
        let met = Sql::any(filter.alternatives.iter().map(|Alternative(all)| Sql::all(all.iter().map(condition))));
        if filter.exclude { met.not() } else { met }
    }

    fn condition(&self, condition: &Condition, place: Option<usize>) -> Sql {
        let constant = |holds: bool| if holds { Sql::always() } else { Sql::never() };
        let Some(attribute) = self.queries.question.catalogue.find(&condition.attribute) else {
            return constant(condition.operator.meets_unknown());
        };
        let is_of_groups = attribute.choices == Choices::Groups;
        match condition.operator {
            Operator::IsKnown | Operator::IsUnknown if is_of_groups => {
                return constant(condition.operator == Operator::IsKnown);
            }
            Operator::IsKnown => return self.known(attribute),
            Operator::IsUnknown => return self.known(attribute).not(),
            _ => {}
        }
        let held = if is_of_groups { self.groups(condition, place) } else { self.held(attribute, condition) };
        let held = if condition.names_unknown(attribute) {
            Sql::any([held, self.known(attribute).not()].into_iter())
        } else {
            held
        };
        if condition.operator.is_opposite() { held.not() } else { held }
    }

    /// Whether a known value matches the comparison, before *is not* inverts it.
    fn held(&self, attribute: &Attribute, condition: &Condition) -> Sql {
        match (attribute.kind, &condition.operand) {
            (Kind::Choice, Operand::Choices(codes)) => self.chosen(attribute, codes),
            (Kind::Choice, _) => {
                condition.text_test(attribute).map_or_else(Sql::never, |test| self.tested(attribute, test))
            }
            _ => {
                let ranges = condition.ranges(self.queries.question.today);
                match ranges.as_slice() {
                    [] => Sql::never(),
                    [bounds] => self.within(attribute, *bounds),
                    ranges => self.within_any(attribute, ranges),
                }
            }
        }
    }

    /// Whether the text is one of those that met the test.
    fn tested(&self, attribute: &Attribute, test: TextTest) -> Sql {
        let texts = self.texts.of(attribute, test);
        match &attribute.key {
            Key::BuiltIn(built_in) => match place(*built_in, self.queries.pass) {
                Place::Column(column) => Sql::listed(&column, texts),
                Place::Age | Place::AgeGroup | Place::Byte(_) => Sql::never(),
            },
            Key::Custom(key) => custom(key, Sql::listed("custom_values.value", texts)),
            Key::MemberOf | Key::Unrecognised(_) => Sql::never(),
        }
    }

    fn known(&self, attribute: &Attribute) -> Sql {
        match (&attribute.key, attribute.kind) {
            (Key::Custom(key), Kind::Choice) => custom(key, Sql::always()),
            (Key::BuiltIn(built_in), Kind::Choice) => match place(*built_in, self.queries.pass) {
                Place::AgeGroup => self.age_group_known(),
                Place::Age => self.age((i64::MIN, i64::MAX)),
                Place::Byte(column) => Sql::new(&format!("{column} IS NOT NULL")),
                Place::Column(column) => Sql::new(&format!("{column} IS NOT NULL")),
            },
            _ => self.within(attribute, (i64::MIN, i64::MAX)),
        }
    }

    fn chosen(&self, attribute: &Attribute, codes: &[String]) -> Sql {
        match &attribute.key {
            Key::BuiltIn(built_in) => match place(*built_in, self.queries.pass) {
                Place::AgeGroup => {
                    let groups = AgeGroup::ALL.iter().filter(|group| codes.iter().any(|code| code == group.word()));
                    let told = self.told_group(Sql::one_of(GROUP, codes));
                    Sql::any(groups.map(|group| self.age(ages_of(*group))).chain([told]))
                }
                Place::Age => Sql::never(),
                Place::Byte(column) => Sql::one_of(column, codes),
                Place::Column(column) if attribute.choices == Choices::Languages => languages(&column, codes),
                Place::Column(column) => Sql::one_of(&column, codes),
            },
            Key::Custom(key) => custom(key, Sql::one_of("custom_values.value", codes)),
            Key::MemberOf | Key::Unrecognised(_) => Sql::never(),
        }
    }

    /// Whether a number is within bounds, both ends included.
    fn within(&self, attribute: &Attribute, bounds: (i64, i64)) -> Sql {
        match &attribute.key {
            Key::BuiltIn(built_in) => match place(*built_in, self.queries.pass) {
                Place::Age | Place::AgeGroup => self.age(bounds),
                Place::Byte(column) => Sql::between(column, (bounds.0.max(0), bounds.1.min(u8::MAX.into()))),
                Place::Column(column) => Sql::between(&column, bounds),
            },
            Key::Custom(key) => custom(key, Sql::between("custom_values.number", bounds)),
            Key::MemberOf | Key::Unrecognised(_) => Sql::never(),
        }
    }

    /// Whether a number is within one of the bounds, which are many: those of anniversaries.
    fn within_any(&self, attribute: &Attribute, ranges: &[(i64, i64)]) -> Sql {
        match &attribute.key {
            Key::BuiltIn(built_in) => match place(*built_in, self.queries.pass) {
                Place::Column(column) => Sql::in_ranges(&column, ranges),
                Place::Age | Place::AgeGroup | Place::Byte(_) => {
                    Sql::any(ranges.iter().map(|bounds| self.within(attribute, *bounds)))
                }
            },
            Key::Custom(key) => custom(key, Sql::in_ranges("custom_values.number", ranges)),
            Key::MemberOf | Key::Unrecognised(_) => Sql::never(),
        }
    }

    /// Whether the age is within bounds: by the day of birth, or by the stored age if the day of birth is unknown.
    fn age(&self, (least, greatest): (i64, i64)) -> Sql {
        let born = Sql::between("customers.birth_on", ages::births(self.queries.question.today, least, greatest));
        let told = Sql::between("customers.age", ages::told(least, greatest));
        Sql::any([born, Sql::new("customers.birth_on IS NULL AND ").join(told)].into_iter())
    }

    /// The value of a choice, NULL if unknown; `None` if the attribute is not a choice.
    pub fn choice(&self, attribute: &Attribute) -> Option<Sql> {
        match &attribute.key {
            _ if attribute.kind != Kind::Choice => None,
            Key::BuiltIn(built_in) => match place(*built_in, self.queries.pass) {
                Place::AgeGroup => Some(self.age_group()),
                Place::Age => None,
                Place::Byte(column) => Some(Sql::new(column)),
                Place::Column(column) => Some(Sql::new(&column)),
            },
            Key::Custom(key) => Some(custom_value(key)),
            Key::MemberOf | Key::Unrecognised(_) => None,
        }
    }

    /// The value of a number that is a column; `None` for the age, which is computed, and for other attributes.
    pub fn number(&self, attribute: &Attribute) -> Option<Sql> {
        match &attribute.key {
            Key::BuiltIn(built_in) => match place(*built_in, self.queries.pass) {
                Place::Byte(column) => Some(Sql::new(column)),
                Place::Column(column) => Some(Sql::new(&column)),
                Place::Age | Place::AgeGroup => None,
            },
            Key::Custom(key) => Some(custom_value_in("number", key)),
            Key::MemberOf | Key::Unrecognised(_) => None,
        }
    }

    /// FROM and WHERE of the available customers whose value of a number is known and not below `least`.
    pub fn from(&self, attribute: &Attribute, least: i64) -> Sql {
        let available = Sql::all(self.reasons().into_iter().map(Sql::not));
        let within = self.within(attribute, (least, i64::MAX));
        self.everyone_after(0).text(" AND ").join(available).text(" AND ").join(within)
    }

    fn age_group(&self) -> Sql {
        let of_age = |sql: Sql, group: &AgeGroup| {
            sql.text(" WHEN ").join(self.age(ages_of(*group))).text(&format!(" THEN '{}'", group.word()))
        };
        AgeGroup::ALL.iter().fold(Sql::new("CASE"), of_age).text(&format!(" ELSE {GROUP} END"))
    }

    /// Whether the age is unknown and `holds` is true for the group that a file named.
    fn told_group(&self, holds: Sql) -> Sql {
        Sql::all([self.age((i64::MIN, i64::MAX)).not(), holds].into_iter())
    }

    fn age_group_known(&self) -> Sql {
        Sql::any([self.age((i64::MIN, i64::MAX)), Sql::new(&format!("{GROUP} IS NOT NULL"))].into_iter())
    }
}

/// Whether the customer has a value of the custom attribute for which `holds` is true.
fn custom(key: &str, holds: Sql) -> Sql {
    Sql::new(
        "EXISTS (SELECT 1 FROM custom_values
            JOIN custom_attributes ON custom_attributes.id = custom_values.attribute_id
            WHERE custom_values.customer_id = profiles.customer_id AND custom_attributes.app_id = profiles.app_id
                AND custom_attributes.key = ",
    )
    .value(key)
    .text(" AND ")
    .join(holds)
    .text(")")
}

/// The customer's value of a custom attribute.
fn custom_value(key: &str) -> Sql {
    custom_value_in("value", key)
}

/// The customer's value of a custom attribute, as a text or as a number.
pub(super) fn custom_value_in(column: &str, key: &str) -> Sql {
    Sql::new(&format!("(SELECT custom_values.{column} FROM custom_values"))
        .text(
            "
            JOIN custom_attributes ON custom_attributes.id = custom_values.attribute_id
            WHERE custom_values.customer_id = profiles.customer_id AND custom_attributes.app_id = profiles.app_id
                AND custom_attributes.key = ",
        )
        .value(key)
        .text(")")
}

/// Whether a column has one of these tags, or one that continues it after a hyphen. Every tag is bound once, beside those of
/// its length.
fn languages(column: &str, tags: &[String]) -> Sql {
    let mut by_length: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for tag in tags {
        by_length.entry(tag.chars().count() + 1).or_default().push(format!("{tag}-"));
    }
    let beginnings = by_length.into_iter();
    Sql::any(beginnings.map(|(length, tags)| Sql::one_of(&format!("substr({column} || '-', 1, {length})"), &tags)))
}

/// The last level that refers to each group.
fn last_named(nesting: &Nesting<'_>, rule: &Rule) -> Vec<usize> {
    let mut last = vec![0; nesting.groups().len()];
    for (place, nested) in nesting.groups().iter().enumerate() {
        for named in nested.group.rule.iter().flat_map(Rule::groups).filter_map(|id| nesting.place(id, Some(place))) {
            last[named] = last[named].max(nested.level);
        }
    }
    rule.groups().filter_map(|id| nesting.place(id, None)).for_each(|named| last[named] = nesting.depth() + 1);
    last
}

/// The column of the age group that a file named.
const GROUP: &str = "customers.age_group";

/// The ages of an age group.
fn ages_of(group: AgeGroup) -> (i64, i64) {
    let (youngest, oldest) = group.ages().into_inner();
    (youngest.into(), oldest.into())
}
