//! The members of a group by their values of an attribute, with the whole app beside them.

use super::bands;
use crate::access::Sizes;
use crate::audience::{Answer, Share};
use crate::columns::View;
use crate::segments::{Attribute, BuiltIn, Choices, Condition, Key, Kind, Operand, Operator, Rule};
use crate::store::StoreError;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::Arc;

/// The most parts that are shown by themselves, so that a page is no scroll through 250 countries; the rest are summed.
const MOST_PARTS: usize = 12;

/// The most values of a choice that are told apart where customers are compared by all of them.
const MOST_SETS: usize = 30;

/// The attributes that a group is broken down by without being asked.
const USUAL: [BuiltIn; 4] = [BuiltIn::Market, BuiltIn::AgeGroup, BuiltIn::Gender, BuiltIn::DeviceType];

/// Members by their values of an attribute.
#[derive(Clone, Debug)]
pub struct Breakdown {
    pub attribute: Attribute,
    pub parts: Vec<Part>,
    /// How many values no member has.
    pub empty: usize,
    /// All members, and all available customers of the app.
    pub members: u64,
    pub everyone: u64,
}

/// The members with a value, and the app's available customers with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub value: PartValue,
    pub members: u64,
    pub everyone: u64,
}

/// The value of a part of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartValue {
    Choice(String),
    /// Both ends included; `None` is no end.
    Band(Option<i64>, Option<i64>),
    Flag(bool),
    Unknown,
    /// The sum over so many further values.
    Rest(usize),
    /// The sum over so many values that too few members have for the actor to see them.
    Small(usize),
}

impl Breakdown {
    /// Whether the value of every member is unknown.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(|part| part.value == PartValue::Unknown)
    }
}

/// Whether members can be broken down by the attribute.
pub fn is_possible(attribute: &Attribute) -> bool {
    attribute.choices != Choices::Groups
}

/// The usual breakdowns of a rule's members, as its answer and that of the rule without filters have them. Those of which
/// nothing is known are left out.
pub fn usual(answer: &Answer, everyone: &Answer, sizes: Sizes) -> Vec<Breakdown> {
    let of = |answer: &Answer| {
        let parts = &answer.breakdown;
        [&parts.market, &parts.age_group, &parts.gender, &parts.device_type].map(Clone::clone)
    };
    let pairs = of(answer).into_iter().zip(of(everyone));
    let breakdown = |(key, (members, all)): (BuiltIn, (Vec<Share>, Vec<Share>))| {
        let parts = parts_of(&members, &all);
        finished(Attribute::built_in(key), parts, (answer.members, everyone.available), sizes)
    };
    USUAL.into_iter().zip(pairs).map(breakdown).filter(|one| !one.is_empty()).collect()
}

/// The members of a rule by an attribute. Numbers, amounts and dates are in bands with round ends, which are those of the
/// whole app, so that groups can be compared.
pub fn by(view: &View, rule: &Rule, attribute: &Attribute, sizes: Sizes) -> Result<Breakdown, StoreError> {
    let (everyone, key) = (Rule::default(), &attribute.key);
    let totals = (view.count(rule)?, view.count(&everyone)?);
    let parts = match attribute.kind {
        Kind::Choice => parts_of(&view.shares(rule, key)?, &view.shares(&everyone, key)?),
        Kind::YesNo => {
            let flagged = |flag: bool| -> Result<Part, StoreError> {
                let condition = condition(key, Operator::Is, Operand::Flag(flag));
                part(view, rule, PartValue::Flag(flag), condition)
            };
            with_unknown(vec![flagged(true)?, flagged(false)?], totals)
        }
        Kind::Number | Kind::Decimal | Kind::Money | Kind::Date => with_unknown(banded(view, rule, attribute)?, totals),
    };
    Ok(finished(attribute, parts, totals, sizes))
}

