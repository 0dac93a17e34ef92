//! Answers questions about a rule: goes through the columns chunk by chunk, in parallel when there are several, and
//! applies each filter to the rows that the filters before it kept.

use super::column::Column;
use super::plan::Plan;
use super::rows::place;
use super::table::{Columns, Presence};
use super::tally::Tally;
use crate::audience::{Answer, Breakdown, LeftOut, Question, Share, ValueCount, sort_by_size};
use crate::segments::{Attribute, BuiltIn, Choices, Kind};
use rayon::prelude::*;
use roaring::RoaringBitmap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// From this number of chunks on, several threads share the work; for fewer, waking them takes longer than the scan.
const PARALLEL_FROM: usize = 4;

/// Parts of the work per thread: a few, so that a thread that finishes early can take over a part of another.
const PARTS: usize = 4;

/// Up to this number of members in a chunk, the breakdown looks each one up, which reads less than a pass over all
/// rows.
const FEW: u64 = 64;

const BROKEN_DOWN: [BuiltIn; 4] = [BuiltIn::Market, BuiltIn::AgeGroup, BuiltIn::Gender, BuiltIn::DeviceType];

/// A planned rule, evaluated chunk by chunk.
struct Evaluation<'a> {
    plan: Plan<'a>,
    broken_down: [Option<&'a Column>; 4],
    /// Set when the answer is no longer needed.
    cancelled: &'a AtomicBool,
}

/// The sums over the chunks evaluated so far.
struct Sums {
    left_out: [u64; 3],
    remaining: Vec<u64>,
    members: u64,
    /// For each column of the breakdown, the members by number of the text.
    shares: [Tally; 4],
}

impl Columns {
    /// Everything about a rule in one pass, except which customers its members are.
    pub fn answer(&self, question: &Question<'_>) -> Answer {
        self.answer_unless(&AtomicBool::new(false), question).unwrap_or_default()
    }

    /// As [`Columns::answer`], but stops at the next chunk and returns `None` once `cancelled` is set.
    pub fn answer_unless(&self, cancelled: &AtomicBool, question: &Question<'_>) -> Option<Answer> {
        let find = |key| self.find(Attribute::built_in(key));
        let plan = Plan::unless(cancelled, self, question)?;
        let evaluation = Evaluation { plan, broken_down: BROKEN_DOWN.map(find), cancelled };
        let add = |sums: &mut Sums, index, presence: &Presence| evaluation.add(index, presence, sums);
        let sums = self.fold(|| Sums::new(&evaluation), add, Sums::merge);
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
            breakdown: breakdown(evaluation.broken_down, sums.shares.map(Tally::finish)),
        })
    }

    /// How many members a rule has.
    pub fn count(&self, question: &Question<'_>) -> u64 {
        let plan = Plan::new(self, question);
        let add = |count: &mut u64, index, presence: &Presence| *count += plan.members(index, presence).count();
        self.fold(|| 0, add, |count, other| count + other)
    }

    /// How many members of a rule have each value of a choice.
    pub fn shares(&self, question: &Question<'_>, attribute: &Attribute) -> Vec<Share> {
        let Some(column) = self.find(attribute).filter(|column| column.attribute().kind == Kind::Choice) else {
            return Vec::new();
        };
        let plan = Plan::new(self, question);
        let start = || Tally::new(column.dictionary().texts().len());
        let add = |tally: &mut Tally, index, presence: &Presence| {
            column.chunk(index).tally(&plan.members(index, presence), tally);
        };
        let tally = self.fold(start, add, |mut tally, other| {
            tally.merge(&other);
            tally
        });
        shares(Some(column), &tally.finish())
    }

    /// The positions of a rule's members.
    pub fn members(&self, question: &Question<'_>) -> RoaringBitmap {
        let plan = Plan::new(self, question);
        let add = |members: &mut RoaringBitmap, index, presence: &Presence| {
            *members |= plan.members(index, presence).to_positions(index);
        };
        self.fold(RoaringBitmap::new, add, |members, other| members | other)
    }

    /// Whether the customer at `position` is a member; false for a position without a customer.
    pub fn contains(&self, question: &Question<'_>, position: u32) -> bool {
        let (index, row) = place(position);
        let plan = Plan::new(self, question);
        self.presence().get(index).is_some_and(|presence| presence.rows.contains(row)) && plan.has(index, row)
    }

    /// Folds `add` over all chunks and merges the parts in the order of the chunks. Stays on the calling thread when
    /// at least as many other questions are under way as there are threads, because every thread then has work
    /// already.
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
        let under_way = UnderWay::start();
        if self.presence().len() < PARALLEL_FROM || under_way.others >= rayon::current_num_threads() {
            return self.presence().iter().enumerate().fold(start(), add);
        }
        // A few parts per thread: each part has its own sums, which cost time to allocate and to merge.
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

/// Counts a question as under way until it is dropped, with the number of others at its start.
struct UnderWay {
    others: usize,
}

/// The questions under way in the whole process.
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

impl UnderWay {
    fn start() -> Self {
        Self { others: UNDER_WAY.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        UNDER_WAY.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Evaluation<'_> {
    fn add(&self, index: usize, presence: &Presence, sums: &mut Sums) {
        if self.cancelled.load(Ordering::Relaxed) {
            return;
        }
        let groups = self.plan.groups(index, presence);
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
            filter.keep(index, presence, &groups, &mut rows);
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
    fn new(evaluation: &Evaluation) -> Self {
        let texts = |column: Option<&Column>| column.map_or(0, |column| column.dictionary().texts().len());
        Self {
            left_out: [0; 3],
            remaining: vec![0; evaluation.plan.filters.len()],
            members: 0,
            shares: evaluation.broken_down.map(|column| Tally::new(texts(column))),
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

/// The counts of a column with the texts that they belong to.
fn shares(column: Option<&Column>, counts: &[u64]) -> Vec<Share> {
    let Some(column) = column else { return Vec::new() };
    let listed = match column.attribute().choices {
        Choices::Closed(codes) => codes.len(),
        _ => 0,
    };
    let named = column.dictionary().texts().iter().zip(counts).enumerate();
    let occurring = named.filter(|(place, (_, count))| *place < listed || **count > 0);
    let mut named: Vec<_> =
        occurring.map(|(_, (text, count))| ValueCount { value: text.to_string(), count: *count }).collect();
    sort_by_size(&mut named[listed..]);
    let unknown = counts.last().copied().filter(|unknown| listed > 0 || *unknown > 0);
    let unknown = unknown.map(|members| Share { code: None, members });
    named.into_iter().map(Share::from).chain(unknown).collect()
}
