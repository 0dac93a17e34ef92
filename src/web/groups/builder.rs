//! The rule's form as a template draws it: for every condition the attributes, operators and value fields that fit.

use super::form::{GroupForm, RowError};
use crate::columns::View;
use crate::locale::Locale;
use crate::segments::input::{ConditionInput, InputField};
use crate::segments::{Attribute, Catalogue, Category, Choices, Key, Kind, MOST_DEPTH, MOST_REACH, Operator};
use crate::store::StoreError;
use std::collections::{HashMap, HashSet};

/// Most values of an open choice that are offered while typing.
const MOST_OFFERED: usize = 200;

/// Most values that one list of choices shows besides those chosen.
const MOST_CHOICES: usize = 2_000;

/// Most choices that all conditions of a page draw together, at some 100 bytes each. Of the conditions beyond, a button
/// draws the choices of one.
const MOST_DRAWN: usize = 12_000;

/// The rows of the form.
#[derive(Debug, Default)]
pub struct RuleView {
    pub filters: Vec<FilterView>,
    /// The attributes by category: (category, (key, name)).
    pub attributes: Vec<(String, Vec<(String, String)>)>,
    /// The values offered for each attribute whose values are typed: (key, values).
    pub offered: Vec<(String, Vec<String>)>,
    /// What is wrong with the rule as a whole.
    pub errors: Vec<String>,
    /// The formula that is typed in the place of the rows, and what is wrong with it.
    pub formula: String,
    pub formula_errors: Vec<String>,
    /// The condition whose choices are all drawn.
    pub open: String,
}

#[derive(Debug)]
pub struct FilterView {
    pub index: u32,
    /// Counted from 1, as the form shows it.
    pub number: usize,
    pub excludes: bool,
    pub conditions: Vec<ConditionView>,
}

#[derive(Debug)]
pub struct ConditionView {
    pub index: u32,
    /// What its fields' ids start with.
    pub id: String,
    /// What its fields' names start with.
    pub name: String,
    pub input: ConditionInput,
    /// The name of its attribute, which alone is offered; none where all attributes are.
    pub only_attribute: Option<String>,
    /// Whether only the choices chosen are drawn, and a button draws the others.
    pub is_short: bool,
    /// Word and name of each operator of the attribute.
    pub operators: Vec<(&'static str, String)>,
    pub field: ValueField,
    pub attribute_errors: Vec<String>,
    pub operator_errors: Vec<String>,
    pub value_errors: Vec<String>,
    pub value2_errors: Vec<String>,
}

/// The field or fields that a value is typed in.
#[derive(Debug)]
pub enum ValueField {
    /// No attribute is chosen, or the operator takes no value.
    Nothing,
    Select(Vec<(String, String)>),
    /// Code, name, and whether it is ticked.
    Checks(Vec<(String, String, bool)>),
    /// One text; the values that the customers have of the attribute with this key are offered.
    Text(String),
    /// A text a line.
    Lines,
    Number,
    NumberRange,
    Money,
    MoneyRange,
    Date,
    DateRange,
    Days,
}

/// What conditions are drawn from.
struct Drawing<'a> {
    catalogue: &'a Catalogue,
    view: Option<&'a View>,
    locale: Locale,
    /// How many attributes a condition chooses from.
    attributes: usize,
    /// Choices that may still be drawn.
    left: usize,
    /// The condition whose choices are all drawn.
    open: &'a str,
    offered: Vec<(String, Vec<String>)>,
}

