//! The rows of a rule as the template shows them: for each condition, the attributes, operators and value fields that
//! apply.

use crate::audience::Share;
use crate::columns::View;
use crate::currency::Currency;
use crate::locale::Locale;
use crate::segments::field::{Unit, ValueField};
use crate::segments::input::{ConditionInput, DAYS};
use crate::segments::kinds::UNKNOWN;
use crate::segments::labels::ChoiceLabel;
use crate::segments::row_buttons::Focus;
use crate::segments::row_history::RowHistory;
use crate::segments::rows::{RowPlace, RuleRows};
use crate::segments::typed_values;
use crate::segments::{Attribute, Catalogue, Category, Choices, Key, Rule, SpanUnit};
use crate::store::StoreError;
use crate::web::statistics::Step;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The most values of an open choice that are suggested while typing: those that most customers have. Browsers show a
/// few at a time, and any other value can be typed.
const MOST_OFFERED: usize = 200;

/// The most choices that all conditions of a page list together. At about 110 bytes each they are 1.1 MB, which is less
/// than half of the largest page. A condition past the limit has a button that lists its choices.
const MOST_DRAWN: usize = 10_000;

/// The rows of the form.
#[derive(Debug, Default)]
pub struct RuleView {
    pub filters: Vec<FilterView>,
    /// The attributes by category: (category, (key, name)).
    pub attributes: Vec<(String, Vec<(String, String)>)>,
    /// The suggestions for each attribute with free-text values: (key, (value, how many customers have it)).
    pub offered: Vec<(String, Vec<(String, String)>)>,
    /// The formula typed in place of the rows.
    pub formula: String,
    /// The condition whose choices are all listed.
    pub open: String,
    /// What can be undone and redone, as it travels with the form.
    pub history: String,
    pub can_undo: bool,
    pub can_redo: bool,
    /// The HTML id of the field where the person goes on; empty if that is as it was.
    pub focus: String,
}

/// What the form shows besides its rows.
pub struct Shown<'a> {
    /// The formula typed in place of the rows.
    pub formula: &'a str,
    /// The condition whose choices are all listed.
    pub open: &'a str,
    /// The conditions that are not complete enough to be counted.
    pub incomplete: &'a BTreeSet<RowPlace>,
    pub history: RowHistory,
    /// The HTML id of the field where the person goes on.
    pub focus: Option<String>,
}

/// What the live answer puts beside the rows of the form.
#[derive(Debug, Default)]
pub struct BesideRows {
    /// How many customers each filter keeps, by its number in the form.
    pub kept: Vec<(u32, Step)>,
    /// The HTML ids of the hints that conditions are not complete.
    pub incomplete: Vec<String>,
}

impl BesideRows {
    /// What a filter keeps.
    pub fn of(&self, filter: &u32) -> Option<&Step> {
        self.kept.iter().find(|(number, _)| number == filter).map(|(_, step)| step)
    }
}

#[derive(Debug)]
pub struct FilterView {
    pub index: u32,
    /// Counted from 1, as on the page.
    pub number: usize,
    pub excludes: bool,
    pub conditions: Vec<ConditionView>,
}

#[derive(Debug)]
pub struct ConditionView {
    pub place: RowPlace,
    pub input: ConditionInput,
    /// The name of the attribute, if only the chosen attribute and choices are listed and a button lists the rest.
    pub only_attribute: Option<String>,
    /// The word and the name of each operator of the attribute.
    pub operators: Vec<(&'static str, String)>,
    pub field: ValueField,
    /// Whether its alternative has other conditions, which have to be met together with it.
    pub is_together: bool,
    /// What the comparison means; empty where its name says all.
    pub about: String,
    /// The choices of a list that customers have, or all of them where that is not known.
    pub choices: Vec<Offered>,
    /// The choices of the list that no customer has.
    pub others: Vec<Offered>,
    /// The currency of an amount.
    pub currency: Currency,
    /// Whether it is too incomplete to be counted.
    pub is_incomplete: bool,
}

/// A choice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub code: String,
    pub name: String,
    /// How many of the available customers have it; empty if none has.
    pub count: String,
}

