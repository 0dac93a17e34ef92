//! Combines the lines of a file that are about the same thing into one fact: the lines of an order and of a day of use
//! add up, the newest rating counts, and the lines of a customer complete each other. The order of the lines does not
//! matter. Where lines contradict each other, none of them is chosen: they are refused, or the cells are left out.

use super::columns::Field;
use super::consent::ConsentFact;
use super::facts::{CellOfFact, CustomCell, CustomerFact, Fact, RatingFact, UsageFact};
use super::fields::consents::{ConsentChannel, ConsentPurpose};
use super::orders::{Order, one_order};
use super::refusal::{Reason, Refusal};
use crate::day::Day;
use crate::email::EmailAddress;
use crate::segments::choices::{AcquisitionType, AgeGroup, Channel, DeviceType, Gender};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The facts of lines, one for each thing that they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Combined<'a> {
    /// In the order of their first lines.
    pub facts: Vec<Whole<'a>>,
    pub refused: Vec<RefusedFact>,
    pub left_out: Vec<LeftOutOfFact>,
}

/// A fact with all lines that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole<'a> {
    pub fact: Cow<'a, Fact>,
    /// The index of its first line.
    pub first: usize,
    /// The indexes of its other lines.
    pub more: Vec<usize>,
}

impl Whole<'_> {
    /// The indexes of its lines, ascending.
    pub fn lines(&self) -> impl Iterator<Item = usize> + use<'_> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }
}

/// A line that is refused because of what other lines or the database say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedFact {
    /// The index of the line among those that were combined.
    pub index: usize,
    pub refusal: Refusal,
}

/// A value that is left out because another line of the same customer says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutOfFact {
    /// The index of the line among those that were combined.
    pub index: usize,
    pub cell: CellOfFact,
    pub value: String,
}

