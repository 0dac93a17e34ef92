//! Random catalogues, profiles and rules, with unknown values throughout and values at the ends of their types.

use super::People;
use crate::audience::Availability;
use crate::day::Day;
use crate::segments::catalogue::ATTRIBUTES;
use crate::segments::choices::{AcquisitionType, AgeGroup, Channel, ChurnRisk, DeviceType, Gender};
use crate::segments::kinds::UNKNOWN;
use crate::segments::samples::alternatives;
use crate::segments::{
    Attribute, Catalogue, Condition, CustomValue, Filter, Group, Key, Kind, Operand, Operator, Profile, Rule, SpanUnit,
};
use proptest::collection::{btree_map, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;

const KINDS: [Kind; 6] = [Kind::Choice, Kind::Number, Kind::Decimal, Kind::Money, Kind::Date, Kind::YesNo];
const MARKETS: &[&str] = &["US", "FR", "BE", "DE", "CA", "JP"];
const VERSIONS: &[&str] = &["Windows 10", "Windows 8.1", "10.0.22631", "6.3.9600", "Android 12", ""];

/// A catalogue with custom attributes `custom:0`, `custom:1` and so on, and groups: the known user groups 10 and 11,
/// and segments from 20 on, each of which may refer by id to any group before it. The groups are in rising or in
/// falling order.
pub fn catalogue() -> impl Strategy<Value = Catalogue> {
    let lists = || vec![group("10", None), group("11", None)];
    let with_lists = custom_catalogue().prop_map(move |catalogue| catalogue.with_groups(lists()));
    let with_segments = with_lists.prop_flat_map(|catalogue| {
        let links = vec((any::<bool>(), vec(any::<prop::sample::Index>(), 0..4)), 1..9);
        let segments = links.prop_flat_map({
            let catalogue = catalogue.clone();
            move |links| links.into_iter().map(|link| (rule(&catalogue), Just(link))).collect::<Vec<_>>()
        });
        (Just(catalogue), segments, any::<bool>()).prop_map(|(catalogue, segments, users_first)| {
            let mut groups = catalogue.groups().to_vec();
            for (number, (rule, (exclude, named))) in (20..).zip(segments) {
                let ids: Vec<_> = named.iter().map(|index| groups[index.index(groups.len())].id.clone()).collect();
                groups.push(group(&number.to_string(), Some(linked(rule, exclude, ids))));
            }
            if users_first {
                groups.reverse();
            }
            catalogue.with_groups(groups)
        })
    });
    prop_oneof![1 => custom_catalogue(), 3 => with_segments]
}

/// The rule with one more filter that names other groups, if `ids` has any.
fn linked(mut rule: Rule, exclude: bool, ids: Vec<String>) -> Rule {
    if !ids.is_empty() {
        let (attribute, operator) = (Key::MemberOf, Operator::IsAnyOf);
        let conditions = vec![Condition { attribute, operator, operand: Operand::Choices(ids) }];
        rule.filters.push(Filter::any(exclude, conditions));
    }
    rule
}

fn group(id: &str, rule: Option<Rule>) -> Group {
    Group { id: id.to_owned(), name: format!("Group {id}"), is_archived: false, rule }
}

fn custom_catalogue() -> impl Strategy<Value = Catalogue> {
    vec(select(&KINDS), 0..6).prop_map(|kinds| {
        let custom = kinds.into_iter().enumerate();
        Catalogue::new(custom.map(|(index, kind)| Attribute::custom(&index.to_string(), "Custom", kind)).collect())
    })
}

pub fn today() -> impl Strategy<Value = Day> {
    prop_oneof![8 => Just(17_532), 1 => select(&[i32::MIN, i32::MAX, 0])].prop_map(Day::from_number)
}

pub fn availability() -> impl Strategy<Value = Availability> {
    (select(&[0, 17, 18, 40, u16::MAX]), any::<bool>(), any::<bool>()).prop_map(
        |(least_age, count_unknown_age, windows_only)| Availability { least_age, count_unknown_age, windows_only },
    )
}

/// Customers at positions close together and on both sides of the border between two chunks.
pub fn people() -> impl Strategy<Value = People> {
    btree_map(position(), profile(), 0..40)
}

pub fn position() -> impl Strategy<Value = u32> {
    (0..80_u32, prop_oneof![9 => Just(0), 1 => Just(65_500)]).prop_map(|(step, start)| start + step)
}

pub fn profile() -> impl Strategy<Value = Profile> {
    let demographics = (
        weighted(0.6, age()),
        choice(AgeGroup::ALL),
        choice(Gender::ALL),
        text(MARKETS),
        text(&["en", "fr", "fr-CA", "fro", "zh-Hans-CN"]),
    );
    let acquisition = (date(), choice(AcquisitionType::ALL), choice(DeviceType::ALL), text(VERSIONS));
    let source =
        (choice(Channel::ALL), text(&["18", "spring", UNKNOWN]), date(), text(&["example.org", "example.com"]));
    let usage = (date(), amount(), amount(), weighted(0.5, 1..=5_u8), date());
    let purchases = (choice(ChurnRisk::ALL), amount(), date(), amount(), amount(), amount(), amount());
    (demographics, acquisition, source, usage, purchases, custom_values()).prop_map(|parts| {
        let (demographics, acquisition, source, usage, purchases, custom) = parts;
        let (age, told_age_group, gender, market, language) = demographics;
        let (acquired_on, acquisition_type, device_type, os_version) = acquisition;
        let (channel, campaign_id, page_viewed_on, referrer_domain) = source;
        let (last_used_on, days_used_30, sessions, stars, rated_on) = usage;
        let (churn_risk, purchases, last_purchase_on, apps_acquired, spend_cents, spend_30_cents, total_spend_cents) = purchases;
        #[rustfmt::skip]
        return Profile {
            age, told_age_group, gender, market, language, acquired_on, acquisition_type, device_type, os_version, channel, campaign_id,
            churn_risk, page_viewed_on, referrer_domain, last_used_on, days_used_30, sessions, stars, rated_on, purchases,
            last_purchase_on, apps_acquired, spend_cents, spend_30_cents, total_spend_cents, custom,
            groups: Vec::new(),
        };
    })
}

/// A rule over the attributes of `catalogue` and two that it does not have.
pub fn rule(catalogue: &Catalogue) -> impl Strategy<Value = Rule> + use<> {
    let condition = condition(catalogue);
    let filter = (any::<bool>(), vec(alternatives(condition), 0..4));
    let filter = filter.prop_map(|(exclude, alternatives)| Filter { exclude, alternatives });
    vec(filter, 0..4).prop_map(|filters| Rule { filters })
}

fn condition(catalogue: &Catalogue) -> impl Strategy<Value = Condition> + use<> {
    let mut attributes: Vec<_> =
        catalogue.all().map(|attribute| (attribute.key.clone(), attribute.kind, attribute.operators())).collect();
    let lost = [("custom:gone", Kind::Choice), ("nonsense", Kind::Number)];
    attributes.extend(lost.map(|(key, kind)| (Key::from(key), kind, kind.operators())));
    let ids = catalogue.groups().iter().map(|group| group.id.clone()).chain([String::from("99")]);
    let ids: Vec<String> = ids.collect();
    let fitting = select(attributes.clone()).prop_flat_map(move |(attribute, kind, operators)| {
        let (of_groups, ids) = (attribute == Key::MemberOf, ids.clone());
        select(operators).prop_flat_map(move |operator| {
            let operand = if of_groups { groups(ids.clone()) } else { operand(kind, operator) };
            (Just(attribute.clone()), Just(operator), operand)
        })
    });
    let any_operand = prop_oneof![
        4 => select(&KINDS).prop_flat_map(|kind| operand(kind, Operator::Is)),
        1 => text_operand(),
        1 => version().prop_map(Operand::Version),
    ];
    let unfitting = (select(attributes), select(Operator::ALL), any_operand)
        .prop_map(|((attribute, ..), operator, operand)| (attribute, operator, operand));
    prop_oneof![9 => fitting, 1 => unfitting].prop_map(|(attribute, operator, operand)| Condition {
        attribute,
        operator,
        operand,
    })
}

/// One to three of `ids`, one of which belongs to no group.
fn groups(ids: Vec<String>) -> BoxedStrategy<Operand> {
    vec(select(ids), 1..4).prop_map(Operand::Choices).boxed()
}

fn operand(kind: Kind, operator: Operator) -> BoxedStrategy<Operand> {
    match (operator, kind) {
        (Operator::IsKnown | Operator::IsUnknown, _) => Just(Operand::Nothing).boxed(),
        (Operator::InLast | Operator::MoreThanAgo | Operator::InNext, _) => {
            let count = || prop_oneof![9 => 1..60_u32, 1 => any::<u32>()];
            let span = (count(), select(SpanUnit::ALL)).prop_map(|(count, unit)| Operand::Span(count, unit));
            prop_oneof![count().prop_map(Operand::Days), span].boxed()
        }
        (Operator::AnniversaryInNext, _) => {
            prop_oneof![9 => 0..400_u32, 1 => any::<u32>()].prop_map(Operand::Days).boxed()
        }
        (Operator::BetweenAgo, _) => {
            (0..60_u32, 0..90_u32).prop_map(|(one, other)| Operand::DaysAgo(one, other)).boxed()
        }
        (Operator::ThisWeek | Operator::ThisMonth | Operator::ThisYear | Operator::LastMonth, _) => {
            Just(Operand::Nothing).boxed()
        }
        (Operator::Contains | Operator::DoesNotContain | Operator::StartsWith | Operator::EndsWith, _) => {
            text_operand()
        }
        (Operator::InHighest, _) => (1..=1_000_000_u32).prop_map(Operand::Share).boxed(),
        (Operator::AtLeast | Operator::AtMost, Kind::Choice) => version().prop_map(Operand::Version).boxed(),
        (Operator::Between, Kind::Choice) => {
            (version(), version()).prop_map(|(one, other)| Operand::Versions(one, other)).boxed()
        }
        (_, Kind::Choice) => vec(code(), 1..5).prop_map(Operand::Choices).boxed(),
        (Operator::Between, kind) => {
            (number(kind), number(kind)).prop_map(|(one, other)| Operand::Range(one, other)).boxed()
        }
        (_, Kind::YesNo) => any::<bool>().prop_map(Operand::Flag).boxed(),
        (_, kind) => number(kind).prop_map(Operand::Number).boxed(),
    }
}

/// Parts of the texts that profiles hold, and others.
fn text_operand() -> BoxedStrategy<Operand> {
    let part =
        select(&["G", "gold", "É", "e", "example", ".org", "SPRING", "1", "18", "", "\u{301}", "never", "\u{3099}"]);
    part.prop_map(|part| Operand::Text(part.to_owned())).boxed()
}

fn version() -> impl Strategy<Value = String> {
    select(&["10", "10.0.9200", "10.0.22631", "6.3.9600", "Windows 8", "12", "x", "0"]).prop_map(str::to_owned)
}

fn number(kind: Kind) -> BoxedStrategy<i64> {
    let small = prop_oneof![age().prop_map(i64::from), amount()];
    if kind == Kind::Date { prop_oneof![3 => day().prop_map(i64::from), 1 => amount()].boxed() } else { small.boxed() }
}

/// A code that profiles hold, a code that no profile holds, or `unknown`.
fn code() -> impl Strategy<Value = String> {
    let closed =
        [ChurnRisk::WORDS, Gender::WORDS, AgeGroup::WORDS, DeviceType::WORDS, AcquisitionType::WORDS, Channel::WORDS];
    let lists = [closed.concat(), MARKETS.to_vec(), VERSIONS.to_vec()];
    let other = ["en", "fr", "fr-CA", "zh", "zh-Hans", "18", "example.org", UNKNOWN, UNKNOWN, "never met", "gold", "3"];
    select(lists.concat().into_iter().chain(other).map(str::to_owned).collect::<Vec<_>>())
}

/// A choice of the list, or `None`.
fn choice<T: Copy + std::fmt::Debug + 'static>(list: &'static [T]) -> impl Strategy<Value = Option<T>> {
    weighted(0.8, select(list))
}

