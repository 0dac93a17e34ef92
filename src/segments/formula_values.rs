//! Parses the values of a formula's conditions: numbers, days, amounts, choices and lists of them.

use super::catalogue::Attribute;
use super::choice_codes::ChoiceCodes;
use super::formula_error::Expected;
use super::formula_reader::{Last, Read, Reader};
use super::input::read_choice;
use super::kinds::{Choices, Kind};
use super::limits::MOST_VALUES;
use super::operator::Operator;
use super::rule::Operand;
use super::text_part::{LONGEST_PART, TextPart};
use super::version::{LONGEST_VERSION, Version};
use crate::day::Day;
use crate::locale::{Locale, parse_cents, parse_decimal, parse_number};
use std::collections::HashSet;
use std::rc::Rc;

impl<'a> Reader<'a> {
    pub(super) fn value(&mut self, attribute: &'a Attribute) -> Read<Operand> {
        match attribute.kind {
            Kind::Choice => Ok(Operand::Choices(vec![self.choice(attribute)?])),
            Kind::YesNo => self.flag(attribute).map(Operand::Flag),
            Kind::Number | Kind::Decimal | Kind::Money | Kind::Date => self.number(attribute).map(Operand::Number),
        }
    }

    pub(super) fn range(&mut self, attribute: &'a Attribute) -> Read<Operand> {
        let least = self.number(attribute)?;
        self.cursor.skip_spaces();
        let is_parted = self.cursor.eat("..") || (self.is_in_words && self.eat_message("formula-range-and"));
        if !is_parted {
            return Err(self.error(self.cursor.at, Expected::Range));
        }
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let greatest = self.number(attribute)?;
        if least > greatest {
            Err(self.error(place, Expected::RisingEnds))
        } else {
            Ok(Operand::Range(least, greatest))
        }
    }

    pub(super) fn list(&mut self, attribute: &'a Attribute) -> Read<Vec<String>> {
        self.cursor.skip_spaces();
        let is_enclosed = self.cursor.eat("(");
        if !is_enclosed && !self.is_in_words {
            return Err(self.error(self.cursor.at, Expected::OpenedList));
        }
        let mut codes: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        loop {
            self.cursor.skip_spaces();
            if self.values == MOST_VALUES {
                return Err(self.error(self.cursor.at, Expected::AtMostValues));
            }
            self.values += 1;
            let code = self.choice(attribute)?;
            if seen.insert(code.clone()) {
                codes.push(code);
            }
            self.cursor.skip_spaces();
            if is_enclosed && self.cursor.eat(")") {
                return Ok(codes);
            }
            if !self.cursor.eat(",") {
                if !is_enclosed {
                    return Ok(codes);
                }
                return Err(self.error(self.cursor.at, Expected::ListEnd));
            }
        }
    }

    /// The words between the ends of a range in the words of the form.
    fn ands(&self) -> Vec<String> {
        let and = |locale: &Locale| format!(" {} ", locale.text("formula-range-and"));
        self.locales.iter().filter(|_| self.is_in_words).map(and).collect()
    }

