//! A rule as programs send and read it: filters of conditions, each on an attribute by its key. It is read as the rows of the
//! form are, so that a rule means the same wherever it comes from.

use super::problem::{Problem, WrongValue};
use super::rows::exact;
use crate::columns::View;
use crate::locale::Locale;
use crate::segments::Choices;
use crate::segments::field::{Unit, ValueField};
use crate::segments::formula_reader::read_formula;
use crate::segments::input::{ConditionInput, InputField};
use crate::segments::limits::excess_of_rows;
use crate::segments::rows::{FilterRow, ReadRows, RowError, RuleRows};
use crate::segments::rule::{
    Alternative as StoredAlternative, Condition as StoredCondition, Filter as StoredFilter, Operand, Rule as StoredRule,
};
use crate::segments::{Catalogue, Key, Kind, Operator, typed_values};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// A rule: who matches all filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Up to 50, with at most 200 conditions in all.
    #[schema(max_items = 50)]
    pub filters: Vec<Filter>,
}

/// A filter: who meets any of its alternatives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Keeps those who meet none of them instead.
    #[serde(default)]
    pub exclude: bool,
    /// At most 50 conditions in all.
    #[schema(min_items = 1, max_items = 50)]
    pub conditions: Vec<Alternative>,
}

/// One condition, or several that have to be met together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged, try_from = "SentAlternative")]
pub enum Alternative {
    One(Condition),
    Several(Together),
}

/// Conditions that have to be met together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Together {
    #[schema(min_items = 1, max_items = 50)]
    pub all: Vec<Condition>,
}

/// A condition: a comparison of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The key of the attribute, such as `age` or `market`; `custom:tier` for a custom attribute; `member_of` for groups by their ids.
    #[schema(example = "market")]
    pub attribute: String,
    /// `is`, `is_not`, `is_any_of`, `is_none_of`, `contains`, `does_not_contain`, `starts_with` and `ends_with` (regardless of case and accents,
    /// up to 200 characters), `at_least`, `at_most`, `between`, `in_last`, `more_than_ago` and `in_next` (days, or the unit in `value2`), `between_ago` (days), `in_highest` (percent of the available customers, a text), `this_week` (from Monday on),
    /// `this_month`, `this_year`, `last_month`, `anniversary_in_next` (days), `on_or_after`, `on_or_before`, `is_known` or `is_unknown`.
    #[schema(example = "is_any_of")]
    pub comparison: String,
    /// What it is compared with: a text, a number, or true or false; a day as `2026-11-20`, a version as `"10.10"`, an amount as `"10.00"`; the lower end of `between`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    pub value: Option<Sent>,
    /// The upper end of `between` and `between_ago`; the unit of `in_last`, `more_than_ago` and `in_next`: `weeks`, `months` or `years`, or `days`
    /// without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    pub value2: Option<Sent>,
    /// The values of `is_any_of` and `is_none_of`, up to 10,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, example = json!(["FR", "BE"]))]
    pub values: Option<Vec<Sent>>,
}

/// A value as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Sent {
    Flag(bool),
    Whole(i64),
    /// A number with decimals, as short as it is exact: 10.10 was sent, and `10.1` is left of it.
    Decimal(String),
    Text(String),
}

/// A rule as a formula or as filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentRule {
    Formula(String),
    Filters(Rule),
}

/// The rule of a body, in one of the two fields that it may be in.
#[derive(Clone, Debug)]
pub struct OneRule {
    rule: SentRule,
    /// The field that it is in.
    pointer: &'static str,
}

impl OneRule {
    /// The rule in `rule` or in `formula`; `None` if there is none.
    pub fn of(rule: Option<SentRule>, formula: Option<String>) -> Result<Option<Self>, Problem> {
        match (rule, formula) {
            (Some(_), Some(_)) => {
                let wrong = WrongValue::at("/formula", "The rule is there already: send rule or formula.");
                Err(Problem::invalid(vec![wrong]))
            }
            (Some(rule), None) => Ok(Some(Self { rule, pointer: "/rule" })),
            (None, Some(formula)) => Ok(Some(Self { rule: SentRule::Formula(formula), pointer: "/formula" })),
            (None, None) => Ok(None),
        }
    }

    /// The rule over an app, or what is wrong and where.
    pub fn read(&self, view: &View) -> Result<StoredRule, Problem> {
        let rule = match &self.rule {
            SentRule::Formula(text) => of_formula(&view.catalogue, text, self.pointer)?,
            SentRule::Filters(rule) => rule.read(&view.catalogue, self.pointer)?,
        };
        match rule.excess() {
            Some(excess) => Err(Problem::invalid(vec![WrongValue::at(self.pointer, excess.tell(Locale::En))])),
            None => Ok(rule),
        }
    }
}

