//! Answers a rule over the columns: chunk by chunk, in parallel where there are many, each filter's rows combined with
//! what the filters before it left.

use super::availability::Availability;
use super::column::Column;
use super::plan::Plan;
use super::rows::place;
use super::table::{Columns, Presence, sort_by_size};
use super::tally::Tally;
use crate::day::Day;
use crate::segments::{Attribute, Catalogue, Choices, Rule};
use rayon::prelude::*;
use roaring::RoaringBitmap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// From this number of chunks on several threads take part; for fewer, waking them takes longer than the scan.
const PARALLEL_FROM: usize = 4;

/// Parts of the work for each thread.
const PARTS: usize = 4;

/// Members of a chunk up to which each is looked up by itself, which then reads less than going through all rows.
const FEW: u64 = 64;

/// What a rule comes to, on one view of the columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Customers of the app in all: the available and the left out.
    pub customers: u64,
    /// Customers who may be in segments.
    pub available: u64,
    pub left_out: LeftOut,
    /// How many of the available are left after each filter, in the rule's order.
    pub remaining: Vec<u64>,
    /// Members of the rule.
    pub members: u64,
    pub breakdown: Breakdown,
}

/// How many customers are not available, each counted under the first reason that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub too_young: u64,
    pub age_unknown: u64,
    pub before_windows_10: u64,
}

/// The members by value, `None` for the unknown, which comes last. Closed lists are whole and in the catalogue's order;
/// markets are those that occur, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakdown {
    pub market: Vec<Share>,
    pub age_group: Vec<Share>,
    pub gender: Vec<Share>,
    pub device_type: Vec<Share>,
}

/// The code of a choice and how many members have it.
pub type Share = (Option<String>, u64);

const BROKEN_DOWN: [&str; 4] = ["market", "age_group", "gender", "device_type"];

/// What is asked of every chunk.
struct Question<'a> {
    plan: Plan<'a>,
    broken_down: [Option<&'a Column>; 4],
    /// Set when nobody waits for the answer any more.
    cancelled: &'a AtomicBool,
}

/// What the chunks answered so far come to.
struct Sums {
    left_out: [u64; 3],
    remaining: Vec<u64>,
    members: u64,
    /// For each column broken down, members by number of the text.
    shares: [Tally; 4],
}

impl Columns {
    /// Everything about a rule at once, but for who its members are.
    pub fn answer(&self, rule: &Rule, catalogue: &Catalogue, availability: Availability, today: Day) -> Answer {
        let never = AtomicBool::new(false);
        self.answer_unless(&never, rule, catalogue, availability, today).unwrap_or_default()
    }

    /// [`Columns::answer`], given up at the next chunk once `cancelled` is set.
    pub fn answer_unless(
        &self,
        cancelled: &AtomicBool,
        rule: &Rule,
        catalogue: &Catalogue,
        availability: Availability,
        today: Day,
    ) -> Option<Answer> {
        let question = Question {
            plan: Plan::new(self, rule, catalogue, availability, today),
            broken_down: BROKEN_DOWN.map(|key| catalogue.find(key).and_then(|attribute| self.find(attribute))),
            cancelled,
        };
        let add = |sums: &mut Sums, index, presence: &Presence| question.ask(index, presence, sums);
        let sums = self.fold(|| Sums::new(&question), add, Sums::merge);
        let [too_young, age_unknown, before_windows_10] = sums.left_out;
        if cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let customers = self.customers();
        Some(Answer {
            customers,
            available: customers - too_young - age_unknown - before_windows_10,
            left_out: LeftOut { too_young, age_unknown, before_windows_10 },
            remaining: sums.remaining,
            members: sums.members,
            breakdown: breakdown(question.broken_down, sums.shares.map(Tally::finish)),
        })
    }

    /// How many members a rule has.
    pub fn count(&self, rule: &Rule, catalogue: &Catalogue, availability: Availability, today: Day) -> u64 {
        let plan = Plan::new(self, rule, catalogue, availability, today);
        let add = |count: &mut u64, index, presence: &Presence| *count += plan.members(index, presence).count();
        self.fold(|| 0, add, |count, other| count + other)
    }

    /// The positions of a rule's members.
    pub fn members(&self, rule: &Rule, catalogue: &Catalogue, availability: Availability, today: Day) -> RoaringBitmap {
        let plan = Plan::new(self, rule, catalogue, availability, today);
        let add = |members: &mut RoaringBitmap, index, presence: &Presence| {
            *members |= plan.members(index, presence).to_positions(index);
        };
        self.fold(RoaringBitmap::new, add, |members, other| members | other)
    }

    /// Whether the customer at `position` is a member. There is no member where there is no customer.
    pub fn contains(
        &self,
        position: u32,
        rule: &Rule,
        catalogue: &Catalogue,
        availability: Availability,
        today: Day,
    ) -> bool {
        let (index, row) = place(position);
        let plan = Plan::new(self, rule, catalogue, availability, today);
        self.presence().get(index).is_some_and(|presence| presence.rows.contains(row))
            && !plan.reasons.iter().flatten().any(|reason| reason.takes(index, row))
            && plan.meets(index, row)
    }

