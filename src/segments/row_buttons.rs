//! The buttons between the rows of a rule: what each does to them, and where the person goes on.

use super::input::ConditionInput;
use super::limits::{Excess, MOST_CONDITIONS, MOST_FILTERS, MOST_IN_FILTER};
use super::rows::{FilterRow, RowPlace, RuleRows};
use std::collections::BTreeMap;

/// A button between the rows, such as `add-condition:2` or `open:2.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowButton {
    AddFilter,
    RemoveFilter(u32),
    DuplicateFilter(u32),
    MoveFilter(u32, Way),
    AddCondition(u32),
    /// Adds a condition after this one, to be met together with it.
    AddTogether(RowPlace),
    RemoveCondition(RowPlace),
    DuplicateCondition(RowPlace),
    MoveCondition(RowPlace, Way),
    /// Lists all choices of a condition whose list is abbreviated.
    Open(RowPlace),
    /// Takes back what was done last; see [`RowHistory`](super::row_history::RowHistory).
    Undo,
    Redo,
}

/// Where a row is moved: past the one before it or the one after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

/// Where the person goes on after a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The attribute of a condition.
    Condition(RowPlace),
    /// The button that adds a condition to a filter.
    AddCondition(u32),
}

impl RowButton {
    /// The button with this word; `None` if it does not belong to the rows.
    pub fn from_word(word: &str) -> Option<Self> {
        let (word, place) = word.split_once(':').unwrap_or((word, ""));
        Some(match word {
            "add-filter" => Self::AddFilter,
            "remove-filter" => Self::RemoveFilter(place.parse().ok()?),
            "duplicate-filter" => Self::DuplicateFilter(place.parse().ok()?),
            "filter-up" => Self::MoveFilter(place.parse().ok()?, Way::Up),
            "filter-down" => Self::MoveFilter(place.parse().ok()?, Way::Down),
            "add-condition" => Self::AddCondition(place.parse().ok()?),
            "add-together" => Self::AddTogether(place.parse().ok()?),
            "remove-condition" => Self::RemoveCondition(place.parse().ok()?),
            "duplicate-condition" => Self::DuplicateCondition(place.parse().ok()?),
            "condition-up" => Self::MoveCondition(place.parse().ok()?, Way::Up),
            "condition-down" => Self::MoveCondition(place.parse().ok()?, Way::Down),
            "open" => Self::Open(place.parse().ok()?),
            "undo" => Self::Undo,
            "redo" => Self::Redo,
            _ => return None,
        })
    }
}

impl RuleRows {
    /// Performs the action of a button. Returns where the person goes on; `None` if the button did nothing.
    pub fn press(&mut self, button: RowButton) -> Option<Focus> {
        if self.excess_of(button).is_some() {
            return None;
        }
        let focus = match button {
            RowButton::AddFilter => {
                let next = self.0.last_key_value().map_or(0, |(last, _)| last.saturating_add(1));
                self.0.insert(next, FilterRow::blank());
                Some(Focus::Condition(RowPlace { filter: next, condition: 0 }))
            }
            RowButton::AddCondition(filter) => self.0.get_mut(&filter).map(|row| {
                let condition = row.conditions.last_key_value().map_or(0, |(last, _)| last.saturating_add(1));
                row.conditions.insert(condition, ConditionInput::default());
                Focus::Condition(RowPlace { filter, condition })
            }),
            RowButton::RemoveFilter(filter) => self.remove_filter(filter),
            RowButton::RemoveCondition(place) => self.remove_condition(place),
            RowButton::DuplicateFilter(filter) => {
                duplicate(&mut self.0, filter).map(|filter| Focus::Condition(self.first_of(filter)))
            }
            RowButton::AddTogether(RowPlace { filter, condition }) => {
                let blank = ConditionInput::default().joined(true);
                let row = self.0.get_mut(&filter);
                let added = row.and_then(|row| insert_after(&mut row.conditions, condition, blank));
                added.map(|condition| Focus::Condition(RowPlace { filter, condition }))
            }
            RowButton::DuplicateCondition(RowPlace { filter, condition }) => {
                let row = self.0.get_mut(&filter);
                let copied = row.and_then(|row| duplicate_condition(&mut row.conditions, condition));
                copied.map(|condition| Focus::Condition(RowPlace { filter, condition }))
            }
            RowButton::MoveFilter(filter, way) => {
                swap(&mut self.0, filter, way).map(|filter| Focus::Condition(self.first_of(filter)))
            }
            RowButton::MoveCondition(RowPlace { filter, condition }, way) => {
                let row = self.0.get_mut(&filter);
                let moved = row.and_then(|row| move_condition(&mut row.conditions, condition, way));
                moved.map(|condition| Focus::Condition(RowPlace { filter, condition }))
            }
            RowButton::Open(place) => Some(Focus::Condition(place)),
            RowButton::Undo | RowButton::Redo => None,
        };
        self.remove_empty_filters();
        focus
    }