fn of_formula(catalogue: &Catalogue, text: &str, pointer: &str) -> Result<StoredRule, Problem> {
    let text = text.trim();
    read_formula(text, catalogue, Locale::En)
        .map_err(|error| Problem::invalid(vec![WrongValue::at(pointer, error.tell(text, Locale::En))]))
}

impl Rule {
    /// The rule as it is shown to programs.
    pub fn of(rule: &StoredRule, catalogue: &Catalogue) -> Self {
        let condition = |one: &StoredCondition| Condition::of(one, catalogue);
        let alternative = |StoredAlternative(all): &StoredAlternative| match all.as_slice() {
            [one] => Alternative::One(condition(one)),
            all => Alternative::Several(Together { all: all.iter().map(condition).collect() }),
        };
        let filter = |filter: &StoredFilter| Filter {
            exclude: filter.exclude,
            conditions: filter.alternatives.iter().map(alternative).collect(),
        };
        Self { filters: rule.filters.iter().map(filter).collect() }
    }

    fn read(&self, catalogue: &Catalogue, pointer: &str) -> Result<StoredRule, Problem> {
        let placed: Vec<Vec<Placed<'_>>> = self.filters.iter().map(Filter::placed).collect();
        let counts: Vec<usize> = placed.iter().map(Vec::len).collect();
        if let Some(excess) = excess_of_rows(&counts) {
            return Err(Problem::invalid(vec![WrongValue::at(pointer, excess.tell(Locale::En))]));
        }
        let (mut wrong, mut rows) = (Vec::new(), RuleRows::default());
        for ((number, filter), placed) in (0..).zip(&self.filters).zip(&placed) {
            let pointer = format!("{pointer}/filters/{number}/conditions");
            if filter.conditions.is_empty() {
                wrong.push(WrongValue::at(&pointer, "A filter has at least one condition."));
            }
            for (place, alternative) in filter.conditions.iter().enumerate() {
                if matches!(alternative, Alternative::Several(several) if several.all.is_empty()) {
                    let at = format!("{pointer}/{place}/all");
                    wrong.push(WrongValue::at(at, "Conditions that are met together are at least one."));
                }
            }
            let mut row = FilterRow { mode: String::from(mode(filter.exclude)), ..FilterRow::default() };
            for (place, sent) in (0..).zip(placed) {
                wrong.extend(sent.condition.misplaced(catalogue, &format!("{pointer}/{}", sent.at)));
                row.conditions.insert(place, sent.condition.input(catalogue).joined(sent.is_joined));
            }
            rows.0.insert(number, row);
        }
        if !wrong.is_empty() {
            return Err(Problem::invalid(wrong));
        }
        let ReadRows { rule, errors, .. } = rows.read(catalogue, Locale::En);
        if errors.is_empty() {
            return Ok(rule);
        }
        let told = |RowError { place, error }: RowError| {
            let Placed { at, condition: sent, .. } = &placed[place.filter as usize][place.condition as usize];
            let field = match error.field {
                InputField::Attribute => "attribute",
                InputField::Operator => "comparison",
                InputField::Value2 => "value2",
                InputField::Value | InputField::Values if sent.values.is_some() => "values",
                InputField::Value | InputField::Values => "value",
            };
            let at = format!("{pointer}/filters/{}/conditions/{at}/{field}", place.filter);
            WrongValue::at(at, Locale::En.text(error.message))
        };
        Err(Problem::invalid(errors.into_iter().map(told).collect()))
    }
}

/// A condition with its place below the conditions of its filter.
struct Placed<'a> {
    /// Such as `2` or `2/all/0`.
    at: String,
    condition: &'a Condition,
    /// Whether it has to be met together with the one before it.
    is_joined: bool,
}

impl Filter {
    fn placed(&self) -> Vec<Placed<'_>> {
        let mut placed = Vec::new();
        for (place, alternative) in self.conditions.iter().enumerate() {
            match alternative {
                Alternative::One(condition) => {
                    placed.push(Placed { at: place.to_string(), condition, is_joined: false });
                }
                Alternative::Several(Together { all }) => {
                    placed.extend(all.iter().enumerate().map(|(number, condition)| Placed {
                        at: format!("{place}/all/{number}"),
                        condition,
                        is_joined: number > 0,
                    }));
                }
            }
        }
        placed
    }
}

