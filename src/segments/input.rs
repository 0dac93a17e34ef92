//! A condition as a form posts it: texts, which are parsed into a [`Condition`] or reported field by field, and the
//! reverse.

use super::calendar::{MOST_TO_ANNIVERSARY, SpanUnit};
use super::catalogue::{Attribute, Catalogue};
use super::field::{Unit, ValueField};
use super::formula::{comparison, typed_comparison};
use super::key::{BuiltIn, Key};
use super::kinds::{Choices, Kind, MILLION, UNKNOWN};
use super::limits::{LONGEST_VALUE, MOST_VALUES};
use super::operator::Operator;
use super::ranks::PERCENT;
use super::rule::{Condition, Operand};
use super::text_part::{LONGEST_PART, TextPart};
use super::typed_values;
use super::version::{LONGEST_VERSION, Version};
use crate::currency::Currency;
use crate::day::Day;
use crate::locale::{
    Locale, language_code, market_code, parse_cents, parse_decimal, parse_number, write_cents, write_decimal,
    write_number,
};
use crate::shares::WHOLE;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The longest campaign ID, in characters, as in imports.
pub const LONGEST_CAMPAIGN_ID: usize = 100;
/// The most days of *in the last …*, *more than … ago* and the like: a hundred years, more than any fact goes back.
pub const MOST_DAYS: i64 = 36_500;

/// The word of a condition that has to be met together with the one before it.
pub const AND: &str = "and";

/// One row of the form, as typed. Several values are lines of `value`, boxes ticked in `values`, or both. Values of an
/// open choice are typed as [`typed_values`] says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct ConditionInput {
    pub attribute: String,
    /// The attribute that the operator and the values were typed for, as the form showed it. Empty where nothing was
    /// shown, as for a program that posts a condition at once.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// [`AND`] if the condition has to be met together with the one before it in its filter; otherwise it begins an
    /// alternative.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub join: String,
    pub operator: String,
    pub value: String,
    pub value2: String,
    pub values: Vec<String>,
}

/// The field that an error is shown beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputField {
    Attribute,
    Operator,
    Value,
    Value2,
    Values,
}

impl InputField {
    /// The name of the field in its row. Errors of several values are shown at the list.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Attribute => "attribute",
            Self::Operator => "operator",
            Self::Value | Self::Values => "value",
            Self::Value2 => "value2",
        }
    }
}

/// An error of a field; `message` is the key of the text that explains what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputError {
    pub field: InputField,
    pub message: &'static str,
}

/// Parses one typed value; the error is the message that describes what was expected.
type Read<T> = fn(Locale, Currency, &str) -> Result<T, &'static str>;

impl ConditionInput {
    /// Whether it has to be met together with the condition before it.
    pub fn is_joined(&self) -> bool {
        self.join == AND
    }

    /// The row, to be met together with the one before it or not.
    pub fn joined(self, is_joined: bool) -> Self {
        Self { join: String::from(if is_joined { AND } else { "" }), ..self }
    }

    /// The typed condition, or the errors of its fields.
    pub fn parse(&self, catalogue: &Catalogue, locale: Locale) -> Result<Condition, Vec<InputError>> {
        let attribute = catalogue
            .find(&Key::from(self.attribute.trim()))
            .ok_or_else(|| errors(InputField::Attribute, "condition-attribute-missing"))?;
        let operator = Operator::from_word(self.operator.trim())
            .filter(|operator| attribute.operators().contains(operator))
            .ok_or_else(|| errors(InputField::Operator, "condition-operator-missing"))?;
        let operand = self.operand(attribute, operator, locale)?;
        Ok(Condition { attribute: attribute.key.clone(), operator, operand })
    }

