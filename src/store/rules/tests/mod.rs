//! Compares the columns in memory with SQLite and PostgreSQL: for random customers and random rules, all give the same
//! answers.

mod oracle;

use super::RuleQueries;
use crate::audience::{Availability, Order, Question};
use crate::columns::Columns;
use crate::columns::engine::tests::People;
use crate::columns::engine::tests::random::{availability, catalogue, people, rule, today};
use crate::day::Day;
use crate::ids::AppKey;
use crate::segments::choices::Gender;
use crate::segments::{
    Attribute, BuiltIn, Catalogue, Choices, Condition, Filter, Group, Key, Kind, Operand, Operator, Profile, Rule,
};
use crate::store::profiles::{self as stored, Moment, Places};
use crate::store::{DbConnection, group_addresses as addresses};
use diesel::prelude::*;
use oracle::{Oracle, create, oracles};
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};
use roaring::RoaringBitmap;

/// The number of sets of customers, and of rules tried on each, on average.
const SETS: u32 = 48;
const RULES: usize = 50;

/// The last pass that counts. A later one has changed every other customer, which must not be visible.
const PASS: i64 = 7;

/// The known user groups of random catalogues.
const LISTS: [i32; 2] = [10, 11];

#[derive(Clone, Debug)]
struct Case {
    catalogue: Catalogue,
    people: People,
    rules: Vec<Rule>,
    availability: Availability,
    today: Day,
}

fn case() -> impl Strategy<Value = Case> {
    let with_rules = catalogue().prop_flat_map(|catalogue| {
        let rules = proptest::collection::vec(rule(&catalogue), 1..2 * RULES);
        (Just(catalogue), rules)
    });
    (with_rules, people(), availability(), today()).prop_map(|((catalogue, rules), people, availability, today)| Case {
        catalogue,
        people,
        rules,
        availability,
        today,
    })
}

/// The columns, loaded from the database.
fn load(connection: &mut DbConnection, case: &Case, app: AppKey) -> QueryResult<Columns> {
    let mut columns = Columns::new(&case.catalogue);
    let placed = stored::load(connection, app, Moment { day: case.today, pass: PASS }, Places::From(0))?;
    columns.apply(placed.into_iter().map(|placed| (placed.position, Some(placed.profile))));
    for id in LISTS {
        let members = addresses::positions(connection, app.publisher, id.into(), app.id)?;
        columns.set_list(
            &id.to_string(),
            std::sync::Arc::new(members.into_iter().map(|(position, _)| position).collect()),
        );
    }
    Ok(columns)
}