/// The customers with each value of the attribute, in the order of the parts of a breakdown of all: of a choice those with
/// the most frequent values, of numbers and dates those in each band.
pub fn sets(view: &View, attribute: &Attribute) -> Result<Vec<(PartValue, RoaringBitmap)>, StoreError> {
    let (everyone, key) = (Rule::default(), &attribute.key);
    let with = |condition: Condition| view.members(&everyone.and(condition)).map(Arc::unwrap_or_clone);
    let unknown = || with(condition(key, Operator::IsUnknown, Operand::Nothing));
    let mut sets = Vec::new();
    match attribute.kind {
        Kind::Choice => {
            let shares = view.shares(&everyone, key)?;
            for code in
                shares.iter().filter(|share| share.members > 0).filter_map(|one| one.code.as_ref()).take(MOST_SETS)
            {
                let operand = Operand::Choices(vec![code.clone()]);
                sets.push((PartValue::Choice(code.clone()), with(condition(key, Operator::Is, operand))?));
            }
        }
        Kind::YesNo => {
            for flag in [true, false] {
                sets.push((PartValue::Flag(flag), with(condition(key, Operator::Is, Operand::Flag(flag)))?));
            }
        }
        Kind::Number | Kind::Decimal | Kind::Money | Kind::Date => {
            let starts =
                bands::starts(attribute.kind, view.today, |least| at_least(view, &everyone, attribute, least))?;
            let bounds: Vec<Option<i64>> = [None].into_iter().chain(starts.into_iter().map(Some)).collect();
            let mut above = with(from(attribute, None))?;
            for (place, bound) in bounds.iter().enumerate() {
                let next = bounds.get(place + 1).copied().flatten();
                let rest = next.map_or_else(|| Ok(RoaringBitmap::new()), |next| with(from(attribute, Some(next))))?;
                sets.push((PartValue::Band(*bound, next.map(|next| next - 1)), &above - &rest));
                above = rest;
            }
        }
    }
    sets.push((PartValue::Unknown, unknown()?));
    Ok(sets)
}

fn condition(key: &Key, operator: Operator, operand: Operand) -> Condition {
    Condition { attribute: key.clone(), operator, operand }
}

fn part(view: &View, rule: &Rule, value: PartValue, condition: Condition) -> Result<Part, StoreError> {
    let members = view.count(&rule.and(condition.clone()))?;
    Ok(Part { value, members, everyone: view.count(&Rule::default().and(condition))? })
}

/// How many of the rule's members have a value that is at least a number; with `None`, any known value.
fn at_least(view: &View, rule: &Rule, attribute: &Attribute, least: Option<i64>) -> Result<u64, StoreError> {
    view.count(&rule.and(from(attribute, least)))
}

/// The condition that a value is at least a number; with `None`, that it is known.
fn from(attribute: &Attribute, least: Option<i64>) -> Condition {
    let operator = if attribute.kind == Kind::Date { Operator::OnOrAfter } else { Operator::AtLeast };
    match least {
        Some(least) => condition(&attribute.key, operator, Operand::Number(least)),
        None => condition(&attribute.key, Operator::IsKnown, Operand::Nothing),
    }
}

fn banded(view: &View, rule: &Rule, attribute: &Attribute) -> Result<Vec<Part>, StoreError> {
    let everyone = Rule::default();
    let starts = bands::starts(attribute.kind, view.today, |least| at_least(view, &everyone, attribute, least))?;
    let bounds: Vec<Option<i64>> = [None].into_iter().chain(starts.into_iter().map(Some)).collect();
    let mut counts = Vec::with_capacity(bounds.len());
    for bound in &bounds {
        counts.push((at_least(view, rule, attribute, *bound)?, at_least(view, &everyone, attribute, *bound)?));
    }
    let band = |place: usize| {
        let next = bounds.get(place + 1).copied().flatten();
        let (after, all_after) = counts.get(place + 1).copied().unwrap_or_default();
        let (members, all) = counts[place];
        // The data may change between two counts of the database.
        let (members, everyone) = (members.saturating_sub(after), all.saturating_sub(all_after));
        Part { value: PartValue::Band(bounds[place], next.map(|next| next - 1)), members, everyone }
    };
    Ok((0..bounds.len()).map(band).collect())
}

/// The parts, with the customers who are in none of them.
fn with_unknown(mut parts: Vec<Part>, (members, everyone): (u64, u64)) -> Vec<Part> {
    let known = parts.iter().map(|part| part.members).sum::<u64>();
    let all_known = parts.iter().map(|part| part.everyone).sum::<u64>();
    let (members, everyone) = (members.saturating_sub(known), everyone.saturating_sub(all_known));
    parts.push(Part { value: PartValue::Unknown, members, everyone });
    parts
}