/// An alternative as it is sent. It is read field by field rather than as whichever kind fits, so that an error has the place of
/// its field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SentAlternative {
    #[serde(default, deserialize_with = "there")]
    all: Option<Vec<Condition>>,
    #[serde(default, deserialize_with = "there")]
    attribute: Option<String>,
    #[serde(default, deserialize_with = "there")]
    comparison: Option<String>,
    value: Option<Sent>,
    value2: Option<Sent>,
    values: Option<Vec<Sent>>,
}

/// A field that may be left out and is never null.
fn there<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl TryFrom<SentAlternative> for Alternative {
    type Error = &'static str;

    fn try_from(sent: SentAlternative) -> Result<Self, Self::Error> {
        let SentAlternative { all, attribute, comparison, value, value2, values } = sent;
        match (all, attribute, comparison) {
            (Some(all), None, None) if value.is_none() && value2.is_none() && values.is_none() => {
                Ok(Self::Several(Together { all }))
            }
            (Some(_), ..) => Err("`all` is there already: send it alone, or one condition"),
            (None, Some(attribute), Some(comparison)) => {
                Ok(Self::One(Condition { attribute, comparison, value, value2, values }))
            }
            (None, None, _) => Err("missing field `attribute`"),
            (None, _, None) => Err("missing field `comparison`"),
        }
    }
}

const fn mode(exclude: bool) -> &'static str {
    if exclude { "exclude" } else { "include" }
}

impl Condition {
    fn of(condition: &StoredCondition, catalogue: &Catalogue) -> Self {
        let input = ConditionInput::from_condition(condition, catalogue, Locale::En);
        let kind = catalogue.find(&condition.attribute).map(|attribute| attribute.kind);
        let is_one = matches!(condition.operator, Operator::Is | Operator::IsNot);
        let number = |text: String| match text.parse() {
            // Amounts and decimals are texts, in which they are exact.
            Ok(whole) if !matches!(kind, Some(Kind::Money | Kind::Decimal)) => Sent::Whole(whole),
            _ => Sent::Text(text),
        };
        let one = |value: Sent| (Some(value), None, None);
        let (value, value2, values) = match &condition.operand {
            Operand::Nothing => (None, None, None),
            Operand::Choices(codes) if is_one => one(Sent::Text(codes.first().cloned().unwrap_or_default())),
            Operand::Choices(codes) => (None, None, Some(codes.iter().cloned().map(Sent::Text).collect())),
            Operand::Text(text) | Operand::Version(text) => one(Sent::Text(text.clone())),
            Operand::Versions(least, greatest) => {
                (Some(Sent::Text(least.clone())), Some(Sent::Text(greatest.clone())), None)
            }
            Operand::Flag(flag) => one(Sent::Flag(*flag)),
            Operand::Number(_) | Operand::Days(_) => one(number(input.value)),
            Operand::Share(_) => one(Sent::Text(input.value)),
            Operand::Span(..) => (Some(number(input.value)), Some(Sent::Text(input.value2)), None),
            Operand::Range(..) | Operand::DaysAgo(..) => (Some(number(input.value)), Some(number(input.value2)), None),
        };
        Self { attribute: input.attribute, comparison: input.operator, value, value2, values }
    }

    /// Values where the comparison takes none, and missing ones.
    fn misplaced(&self, catalogue: &Catalogue, pointer: &str) -> Vec<WrongValue> {
        let attribute = catalogue.find(&Key::from(self.attribute.trim()));
        if attribute.is_none() {
            let said = Locale::En.text("condition-attribute-missing");
            return vec![WrongValue::at(format!("{pointer}/attribute"), said)];
        }
        let Some((attribute, operator)) = attribute.zip(Operator::from_word(self.comparison.trim())) else {
            let said = Locale::En.text("condition-operator-missing");
            return vec![WrongValue::at(format!("{pointer}/comparison"), said)];
        };
        let field = ValueField::of(attribute, operator);
        let is_version = matches!(field, ValueField::One(Unit::Version) | ValueField::Range(Unit::Version));
        let takes = match field {
            ValueField::Nothing => [false, false, false],
            ValueField::Range(_) => [true, true, false],
            ValueField::Choices | ValueField::Texts => [false, false, true],
            ValueField::Span => [true, self.value2.is_some(), false],
            ValueField::One(_) | ValueField::OneChoice | ValueField::OneText | ValueField::Part => [true, false, false],
        };
        let sent = [self.value.is_some(), self.value2.is_some(), self.values.is_some()];
        let fields = ["value", "value2", "values"].into_iter().zip(takes).zip(sent);
        let wrong = fields.filter_map(|((field, takes), sent)| {
            let said = match (takes, sent) {
                (true, false) => "The comparison needs it.",
                (false, true) => "The comparison does not take it: leave it out.",
                _ => return None,
            };
            Some(WrongValue::at(format!("{pointer}/{field}"), said))
        });
        let decimals = [("value", &self.value), ("value2", &self.value2)].into_iter().filter_map(|(field, sent)| {
            let is_lost = is_version && matches!(sent, Some(Sent::Decimal(_)));
            let said = "Send a version as a text, such as \"10.10\": as a number it would lose the zero.";
            is_lost.then(|| WrongValue::at(format!("{pointer}/{field}"), said))
        });
        wrong.chain(decimals).collect()
    }

