//! Searches for the fewest and smallest changes of a customer's values that change whether a rule includes the
//! customer. Filters that a change does not affect are not evaluated again, and the search stops after a limited number
//! of steps.

use super::candidates::{is_possible, targets};
use super::catalogue::Attribute;
use super::change::Change;
use super::key::Key;
use super::person::Person;
use super::rule::{Alternative, Condition, Filter, Operand, Rule};
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// The most steps of a search: a step evaluates one condition for changed values or considers one change. It takes less
/// than a microsecond, so a search takes less than half a second in the worst case, and far less with rules as people
/// write them.
pub const MOST_STEPS: usize = 400_000;

/// The result of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// Empty if none were found.
    pub changes: Vec<Change>,
    /// Whether the search stopped before everything was tried.
    pub is_cut_short: bool,
    pub steps: usize,
}

/// Finds the cheapest changes that make the rule include a customer whom it does not include, or the reverse.
pub fn nearest_change(rule: &Rule, person: &Person<'_>) -> Nearest {
    let search = Search::new(rule, person);
    let mut best = Best::default();
    if search.failing == 0 {
        search.leave(&mut best);
    } else {
        search.enter(&mut best);
    }
    let changes = best.changes.iter().map(|change| Change::clone(change)).collect();
    Nearest { changes, is_cut_short: search.is_spent() || search.is_narrowed.get(), steps: search.steps.get() }
}

/// Changes that are made together.
type Together = Vec<Rc<Change>>;

fn cost(changes: &[Rc<Change>]) -> f64 {
    changes.iter().map(|change| change.cost()).sum()
}

fn sort_by_cost(all: &mut [Together]) {
    all.sort_by(|one, other| cost(one).total_cmp(&cost(other)));
}

/// The cheapest changes found so far.
#[derive(Default)]
struct Best {
    cost: Option<f64>,
    changes: Together,
}

impl Best {
    fn is_beaten_by(&self, cost: f64) -> bool {
        self.cost.is_none_or(|least| cost < least)
    }

    fn take(&mut self, changes: Together) {
        self.cost = Some(cost(&changes));
        self.changes = changes;
    }
}

struct Search<'a> {
    person: &'a Person<'a>,
    filters: Vec<SearchedFilter<'a>>,
    /// The indices of the filters that a change of an attribute can affect.
    touched: HashMap<Key, Vec<usize>>,
    /// How many filters do not keep the customer with the unchanged values.
    failing: usize,
    steps: Cell<usize>,
    /// Whether combinations were left out.
    is_narrowed: Cell<bool>,
}

struct SearchedFilter<'a> {
    exclude: bool,
    keeps: bool,
    /// Conditions that are met together.
    alternatives: Vec<Vec<SearchedCondition<'a>>>,
}

impl<'a> SearchedFilter<'a> {
    fn conditions(&self) -> impl Iterator<Item = &SearchedCondition<'a>> {
        self.alternatives.iter().flatten()
    }
}

struct SearchedCondition<'a> {
    condition: &'a Condition,
    /// `None` if the app does not have it.
    attribute: Option<&'a Attribute>,
    /// The attribute that a change would modify.
    source: Key,
    /// The codes of the operand.
    codes: HashSet<&'a str>,
    /// Whether the customer meets it with the unchanged values.
    is_met: bool,
}

impl<'a> SearchedCondition<'a> {
    fn new(condition: &'a Condition, person: &Person<'a>) -> Self {
        let codes = match &condition.operand {
            Operand::Choices(codes) => codes.iter().map(String::as_str).collect(),
            _ => HashSet::new(),
        };
        let attribute = person.catalogue.find(&condition.attribute);
        Self {
            condition,
            attribute,
            source: condition.attribute.source().into_owned(),
            codes,
            is_met: person.meets(condition),
        }
    }
}

