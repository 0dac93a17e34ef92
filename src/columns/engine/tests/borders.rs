//! Edge cases: several chunks, one thread and many, no customers, size in memory, groups in groups.

use super::{People, columns, row_wise, row_wise_members};
use crate::audience::{Answer, Availability, Question, ValueCount};
use crate::columns::Columns;
use crate::day::Day;
use crate::segments::choices::{DeviceType, Gender};
use crate::segments::{
    Attribute, BuiltIn, Catalogue, Condition, CustomValue, Filter, Group, Kind, Operand, Operator, Profile, Rule,
};

const TODAY: Day = Day::from_number(17_532);
const AVAILABILITY: Availability = Availability { least_age: 17, count_unknown_age: false, windows_only: true };

fn condition(attribute: &str, operator: Operator, operand: Operand) -> Condition {
    Condition { attribute: attribute.into(), operator, operand }
}

fn rule() -> Rule {
    let markets = Operand::Choices(vec!["FR".to_owned(), "BE".to_owned()]);
    let first = vec![
        condition("market", Operator::IsAnyOf, markets),
        condition("last_used_on", Operator::InLast, Operand::Days(30)),
    ];
    let second = vec![condition("spend_cents", Operator::AtLeast, Operand::Number(100_000))];
    Rule { filters: vec![Filter::any(false, first), Filter::any(true, second)] }
}

/// A customer whose values follow from the number, with most attributes filled.
fn person(number: u32) -> Profile {
    fn pick<T: Clone>(number: u32, values: &[T], step: u32) -> Option<T> {
        values.get((number / step) as usize % (values.len() + 1)).cloned()
    }
    let text = |texts: &[&str], step| pick(number, texts, step).map(str::to_owned);
    let day = |span: u32| (!number.is_multiple_of(11)).then(|| Day::from_number(17_532 - (number % span) as i32));
    Profile {
        age: (!number.is_multiple_of(7)).then_some((number % 83) as u16),
        gender: pick(number, Gender::ALL, 1),
        market: text(&["US", "FR", "BE", "DE", "IN", "BR", "JP"], 3),
        language: text(&["en", "fr"], 5),
        acquired_on: Some(Day::from_number(16_000 + (number / 50) as i32)),
        device_type: pick(number, &[DeviceType::Pc, DeviceType::Phone, DeviceType::Console], 2),
        os_version: text(&["Windows 10", "Windows 11", "Windows 8.1"], 4),
        last_used_on: day(400),
        sessions: i64::from(number % 500),
        purchases: i64::from(number % 13),
        spend_cents: i64::from(number % 13) * 19_999,
        total_spend_cents: i64::from(number % 13) * 29_999,
        ..Profile::default()
    }
}

fn people(count: u32) -> People {
    (0..count).map(|number| (number, person(number))).collect()
}

#[test]
fn several_chunks_give_the_answer_of_a_row_by_row_evaluation_on_one_thread_and_on_many() {
    let catalogue = Catalogue::default();
    let people = people(65_536 * 4 + 1000);
    let columns = columns(&catalogue, &people);
    let expected = row_wise(&people, &rule(), &catalogue, AVAILABILITY, TODAY);
    let members = row_wise_members(&people, &rule(), &catalogue, AVAILABILITY, TODAY);
    assert!(members.len() > 1000 && members.max() > Some(65_536 * 4), "{expected:?}");
    for threads in [1, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            assert_eq!(columns.answer(&Question::new(&rule(), &catalogue, AVAILABILITY, TODAY)), expected);
            assert_eq!(columns.members(&Question::new(&rule(), &catalogue, AVAILABILITY, TODAY)), members);
            assert_eq!(columns.count(&Question::new(&rule(), &catalogue, AVAILABILITY, TODAY)), expected.members);
            assert_eq!(columns.members(&Question::new(&rule(), &catalogue, AVAILABILITY, TODAY)), members);
        });
    }
    assert!(columns.bytes() < columns.customers() as usize * 48, "{} bytes", columns.bytes());
}

#[test]
fn an_app_without_customers_has_an_answer() {
    let columns = Columns::new(&Catalogue::default());
    let answer = columns.answer(&Question::new(&rule(), &Catalogue::default(), AVAILABILITY, TODAY));
    let Answer { customers, available, remaining, members, breakdown, .. } = answer;
    assert_eq!((customers, available, remaining.as_slice()), (0, 0, &[0, 0][..]));
    assert!(members == 0 && breakdown.market.is_empty());
    assert_eq!(
        breakdown.gender.iter().map(|share| share.code.as_deref()).collect::<Vec<_>>(),
        [Some("female"), Some("male"), Some("other"), None]
    );
    assert!(!columns.contains(&Question::new(&Rule::default(), &Catalogue::default(), AVAILABILITY, TODAY), 0));
    assert!(columns.values(&BuiltIn::Market.into()).is_empty());
}