/// Compares the database's answers to the case with those of the columns that are loaded from it.
fn hold(oracle: &Oracle, case: &Case) -> Result<(), TestCaseError> {
    let answers = oracle.database.write_now(|connection| {
        let app = create(connection, case)?;
        let columns = load(connection, case, app)?;
        let Case { catalogue, availability, today, .. } = case;
        let mut answers = Vec::new();
        for (number, rule) in case.rules.iter().enumerate() {
            let question = Question::new(rule, catalogue, *availability, *today);
            let queries = RuleQueries { app, pass: PASS, question };
            let members = columns.members(&question);
            let found = queries.members(connection)?;
            let differing = (&members ^ &found).min().and_then(|position| case.people.get(&position));
            let beside = |members: &RoaringBitmap| format!("{members:?} {differing:?}");
            answers.push((rule, "members", beside(&members), beside(&found)));
            if number % 10 == 0 {
                let answer = columns.answer(&question);
                let market = columns.shares(&question, Attribute::built_in(BuiltIn::Market));
                answers.push((rule, "market", format!("{market:?}"), format!("{:?}", answer.breakdown.market)));
                answers.push((rule, "answer", format!("{answer:?}"), format!("{:?}", queries.answer(connection)?)));
                if let Some(attribute) = catalogue.all().filter(|one| one.kind == Kind::Choice).nth(number / 10 % 9) {
                    let (counted, found) =
                        (columns.shares(&question, attribute), queries.shares(connection, attribute)?);
                    answers.push((rule, "shares", format!("{counted:?}"), format!("{found:?}")));
                }
                let sorted: Vec<_> = catalogue.all().filter(|one| one.choices != Choices::Groups).collect();
                if let Some(attribute) = sorted.get(number * 7 / 10 % sorted.len().max(1)) {
                    let name = |code: &str| code.to_lowercase();
                    let order = Order { attribute, descending: number % 20 == 0, name: &name };
                    let memory = columns.ordered(&members, &order, 9);
                    let found = queries.ordered(connection, &order, 9)?;
                    answers.push((
                        rule,
                        "ordered",
                        format!("{attribute:?} {memory:?}"),
                        format!("{attribute:?} {found:?}"),
                    ));
                }
                let position = case.people.keys().nth(number % case.people.len().max(1)).copied().unwrap_or(3);
                let contained = columns.contains(&question, position);
                let found = queries.contains(connection, position)?;
                answers.push((rule, "contains", contained.to_string(), found.to_string()));
                answers.push((rule, "count", members.len().to_string(), queries.count(connection)?.to_string()));
            }
        }
        let everyone = Rule::default();
        let question = Question::new(&everyone, catalogue, *availability, *today);
        let queries = RuleQueries { app, pass: PASS, question };
        for (number, attribute) in catalogue.all().filter(|attribute| attribute.kind != Kind::Choice).enumerate() {
            let share = [1, 100_000, 333_333, 1_000_000][(number + case.rules.len()) % 4];
            let highest = format!("{:?}", columns.highest(attribute, share, &question));
            let found = format!("{:?}", queries.highest(connection, attribute, share)?);
            answers.push((
                &case.rules[0],
                "highest",
                format!("{:?}: {highest}", attribute.key),
                format!("{:?}: {found}", attribute.key),
            ));
        }
        let question = Question::new(&case.rules[0], catalogue, *availability, *today);
        let queries = RuleQueries { app, pass: PASS, question };
        for attribute in catalogue.all().filter(|attribute| attribute.kind == Kind::Choice) {
            let values = format!("{:?}", columns.values(&attribute.key));
            answers.push((&case.rules[0], "values", values, format!("{:?}", queries.values(connection, attribute)?)));
        }
        Ok(answers)
    });
    for (rule, what, memory, database) in answers.map_err(|error| TestCaseError::fail(error.to_string()))? {
        prop_assert_eq!(memory, database, "{} of {:?}", what, rule);
    }
    Ok(())
}

#[test]
fn a_long_chain_of_groups_that_each_name_the_one_before_often_is_answered_by_both_databases() {
    let named = |id: u32| Condition {
        attribute: Key::MemberOf,
        operator: Operator::Is,
        operand: Operand::Choices(vec![id.to_string()]),
    };
    let often = |id: u32| Rule { filters: (0..20).map(|_| Filter::any(false, vec![named(id); 2])).collect() };
    let men = Condition {
        attribute: BuiltIn::Gender.into(),
        operator: Operator::Is,
        operand: Operand::Choices(vec![String::from("male")]),
    };
    let first = Rule { filters: vec![Filter::one(men)] };
    let group = |id: u32| Group {
        id: id.to_string(),
        name: id.to_string(),
        is_archived: false,
        rule: Some(if id == 100 { first.clone() } else { often(id - 1) }),
    };
    let person = |position: u32| Profile {
        gender: Some(if position.is_multiple_of(3) { Gender::Male } else { Gender::Other }),
        ..Profile::default()
    };
    let case = Case {
        catalogue: Catalogue::default().with_groups((100..184).map(group).collect()),
        people: (0..20).map(|position| (position, person(position))).collect(),
        rules: vec![often(183)],
        availability: Availability::EVERYONE,
        today: Day::from_number(17_532),
    };
    for oracle in oracles() {
        hold(&oracle, &case).unwrap();
    }
}

#[test]
fn memory_and_both_databases_give_the_same_set_for_any_rule_and_any_customers() {
    let oracles = oracles();
    let config = ProptestConfig { cases: SETS, failure_persistence: None, max_shrink_iters: 300, ..Default::default() };
    let outcome =
        TestRunner::new(config).run(&case(), |case| oracles.iter().try_for_each(|oracle| hold(oracle, &case)));
    match outcome {
        // The rule, both answers and a customer who differs are enough; the whole case would fill pages.
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(failure) => panic!("{failure}"),
        Ok(()) => {}
    }
}