/// The state shared while conditions are laid out.
struct Drawing<'a> {
    catalogue: &'a Catalogue,
    view: Option<&'a View>,
    locale: Locale,
    /// How many attributes a condition can choose from.
    attributes: usize,
    /// How many more choices may be listed.
    left: usize,
    /// The condition whose choices are all listed.
    open: Option<RowPlace>,
    incomplete: &'a BTreeSet<RowPlace>,
    offered: Vec<(String, Vec<(String, String)>)>,
    /// How many available customers have each code, by attribute.
    counts: HashMap<String, HashMap<String, u64>>,
}

impl RuleView {
    /// The rows for an app's attributes; `view` is `None` until an app is chosen.
    pub fn new(rows: &RuleRows, shown: Shown<'_>, view: Option<&View>, locale: Locale) -> Result<Self, StoreError> {
        let Shown { formula, open, incomplete, history, focus } = shown;
        let empty = Catalogue::default();
        let catalogue = view.map_or(&empty, |view| &view.catalogue);
        let attributes = attributes(catalogue, locale);
        let count = attributes.iter().map(|(_, attributes)| attributes.len()).sum();
        let place = open.parse().ok();
        let mut drawing = Drawing {
            catalogue,
            view,
            locale,
            attributes: count,
            left: MOST_DRAWN,
            open: place,
            incomplete,
            offered: Vec::new(),
            counts: HashMap::new(),
        };
        let mut filters = Vec::new();
        for (number, (index, row)) in (1..).zip(&rows.0) {
            let mut conditions = Vec::with_capacity(row.conditions.len());
            for alternative in row.alternatives() {
                let is_together = alternative.len() > 1;
                for (at, input) in alternative {
                    let place = RowPlace { filter: *index, condition: at };
                    conditions.push(ConditionView { is_together, ..drawing.condition(place, input)? });
                }
            }
            filters.push(FilterView { index: *index, number, excludes: row.excludes(), conditions });
        }
        let offered = drawing.offered;
        let (can_undo, can_redo) = (history.can_undo(), history.can_redo());
        Ok(Self {
            filters,
            offered,
            attributes,
            formula: formula.to_owned(),
            open: open.to_owned(),
            history: history.write(),
            can_undo,
            can_redo,
            focus: focus.unwrap_or_default(),
        })
    }
}

fn attributes(catalogue: &Catalogue, locale: Locale) -> Vec<(String, Vec<(String, String)>)> {
    let named = |attribute: &Attribute| (attribute.key.to_string(), attribute.label(locale));
    let groups = Category::ALL.into_iter().map(|category| {
        (locale.text(category.message()), catalogue.of_category(category).map(named).collect::<Vec<_>>())
    });
    groups.filter(|(_, attributes)| !attributes.is_empty()).collect()
}

/// The HTML id of a condition's field.
pub fn id_of_row(RowPlace { filter, condition }: RowPlace, field: &str) -> String {
    format!("filter-{filter}-condition-{condition}-{field}")
}

/// The HTML id of the hint that a condition is not complete.
pub fn id_of_hint(place: RowPlace) -> String {
    id_of_row(place, "incomplete")
}

/// The HTML id of the field where the person goes on.
pub fn id_of_focus(focus: Focus) -> String {
    match focus {
        Focus::Condition(place) => id_of_row(place, "attribute"),
        Focus::AddCondition(filter) => format!("filter-{filter}-add"),
    }
}

/// The HTML id for a field name of a condition: `filters[0][conditions][1][values][]` becomes
/// `filter-0-condition-1-value`.
pub fn id_of_name(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.strip_prefix("filters[")?.trim_end_matches(']').split("][").collect();
    let [filter, "conditions", condition, field, ..] = parts.as_slice() else { return None };
    let place = RowPlace { filter: filter.parse().ok()?, condition: condition.parse().ok()? };
    Some(id_of_row(place, if *field == "values" { "value" } else { field }))
}

impl ConditionView {
    /// The HTML id of one of its fields.
    pub fn id(&self, field: &str) -> String {
        id_of_row(self.place, field)
    }