    /// The row that shows `condition` in a form.
    pub fn from_condition(condition: &Condition, catalogue: &Catalogue, locale: Locale) -> Self {
        let attribute = catalogue.find(&condition.attribute);
        let write = |number: i64| match attribute.map(|attribute| attribute.kind) {
            Some(Kind::Money) => write_cents(locale, number),
            Some(Kind::Decimal) => write_decimal(locale, number),
            Some(Kind::Date) => Day::from_number(i32::try_from(number).unwrap_or(i32::MAX)).to_string(),
            _ => write_number(number),
        };
        let mut input = Self {
            attribute: condition.attribute.to_string(),
            of: condition.attribute.to_string(),
            operator: condition.operator.word().to_owned(),
            ..Self::default()
        };
        match &condition.operand {
            Operand::Nothing => {}
            Operand::Choices(codes) => {
                let open = attribute.is_none_or(|attribute| attribute.choices == Choices::Open);
                let is_one = matches!(condition.operator, Operator::Is | Operator::IsNot);
                if open {
                    let write = if is_one { typed_values::written } else { typed_values::written_in_list };
                    input.value = codes.iter().map(|code| write(code)).collect::<Vec<_>>().join("\n");
                } else if is_one {
                    input.value = codes.join("\n");
                } else {
                    input.values.clone_from(codes);
                }
            }
            Operand::Text(part) => input.value = typed_values::written(part).into_owned(),
            Operand::Version(version) => input.value = typed_values::written(version).into_owned(),
            Operand::Versions(least, greatest) => {
                input.value = typed_values::written(least).into_owned();
                input.value2 = typed_values::written(greatest).into_owned();
            }
            Operand::Number(number) => input.value = write(*number),
            Operand::Range(least, greatest) => (input.value, input.value2) = (write(*least), write(*greatest)),
            Operand::Days(days) => input.value = days.to_string(),
            Operand::Span(count, unit) => (input.value, input.value2) = (count.to_string(), unit.word().to_owned()),
            Operand::DaysAgo(nearest, farthest) => {
                (input.value, input.value2) = (nearest.to_string(), farthest.to_string());
            }
            Operand::Share(share) => input.value = write_percent(locale, *share),
            Operand::Flag(flag) => input.value = if *flag { "yes" } else { "no" }.to_owned(),
        }
        input
    }

    fn operand(&self, attribute: &Attribute, operator: Operator, locale: Locale) -> Result<Operand, Vec<InputError>> {
        let currency = attribute.currency;
        match ValueField::of(attribute, operator) {
            ValueField::Nothing => Ok(Operand::Nothing),
            ValueField::Part => self.part(operator).map(Operand::Text),
            ValueField::Span => self.span((locale, currency)),
            ValueField::One(Unit::Percent) => self.one((locale, currency), read_percent).map(Operand::Share),
            ValueField::One(Unit::DaysToAnniversary) => {
                self.one((locale, currency), read_days_to_anniversary).map(Operand::Days)
            }
            ValueField::Range(Unit::DaysAgo) => {
                let ends = self.range((locale, currency), read_days_ago, |nearest, farthest| nearest <= farthest);
                ends.map(|(nearest, farthest)| Operand::DaysAgo(nearest, farthest))
            }
            ValueField::One(Unit::Version) => self.one((locale, currency), read_version).map(Operand::Version),
            ValueField::One(unit) => self.one((locale, currency), number_reader(unit)).map(Operand::Number),
            ValueField::Range(Unit::Version) => {
                let is_rising = |least: &String, greatest: &String| Version::parse(least) <= Version::parse(greatest);
                let ends = self.range((locale, currency), read_version, is_rising);
                ends.map(|(least, greatest)| Operand::Versions(least, greatest))
            }
            ValueField::Range(unit) => {
                let ends = self.range((locale, currency), number_reader(unit), |least, greatest| least <= greatest);
                ends.map(|(least, greatest)| Operand::Range(least, greatest))
            }
            ValueField::Choices | ValueField::Texts => self.several(attribute).map(Operand::Choices),
            ValueField::OneChoice if attribute.kind == Kind::YesNo => {
                self.one((locale, currency), read_flag).map(Operand::Flag)
            }
            ValueField::OneChoice | ValueField::OneText => {
                self.single(attribute).map(|code| Operand::Choices(vec![code]))
            }
        }
    }

    /// The operator and values of the condition as a formula writes them after the name of its attribute; as typed if
    /// they cannot be parsed.
    pub(super) fn comparison(&self, catalogue: &Catalogue, locale: Locale) -> String {
        match self.parse(catalogue, locale) {
            Ok(condition) => comparison(&condition, catalogue.find(&condition.attribute), locale),
            Err(_) => {
                let is_unit = |typed: &&String| typed.trim() == DAYS || unit_of(typed).is_some();
                let second = Some(&self.value2).filter(|typed| !is_unit(typed));
                let typed = std::iter::once(&self.value).chain(second).chain(&self.values);
                let typed: Vec<String> = typed.flat_map(|text| typed_values::lines(text)).collect();
                let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
                typed_comparison(&self.operator, &typed, locale)
            }
        }
    }

    fn one<T>(&self, written: (Locale, Currency), read: Read<T>) -> Result<T, Vec<InputError>> {
        read_filled(written, &self.value, read).map_err(|message| errors(InputField::Value, message))
    }