    fn number(&mut self, attribute: &Attribute) -> Read<i64> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let and = self.ands();
        let stops: Vec<_> = ["..", "&&", "||", ")"].into_iter().chain(and.iter().map(String::as_str)).collect();
        let text = self.cursor.phrase(&stops);
        // The formula's own format is the same in every language; only the comma depends on the language.
        let locale = if text.contains(',') { self.locale } else { Locale::En };
        let (number, expected) = match attribute.kind {
            Kind::Money => (parse_cents(locale, attribute.currency, &text), Expected::Amount),
            Kind::Decimal => (parse_decimal(locale, &text), Expected::Decimal),
            Kind::Date => (Day::parse(&text).map(|day| day.number().into()), Expected::Date),
            Kind::Choice | Kind::Number | Kind::YesNo => (parse_number(locale, &text), Expected::Number),
        };
        number.ok_or_else(|| self.error(place, expected))
    }

    /// A part of a text, in quotes unless it is a single plain word.
    pub(super) fn part(&mut self, operator: Operator) -> Read<String> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let is_quoted = self.cursor.peek() == Some('"');
        let text = if is_quoted { self.quoted()? } else { self.cursor.phrase(&[",", "&&", "||", ")"]) };
        let fits = text.chars().count() <= LONGEST_PART
            && !TextPart::new(operator, &text).is_empty()
            && (is_quoted || is_bare_text(&text));
        if fits { Ok(text) } else { Err(self.error(place, Expected::Part)) }
    }

    /// A version, in quotes unless it is a single plain word.
    pub(super) fn version(&mut self) -> Read<String> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let is_quoted = self.cursor.peek() == Some('"');
        let and = self.ands();
        let stops: Vec<_> = ["..", ",", "&&", "||", ")"].into_iter().chain(and.iter().map(String::as_str)).collect();
        let text = if is_quoted { self.quoted()? } else { self.cursor.phrase(&stops) };
        let fits = text.chars().count() <= LONGEST_VERSION
            && Version::parse(&text).is_some()
            && (is_quoted || is_bare_text(&text));
        if fits { Ok(text) } else { Err(self.error(place, Expected::Version)) }
    }

    pub(super) fn versions(&mut self) -> Read<Operand> {
        let least = self.version()?;
        self.cursor.skip_spaces();
        let is_parted = self.cursor.eat("..") || (self.is_in_words && self.eat_message("formula-range-and"));
        if !is_parted {
            return Err(self.error(self.cursor.at, Expected::Range));
        }
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let greatest = self.version()?;
        if Version::parse(&least) > Version::parse(&greatest) {
            return Err(self.error(place, Expected::RisingEnds));
        }
        Ok(Operand::Versions(least, greatest))
    }
    fn flag(&mut self, attribute: &'a Attribute) -> Read<bool> {
        self.cursor.skip_spaces();
        self.begin_value(attribute);
        let (yes, no) = (self.locale.text("choice-yes"), self.locale.text("choice-no"));
        match () {
            () if self.eat_message("choice-yes") => Ok(true),
            () if self.eat_message("choice-no") => Ok(false),
            () => Err(self.error_near(self.cursor.at, Expected::Choice, &[&yes, &no])),
        }
    }

    /// Keeps where a value begins.
    const fn begin_value(&mut self, attribute: &'a Attribute) {
        if let Last::Comparison(comparison, _) | Last::Choice(_, _, comparison) = self.last {
            self.last = Last::Choice(self.cursor.at, attribute, comparison);
        }
    }

    /// The code of one choice.
    fn choice(&mut self, attribute: &'a Attribute) -> Read<String> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        self.begin_value(attribute);
        let (text, is_bare) = match self.cursor.peek() {
            Some('"') => (self.quoted()?, false),
            Some('[') if attribute.choices == Choices::Groups => return self.bracketed(),
            _ => (self.cursor.phrase(&[",", "&&", "||", ")"]), true),
        };
        let codes = self.codes(attribute);
        if let Some(code) = codes.find(&text) {
            return Ok(code.to_owned());
        }
        let expected = match attribute.choices {
            Choices::Markets => Expected::Market,
            Choices::Languages => Expected::Language,
            Choices::Groups => Expected::Group,
            Choices::Closed(_) => Expected::Choice,
            Choices::Open | Choices::None => Expected::Text,
        };
        let is_open = expected == Expected::Text;
        let is_listed = matches!(expected, Expected::Choice | Expected::Group);
        let fits = !is_listed && (!is_open || !is_bare || is_bare_text(&text));
        match read_choice(attribute, &text) {
            Ok(code) if fits => Ok(code),
            _ => Err(self.error_near(place, expected, &codes.labels())),
        }
    }

    pub(super) fn quoted(&mut self) -> Read<String> {
        let place = self.cursor.at;
        self.cursor.quoted().ok_or_else(|| self.error(place, Expected::ClosingQuote))
    }

    /// A text, bare or quoted, in brackets.
    pub(super) fn bracketed(&mut self) -> Read<String> {
        let place = self.cursor.at;
        self.cursor.at += 1;
        let text = if self.cursor.peek() == Some('"') { self.quoted()? } else { self.cursor.phrase(&["]"]) };
        if self.cursor.eat("]") { Ok(text) } else { Err(self.error(place, Expected::ClosingQuote)) }
    }

    fn codes(&mut self, attribute: &'a Attribute) -> Rc<ChoiceCodes> {
        let locales = &self.locales;
        let codes = self.choices.entry(&attribute.key).or_insert_with(|| Rc::new(ChoiceCodes::new(attribute, locales)));
        Rc::clone(codes)
    }
}

/// Whether a text needs no quotes.
fn is_bare_text(text: &str) -> bool {
    super::formula::text(text) == text
}
