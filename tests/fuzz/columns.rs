//! Files of columns: bytes that decode answer every question within bounds, whatever they are.

use crate::driver::{answer, fuzz};
use engage::audience::{Availability, Question};
use engage::columns::Columns;
use engage::day::Day;
use engage::segments::choices::{DeviceType, Gender};
use engage::segments::{
    Attribute, BuiltIn, Catalogue, Condition, CustomValue, Filter, Kind, Operand, Operator, Profile, Rule,
};

fn profile(position: u32) -> Profile {
    let one_of = |codes: &[&str]| codes.get(position as usize % (codes.len() + 1)).map(|code| (*code).to_owned());
    Profile {
        age: Some((position % 90) as u16),
        gender: Gender::ALL.get(position as usize % 4).copied(),
        market: one_of(&["FR", "BE", "US", "DE", "JP"]),
        device_type: [DeviceType::Pc, DeviceType::Phone].get(position as usize % 3).copied(),
        campaign_id: position.is_multiple_of(7).then(|| format!("c{position}")),
        acquired_on: Some(Day::from_number(17_000 + (position % 500) as i32)),
        spend_cents: i64::from(position) * 99,
        custom: vec![CustomValue::new("loyal", "1")],
        ..Profile::default()
    }
}

#[test]
fn columns_are_decoded_whatever_the_bytes() {
    let catalogue = Catalogue::new(vec![Attribute::custom("loyal", "Loyal", Kind::YesNo)]);
    let seed = |customers: u32| {
        let mut columns = Columns::new(&catalogue);
        columns.apply((0..customers).map(|position| (position, Some(profile(position)))));
        let mut bytes = Vec::new();
        columns.encode(&mut bytes).expect("bytes in memory can be written");
        bytes
    };
    let market = Condition {
        attribute: BuiltIn::Market.into(),
        operator: Operator::IsAnyOf,
        operand: Operand::Choices(vec![String::from("FR"), String::from("US")]),
    };
    let spend =
        Condition { attribute: BuiltIn::SpendCents.into(), operator: Operator::AtLeast, operand: Operand::Number(100) };
    let rule = Rule { filters: [market, spend].map(Filter::one).into() };
    let everyone = Availability { least_age: 17, count_unknown_age: true, windows_only: false };
    fuzz("columns", [0, 1, 40, 300].map(seed).into(), &["\u{1}", "\0\0\0\0", "FR", "market", "\u{7f}"], |bytes| {
        let Some(columns) = Columns::decode(bytes, &catalogue) else { return 0 };
        let question = Question::new(&rule, &catalogue, everyone, Day::from_number(17_532));
        let members = columns.members(&question);
        assert_eq!(members.len(), columns.count(&question));
        assert!(members.len() <= columns.customers());
        answer((columns.customers().min(64), members.len().min(64)))
    });
}