    fn span(&self, written: (Locale, Currency)) -> Result<Operand, Vec<InputError>> {
        let unit = self.value2.trim();
        match unit_of(unit) {
            Some(unit) => {
                let count = self.one(written, read_count)?;
                let fits = (1..=unit.most()).contains(&count);
                fits.then_some(Operand::Span(count, unit)).ok_or_else(|| errors(InputField::Value, "condition-span"))
            }
            None if unit.is_empty() || unit == DAYS => self.one(written, read_days).map(Operand::Days),
            None => Err(errors(InputField::Value2, "condition-unit")),
        }
    }

    fn range<T>(
        &self,
        written: (Locale, Currency),
        read: Read<T>,
        is_rising: impl Fn(&T, &T) -> bool,
    ) -> Result<(T, T), Vec<InputError>> {
        match (read_filled(written, &self.value, read), read_filled(written, &self.value2, read)) {
            (Ok(least), Ok(greatest)) if !is_rising(&least, &greatest) => {
                Err(errors(InputField::Value2, "condition-ends-swapped"))
            }
            (Ok(least), Ok(greatest)) => Ok((least, greatest)),
            (least, greatest) => {
                let least = least.err().map(|message| InputError { field: InputField::Value, message });
                let greatest = greatest.err().map(|message| InputError { field: InputField::Value2, message });
                Err(least.into_iter().chain(greatest).collect())
            }
        }
    }

    /// The single choice, also if it was ticked in a list before the operator changed.
    fn single(&self, attribute: &Attribute) -> Result<String, Vec<InputError>> {
        let typed = self.value.trim();
        let text = match self.values.as_slice() {
            [ticked] if typed.is_empty() => ticked.trim(),
            _ => typed,
        };
        if text.is_empty() {
            return Err(errors(InputField::Value, "condition-value-missing"));
        }
        let lines = if attribute.choices == Choices::Open { typed_values::lines(text) } else { vec![text.to_owned()] };
        let [text] = lines.as_slice() else { return Err(errors(InputField::Value, "condition-one-value")) };
        read_choice(attribute, text).map_err(|message| errors(InputField::Value, message))
    }

    /// A part of a text. One without a letter would be in no text.
    fn part(&self, operator: Operator) -> Result<String, Vec<InputError>> {
        let wrong = |message| Err(errors(InputField::Value, message));
        let lines = typed_values::lines(self.value.trim());
        match lines.as_slice() {
            [] => wrong("condition-value-missing"),
            [text] if TextPart::new(operator, text).is_empty() => wrong("condition-value-missing"),
            [text] if text.chars().count() > LONGEST_PART => wrong("condition-part-too-long"),
            [text] => Ok(text.clone()),
            _ => wrong("condition-one-part"),
        }
    }

    fn several(&self, attribute: &Attribute) -> Result<Vec<String>, Vec<InputError>> {
        let lists_boxes = matches!(attribute.choices, Choices::Closed(_) | Choices::Groups);
        let field = if lists_boxes { InputField::Values } else { InputField::Value };
        let ids: HashSet<&str> = attribute.groups.iter().map(|group| group.id.as_str()).collect();
        let read = |text: &str| match attribute.choices {
            // One lookup per value, however many groups there are.
            Choices::Groups if ids.contains(text) => Ok(text.to_owned()),
            Choices::Groups => Err("condition-group"),
            _ => read_choice(attribute, text),
        };
        let mut codes: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        let lines = typed_values::lines(&self.value);
        let typed = lines.iter().map(|line| (InputField::Value, line.as_str()));
        let ticked = self.values.iter().map(|value| (InputField::Values, value.trim()));
        for (field, text) in ticked.filter(|(_, text)| !text.is_empty()).chain(typed) {
            let code = read(text).map_err(|message| errors(field, message))?;
            if seen.insert(code.clone()) {
                codes.push(code);
            }
            if codes.len() > MOST_VALUES {
                return Err(errors(field, "condition-too-many-values"));
            }
        }
        if codes.is_empty() { Err(errors(field, "condition-values-missing")) } else { Ok(codes) }
    }
}

fn errors(field: InputField, message: &'static str) -> Vec<InputError> {
    vec![InputError { field, message }]
}

fn read_filled<T>((locale, currency): (Locale, Currency), text: &str, read: Read<T>) -> Result<T, &'static str> {
    if text.trim().is_empty() { Err("condition-value-missing") } else { read(locale, currency, text) }
}

