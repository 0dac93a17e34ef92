//! The rule's form as a template draws it: for every condition the attributes, operators and value fields that fit.

use super::form::{GroupForm, RowError};
use crate::columns::View;
use crate::locale::Locale;
use crate::segments::catalogue::Attribute;
use crate::segments::input::{ConditionInput, InputField};
use crate::segments::{Catalogue, Category, Choices, Kind, Operator};
use crate::store::StoreError;

/// Most values of an open choice that are offered while typing.
const MOST_OFFERED: usize = 200;

/// The rows of the form.
#[derive(Debug, Default)]
pub struct RuleView {
    pub filters: Vec<FilterView>,
    /// The attributes by category: (category, (key, name)).
    pub attributes: Vec<(String, Vec<(String, String)>)>,
    /// The formula that is typed in the place of the rows, and what is wrong with it.
    pub formula: String,
    pub formula_errors: Vec<String>,
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
    /// One text; the values that the customers have are offered.
    Text(Vec<String>),
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

impl RuleView {
    /// The form's rows over an app's attributes; `view` is missing where no app is chosen yet.
    pub fn new(form: &GroupForm, view: Option<&View>, errors: &[RowError], locale: Locale) -> Result<Self, StoreError> {
        let empty = Catalogue::default();
        let catalogue = view.map_or(&empty, |view| &view.catalogue);
        let mut filters = Vec::new();
        for (number, (index, row)) in (1..).zip(&form.filters) {
            let mut conditions = Vec::new();
            for (condition, input) in &row.conditions {
                let errors = errors.iter().filter(|error| (error.filter, error.condition) == (*index, *condition));
                let place = (*index, *condition);
                conditions.push(ConditionView::new(place, input, catalogue, view, errors, locale)?);
            }
            filters.push(FilterView { index: *index, number, excludes: row.excludes(), conditions });
        }
        Ok(Self {
            filters,
            attributes: attributes(catalogue, locale),
            formula: form.formula.clone(),
            formula_errors: Vec::new(),
        })
    }
}

fn attributes(catalogue: &Catalogue, locale: Locale) -> Vec<(String, Vec<(String, String)>)> {
    let named = |attribute: &Attribute| (attribute.key.clone().into_owned(), attribute.label(locale));
    let groups = Category::ALL.into_iter().map(|category| {
        (locale.text(category.message()), catalogue.of_category(category).map(named).collect::<Vec<_>>())
    });
    groups.filter(|(_, attributes)| !attributes.is_empty()).collect()
}

impl ConditionView {
    fn new<'a>(
        (filter, index): (u32, u32),
        input: &ConditionInput,
        catalogue: &Catalogue,
        view: Option<&View>,
        errors: impl Iterator<Item = &'a RowError>,
        locale: Locale,
    ) -> Result<Self, StoreError> {
        let attribute = catalogue.find(&input.attribute);
        let mut input = input.clone();
        let words = attribute.map_or(&[][..], |attribute| attribute.operators());
        let operator = words.iter().find(|word| word.word() == input.operator).or(words.first()).copied();
        input.operator = operator.map_or_else(String::new, |operator| operator.word().to_owned());
        let field = match (attribute, operator) {
            (Some(attribute), Some(operator)) => ValueField::new(attribute, operator, &input, view, locale)?,
            _ => ValueField::Nothing,
        };
        let mut shown = Self {
            index,
            id: format!("filter-{filter}-condition-{index}"),
            name: format!("filters[{filter}][conditions][{index}]"),
            input,
            operators: words.iter().map(|operator| (operator.word(), operator.label(locale))).collect(),
            field,
            attribute_errors: Vec::new(),
            operator_errors: Vec::new(),
            value_errors: Vec::new(),
            value2_errors: Vec::new(),
        };
        errors.for_each(|error| {
            shown.errors_of(error.error.field).push(locale.with1(error.error.message, "names", error.names.as_str()))
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

impl ValueField {
    fn new(
        attribute: &Attribute,
        operator: Operator,
        input: &ConditionInput,
        view: Option<&View>,
        locale: Locale,
    ) -> Result<Self, StoreError> {
        let labels = || {
            let labels = attribute.choice_labels(locale).into_iter();
            labels.map(|(code, label)| (code.to_owned(), label))
        };
        Ok(match (attribute.kind, operator) {
            (_, Operator::IsKnown | Operator::IsUnknown) => Self::Nothing,
            (_, Operator::InLast | Operator::MoreThanAgo) => Self::Days,
            (Kind::Choice, Operator::IsAnyOf | Operator::IsNoneOf) if attribute.choices == Choices::Open => Self::Lines,
            (Kind::Choice, Operator::IsAnyOf | Operator::IsNoneOf) => {
                let ticked = labels().map(|(code, label)| {
                    let is_ticked = is_ticked(input, &code);
                    (code, label, is_ticked)
                });
                Self::Checks(ticked.filter(|(code, _, is_ticked)| *is_ticked || is_offered(attribute, code)).collect())
            }
            (Kind::Choice, _) if attribute.choices == Choices::Open => Self::Text(offered(attribute, view)?),
            (Kind::Choice, _) => {
                Self::Select(labels().filter(|(code, _)| *code == input.value || is_offered(attribute, code)).collect())
            }
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
}

fn is_ticked(input: &ConditionInput, code: &str) -> bool {
    input.values.iter().any(|value| value == code) || (input.values.is_empty() && input.value == code)
}

/// Whether a choice is offered to who has not chosen it yet: an archived group is not.
fn is_offered(attribute: &Attribute, code: &str) -> bool {
    !attribute.groups.iter().any(|group| group.id == code && group.is_archived)
}

fn offered(attribute: &Attribute, view: Option<&View>) -> Result<Vec<String>, StoreError> {
    let values = view.map(|view| view.values(&attribute.key)).transpose()?.unwrap_or_default();
    Ok(values.into_iter().take(MOST_OFFERED).map(|(value, _)| value).collect())
}
