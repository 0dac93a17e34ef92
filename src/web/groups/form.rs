//! The form of a group as it is posted, and what its buttons do to the rows of a rule.

use crate::locale::Locale;
use crate::segments::input::{ConditionInput, InputError};
use crate::segments::limits::{MOST_CONDITIONS, MOST_FILTERS, MOST_IN_FILTER};
use crate::segments::{Catalogue, Filter, Key, Rule};
use crate::store::customer_groups::GroupKind;
use crate::token::Token;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The posted form. Rows come under numbers that may have gaps.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct GroupForm {
    pub name: String,
    pub kind: String,
    pub app: String,
    pub filters: BTreeMap<u32, FilterRow>,
    /// A formula that is typed in the place of the rows.
    pub formula: String,
    pub addresses: String,
    pub consent: String,
    /// What tells this form from others that are open.
    pub edit: String,
    /// Which version of the group the form was filled in from; empty for a new one.
    pub seen: String,
    /// The condition whose choices are all drawn, such as `2.0`, where the page is too long to draw those of every condition.
    pub open: String,
    /// The button that was pressed, such as `add-condition:2`.
    #[serde(rename = "do")]
    pub action: String,
}

/// The row of a filter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FilterRow {
    /// `include` or `exclude`.
    pub mode: String,
    pub conditions: BTreeMap<u32, ConditionInput>,
}

/// What is wrong with the field of one condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    pub filter: u32,
    pub condition: u32,
    pub error: InputError,
    /// Names that the message tells, if it tells any.
    pub names: String,
}

/// What the pressed button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Keep the group.
    Save,
    /// Keep a known user group without the addresses that were refused.
    SaveAccepted,
    /// Show the form again, changed.
    Show,
}

impl FilterRow {
    fn blank() -> Self {
        Self { mode: String::from("include"), conditions: BTreeMap::from([(0, ConditionInput::default())]) }
    }

    pub fn excludes(&self) -> bool {
        self.mode == "exclude"
    }
}

impl GroupForm {
    /// An empty form for a new group.
    pub fn new(kind: GroupKind) -> Self {
        let filters = BTreeMap::from([(0, FilterRow::blank())]);
        let edit = Token::random().as_str().to_owned();
        Self { kind: kind.word().to_owned(), filters, edit, ..Self::default() }
    }

    /// The form that reads as `rule`.
    pub fn with_rule(mut self, rule: &Rule, catalogue: &Catalogue, locale: Locale) -> Self {
        let row = |filter: &Filter| FilterRow {
            mode: String::from(if filter.exclude { "exclude" } else { "include" }),
            conditions: (0..)
                .zip(filter.conditions.iter().map(|one| ConditionInput::from_condition(one, catalogue, locale)))
                .collect(),
        };
        self.filters = (0..).zip(rule.filters.iter().map(row)).collect();
        if self.filters.is_empty() {
            self.filters.insert(0, FilterRow::blank());
        }
        self
    }

    /// The places of the conditions that name the group with this id.
    pub fn conditions_naming(&self, group: &str) -> Vec<(u32, u32)> {
        let names = |input: &ConditionInput| {
            Key::from(input.attribute.as_str()) == Key::MemberOf
                && (input.value == group || input.values.iter().any(|one| one == group))
        };
        let rows = self.filters.iter().flat_map(|(filter, row)| row.conditions.iter().map(move |one| (*filter, one)));
        rows.filter(|(_, (_, input))| names(input)).map(|(filter, (condition, _))| (filter, *condition)).collect()
    }

    /// The kind of group chosen.
    pub fn group_kind(&self) -> GroupKind {
        GroupKind::from_word(&self.kind).unwrap_or(GroupKind::Segment)
    }

    /// Does what the pressed button asks of the rows, and says whether to save.
    pub fn act(&mut self) -> Action {
        let (word, place) = self.action.split_once(':').unwrap_or((&self.action, ""));
        let (filter, condition) = place.split_once('.').unwrap_or((place, ""));
        let (filter, condition) = (filter.parse().ok(), condition.parse().ok());
        match (word, filter, condition) {
            ("save", ..) => return Action::Save,
            ("save-accepted", ..) => return Action::SaveAccepted,
            ("add-filter", ..) if self.has_room() => {
                if let Some(added) = add(&mut self.filters, FilterRow::blank(), MOST_FILTERS) {
                    self.open = format!("{added}.0");
                }
            }
            ("remove-filter", Some(filter), _) => drop(self.filters.remove(&filter)),
            ("add-condition", Some(filter), _) if self.has_room() => {
                let row = self.filters.get_mut(&filter);
                let added = row.and_then(|row| add(&mut row.conditions, ConditionInput::default(), MOST_IN_FILTER));
                if let Some(added) = added {
                    self.open = format!("{filter}.{added}");
                }
            }
            ("open", Some(filter), Some(condition)) => self.open = format!("{filter}.{condition}"),
            ("remove-condition", Some(filter), Some(condition)) => self.remove_condition(filter, condition),
            _ => {}
        }
        if self.filters.is_empty() {
            self.filters.insert(0, FilterRow::blank());
        }
        Action::Show
    }

