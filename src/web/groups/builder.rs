//! The rule's form as a template draws it: for every condition the attributes, operators and value fields that fit.

use super::form::{GroupForm, RowError};
use crate::keeper::View;
use crate::locale::Locale;
use crate::segments::catalogue::Attribute;
use crate::segments::input::{ConditionInput, InputField};
use crate::segments::{Catalogue, Category, Choices, Kind, Operator};

/// Most values of an open choice that are offered while typing.
const MOST_OFFERED: usize = 200;

/// The rows of the form.
#[derive(Debug, Default)]
pub struct RuleView {
    pub filters: Vec<FilterView>,
    /// The attributes by category: (category, (key, name)).
    pub attributes: Vec<(String, Vec<(String, String)>)>,
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
    pub fn new(form: &GroupForm, view: Option<&View>, errors: &[RowError], locale: Locale) -> Self {
        let empty = Catalogue::default();
        let catalogue = view.map_or(&empty, |view| &view.catalogue);
        let filters = form.filters.iter().enumerate().map(|(place, (index, row))| FilterView {
            index: *index,
            number: place + 1,
            excludes: row.excludes(),
            conditions: row
                .conditions
                .iter()
                .map(|(condition, input)| {
                    let errors = errors.iter().filter(|error| (error.filter, error.condition) == (*index, *condition));
                    ConditionView::new((*index, *condition), input, catalogue, view, errors, locale)
                })
                .collect(),
        });
        Self { filters: filters.collect(), attributes: attributes(catalogue, locale) }
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
    ) -> Self {
        let attribute = catalogue.find(&input.attribute);
        let mut input = input.clone();
        let words = attribute.map_or(&[][..], |attribute| attribute.kind.operators());
        let operator = words.iter().find(|word| word.word() == input.operator).or(words.first()).copied();
        input.operator = operator.map_or_else(String::new, |operator| operator.word().to_owned());
        let field = match (attribute, operator) {
            (Some(attribute), Some(operator)) => ValueField::new(attribute, operator, &input, view, locale),
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
        errors.for_each(|error| shown.errors_of(error.error.field).push(locale.text(error.error.message)));
        shown
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
    ) -> Self {
        match (attribute.kind, operator) {
            (_, Operator::IsKnown | Operator::IsUnknown) => Self::Nothing,
            (_, Operator::InLast | Operator::MoreThanAgo) => Self::Days,
            (Kind::Choice, Operator::IsAnyOf | Operator::IsNoneOf) if attribute.choices == Choices::Open => Self::Lines,
            (Kind::Choice, Operator::IsAnyOf | Operator::IsNoneOf) => {
                let labels = attribute.choice_labels(locale).into_iter();
                Self::Checks(labels.map(|(code, label)| (code.to_owned(), label, is_ticked(input, code))).collect())
            }
            (Kind::Choice, _) if attribute.choices == Choices::Open => Self::Text(offered(attribute, view)),
            (Kind::Choice, _) => {
                let labels = attribute.choice_labels(locale).into_iter();
                Self::Select(labels.map(|(code, label)| (code.to_owned(), label)).collect())
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
        }
    }
}

fn is_ticked(input: &ConditionInput, code: &str) -> bool {
    input.values.iter().any(|value| value == code) || (input.values.is_empty() && input.value == code)
}

fn offered(attribute: &Attribute, view: Option<&View>) -> Vec<String> {
    let values = view.map(|view| view.columns.values(&attribute.key)).unwrap_or_default();
    values.into_iter().take(MOST_OFFERED).map(|(value, _)| value).collect()
}