impl<'a> Search<'a> {
    fn new(rule: &'a Rule, person: &'a Person<'a>) -> Self {
        let searched = |filter: &'a Filter| {
            let searched = |condition| SearchedCondition::new(condition, person);
            let alternatives = filter.alternatives.iter().map(|Alternative(all)| all.iter().map(searched).collect());
            let alternatives: Vec<Vec<SearchedCondition<'_>>> = alternatives.collect();
            let is_met = alternatives.iter().any(|all| all.iter().all(|condition| condition.is_met));
            SearchedFilter { exclude: filter.exclude, keeps: is_met != filter.exclude, alternatives }
        };
        let filters: Vec<_> = rule.filters.iter().map(searched).collect();
        let mut touched: HashMap<Key, Vec<usize>> = HashMap::new();
        for (place, filter) in filters.iter().enumerate() {
            for source in filter.conditions().map(|condition| &condition.source).collect::<HashSet<_>>() {
                touched.entry(source.clone()).or_default().push(place);
            }
        }
        let failing = filters.iter().filter(|filter| !filter.keeps).count();
        Self { person, filters, touched, failing, steps: Cell::default(), is_narrowed: Cell::default() }
    }

    fn spend(&self, steps: usize) {
        self.steps.set(self.steps.get() + steps);
    }

    fn is_spent(&self) -> bool {
        self.steps.get() >= MOST_STEPS
    }

    /// Whether a customer with changed values meets the condition.
    fn meets(&self, changed: &Person<'_>, condition: &SearchedCondition<'_>) -> bool {
        let Some(attribute) = condition.attribute.filter(|_| changed.changes(&condition.source)) else {
            return condition.is_met;
        };
        self.spend(1);
        let value = changed.value(attribute);
        condition.condition.matches_by(attribute, &value, changed.today, &|code| condition.codes.contains(code))
    }

    fn meets_all(&self, changed: &Person<'_>, alternative: &[SearchedCondition<'_>]) -> bool {
        alternative.iter().all(|condition| self.meets(changed, condition))
    }

    fn meets_any(&self, changed: &Person<'_>, alternatives: &[&Vec<SearchedCondition<'_>>]) -> bool {
        alternatives.iter().any(|alternative| self.meets_all(changed, alternative))
    }

    fn is_member_with(&self, changes: &[Rc<Change>]) -> bool {
        self.spend(1 + changes.len());
        let touched = changes.iter().filter_map(|change| self.touched.get(&change.attribute)).flatten();
        let mut touched: Vec<usize> = touched.copied().collect();
        touched.sort_unstable();
        touched.dedup();
        let touched: Vec<_> = touched.into_iter().map(|place| &self.filters[place]).collect();
        if touched.iter().filter(|filter| !filter.keeps).count() < self.failing {
            return false;
        }
        let changed = self.person.with(changes.iter().map(Rc::as_ref));
        touched
            .iter()
            .all(|filter| filter.alternatives.iter().any(|all| self.meets_all(&changed, all)) != filter.exclude)
    }

    /// Looks for changes after which one of the filters no longer keeps the customer.
    fn leave(&self, best: &mut Best) {
        for filter in &self.filters {
            for changes in self.changes_of(filter, filter.exclude) {
                if !best.is_beaten_by(cost(&changes)) || self.is_spent() {
                    break;
                }
                if !self.is_member_with(&changes) {
                    best.take(changes);
                    break;
                }
            }
        }
    }

    /// Looks for changes after which every filter keeps the customer.
    fn enter(&self, best: &mut Best) {
        let failing = self.filters.iter().filter(|filter| !filter.keeps);
        let changes: Vec<_> = failing.map(|filter| self.changes_of(filter, !filter.exclude)).collect();
        let works = |changes: &Together| !self.is_spent() && self.is_member_with(changes);
        if let Some(changes) = self.combinations(&changes).into_iter().find(works) {
            best.take(changes);
        }
        // A change that satisfies one filter may break another, so all single changes and all pairs are tried too.
        let all = self.filters.iter().flat_map(SearchedFilter::conditions);
        let mut single: Vec<Rc<Change>> = all.flat_map(|condition| self.candidates(condition)).collect();
        single.sort_by(|one, other| one.cost().total_cmp(&other.cost()));
        for (place, one) in single.iter().enumerate() {
            let pairs = single[place + 1..].iter().filter(|other| other.attribute != one.attribute);
            let sets =
                std::iter::once(vec![Rc::clone(one)]).chain(pairs.map(|other| vec![Rc::clone(one), Rc::clone(other)]));
            for changes in sets {
                if !best.is_beaten_by(cost(&changes)) || self.is_spent() {
                    break;
                }
                if self.is_member_with(&changes) {
                    best.take(changes);
                }
            }
        }
    }

    /// Changes after which at least one of the filter's alternatives is met, or with `met` false none of them, cheapest
    /// first.
    fn changes_of(&self, filter: &SearchedFilter<'_>, met: bool) -> Vec<Together> {
        if !met {
            return self.leaving_all(filter).into_iter().collect();
        }
        let alternatives: Vec<_> = filter.alternatives.iter().collect();
        let mut found = Vec::new();
        for change in filter.conditions().flat_map(|condition| self.candidates(condition)) {
            if self.is_spent() {
                break;
            }
            if self.meets_any(&self.person.with([&*change]), &alternatives) {
                found.push(vec![change]);
            }
        }
        found.extend(alternatives.into_iter().filter(|all| all.len() > 1).flat_map(|all| self.meeting_all(all)));
        sort_by_cost(&mut found);
        found
    }

    /// Several changes after which all conditions of an alternative are met: one for each that is not met now.
    fn meeting_all(&self, alternative: &[SearchedCondition<'_>]) -> Vec<Together> {
        let of_one = |condition: &SearchedCondition<'_>| {
            let mut sets: Vec<Together> = Vec::new();
            for change in self.candidates(condition) {
                if !self.is_spent() && self.meets(&self.person.with([&*change]), condition) {
                    sets.push(vec![change]);
                }
            }
            sort_by_cost(&mut sets);
            sets
        };
        let sets: Vec<_> = alternative.iter().filter(|condition| !condition.is_met).map(of_one).collect();
        if sets.len() < 2 {
            return Vec::new();
        }
        let works = |changes: &Together| {
            !self.is_spent() && self.meets_all(&self.person.with(changes.iter().map(Rc::as_ref)), alternative)
        };
        self.combinations(&sets).into_iter().filter(works).collect()
    }

    /// Changes after which none of the filter's alternatives is met.
    fn leaving_all(&self, filter: &SearchedFilter<'_>) -> Option<Together> {
        let mut changes = Together::new();
        for alternative in &filter.alternatives {
            let with = |change: Option<&Rc<Change>>| self.person.with(changes.iter().chain(change).map(Rc::as_ref));
            if !self.meets_all(&with(None), alternative) {
                continue;
            }
            // Whoever can be changed once for several alternatives is.
            let sources: HashSet<&Key> = alternative.iter().map(|condition| &condition.source).collect();
            let touches = |condition: &&SearchedCondition<'_>| sources.contains(&condition.source);
            let touched = filter.alternatives.iter().filter(|other| other.iter().any(|one| touches(&one)));
            let touched: Vec<_> = touched.collect();
            let mut candidates: Vec<_> = touched
                .iter()
                .flat_map(|other| other.iter())
                .filter(touches)
                .flat_map(|one| self.candidates(one))
                .collect();
            candidates.sort_by(|one, other| one.cost().total_cmp(&other.cost()));
            let leaves_all = |change: &&Rc<Change>| !self.is_spent() && !self.meets_any(&with(Some(change)), &touched);
            let leaves_one =
                |change: &&Rc<Change>| !self.is_spent() && !self.meets_all(&with(Some(change)), alternative);
            let change = candidates.iter().find(leaves_all).or_else(|| candidates.iter().find(leaves_one)).cloned()?;
            changes.push(change);
        }
        Some(changes)
    }

    /// Changes of the condition's attribute, such as to the ends of the matching range and just past them.
    fn candidates(&self, condition: &SearchedCondition<'_>) -> Vec<Rc<Change>> {
        let source = self.person.catalogue.find(&condition.source);
        let (Some(attribute), Some(source), false) = (condition.attribute, source, self.is_spent()) else {
            return Vec::new();
        };
        let from = source.value(self.person.profile);
        let change = |to| Change { attribute: condition.source.clone(), from: from.clone(), to };
        let targets = targets(condition.condition, attribute, source, self.person.today);
        self.spend(targets.len());
        let can_be = |change: &Change| !change.is_none() && is_possible(&change.attribute, &change.from, &change.to);
        targets.into_iter().map(change).filter(can_be).map(Rc::new).collect()
    }

    /// Combinations of one set of changes per filter, cheapest first. Expensive ones are dropped, more of them the more
    /// filters there are, so that the work does not grow with the number of filters.
    fn combinations(&self, filters: &[Vec<Together>]) -> Vec<Together> {
        // Copies at most 20,000 changes per filter.
        let width = (20_000 / filters.len().pow(2).max(1)).clamp(20, 500);
        let mut all: Vec<Together> = vec![Together::new()];
        for sets in filters {
            // Both lists are sorted by cost. The cheapest combinations are among those whose positions, counted from 1,
            // have a product of at most `width`.
            let few = |place: usize| sets.iter().take(width / (place + 1));
            let longer = all.iter().enumerate().flat_map(|(place, one)| few(place).map(|set| joined(one, set)));
            let mut longer: Vec<_> = longer.collect();
            self.is_narrowed
                .set(self.is_narrowed.get() || longer.len() < all.len() * sets.len() || longer.len() > width);
            sort_by_cost(&mut longer);
            longer.truncate(width);
            all = longer;
        }
        all
    }
}

/// Both sets of changes. If both change the same value, the later change applies, except that several groups may be
/// changed.
fn joined(one: &[Rc<Change>], later: &[Rc<Change>]) -> Together {
    let is_replaced = |change: &Rc<Change>| later.iter().any(|other| change.is_replaced_by(other));
    one.iter().filter(|change| !is_replaced(change)).chain(later).cloned().collect()
}