fn number_reader(unit: Unit) -> Read<i64> {
    match unit {
        Unit::Decimal => |locale, _, text| parse_decimal(locale, text).ok_or("condition-decimal"),
        Unit::Money => |locale, currency, text| parse_cents(locale, currency, text).ok_or("condition-amount"),
        Unit::Date => |_, _, text| Day::parse(text).map(|day| day.number().into()).ok_or("condition-date"),
        Unit::Count | Unit::Version | Unit::Percent | Unit::DaysAgo | Unit::DaysToAnniversary => {
            |locale, _, text| parse_number(locale, text).ok_or("condition-number")
        }
    }
}

/// The word of the unit of days, which a span also has without one.
pub const DAYS: &str = "days";

fn unit_of(typed: &str) -> Option<SpanUnit> {
    SpanUnit::from_word(typed.trim())
}

/// A share as a percentage: `10`, `0.5`.
pub fn write_percent(locale: Locale, share: u32) -> String {
    write_decimal(locale, i64::from(share) * PERCENT_PARTS)
}

/// A percentage with at most four decimals as a share; `None` if it is not from 0.0001 to 100.
pub(super) fn parse_percent(locale: Locale, text: &str) -> Option<u32> {
    let millionths = parse_decimal(locale, text)?;
    let share = (millionths % PERCENT_PARTS == 0).then_some(millionths / PERCENT_PARTS)?;
    u32::try_from(share).ok().filter(|share| (1..=WHOLE).contains(share))
}

/// The millionths of a percentage that one part of a share is.
const PERCENT_PARTS: i64 = MILLION / PERCENT as i64;

fn read_percent(locale: Locale, _: Currency, text: &str) -> Result<u32, &'static str> {
    parse_percent(locale, text).ok_or("condition-percent")
}

fn read_count(locale: Locale, _: Currency, text: &str) -> Result<u32, &'static str> {
    parse_number(locale, text).and_then(|count| u32::try_from(count).ok()).ok_or("condition-span")
}

fn read_days_ago(locale: Locale, _: Currency, text: &str) -> Result<u32, &'static str> {
    let days = parse_number(locale, text).filter(|days| (0..=MOST_DAYS).contains(days));
    days.and_then(|days| u32::try_from(days).ok()).ok_or("condition-days-ago")
}

fn read_days_to_anniversary(locale: Locale, _: Currency, text: &str) -> Result<u32, &'static str> {
    let days = parse_number(locale, text).and_then(|days| u32::try_from(days).ok());
    days.filter(|days| (1..=MOST_TO_ANNIVERSARY).contains(days)).ok_or("condition-days-to-anniversary")
}

fn read_days(locale: Locale, _: Currency, text: &str) -> Result<u32, &'static str> {
    let days = parse_number(locale, text).filter(|days| (1..=MOST_DAYS).contains(days));
    days.and_then(|days| u32::try_from(days).ok()).ok_or("condition-days")
}

fn read_version(_: Locale, _: Currency, text: &str) -> Result<String, &'static str> {
    let lines = typed_values::lines(text.trim());
    let [version] = lines.as_slice() else { return Err("condition-version") };
    let is_short = version.chars().count() <= LONGEST_VERSION;
    (is_short && Version::parse(version).is_some()).then(|| version.clone()).ok_or("condition-version")
}

fn read_flag(_: Locale, _: Currency, text: &str) -> Result<bool, &'static str> {
    match text.trim() {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("condition-choice"),
    }
}

/// Parses the code of one choice: closed lists by code, markets and languages by code or name, others by any text.
pub(super) fn read_choice(attribute: &Attribute, text: &str) -> Result<String, &'static str> {
    match attribute.choices {
        Choices::Closed(codes) if text == UNKNOWN || codes.contains(&text) => Ok(text.to_owned()),
        Choices::Closed(_) | Choices::None => Err("condition-choice"),
        Choices::Markets => market_code(text).map(str::to_owned).ok_or("condition-market"),
        Choices::Languages => language_code(text).ok_or("condition-language"),
        Choices::Groups if attribute.groups.iter().any(|group| group.id == text) => Ok(text.to_owned()),
        Choices::Groups => Err("condition-group"),
        Choices::Open if attribute.key == BuiltIn::CampaignId && text.chars().count() > LONGEST_CAMPAIGN_ID => {
            Err("condition-campaign-too-long")
        }
        Choices::Open if text.chars().count() > LONGEST_VALUE => Err("condition-too-long"),
        Choices::Open => Ok(text.to_owned()),
    }
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
