//! Values that a customer could have instead: which values an attribute can take, and which of them lie just inside and
//! just outside a condition.

use super::catalogue::Attribute;
use super::change::Target;
use super::choices::AgeGroup;
use super::key::{BuiltIn, Key};
use super::kinds::{Choices, Kind, UNKNOWN};
use super::operator::Operator;
use super::profile::Value;
use super::rule::{Condition, Operand};
use crate::day::Day;
use std::ops::RangeInclusive;

/// The range of an attribute's numbers on a day: nothing that Engage hears of happens in the future.
fn range(attribute: &Attribute, today: Day) -> RangeInclusive<i64> {
    match &attribute.key {
        Key::BuiltIn(attribute) => range_of_built_in(*attribute, today),
        Key::MemberOf | Key::Custom(_) | Key::Unrecognised(_) => match attribute.kind {
            Kind::Date => DAYS,
            Kind::Choice | Kind::Number | Kind::Decimal | Kind::Money | Kind::YesNo => AMOUNTS,
        },
    }
}

/// The greatest age that is proposed: few people are older.
const OLDEST: u16 = 120;

/// Half of all days in either direction, so that a day and a distance in days can be added without overflow. They are
/// millions of years, more than any fact has.
const DAYS: RangeInclusive<i64> = (i32::MIN / 2) as i64..=(i32::MAX / 2) as i64;

/// A million million: more than any app has of anything, and far from the overflow of an `i64`.
const COUNTS: RangeInclusive<i64> = 0..=1_000_000_000_000;

/// Ten thousand million in hundredths: more than any customer spends, and far from the overflow of an `i64`.
/// Negative too, because refunds can exceed purchases.
const AMOUNTS: RangeInclusive<i64> = -1_000_000_000_000..=1_000_000_000_000;

const fn range_of_built_in(attribute: BuiltIn, today: Day) -> RangeInclusive<i64> {
    match attribute {
        BuiltIn::Stars => 1..=5,
        BuiltIn::DaysUsed30 => 0..=30,
        BuiltIn::Age => 0..=OLDEST as i64,
        // What has happened is no later than today: see [`targets`].
        BuiltIn::AcquiredOn
        | BuiltIn::PageViewedOn
        | BuiltIn::LastUsedOn
        | BuiltIn::RatedOn
        | BuiltIn::LastPurchaseOn => *DAYS.start()..=today.number() as i64,
        BuiltIn::SpendCents | BuiltIn::Spend30Cents | BuiltIn::TotalSpendCents => AMOUNTS,
        BuiltIn::Sessions | BuiltIn::Purchases | BuiltIn::AppsAcquired => COUNTS,
        // Choices and flags are not looked up as numbers; a flag has its two values.
        BuiltIn::AgeGroup
        | BuiltIn::Gender
        | BuiltIn::Market
        | BuiltIn::Language
        | BuiltIn::AcquisitionType
        | BuiltIn::DeviceType
        | BuiltIn::OsVersion
        | BuiltIn::Channel
        | BuiltIn::CampaignId
        | BuiltIn::ReferrerDomain
        | BuiltIn::ChurnRisk
        | BuiltIn::FirstPurchaseMade => COUNTS,
    }
}

/// The lowest and the highest ages of these groups, and the ages just outside them.
fn ages(codes: &[String]) -> Vec<i64> {
    let named = AgeGroup::ALL.iter().filter(|group| codes.iter().any(|code| code == group.word()));
    let ends = named
        .map(|group| group.ages().into_inner())
        .map(|(youngest, oldest)| (i64::from(youngest), i64::from(oldest.min(OLDEST))));
    let around = ends.flat_map(|(youngest, oldest)| [youngest, oldest, youngest - 1, oldest + 1]);
    around.filter(|age| (0..=i64::from(OLDEST)).contains(age)).collect()
}

/// Whether a value can become another one: what was done last stays done, and what is counted up is not counted down.
pub fn is_possible(attribute: &Key, from: &Value, to: &Target) -> bool {
    let only_grows = [BuiltIn::LastUsedOn, BuiltIn::LastPurchaseOn, BuiltIn::RatedOn, BuiltIn::Sessions];
    match (from, to) {
        (Value::Number(from), Target::Exactly(to)) if only_grows.iter().any(|one| *attribute == *one) => {
            matches!(to, Value::Number(to) if to >= from)
        }
        _ => true,
    }
}

fn chosen(code: &str, attribute: &Attribute) -> Value {
    if attribute.offers_unknown() && code == UNKNOWN { Value::Unknown } else { Value::Text(code.to_owned()) }
}

/// A choice that is not in `codes`.
fn other_choice(codes: &[String], attribute: &Attribute) -> Option<Value> {
    let offered: &[&str] = match attribute.choices {
        Choices::Closed(closed) => closed,
        Choices::Markets => &["US", "FR", "DE"],
        Choices::Languages => &["en", "fr", "de"],
        _ => return Some(Value::Text(format!("{}…", codes.concat()))),
    };
    let other = offered.iter().find(|other| !codes.iter().any(|code| code == *other));
    other.map(|other| Value::Text((*other).to_owned()))
}

/// Some known value.
fn sample(attribute: &Attribute, today: Day) -> Value {
    match attribute.kind {
        Kind::Choice => other_choice(&[], attribute).unwrap_or(Value::Unknown),
        Kind::Date => Value::Number(today.number().into()),
        Kind::Number | Kind::Decimal | Kind::Money | Kind::YesNo => Value::Number(1),
    }
}

/// The values that `source`, the attribute from which the condition's attribute is computed, could change to: the ends
/// of the range that meets the condition, and the values just past them.
pub fn targets(condition: &Condition, attribute: &Attribute, source: &Attribute, today: Day) -> Vec<Target> {
    let number = |number| Target::Exactly(Value::Number(number));
    match (&condition.operand, condition.operator) {
        (_, Operator::IsKnown | Operator::IsUnknown) => {
            vec![Target::Exactly(Value::Unknown), Target::Known(sample(source, today))]
        }
        (Operand::Choices(groups), _) if attribute.choices == Choices::Groups => {
            groups.iter().flat_map(|id| [true, false].map(|is| Target::Member(id.clone(), is))).collect()
        }
        (Operand::Version(version), _) => vec![Target::Exactly(Value::Text(version.clone()))],
        (Operand::Versions(least, greatest), _) => {
            [least, greatest].map(|end| Target::Exactly(Value::Text(end.clone()))).into()
        }
        // No other text is nearer than the rest.
        (Operand::Text(_), _) => Vec::new(),
        (Operand::Choices(codes), _) if attribute.key == BuiltIn::AgeGroup => {
            ages(codes).into_iter().map(number).collect()
        }
        (Operand::Choices(codes), _) => {
            let named = codes.iter().map(|code| Target::Exactly(chosen(code, attribute)));
            named.chain(other_choice(codes, attribute).map(Target::Other)).collect()
        }
        (Operand::Flag(_), _) => [0, 1].map(number).into(),
        _ => {
            let Some((least, greatest)) = condition.bounds(today).map(RangeInclusive::into_inner) else {
                return Vec::new();
            };
            let ends = [Some(least), Some(greatest), least.checked_sub(1), greatest.checked_add(1)];
            ends.into_iter().flatten().filter(|end| range(source, today).contains(end)).map(number).collect()
        }
    }
}