    /// The condition as a row of the form.
    fn input(&self, catalogue: &Catalogue) -> ConditionInput {
        let attribute = catalogue.find(&Key::from(self.attribute.trim()));
        let is_open = attribute.is_some_and(|attribute| attribute.choices == Choices::Open);
        let typed = |value: &Option<Sent>| {
            let text = value.as_ref().map(Sent::typed).unwrap_or_default();
            if is_open && value.is_some() { typed_values::written(&text).into_owned() } else { text }
        };
        let values: Vec<String> = self.values.iter().flatten().map(Sent::typed).collect();
        let (lines, ticked) = if is_open {
            let lines: Vec<_> = values.iter().map(|value| typed_values::written_in_list(value)).collect();
            (Some(lines.join("\n")), Vec::new())
        } else {
            (None, values)
        };
        ConditionInput {
            attribute: self.attribute.clone(),
            operator: self.comparison.clone(),
            value: lines.filter(|_| self.values.is_some()).unwrap_or_else(|| typed(&self.value)),
            value2: typed(&self.value2),
            values: ticked,
            ..ConditionInput::default()
        }
    }
}

impl Sent {
    /// As a form has it.
    fn typed(&self) -> String {
        match self {
            Self::Flag(true) => String::from("yes"),
            Self::Flag(false) => String::from("no"),
            Self::Whole(number) => number.to_string(),
            Self::Text(text) | Self::Decimal(text) => text.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;

        impl Visitor<'_> for One {
            type Value = Sent;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text, a number, true or false")
            }

            fn visit_bool<E: Error>(self, flag: bool) -> Result<Sent, E> {
                Ok(Sent::Flag(flag))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Sent, E> {
                Ok(Sent::Whole(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Sent, E> {
                Ok(i64::try_from(number).map_or_else(|_| Sent::Text(number.to_string()), Sent::Whole))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Sent, E> {
                exact(number).map(Sent::Decimal)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Sent, E> {
                Ok(Sent::Text(text.to_owned()))
            }
        }

        deserializer.deserialize_any(One)
    }
}

impl<'de> Deserialize<'de> for SentRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;

        impl<'de> Visitor<'de> for One {
            type Value = SentRule;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a formula, or an object with filters")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<SentRule, E> {
                Ok(SentRule::Formula(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SentRule, A::Error> {
                Rule::deserialize(MapAccessDeserializer::new(map)).map(SentRule::Filters)
            }
        }

        deserializer.deserialize_any(One)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::samples::{alternatives, catalogue, choices, condition, conditions};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    /// The rule as programs read it, sent back.
    fn read_back(rule: &StoredRule, catalogue: &Catalogue) -> StoredRule {
        let shown = serde_json::to_string(&Rule::of(rule, catalogue)).unwrap();
        let SentRule::Filters(sent) = serde_json::from_str(&shown).unwrap() else { panic!("{shown}") };
        sent.read(catalogue, "/rule").unwrap_or_else(|problem| panic!("{problem:?}: {shown}"))
    }

    #[test]
    fn every_condition_is_read_back_as_it_was_shown() {
        let catalogue = catalogue();
        let hard = ["a, b", " c", "\"d\"", "e\nf", "true", "null", "\u{202e}x"];
        let household = "custom:household";
        let more = [
            condition(household, Operator::IsNoneOf, choices(&hard)),
            condition(household, Operator::Is, choices(&[" \"x\", y "])),
        ];
        for one in conditions(&catalogue).into_iter().chain(more) {
            let rule = StoredRule { filters: vec![StoredFilter::any(true, vec![one])] };
            assert_eq!(read_back(&rule, &catalogue), rule);
        }
    }

    proptest! {
        #[test]
        fn every_rule_is_read_back_as_it_was_shown(filters in vec((any::<bool>(), vec(alternatives(select(conditions(&catalogue()))), 1..4)), 0..4)) {
            let filter = |(exclude, alternatives)| StoredFilter { exclude, alternatives };
            let rule = StoredRule { filters: filters.into_iter().map(filter).collect() };
            prop_assert_eq!(read_back(&rule, &catalogue()), rule);
        }
    }
}