    fn first_of(&self, filter: u32) -> RowPlace {
        let first = self.0.get(&filter).and_then(|row| row.conditions.first_key_value());
        RowPlace { filter, condition: first.map_or(0, |(condition, _)| *condition) }
    }

    /// Where the person goes on where the filter was: at the one before it, otherwise at the first.
    fn remove_filter(&mut self, filter: u32) -> Option<Focus> {
        self.0.remove(&filter)?;
        let near = self.0.range(..filter).next_back().or_else(|| self.0.first_key_value());
        Some(
            near.map_or(Focus::Condition(RowPlace { filter: 0, condition: 0 }), |(near, _)| Focus::AddCondition(*near)),
        )
    }

    fn remove_condition(&mut self, RowPlace { filter, condition }: RowPlace) -> Option<Focus> {
        let row = self.0.get_mut(&filter)?;
        let removed = row.conditions.remove(&condition)?;
        // What was joined to the first condition of an alternative stays one.
        if let Some((_, next)) = row.conditions.range_mut(condition..).next().filter(|_| !removed.is_joined()) {
            next.join.clear();
        }
        let before = row.conditions.range(..condition).next_back();
        match before.or_else(|| row.conditions.first_key_value()) {
            Some((near, _)) => Some(Focus::Condition(RowPlace { filter, condition: *near })),
            None => self.remove_filter(filter),
        }
    }

    /// The limit that keeps the button from adding a row; `None` if it adds one.
    pub fn excess_of(&self, button: RowButton) -> Option<Excess> {
        let number_of = |filter| self.0.keys().position(|number| *number == filter).map(|place| place + 1);
        let conditions = |filter| self.0.get(&filter).map_or(0, |row| row.conditions.len());
        let filter = match button {
            RowButton::AddCondition(filter) => Some(filter),
            RowButton::DuplicateCondition(place) | RowButton::AddTogether(place) => Some(place.filter),
            _ => None,
        };
        let (is_filter, added) = match button {
            RowButton::AddFilter => (true, 1),
            RowButton::DuplicateFilter(filter) => (true, conditions(filter)),
            _ => (false, usize::from(filter.is_some())),
        };
        match filter {
            _ if is_filter && self.0.len() >= MOST_FILTERS => Some(Excess::Filters),
            Some(filter) if conditions(filter) >= MOST_IN_FILTER => number_of(filter).map(Excess::ConditionsOfFilter),
            _ if added > 0 && self.len() + added > MOST_CONDITIONS => Some(Excess::Conditions),
            _ => None,
        }
    }
}

/// Puts a copy of a row after it, and numbers the rows from 0. Returns the number of the copy.
fn duplicate<T: Clone>(rows: &mut BTreeMap<u32, T>, number: u32) -> Option<u32> {
    let copy = rows.get(&number)?.clone();
    insert_after(rows, number, copy)
}

/// Puts a row after the one with this number, and numbers the rows from 0. Returns the number of the new one.
fn insert_after<T>(rows: &mut BTreeMap<u32, T>, number: u32, row: T) -> Option<u32> {
    rows.get(&number)?;
    let place = rows.range(..=number).count();
    let mut listed: Vec<T> = std::mem::take(rows).into_values().collect();
    listed.insert(place, row);
    *rows = (0..).zip(listed).collect();
    u32::try_from(place).ok()
}

/// Puts a copy of a condition after it: an alternative of its own, or one more condition of an alternative of several.
fn duplicate_condition(rows: &mut BTreeMap<u32, ConditionInput>, number: u32) -> Option<u32> {
    let is_of_several = rows.get(&number)?.is_joined()
        || rows.range(number.saturating_add(1)..).next().is_some_and(|(_, next)| next.is_joined());
    let copy = rows.get(&number)?.clone().joined(is_of_several);
    insert_after(rows, number, copy)
}

/// Exchanges two conditions; how the places are joined stays.
fn move_condition(rows: &mut BTreeMap<u32, ConditionInput>, number: u32, way: Way) -> Option<u32> {
    let other = swap(rows, number, way)?;
    let (join, of_other) = (rows.get(&number)?.join.clone(), rows.get(&other)?.join.clone());
    rows.get_mut(&number)?.join = of_other;
    rows.get_mut(&other)?.join = join;
    Some(other)
}

/// Exchanges a row with the one before or after it. Returns the number that the row has then.
fn swap<T>(rows: &mut BTreeMap<u32, T>, number: u32, way: Way) -> Option<u32> {
    let other = match way {
        Way::Up => rows.range(..number).next_back(),
        Way::Down => rows.range(number.saturating_add(1)..).next(),
    };
    let other = other.map(|(other, _)| *other)?;
    let (moved, past) = (rows.remove(&number)?, rows.remove(&other)?);
    rows.insert(other, moved);
    rows.insert(number, past);
    Some(other)
}

#[cfg(test)]
#[path = "row_buttons_tests.rs"]
mod tests;