#[test]
fn the_values_of_a_choice_come_the_most_frequent_first() {
    let market = |code: &str| Profile { market: Some(code.to_owned()), ..Profile::default() };
    let mut columns = Columns::new(&Catalogue::default());
    let codes = ["US", "FR", "DE", "FR", "BE"];
    columns.apply((0..).zip(codes).map(|(position, code)| (position, Some(market(code)))));
    columns.apply([(4, None), (70_000, Some(Profile::default()))]);
    let expected = [("FR", 2), ("DE", 1), ("US", 1)].map(|(code, count)| ValueCount { value: code.to_owned(), count });
    assert_eq!(columns.values(&BuiltIn::Market.into()), expected);
    assert!(columns.values(&BuiltIn::Sessions.into()).is_empty() && columns.values(&"nonsense".into()).is_empty());
}

#[test]
fn a_column_made_for_an_earlier_kind_is_unknown_for_everyone() {
    let custom = |kind| Catalogue::new(vec![Attribute::custom("tier", "Tier", kind)]);
    let profile = Profile { custom: vec![CustomValue::new("tier", "3")], ..Profile::default() };
    let mut columns = Columns::new(&custom(Kind::Choice));
    columns.apply([(0, Some(profile))]);
    let known = condition("custom:tier", Operator::IsKnown, Operand::Nothing);
    let rule = Rule { filters: vec![Filter::one(known)] };
    let everyone = Availability { least_age: 0, count_unknown_age: true, windows_only: false };
    assert_eq!(columns.count(&Question::new(&rule, &custom(Kind::Choice), everyone, TODAY)), 1);
    assert_eq!(columns.count(&Question::new(&rule, &custom(Kind::Number), everyone, TODAY)), 0);
}

#[test]
fn a_group_that_refers_back_to_itself_has_no_members_there() {
    let member_of = |id: &str, exclude| Rule {
        filters: vec![Filter::any(
            exclude,
            vec![condition("member_of", Operator::Is, Operand::Choices(vec![id.to_owned()]))],
        )],
    };
    let group = |id: &str, rule| Group { id: id.to_owned(), name: id.to_owned(), is_archived: false, rule: Some(rule) };
    let catalogue =
        Catalogue::default().with_groups(vec![group("1", member_of("2", false)), group("2", member_of("1", true))]);
    let columns = columns(&catalogue, &people(100));
    let everyone = columns.count(&Question::new(&Rule::default(), &catalogue, AVAILABILITY, TODAY));
    let count = |rule: &Rule| columns.count(&Question::new(rule, &catalogue, AVAILABILITY, TODAY));
    assert!(everyone > 0);
    assert_eq!((count(&member_of("1", false)), count(&member_of("2", false))), (everyone, everyone));
}

#[test]
fn nested_groups_are_evaluated_once_each_and_not_on_the_stack() {
    let named = |id: u32| condition("member_of", Operator::Is, Operand::Choices(vec![id.to_string()]));
    let twice = |id: u32| (0..20).map(|_| Filter::any(false, vec![named(id), named(id)])).collect();
    let adults = condition("age", Operator::AtLeast, Operand::Number(40));
    let first = Rule { filters: vec![Filter::one(adults)] };
    let rule = |id: u32| if id == 0 { first.clone() } else { Rule { filters: twice(id - 1) } };
    let group = |id: u32| Group { id: id.to_string(), name: id.to_string(), is_archived: false, rule: Some(rule(id)) };
    let catalogue = Catalogue::default().with_groups((0..2_000).map(group).collect());
    let columns = columns(&catalogue, &people(100));
    // Each level names the level before it forty times, so that evaluating it at every mention would never end. The
    // stack has room for a few sets of rows, not for one per level.
    let (direct, nested) = (rule(0), Rule { filters: twice(1_999) });
    let asking = std::thread::Builder::new().stack_size(512 << 10).spawn(move || {
        let members = |rule: &Rule| columns.members(&Question::new(rule, &catalogue, AVAILABILITY, TODAY));
        let question = Question::new(&nested, &catalogue, AVAILABILITY, TODAY);
        assert_eq!(members(&direct), members(&nested));
        assert_eq!(columns.answer(&question).members, columns.count(&question));
        let position = members(&direct).min().unwrap();
        assert!(columns.contains(&question, position));
        assert_eq!(columns.answer_unless(&true.into(), &question), None);
    });
    asking.unwrap().join().unwrap();
}
