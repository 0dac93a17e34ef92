use super::*;
use crate::reading::survey::FactLines;
use crate::reading::{CustomerFact, Fact, Survey};
use std::collections::{HashMap, HashSet};
use std::io::Cursor;

const SOME: u32 = 2_000;

type IsKnown = fn(&CustomerFact) -> bool;

fn today() -> Day {
    Day::parse("2026-11-24").unwrap()
}

fn file(kind: ImportKind) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(kind, SOME, today(), &mut bytes).unwrap();
    bytes
}

/// The facts of the file. Fails if a line is refused.
fn facts(kind: ImportKind) -> Vec<Fact> {
    let bytes = file(kind);
    let survey = Survey::of(Cursor::new(&bytes), kind).unwrap();
    let mut lines = FactLines::open(Cursor::new(&bytes), kind, &survey, 0).unwrap();
    lines.next_batch(1_000_000).unwrap().into_iter().map(|line| line.expect("every line is valid").fact).collect()
}

fn customers() -> Vec<CustomerFact> {
    let customer = |fact| if let Fact::Customer(fact) = fact { *fact } else { panic!("a customer") };
    facts(ImportKind::Customers).into_iter().map(customer).collect()
}

#[test]
fn the_same_call_gives_the_same_bytes() {
    for kind in ImportKind::ALL.iter().copied() {
        assert_eq!(file(kind), file(kind));
    }
}

#[test]
fn the_files_take_no_more_than_is_reserved_for_them() {
    let sizes: Vec<u64> = ImportKind::ALL.iter().map(|kind| file(*kind).len() as u64).collect();
    let (whole, most) = (sizes.iter().sum::<u64>(), most_bytes(SOME));
    assert!(whole <= most && most <= 2 * whole, "{sizes:?}: {whole} of {most}");
}

#[test]
fn every_attribute_is_known_for_some_customers_and_unknown_for_others() {
    let customers = customers();
    assert_eq!(customers.len(), 2_000);
    let known: [(&str, IsKnown); 15] = [
        ("email", |one| one.email.is_some()),
        ("age", |one| one.birth_on.is_some() || one.age.is_some()),
        ("gender", |one| one.gender.is_some()),
        ("market", |one| one.market.is_some()),
        ("language", |one| one.language.is_some()),
        ("acquisition date", |one| one.acquired_on.is_some()),
        ("acquisition type", |one| one.acquisition_type.is_some()),
        ("device type", |one| one.device_type.is_some()),
        ("OS version", |one| one.os_version.is_some()),
        ("channel", |one| one.channel.is_some()),
        ("campaign", |one| one.campaign_id.is_some()),
        ("page view", |one| one.page_viewed_on.is_some()),
        ("referrer", |one| one.referrer_domain.is_some()),
        ("a custom attribute", |one| !one.custom.is_empty()),
        ("all custom attributes", |one| one.custom.len() == 4),
    ];
    for (name, is_known) in known {
        let count = customers.iter().filter(|one| is_known(one)).count();
        assert!(count >= 200, "{name}: {count}");
        assert!(count < 2_000 || name == "a custom attribute", "{name} is known for everyone");
    }
    assert!(customers.iter().any(|one| one.age.is_some()) && customers.iter().any(|one| one.birth_on.is_some()));
    let addresses: HashSet<_> = customers.iter().filter_map(|one| one.email.as_ref()).map(|one| one.key()).collect();
    assert_eq!(addresses.len(), customers.iter().filter(|one| one.email.is_some()).count());
}

#[test]
fn nothing_happens_before_the_acquisition_date_or_after_today() {
    let came: HashMap<String, Option<Day>> =
        customers().into_iter().map(|one| (one.account_id, one.acquired_on)).collect();
    let (mut orders, mut days, mut stars) = (HashSet::new(), 0, HashSet::new());
    let kinds = [ImportKind::Purchases, ImportKind::Usage, ImportKind::Ratings, ImportKind::Consents];
    let mut said = 0;
    for fact in kinds.into_iter().flat_map(facts) {
        let day = match &fact {
            Fact::Purchase(fact) => {
                assert!(orders.insert(fact.order_id.clone()), "{} twice", fact.order_id);
                fact.purchased.unwrap().day
            }
            Fact::Usage(fact) => {
                days += 1;
                fact.used_on
            }
            Fact::Rating(fact) => {
                stars.insert(fact.stars);
                fact.rated.unwrap().day
            }
            Fact::Consent(fact) => {
                said += 1;
                Day::from_number(i32::try_from(fact.said.0.div_euclid(86_400)).unwrap())
            }
            Fact::Customer(_) => panic!("these files have no customers"),
        };
        assert!(came[fact.account_id()].is_none_or(|came| came <= day) && day <= today(), "{fact:?}");
    }
    assert!(said > 100, "{said} consents");
    assert!((3_000..7_000).contains(&orders.len()), "{} purchases", orders.len());
    assert!((12_000..26_000).contains(&days), "{days} days of use");
    assert_eq!(stars.len(), 5);
}