impl RuleView {
    /// The form's rows over an app's attributes; `view` is missing where no app is chosen yet.
    pub fn new(form: &GroupForm, view: Option<&View>, errors: &[RowError], locale: Locale) -> Result<Self, StoreError> {
        let empty = Catalogue::default();
        let catalogue = view.map_or(&empty, |view| &view.catalogue);
        let attributes = attributes(catalogue, locale);
        let mut drawing = Drawing {
            catalogue,
            view,
            locale,
            attributes: attributes.iter().map(|(_, attributes)| attributes.len()).sum(),
            left: MOST_DRAWN,
            open: &form.open,
            offered: Vec::new(),
        };
        let mut of_condition: HashMap<(u32, u32), Vec<&RowError>> = HashMap::new();
        errors.iter().for_each(|error| of_condition.entry((error.filter, error.condition)).or_default().push(error));
        let mut filters = Vec::new();
        for (number, (index, row)) in (1..).zip(&form.filters) {
            let mut conditions = Vec::new();
            for (condition, input) in &row.conditions {
                let place = (*index, *condition);
                let errors = of_condition.remove(&place).unwrap_or_default();
                conditions.push(ConditionView::new(place, input, &mut drawing, &errors)?);
            }
            filters.push(FilterView { index: *index, number, excludes: row.excludes(), conditions });
        }
        Ok(Self {
            filters,
            offered: drawing.offered,
            attributes,
            errors: Vec::new(),
            formula: form.formula.clone(),
            formula_errors: Vec::new(),
            open: form.open.clone(),
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

impl ConditionView {
    fn new(
        (filter, index): (u32, u32),
        input: &ConditionInput,
        drawing: &mut Drawing<'_>,
        errors: &[&RowError],
    ) -> Result<Self, StoreError> {
        let locale = drawing.locale;
        let attribute = drawing.catalogue.find(&Key::from(input.attribute.as_str()));
        let mut input = input.clone();
        let words = attribute.map_or(&[][..], |attribute| attribute.operators());
        let operator = words.iter().find(|word| word.word() == input.operator).or(words.first()).copied();
        input.operator = operator.map_or_else(String::new, |operator| operator.word().to_owned());
        let field = match (attribute, operator) {
            (Some(attribute), Some(operator)) => ValueField::new(attribute, operator, &input, drawing)?,
            _ => ValueField::Nothing,
        };
        let is_whole = drawing.may_draw(drawing.attributes + field.len(), &format!("{filter}.{index}"));
        let mut shown = Self {
            index,
            id: format!("filter-{filter}-condition-{index}"),
            name: format!("filters[{filter}][conditions][{index}]"),
            operators: words.iter().map(|operator| (operator.word(), operator.label(locale))).collect(),
            only_attribute: (!is_whole)
                .then(|| attribute.map_or_else(String::new, |attribute| attribute.label(locale))),
            is_short: !is_whole,
            field: if is_whole { field } else { field.only_chosen(&input) },
            input,
            attribute_errors: Vec::new(),
            operator_errors: Vec::new(),
            value_errors: Vec::new(),
            value2_errors: Vec::new(),
        };
        errors.iter().for_each(|error| {
            let (depth, reach) = (MOST_DEPTH.into(), MOST_REACH.into());
            let arguments = [("names", error.names.as_str().into()), ("depth", depth), ("reach", reach)];
            shown.errors_of(error.error.field).push(locale.with(error.error.message, &arguments));
        });
        Ok(shown)
    }

    fn errors_of(&mut self, field: InputField) -> &mut Vec<String> {
        match field {
            InputField::Attribute => &mut self.attribute_errors,
            InputField::Operator => &mut self.operator_errors,
            InputField::Value | InputField::Values => &mut self.value_errors,
            InputField::Value2 => &mut self.value2_errors,
        }
    }

    /// The errors of its fields, each with the id of the field.
    pub fn errors(&self) -> impl Iterator<Item = (String, String)> {
        let fields = [
            ("attribute", &self.attribute_errors),
            ("operator", &self.operator_errors),
            ("value", &self.value_errors),
            ("value2", &self.value2_errors),
        ];
        fields.into_iter().flat_map(move |(field, errors)| {
            errors.iter().map(move |error| (format!("{}-{field}", self.id), error.clone()))
        })
    }
}

impl Drawing<'_> {
    /// Whether a condition may draw so many choices, which are then drawn. The open one always may.
    fn may_draw(&mut self, choices: usize, place: &str) -> bool {
        let may = choices <= self.left || place == self.open;
        if may {
            self.left = self.left.saturating_sub(choices);
        }
        may
    }

    /// Offers the values that the customers have of an attribute, once for all its conditions.
    fn offer(&mut self, attribute: &Attribute) -> Result<(), StoreError> {
        let key = attribute.key.to_string();
        let is_offered = self.offered.iter().any(|(other, _)| *other == key);
        if let Some(view) = self.view.filter(|_| !is_offered && self.left > MOST_OFFERED) {
            let values = view.values(&attribute.key)?.into_iter().take(MOST_OFFERED).map(|(value, _)| value);
            let values: Vec<String> = values.collect();
            self.left = self.left.saturating_sub(values.len());
            self.offered.push((key, values));
        }
        Ok(())
    }
}

impl ValueField {
    fn new(
        attribute: &Attribute,
        operator: Operator,
        input: &ConditionInput,
        drawing: &mut Drawing<'_>,
    ) -> Result<Self, StoreError> {
        let locale = drawing.locale;
        Ok(match (attribute.kind, operator) {
            (_, Operator::IsKnown | Operator::IsUnknown) => Self::Nothing,
            (_, Operator::InLast | Operator::MoreThanAgo) => Self::Days,
            (Kind::Choice, Operator::IsAnyOf | Operator::IsNoneOf) if attribute.choices == Choices::Open => Self::Lines,
            (Kind::Choice, Operator::IsAnyOf | Operator::IsNoneOf) => {
                let ticked: HashSet<&str> = input.values.iter().map(String::as_str).collect();
                let is_ticked = |code: &str| ticked.contains(code) || (ticked.is_empty() && input.value == code);
                let offered = choices(attribute, is_ticked, locale);
                Self::Checks(offered.map(|(code, label)| (is_ticked(&code), code, label)).map(checked).collect())
            }
            (Kind::Choice, _) if attribute.choices == Choices::Open => {
                drawing.offer(attribute)?;
                Self::Text(attribute.key.to_string())
            }
            (Kind::Choice, _) => Self::Select(choices(attribute, |code| input.value == code, locale).collect()),
            (Kind::YesNo, _) => Self::Select(vec![
                (String::from("yes"), locale.text("choice-yes")),
                (String::from("no"), locale.text("choice-no")),
            ]),
            (Kind::Number, Operator::Between) => Self::NumberRange,
            (Kind::Number, _) => Self::Number,
            (Kind::Money, Operator::Between) => Self::MoneyRange,
            (Kind::Money, _) => Self::Money,
            (Kind::Date, Operator::Between) => Self::DateRange,
            (Kind::Date, _) => Self::Date,
        })
    }

    /// Choices that it draws.
    const fn len(&self) -> usize {
        match self {
            Self::Select(options) => options.len(),
            Self::Checks(options) => options.len(),
            _ => 0,
        }
    }

    /// The field with no more choices than those chosen.
    fn only_chosen(self, input: &ConditionInput) -> Self {
        match self {
            Self::Select(options) => {
                Self::Select(options.into_iter().filter(|(code, _)| *code == input.value).collect())
            }
            Self::Checks(options) => Self::Checks(options.into_iter().filter(|(.., is_ticked)| *is_ticked).collect()),
            other => other,
        }
    }
}

fn checked((is_ticked, code, label): (bool, String, String)) -> (String, String, bool) {
    (code, label, is_ticked)
}

/// The choices of a closed list, code and label: those chosen, and of the others as many as a list shows.
fn choices<'a>(
    attribute: &'a Attribute,
    is_chosen: impl Fn(&str) -> bool + 'a,
    locale: Locale,
) -> impl Iterator<Item = (String, String)> + 'a {
    let archived: HashSet<&str> =
        attribute.groups.iter().filter(|group| group.is_archived).map(|group| group.id.as_str()).collect();
    let mut left = MOST_CHOICES;
    let labels = attribute.choice_labels(locale).into_iter().map(|(code, label)| (code.to_owned(), label));
    labels.filter(move |(code, _)| {
        // An archived group is not offered to who has not chosen it yet.
        is_chosen(code)
            || (!archived.contains(code.as_str()) && left.checked_sub(1).map(|fewer| left = fewer).is_some())
    })
}