    /// Adds up what every chunk comes to, in the order of the chunks. Where as many other questions are under way as there
    /// are threads, this one stays on its own.
    fn fold<T: Send>(
        &self,
        start: impl Fn() -> T + Sync + Send,
        add: impl Fn(&mut T, usize, &Presence) + Sync + Send,
        merge: impl Fn(T, T) -> T + Sync + Send,
    ) -> T {
        let add = |mut sum: T, (index, presence): (usize, &std::sync::Arc<Presence>)| {
            add(&mut sum, index, presence);
            sum
        };
        let asked = Asked::now();
        if self.presence().len() < PARALLEL_FROM || asked.others >= rayon::current_num_threads() {
            return self.presence().iter().enumerate().fold(start(), add);
        }
        // A few parts for each thread: every part has sums of its own, which cost something to make and to add up.
        let least = self.presence().len().div_ceil(rayon::current_num_threads() * PARTS);
        self.presence()
            .par_iter()
            .enumerate()
            .with_min_len(least)
            .fold(&start, add)
            .reduce_with(merge)
            .unwrap_or_else(&start)
    }
}

/// A question under way, among the others that are.
struct Asked {
    others: usize,
}

/// Questions under way in the whole program.
static ASKED: AtomicUsize = AtomicUsize::new(0);

impl Asked {
    fn now() -> Self {
        Self { others: ASKED.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        ASKED.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Question<'_> {
    fn ask(&self, index: usize, presence: &Presence, sums: &mut Sums) {
        if self.cancelled.load(Ordering::Relaxed) {
            return;
        }
        let mut rows = presence.rows.clone();
        let mut before = presence.count;
        for (reason, left_out) in self.plan.reasons.iter().zip(&mut sums.left_out) {
            let Some(reason) = reason else { continue };
            reason.leave_out(index, presence, &mut rows);
            let after = rows.count();
            *left_out += before - after;
            before = after;
        }
        let mut members = before;
        for (filter, remaining) in self.plan.filters.iter().zip(&mut sums.remaining) {
            filter.keep(index, presence, &mut rows);
            members = rows.count();
            *remaining += members;
        }
        sums.members += members;
        if members == 0 {
            return;
        }
        let mut few = Vec::new();
        if members <= FEW {
            rows.for_each(|row| few.push(row as u16));
        }
        for (column, tally) in self.broken_down.into_iter().zip(&mut sums.shares) {
            match column.map(|column| column.chunk(index)) {
                Some(chunk) if members <= FEW => chunk.tally_each(&few, tally),
                Some(chunk) => chunk.tally(&rows, tally),
                None => {}
            }
        }
    }
}

impl Sums {
    fn new(question: &Question) -> Self {
        let texts = |column: Option<&Column>| column.map_or(0, |column| column.dictionary().texts().len());
        Self {
            left_out: [0; 3],
            remaining: vec![0; question.plan.filters.len()],
            members: 0,
            shares: question.broken_down.map(|column| Tally::new(texts(column))),
        }
    }

    fn merge(mut self, other: Self) -> Self {
        let add = |sums: &mut [u64], others: &[u64]| sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += other);
        add(&mut self.left_out, &other.left_out);
        add(&mut self.remaining, &other.remaining);
        self.shares.iter_mut().zip(&other.shares).for_each(|(tally, other)| tally.merge(other));
        self.members += other.members;
        self
    }
}

fn breakdown(columns: [Option<&Column>; 4], counts: [Vec<u64>; 4]) -> Breakdown {
    let mut counts = counts.into_iter();
    let [market, age_group, gender, device_type] =
        columns.map(|column| shares(column, &counts.next().unwrap_or_default()));
    Breakdown { market, age_group, gender, device_type }
}

/// Names the counts of a column.
fn shares(column: Option<&Column>, counts: &[u64]) -> Vec<Share> {
    let Some(column) = column else { return Vec::new() };
    let listed = match column.attribute().choices {
        Choices::Closed(codes) => codes.len(),
        _ => 0,
    };
    let named = column.dictionary().texts().iter().zip(counts).enumerate();
    let occurring = named.filter(|(place, (_, count))| *place < listed || **count > 0);
    let mut named: Vec<_> = occurring.map(|(_, (text, count))| (text.to_string(), *count)).collect();
    sort_by_size(&mut named[listed..]);
    let unknown = counts.last().copied().filter(|unknown| listed > 0 || *unknown > 0);
    named.into_iter().map(|(code, count)| (Some(code), count)).chain(unknown.map(|count| (None, count))).collect()
}

/// The shares of a choice whose values were counted elsewhere, in the order in which the columns have them.
pub fn shares_of(attribute: &Attribute, counts: Vec<(Option<String>, u64)>) -> Vec<Share> {
    let listed: &[&str] = if let Choices::Closed(codes) = attribute.choices { codes } else { &[] };
    let unknown: u64 = counts.iter().filter(|(code, _)| code.is_none()).map(|(_, count)| count).sum();
    let mut counts: Vec<_> = counts.into_iter().filter_map(|(code, count)| Some((code?, count))).collect();
    let mut named = Vec::with_capacity(counts.len());
    for code in listed {
        let place = counts.iter().position(|(other, _)| other == code);
        named.push(((*code).to_owned(), place.map_or(0, |place| counts.swap_remove(place).1)));
    }
    sort_by_size(&mut counts);
    let unknown = Some(unknown).filter(|unknown| !listed.is_empty() || *unknown > 0);
    let all = named.into_iter().chain(counts).map(|(code, count)| (Some(code), count));
    all.chain(unknown.map(|count| (None, count))).collect()
}