/// The parts of a choice: the values in the order of the members' shares, then those that only others have.
fn parts_of(members: &[Share], everyone: &[Share]) -> Vec<Part> {
    let mut all: HashMap<Option<&str>, u64> =
        everyone.iter().map(|share| (share.code.as_deref(), share.members)).collect();
    let value = |code: Option<&str>| code.map_or(PartValue::Unknown, |code| PartValue::Choice(code.to_owned()));
    let mut parts = Vec::with_capacity(members.len());
    for share in members {
        let code = share.code.as_deref();
        let everyone = all.remove(&code).unwrap_or_default();
        parts.push(Part { value: value(code), members: share.members, everyone });
    }
    let others = all.into_iter().map(|(code, everyone)| Part { value: value(code), members: 0, everyone });
    parts.extend(others);
    parts
}

/// Leaves out values without members, sums up those that too few members have to be shown to the actor, and sums up the
/// smallest if there are too many.
fn finished(attribute: &Attribute, parts: Vec<Part>, totals: (u64, u64), sizes: Sizes) -> Breakdown {
    let all = parts.len();
    let mut parts: Vec<Part> = parts.into_iter().filter(|part| part.members > 0).collect();
    let empty = all - parts.len();
    let small = take_small(&mut parts, sizes);
    let is_by_size = matches!(attribute.choices, Choices::Open | Choices::Markets | Choices::Languages);
    if is_by_size && parts.len() > MOST_PARTS {
        let unknown = parts.pop_if(|part| part.value == PartValue::Unknown);
        let rest = parts.split_off(MOST_PARTS.min(parts.len()));
        parts.extend(summed(rest, PartValue::Rest));
        parts.extend(unknown);
    }
    parts.extend(summed(small, PartValue::Small));
    Breakdown { attribute: attribute.clone(), parts, empty, members: totals.0, everyone: totals.1 }
}

/// Takes out the parts whose sizes are hidden from the actor; and as many of the smallest others as it takes that their
/// sum, which the others and the total reveal, is no small size itself.
fn take_small(parts: &mut Vec<Part>, sizes: Sizes) -> Vec<Part> {
    let (mut small, kept): (Vec<Part>, Vec<Part>) =
        std::mem::take(parts).into_iter().partition(|part| sizes.hides(part.members));
    *parts = kept;
    while !small.is_empty() && sizes.hides(small.iter().map(|part| part.members).sum()) {
        let Some((place, _)) = parts.iter().enumerate().min_by_key(|(_, part)| part.members) else { break };
        small.push(parts.remove(place));
    }
    small
}

/// The sum of the parts; `None` if there are none.
fn summed(parts: Vec<Part>, value: impl FnOnce(usize) -> PartValue) -> Option<Part> {
    let (members, everyone) =
        (parts.iter().map(|part| part.members).sum(), parts.iter().map(|part| part.everyone).sum());
    (!parts.is_empty()).then(|| Part { value: value(parts.len()), members, everyone })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;

    fn part_of(code: &str, members: u64) -> Part {
        Part { value: PartValue::Choice(code.into()), members, everyone: members * 2 }
    }

    fn shown(parts: &[Part], role: Role) -> Vec<(String, u64)> {
        let attribute = Attribute::built_in(BuiltIn::Market);
        let sizes = Sizes::new(role, 50);
        let found = finished(attribute, parts.to_vec(), (0, 0), sizes);
        let name = |part: &Part| match &part.value {
            PartValue::Choice(code) => code.clone(),
            other => format!("{other:?}"),
        };
        found.parts.iter().map(|part| (name(part), part.members)).collect()
    }

    #[test]
    fn a_viewer_can_compute_no_small_part_from_the_others() {
        let parts = [part_of("FR", 300), part_of("DE", 60), part_of("BE", 7), part_of("LU", 0)];
        assert_eq!(shown(&parts, Role::Editor), [("FR".into(), 300), ("DE".into(), 60), ("BE".into(), 7)]);
        assert_eq!(shown(&parts, Role::Viewer), [("FR".into(), 300), ("Small(2)".into(), 67)]);
    }

    #[test]
    fn many_values_end_with_the_sum_of_the_rest() {
        let parts: Vec<Part> = (0..20).map(|place| part_of(&format!("{place:02}"), 100 - place)).collect();
        let shown = shown(&parts, Role::Owner);
        assert_eq!((shown.len(), shown[12].clone()), (13, ("Rest(8)".into(), (12..20).map(|place| 100 - place).sum())));
    }
}