    /// The HTML id of the hint that it is not complete.
    pub fn hint(&self) -> String {
        id_of_hint(self.place)
    }

    /// The form name of one of its fields.
    pub fn name(&self, field: &str) -> String {
        format!("filters[{}][conditions][{}][{field}]", self.place.filter, self.place.condition)
    }

    /// Whether the codes of its choices are known to people, as those of countries are and ids of groups are not.
    pub fn has_codes(&self) -> bool {
        Key::from(self.input.attribute.as_str()) != Key::MemberOf
    }

    /// The choices of a list, and whether each is chosen.
    pub fn checks(&self) -> Vec<(&Offered, bool)> {
        let chosen = chosen(&self.input);
        let listed = self.choices.iter().chain(&self.others);
        listed.map(|one| (one, chosen.contains(one.code.as_str()))).collect()
    }

    /// The `type` of an input for a number or a day.
    pub const fn kind(&self) -> &'static str {
        match self.field {
            ValueField::One(Unit::Date) | ValueField::Range(Unit::Date) => "date",
            _ => "text",
        }
    }

    /// The units of a span with their names, and whether each is chosen.
    pub fn units(&self, locale: &Locale) -> Vec<(&'static str, String, bool)> {
        let chosen = if self.input.value2.is_empty() { DAYS } else { &self.input.value2 };
        let units = std::iter::once(DAYS).chain(SpanUnit::WORDS.iter().copied());
        units.map(|unit| (unit, locale.text(&format!("span-unit-{unit}")), unit == chosen)).collect()
    }

    /// What is said beside the field of a number, a day or a version.
    pub fn help(&self, locale: &Locale) -> String {
        match self.field {
            ValueField::One(Unit::Version) | ValueField::Range(Unit::Version) => locale.text("rule-version-help"),
            ValueField::One(Unit::Percent) => locale.text("rule-percent-help"),
            ValueField::One(Unit::DaysToAnniversary) => locale.text("rule-anniversary-help"),
            _ => String::new(),
        }
    }

    /// The `inputmode`, which selects the keyboard on small screens.
    pub fn input_mode(&self) -> &'static str {
        match self.field {
            ValueField::One(Unit::Date) | ValueField::Range(Unit::Date) => "",
            ValueField::Part | ValueField::One(Unit::Version) | ValueField::Range(Unit::Version) => "text",
            ValueField::One(Unit::Money | Unit::Decimal | Unit::Percent)
            | ValueField::Range(Unit::Money | Unit::Decimal) => "decimal",
            _ => "numeric",
        }
    }
}

/// The chosen choices.
fn chosen(input: &ConditionInput) -> HashSet<&str> {
    input.values.iter().map(String::as_str).collect()
}