    /// Whether one more condition may be added.
    fn has_room(&self) -> bool {
        self.filters.values().map(|row| row.conditions.len()).sum::<usize>() < MOST_CONDITIONS
    }

    /// Whether the rows are no more than pages ever show: rules that were kept before there was a limit for all of them
    /// together still have their form, in which they can be made smaller.
    pub fn is_readable(&self) -> bool {
        self.filters.len() <= MOST_FILTERS && self.filters.values().all(|row| row.conditions.len() <= MOST_IN_FILTER)
    }

    fn remove_condition(&mut self, filter: u32, condition: u32) {
        if let Some(row) = self.filters.get_mut(&filter) {
            row.conditions.remove(&condition);
            if row.conditions.is_empty() {
                self.filters.remove(&filter);
            }
        }
    }

    /// Reads the rule: conditions without an attribute are rows not yet begun, and are left out.
    pub fn rule(&self, catalogue: &Catalogue, locale: Locale) -> (Rule, Vec<RowError>) {
        let mut errors = Vec::new();
        let mut filters = Vec::new();
        for (filter, row) in &self.filters {
            let mut conditions = Vec::new();
            for (condition, input) in row.conditions.iter().filter(|(_, input)| !input.attribute.is_empty()) {
                match input.parse(catalogue, locale) {
                    Ok(read) => conditions.push(read),
                    Err(found) => errors.extend(found.into_iter().map(|error| RowError {
                        filter: *filter,
                        condition: *condition,
                        error,
                        names: String::new(),
                    })),
                }
            }
            if !conditions.is_empty() {
                filters.push(Filter { exclude: row.excludes(), conditions });
            }
        }
        (Rule { filters }, errors)
    }
}

/// Adds a row under a free number, which it returns, unless there are as many as there may be.
fn add<T>(rows: &mut BTreeMap<u32, T>, row: T, most: usize) -> Option<u32> {
    let next = rows.last_key_value().map_or(0, |(last, _)| last.saturating_add(1));
    (rows.len() < most).then(|| rows.insert(next, row))?;
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(action: &str) -> GroupForm {
        let mut form = GroupForm::new(GroupKind::Segment);
        form.filters.insert(4, FilterRow::blank());
        form.action = action.to_owned();
        form
    }

    #[test]
    fn buttons_add_and_remove_rows_under_free_numbers() {
        let mut adding = form("add-filter");
        assert_eq!(adding.act(), Action::Show);
        assert_eq!(adding.filters.keys().copied().collect::<Vec<_>>(), [0, 4, 5]);
        let mut removing = form("remove-condition:4.0");
        removing.act();
        assert_eq!(removing.filters.keys().copied().collect::<Vec<_>>(), [0]);
        let mut or = form("add-condition:4");
        or.act();
        assert_eq!(or.filters[&4].conditions.len(), 2);
    }

    #[test]
    fn a_form_never_ends_up_without_a_row() {
        let mut emptied = GroupForm::new(GroupKind::Segment);
        emptied.action = String::from("remove-filter:0");
        emptied.act();
        assert_eq!(emptied.filters.len(), 1);
    }

    #[test]
    fn no_button_adds_more_rows_than_there_may_be() {
        let mut full = GroupForm::new(GroupKind::Segment);
        for _ in 0..250 {
            full.action = String::from("add-condition:0");
            full.act();
            full.action = String::from("add-filter");
            full.act();
        }
        assert_eq!((full.filters.len(), full.filters[&0].conditions.len(), full.is_readable()), (50, 50, true));
        let last = *full.filters.keys().next_back().unwrap();
        for filter in 1..last {
            full.action = format!("add-condition:{filter}");
            (0..50).for_each(|_| assert_eq!(full.act(), Action::Show));
        }
        assert_eq!(full.filters.values().map(|row| row.conditions.len()).sum::<usize>(), MOST_CONDITIONS);
        full.filters.insert(99, FilterRow::blank());
        assert!(!full.is_readable());
    }

    #[test]
    fn only_the_save_buttons_save() {
        assert_eq!(form("save").act(), Action::Save);
        assert_eq!(form("save-accepted").act(), Action::SaveAccepted);
        assert_eq!(form("").act(), Action::Show);
        assert_eq!(form("remove-filter:x").act(), Action::Show);
    }

    #[test]
    fn rows_not_yet_begun_are_left_out_of_the_rule() {
        let (rule, errors) = form("").rule(&Catalogue::default(), Locale::En);
        assert_eq!((rule, errors), (Rule::default(), Vec::new()));
    }
}