/// What a fact is about.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Customer(&'a str),
    Order(&'a str),
    DayOfUse(&'a str, Day),
    Rating(&'a str),
    Consent(&'a str, ConsentChannel, ConsentPurpose),
}

impl<'a> Key<'a> {
    fn of(fact: &'a Fact) -> Self {
        match fact {
            Fact::Customer(fact) => Self::Customer(&fact.account_id),
            Fact::Purchase(fact) => Self::Order(&fact.order_id),
            Fact::Usage(fact) => Self::DayOfUse(&fact.account_id, fact.used_on),
            Fact::Rating(fact) => Self::Rating(&fact.account_id),
            Fact::Consent(fact) => Self::Consent(&fact.account_id, fact.channel, fact.purpose),
        }
    }
}

/// Combines the facts of lines. All lines about one thing must be among them. What was said after the second `latest`, in the future,
/// is refused by itself, so that it hides nothing that was said before.
pub fn combine(facts: &[Fact], latest: i64) -> Combined<'_> {
    let mut places: HashMap<Key<'_>, usize> = HashMap::with_capacity(facts.len());
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::with_capacity(facts.len());
    let mut combined = Combined::default();
    for (index, fact) in facts.iter().enumerate() {
        if let Some(refusal) = fact.consent().filter(|fact| fact.said.0 > latest).map(in_future) {
            combined.refused.push(RefusedFact { index, refusal });
            continue;
        }
        match places.entry(Key::of(fact)) {
            Entry::Occupied(place) => groups[*place.get()].1.push(index),
            Entry::Vacant(place) => {
                place.insert(groups.len());
                groups.push((index, Vec::new()));
            }
        }
    }
    for (first, more) in groups {
        let mut whole = Whole { fact: Cow::Borrowed(&facts[first]), first, more };
        if let Fact::Purchase(fact) = &facts[first]
            && !(whole.more.is_empty() && fact.is_whole())
        {
            combined.add_order(one_order(&of_kind(facts, &whole, Fact::purchase)));
            continue;
        }
        if whole.more.is_empty() {
            combined.facts.push(whole);
            continue;
        }
        match one_fact(facts, &whole) {
            Ok((fact, left_out)) => {
                whole.fact = Cow::Owned(fact);
                combined.left_out.extend(left_out);
                combined.facts.push(whole);
            }
            Err(refusal) => {
                combined.refused.extend(whole.lines().map(|index| RefusedFact { index, refusal: refusal.clone() }))
            }
        }
    }
    combined
}

fn in_future(fact: &ConsentFact) -> Refusal {
    Refusal::of_cell(Reason::InFuture, "", &fact.at)
}

impl Combined<'_> {
    fn add_order(&mut self, Order { fact, lines, refused }: Order) {
        self.refused.extend(refused);
        let mut lines = lines.into_iter();
        if let (Some(fact), Some(first)) = (fact, lines.next()) {
            self.facts.push(Whole { fact: Cow::Owned(Fact::Purchase(fact)), first, more: lines.collect() });
        }
    }
}

fn one_fact(facts: &[Fact], whole: &Whole<'_>) -> Result<(Fact, Vec<LeftOutOfFact>), Refusal> {
    match &facts[whole.first] {
        Fact::Customer(first) => {
            let (fact, left_out) = one_customer(first, &of_kind(facts, whole, Fact::customer));
            Ok((Fact::Customer(Box::new(fact)), left_out))
        }
        // Orders are combined by `one_order`.
        fact @ Fact::Purchase(_) => Ok((fact.clone(), Vec::new())),
        Fact::Usage(first) => Ok((Fact::Usage(one_day(first, &of_kind(facts, whole, Fact::usage))), Vec::new())),
        Fact::Rating(first) => {
            let rating = one_rating(first, &of_kind(facts, whole, Fact::rating))?;
            Ok((Fact::Rating(rating), Vec::new()))
        }
        Fact::Consent(first) => {
            Ok((Fact::Consent(last_word(first, &of_kind(facts, whole, Fact::consent))), Vec::new()))
        }
    }
}

/// The lines of a fact with their indexes.
fn of_kind<'a, T>(
    facts: &'a [Fact],
    whole: &Whole<'_>,
    read: impl Fn(&'a Fact) -> Option<&'a T>,
) -> Vec<(usize, &'a T)> {
    whole.lines().filter_map(|index| Some((index, read(&facts[index])?))).collect()
}

/// The sum of amounts; one beyond the range becomes its end, whatever the order of the amounts.
fn sum(amounts: impl Iterator<Item = i64>) -> i64 {
    let sum: i128 = amounts.map(i128::from).sum();
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}

/// A day of use of several lines: their sessions add up.
fn one_day(first: &UsageFact, lines: &[(usize, &UsageFact)]) -> UsageFact {
    let sessions = sum(lines.iter().map(|(_, line)| i64::from(line.sessions)));
    UsageFact { sessions: i32::try_from(sessions).unwrap_or(i32::MAX), ..first.clone() }
}

/// What a person said last of one thing.
fn last_word(first: &ConsentFact, lines: &[(usize, &ConsentFact)]) -> ConsentFact {
    lines.iter().map(|(_, line)| *line).max_by_key(|line| line.rank()).unwrap_or(first).clone()
}

/// The newest of several ratings. A rating without a day is older than one with a day. Different stars at the newest
/// moment are an error, because nothing says which of them count.
fn one_rating(first: &RatingFact, lines: &[(usize, &RatingFact)]) -> Result<RatingFact, Refusal> {
    let newest = lines.iter().map(|(_, line)| line.rated).max().flatten();
    let mut stars = lines.iter().filter(|(_, line)| line.rated == newest).map(|(_, line)| line.stars);
    let rating = RatingFact { rated: newest, stars: stars.next().unwrap_or(first.stars), ..first.clone() };
    match stars.all(|stars| stars == rating.stars) {
        true => Ok(rating),
        false => Err(Refusal::of_cell(Reason::RatingsDiffer, "", &first.account_id)),
    }
}

/// A customer of several lines: each value that some line has, unless two lines have different ones.
fn one_customer(first: &CustomerFact, lines: &[(usize, &CustomerFact)]) -> (CustomerFact, Vec<LeftOutOfFact>) {
    let mut said = Said { lines, left_out: Vec::new() };
    let fact = CustomerFact {
        account_id: first.account_id.clone(),
        email: said.email(),
        birth_on: said.agreed(Field::BirthDate, |line| line.birth_on, |day| day.to_string()),
        age: said.agreed(Field::Age, |line| line.age, i32::to_string),
        age_group: said.agreed(Field::AgeGroup, |line| line.age_group, |choice: &AgeGroup| choice.word().to_owned()),
        gender: said.agreed(Field::Gender, |line| line.gender, |choice: &Gender| choice.word().to_owned()),
        market: said.agreed(Field::Market, |line| line.market, |code| (*code).to_owned()),
        language: said.agreed(Field::Language, |line| line.language.clone(), String::clone),
        acquired_on: said.agreed(Field::AcquiredOn, |line| line.acquired_on, |day| day.to_string()),
        acquisition_type: said.agreed(
            Field::AcquisitionType,
            |line| line.acquisition_type,
            |choice: &AcquisitionType| choice.word().to_owned(),
        ),
        device_type: said.agreed(
            Field::DeviceType,
            |line| line.device_type,
            |choice: &DeviceType| choice.word().to_owned(),
        ),
        os_version: said.agreed(Field::OsVersion, |line| line.os_version.clone(), String::clone),
        channel: said.agreed(Field::Channel, |line| line.channel, |choice: &Channel| choice.word().to_owned()),
        campaign_id: said.agreed(Field::CampaignId, |line| line.campaign_id.clone(), String::clone),
        page_viewed_on: said.agreed(Field::PageViewedOn, |line| line.page_viewed_on, |day| day.to_string()),
        referrer_domain: said.agreed(Field::ReferrerDomain, |line| line.referrer_domain.clone(), String::clone),
        custom: said.custom(),
        cleared: said.cleared(),
    };
    (fact, said.left_out)
}

/// The lines of one customer, and what they contradict each other in.
struct Said<'a> {
    lines: &'a [(usize, &'a CustomerFact)],
    left_out: Vec<LeftOutOfFact>,
}

