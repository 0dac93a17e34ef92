//! On which day a customer joins or leaves a segment if nothing but time passes: the coming days are tried one by one.

use crate::audience::Reason;
use crate::columns::View;
use crate::day::Day;
use crate::segments::explanation::is_met;
use crate::segments::{BuiltIn, Key, Profile, Rule};
use crate::store::customers::Customer;

/// How many days ahead are tried: a year, after which little stays as it is.
const DAYS_AHEAD: i32 = 366;

/// The attributes that change with the days in a way that the values of today do not tell: sums over the last 30 days, and
/// what a model predicts.
const UNFORESEEN: [BuiltIn; 3] = [BuiltIn::DaysUsed30, BuiltIn::Spend30Cents, BuiltIn::ChurnRisk];

/// A change that comes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    pub day: Day,
    /// Whether the customer joins on that day, or leaves.
    pub joins: bool,
}

/// Whether time alone can change anything: the rule has a window that moves with the days, or an age that grows counts.
fn can_change(view: &View, rule: &Rule, customer: &Customer, profile: &Profile) -> bool {
    let moves = rule.conditions().any(|condition| condition.operator.moves_with_the_day());
    let is_of_age = rule.uses(&BuiltIn::Age.into()) || rule.uses(&BuiltIn::AgeGroup.into());
    let is_too_young = view.availability.reason_against(profile) == Some(Reason::TooYoung);
    moves || customer.birth_on.is_some() && (is_of_age || is_too_young)
}

/// The first change of the coming year; `None` if there is none, or if the rule uses something that cannot be foreseen, such
/// as other groups.
pub fn coming(view: &View, rule: &Rule, customer: &Customer, profile: &Profile) -> Option<Coming> {
    let is_foreseen = |key: &&Key| match key {
        Key::BuiltIn(key) => !UNFORESEEN.contains(key),
        Key::Custom(_) => true,
        Key::MemberOf | Key::Unrecognised(_) => false,
    };
    // Who is among the highest depends on everyone else.
    let is_of_others = rule.ranks().next().is_some();
    if is_of_others || !rule.attributes().iter().all(is_foreseen) || !can_change(view, rule, customer, profile) {
        return None;
    }
    let mut profile = profile.clone();
    let mut is_in = |day: Day| {
        if customer.birth_on.is_some() {
            profile.age = customer.age_on(day).and_then(|age| u16::try_from(age).ok());
        }
        view.availability.reason_against(&profile).is_none() && is_met(rule, &view.catalogue, &profile, day)
    };
    let now = is_in(view.today);
    let days = (1..=DAYS_AHEAD).map(|days| view.today.minus(-days));
    days.map(|day| (day, is_in(day))).find(|(_, then)| *then != now).map(|(day, joins)| Coming { day, joins })
}