/// A code of the list, a code that is not in it, or `None`.
fn text(list: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    let code = prop_oneof![20 => select(list), 1 => select(&[UNKNOWN, "stray", ""])];
    weighted(0.8, code.prop_map(str::to_owned))
}

fn age() -> impl Strategy<Value = u16> {
    prop_oneof![6 => 10..60_u16, 1 => select(&[0, 17, 18, 254, 255, 256, u16::MAX])]
}

fn day() -> impl Strategy<Value = i32> {
    prop_oneof![5 => 17_480..17_540, 2 => 10_000..17_600, 1 => select(&[i32::MIN, i32::MAX, -1, 0, 17_502, 17_503, 17_532, 17_533])]
}

fn date() -> impl Strategy<Value = Option<Day>> {
    weighted(0.8, day().prop_map(Day::from_number))
}

/// Counts and cents: mostly small, some at the ends of the widths of cells.
fn amount() -> impl Strategy<Value = i64> {
    let ends = [
        i64::MIN,
        i64::MIN + 1,
        i64::MIN + 5,
        -4_294_967_296,
        -1,
        0,
        1,
        253,
        254,
        255,
        256,
        65_533,
        65_534,
        65_535,
        65_536,
        4_294_967_293,
        4_294_967_294,
        4_294_967_295,
        4_294_967_296,
        i64::MAX - 1,
        i64::MAX,
    ];
    prop_oneof![6 => 0..6_i64, 3 => -3..300_i64, 1 => 0..100_000_i64, 1 => select(ends.to_vec())]
}

/// Values of custom attributes, including attributes that do not exist and values that do not fit their kind.
fn custom_values() -> impl Strategy<Value = Vec<CustomValue>> {
    let key = (0..7).prop_map(|key: i32| key.to_string());
    let word = select(&["gold", "silver", UNKNOWN, "", "1.5", "é"]).prop_map(str::to_owned);
    let value =
        prop_oneof![amount().prop_map(|number| number.to_string()), day().prop_map(|day| day.to_string()), word];
    vec((key, value).prop_map(|(key, value)| CustomValue { key, value }), 0..7)
}

#[test]
fn random_rules_reach_every_attribute_of_the_catalogue() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = rule(&Catalogue::default());
    let mut met = std::collections::HashSet::new();
    for _ in 0..500 {
        let rule = strategy.new_tree(&mut runner).unwrap().current();
        met.extend(rule.conditions().map(|condition| condition.attribute.clone()));
    }
    assert!(ATTRIBUTES.iter().all(|attribute| met.contains(&attribute.key)));
}