impl Said<'_> {
    /// The value that all lines with one agree on.
    fn agreed<T: PartialEq>(
        &mut self,
        field: Field,
        of: impl Fn(&CustomerFact) -> Option<T>,
        text: impl Fn(&T) -> String,
    ) -> Option<T> {
        let values = self.lines.iter().filter_map(|(index, line)| Some((*index, of(line)?))).collect();
        self.one_of(CellOfFact::Known(field), values, |one, other| one == other, text)
    }

    /// The address that all lines with one agree on, in the first of its spellings by the alphabet.
    fn email(&mut self) -> Option<EmailAddress> {
        let emails = self.lines.iter().filter_map(|(index, line)| Some((*index, line.email.clone()?)));
        let mut emails: Vec<(usize, EmailAddress)> = emails.collect();
        emails.sort_by(|(_, one), (_, other)| one.as_str().cmp(other.as_str()));
        let is_same = |one: &EmailAddress, other: &EmailAddress| one.key() == other.key();
        self.one_of(CellOfFact::Known(Field::Email), emails, is_same, |email| email.as_str().to_owned())
    }

    /// What some line clears and the lines do not contradict each other in. A value of another line counts more.
    fn cleared(&self) -> Vec<CellOfFact> {
        let all: BTreeSet<CellOfFact> = self.lines.iter().flat_map(|(_, line)| line.cleared.iter().copied()).collect();
        let is_left_out = |cell: &CellOfFact| self.left_out.iter().any(|left_out| left_out.cell == *cell);
        all.into_iter().filter(|cell| !is_left_out(cell)).collect()
    }

    fn custom(&mut self) -> Vec<CustomCell> {
        let mut by_place: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
        for (index, line) in self.lines {
            for CustomCell { place, value } in &line.custom {
                by_place.entry(*place).or_default().push((*index, value.clone()));
            }
        }
        let mut cells = Vec::with_capacity(by_place.len());
        for (place, values) in by_place {
            let value = self.one_of(CellOfFact::Custom(place), values, |one, other| one == other, String::clone);
            cells.extend(value.map(|value| CustomCell { place, value }));
        }
        cells
    }

    fn one_of<T>(
        &mut self,
        cell: CellOfFact,
        values: Vec<(usize, T)>,
        is_same: impl Fn(&T, &T) -> bool,
        text: impl Fn(&T) -> String,
    ) -> Option<T> {
        let (_, first) = values.first()?;
        if values.iter().all(|(_, value)| is_same(first, value)) {
            return values.into_iter().next().map(|(_, value)| value);
        }
        let left_out = values.iter().map(|(index, value)| LeftOutOfFact { index: *index, cell, value: text(value) });
        self.left_out.extend(left_out);
        None
    }
}

#[cfg(test)]
#[path = "combine_tests.rs"]
mod tests;
