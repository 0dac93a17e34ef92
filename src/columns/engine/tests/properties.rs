//! Properties that hold for any data and any rule.

use super::random::{availability, catalogue, people, position, profile, rule, today};
use super::{People, columns, row_wise, row_wise_members, set_lists};
use crate::audience::{Availability, Question};
use crate::columns::Columns;
use crate::day::Day;
use crate::segments::ranks::Highest;
use crate::segments::{Attribute, Catalogue, Filter, Kind, Rule, Value};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

/// A catalogue and a rule over it.
fn question() -> impl Strategy<Value = (Catalogue, Rule)> {
    catalogue().prop_flat_map(|catalogue| {
        let rule = rule(&catalogue);
        (Just(catalogue), rule)
    })
}

/// The numbers of the available customers, the greatest first.
fn numbers(people: &People, attribute: &Attribute, availability: Availability) -> Vec<i64> {
    let available = people.values().filter(|profile| availability.reason_against(profile).is_none());
    let number = |value| if let Value::Number(number) = value { Some(number) } else { None };
    let mut numbers: Vec<i64> = available.filter_map(|profile| number(attribute.value(profile))).collect();
    numbers.sort_unstable_by(|one, other| other.cmp(one));
    numbers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_highest_share_ends_with_everyone_who_has_its_least_value(
        catalogue in catalogue(), people in people(), availability in availability(), share in 1..=1_000_000_u32,
    ) {
        let columns = columns(&catalogue, &people);
        let everyone = Rule::default();
        let question = Question::new(&everyone, &catalogue, availability, Day::from_number(17_532));
        for attribute in catalogue.all() {
            let found = columns.highest(attribute, share, &question);
            let is_number = matches!(attribute.kind, Kind::Number | Kind::Decimal | Kind::Money);
            let numbers = numbers(&people, attribute, availability);
            if !is_number || numbers.is_empty() {
                prop_assert_eq!(found, None);
                continue;
            }
            let wanted = (numbers.len() as u64 * u64::from(share)).div_ceil(1_000_000);
            let from = numbers[wanted as usize - 1];
            let customers = numbers.iter().filter(|number| **number >= from).count() as u64;
            prop_assert_eq!(found, Some(Highest { from, customers, wanted }), "{:?}", attribute.key);
        }
    }

    #[test]
    fn columns_give_the_answer_of_a_row_by_row_evaluation(
        (catalogue, rule) in question(), people in people(), availability in availability(), today in today(),
    ) {
        let columns = columns(&catalogue, &people);
        let answer = columns.answer(&Question::new(&rule, &catalogue, availability, today));
        prop_assert_eq!(&answer, &row_wise(&people, &rule, &catalogue, availability, today));
        let left_out = answer.left_out;
        prop_assert_eq!(answer.available + left_out.too_young + left_out.age_unknown + left_out.before_windows_10, answer.customers);
        for shares in [answer.breakdown.market, answer.breakdown.age_group, answer.breakdown.gender, answer.breakdown.device_type] {
            prop_assert_eq!(shares.iter().map(|share| share.members).sum::<u64>(), answer.members);
        }
        prop_assert_eq!(columns.count(&Question::new(&rule, &catalogue, availability, today)), answer.members);
        let members = row_wise_members(&people, &rule, &catalogue, availability, today);
        for position in (0..90).chain(65_500..65_590) {
            let contained = columns.contains(&Question::new(&rule, &catalogue, availability, today), position);
            prop_assert_eq!(contained, members.contains(position));
        }
        prop_assert_eq!(columns.members(&Question::new(&rule, &catalogue, availability, today)), members);
    }

    #[test]
    fn a_rule_and_its_exclusion_split_the_available_customers(
        (catalogue, rule) in question(), people in people(), availability in availability(), today in today(),
    ) {
        let columns = columns(&catalogue, &people);
        let everyone = columns.members(&Question::new(&Rule::default(), &catalogue, availability, today));
        for filter in rule.filters {
            let opposite = Filter { exclude: !filter.exclude, ..filter.clone() };
            let members = |filter| columns.members(&Question::new(&Rule { filters: vec![filter] }, &catalogue, availability, today));
            let (included, excluded) = (members(filter), members(opposite));
            prop_assert!(included.is_disjoint(&excluded));
            prop_assert_eq!(included | excluded, everyone.clone());
        }
    }

    #[test]
    fn changed_columns_equal_freshly_loaded_ones_and_leave_earlier_snapshots_unchanged(
        (catalogue, rule) in question(), people in people(), today in today(),
        changes in vec(vec((position(), weighted(0.7, profile())), 0..12), 1..5),
    ) {
        let availability = Availability { least_age: 17, count_unknown_age: true, windows_only: false };
        let mut changed = columns(&catalogue, &people);
        let view = changed.clone();
        let mut after = people.clone();
        for batch in changes {
            for (position, profile) in &batch {
                match profile {
                    Some(profile) => after.insert(*position, profile.clone()),
                    None => after.remove(position),
                };
            }
            changed.apply(batch);
        }
        let answer = |columns: &Columns| columns.answer(&Question::new(&rule, &catalogue, availability, today));
        prop_assert_eq!(answer(&changed), row_wise(&after, &rule, &catalogue, availability, today));
        prop_assert_eq!(answer(&view), row_wise(&people, &rule, &catalogue, availability, today));
        let fresh = columns(&catalogue, &after);
        for attribute in catalogue.all() {
            prop_assert_eq!(changed.values(&attribute.key), fresh.values(&attribute.key));
        }
    }

    #[test]
    fn columns_that_adopt_a_catalogue_answer_as_if_they_were_made_for_it(
        ((catalogue, rule), earlier) in (question(), catalogue()), people in people(), availability in availability(), today in today(),
    ) {
        let mut adopted = columns(&earlier, &people);
        adopted.adopt(&catalogue);
        set_lists(&mut adopted, &catalogue);
        adopted.apply(people.iter().map(|(position, profile)| (*position, Some(profile.clone()))));
        let expected = row_wise(&people, &rule, &catalogue, availability, today);
        prop_assert_eq!(adopted.answer(&Question::new(&rule, &catalogue, availability, today)), expected);
    }

    #[test]
    fn columns_are_read_back_from_their_bytes_and_not_from_part_of_them(
        (catalogue, rule) in question(), people in people(), availability in availability(), today in today(),
        cut in any::<prop::sample::Index>(), flipped in any::<prop::sample::Index>(),
    ) {
        let columns = columns(&catalogue, &people);
        let mut bytes = Vec::new();
        columns.encode(&mut bytes).unwrap();
        let mut read = Columns::decode(&bytes, &catalogue).expect("what was written can be read");
        set_lists(&mut read, &catalogue);
        let answer = |columns: &Columns| columns.answer(&Question::new(&rule, &catalogue, availability, today));
        prop_assert_eq!(answer(&read), answer(&columns));
        read.apply(people.iter().map(|(position, profile)| (*position, Some(profile.clone()))));
        prop_assert_eq!(answer(&read), answer(&columns));
        prop_assert!(Columns::decode(&bytes[..cut.index(bytes.len())], &catalogue).is_none());
        // The file's checksum finds damage before this; decoding damaged bytes must still return.
        let place = flipped.index(bytes.len());
        bytes[place] ^= 0x5a;
        drop(Columns::decode(&bytes, &catalogue));
    }
}