impl Drawing<'_> {
    fn condition(&mut self, place: RowPlace, input: &ConditionInput) -> Result<ConditionView, StoreError> {
        let (locale, input) = (self.locale, input.clone());
        let attribute = self.catalogue.find(&Key::from(input.attribute.as_str()));
        let operators = attribute.map_or(&[][..], |attribute| attribute.operators());
        let operator = operators.iter().find(|one| one.word() == input.operator).copied();
        let (mut field, mut choices) = (ValueField::Nothing, Vec::new());
        if let (Some(attribute), Some(operator)) = (attribute, operator) {
            field = ValueField::of(attribute, operator);
            match field {
                ValueField::OneChoice => choices = attribute.offered(|code| input.value == code, locale),
                ValueField::Choices => {
                    let chosen = chosen(&input);
                    choices = attribute.offered(|code| chosen.contains(code), locale);
                }
                ValueField::OneText | ValueField::Texts => self.offer(attribute)?,
                _ => {}
            }
        }
        let is_whole = self.may_draw(self.attributes + choices.len(), place);
        if !is_whole {
            let chosen =
                if field == ValueField::OneChoice { HashSet::from([input.value.as_str()]) } else { chosen(&input) };
            choices.retain(|choice| chosen.contains(choice.code.as_str()));
        }
        let (choices, others) = match attribute {
            Some(attribute) if !choices.is_empty() => self.counted(attribute, choices)?,
            _ => (Vec::new(), Vec::new()),
        };
        let name = || attribute.map_or_else(String::new, |attribute| attribute.label(locale));
        let operators = operators.iter().map(|operator| (operator.word(), operator.label(locale))).collect();
        let currency = attribute.map(|attribute| attribute.currency).unwrap_or_default();
        let only_attribute = (!is_whole).then(name);
        let is_incomplete = self.incomplete.contains(&place);
        let is_together = false;
        let about = operator.filter(|one| !one.is_plain()).map_or_else(String::new, |one| one.about(locale));
        Ok(ConditionView {
            place,
            input,
            only_attribute,
            operators,
            field,
            about,
            is_together,
            choices,
            others,
            currency,
            is_incomplete,
        })
    }

    /// Whether a condition may list this many choices, which are then deducted. The open condition always may.
    fn may_draw(&mut self, choices: usize, place: RowPlace) -> bool {
        let may = choices <= self.left || Some(place) == self.open;
        if may {
            self.left = self.left.saturating_sub(choices);
        }
        may
    }

    /// The choices with the numbers of customers who have them: those that some have, the most frequent first or in the
    /// order of a closed list, and those that nobody has.
    fn counted(
        &mut self,
        attribute: &Attribute,
        listed: Vec<ChoiceLabel>,
    ) -> Result<(Vec<Offered>, Vec<Offered>), StoreError> {
        let key = attribute.key.to_string();
        if let Some(view) = self.view.filter(|_| !self.counts.contains_key(&key)) {
            let shares = view.shares(&Rule::default(), &attribute.key)?.into_iter();
            let code = |share: &Share| share.code.clone().unwrap_or_else(|| String::from(UNKNOWN));
            let counts = shares.map(|share| (code(&share), share.members)).filter(|(_, count)| *count > 0).collect();
            self.counts.insert(key.clone(), counts);
        }
        let counts = self.counts.get(&key);
        let mut had = Vec::new();
        let mut others = Vec::new();
        for choice in listed {
            match counts.and_then(|counts| counts.get(&choice.code)) {
                Some(count) => had.push((*count, choice)),
                None => others.push(Offered { code: choice.code, name: choice.label, count: String::new() }),
            }
        }
        if !matches!(attribute.choices, Choices::Closed(_)) {
            had.sort_by_key(|(count, _)| Reverse(*count));
        }
        let offered = |(count, choice): (u64, ChoiceLabel)| Offered {
            code: choice.code,
            name: choice.label,
            count: self.locale.number(count),
        };
        let had: Vec<_> = had.into_iter().map(offered).collect();
        Ok(if had.is_empty() { (others, had) } else { (had, others) })
    }

    /// Suggests the values that customers have for an attribute, once for all its conditions.
    fn offer(&mut self, attribute: &Attribute) -> Result<(), StoreError> {
        let key = attribute.key.to_string();
        let is_offered = self.offered.iter().any(|(other, _)| *other == key);
        if let Some(view) = self.view.filter(|_| !is_offered && self.left > MOST_OFFERED) {
            let shares = view.shares(&Rule::default(), &attribute.key)?;
            let written = |share: Share| {
                let code = share.code?;
                Some((typed_values::written(&code).into_owned(), self.locale.number(share.members)))
            };
            let values: Vec<_> = shares.into_iter().filter_map(written).take(MOST_OFFERED).collect();
            self.left = self.left.saturating_sub(values.len());
            self.offered.push((key, values));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_a_condition_are_known_by_their_names() {
        let ids = [
            ("filters[0][conditions][1][value2]", Some("filter-0-condition-1-value2")),
            ("filters[0][conditions][1][values][]", Some("filter-0-condition-1-value")),
            ("filters[x][conditions][1][value]", None),
            ("filters[0][mode]", None),
            ("filters[", None),
            ("seen", None),
        ];
        for (name, id) in ids {
            assert_eq!(id_of_name(name).as_deref(), id, "{name}");
        }
    }
}
