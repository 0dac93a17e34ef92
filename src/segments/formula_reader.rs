//! Parses a formula into its rule. The grammar is that of [`super::formula`], slightly relaxed: case and spaces do not
//! matter, a single condition or alternative may be in parentheses, countries and languages may be given by name, and
//! comparisons in the words of the form.
//!
//! The words may be those of any language. A formula that can be read in one language alone is, first in that of the
//! page; only then are words of several languages taken together. A comma in a number is read in the language of the
//! formula: that of the page, unless the names of its attributes are of another.

use super::calendar::{MOST_TO_ANNIVERSARY, SpanUnit};
use super::catalogue::{Attribute, Catalogue};
use super::choice_codes::ChoiceCodes;
use super::formula::{SPANS, days_ago, plain_words, span_in_words, words_of_text};
use super::formula_cursor::{Cursor, folded};
use super::formula_error::{Expected, FormulaError};
use super::formula_suggestion::nearest;
use super::input::{MOST_DAYS, parse_percent};
use super::key::Key;
use super::kinds::Kind;
use super::limits::{MOST_CHARACTERS, MOST_CONDITIONS, MOST_FILTERS, MOST_IN_FILTER};
use super::operator::Operator;
use super::rule::{Alternative, Condition, Filter, Operand, Rule};
use crate::locale::Locale;
use std::collections::HashMap;
use std::rc::Rc;

/// Parses the rule from a formula in any language, preferably that of `locale`, the page's.
pub fn read_formula(text: &str, catalogue: &Catalogue, locale: Locale) -> Result<Rule, FormulaError> {
    if text.chars().nth(MOST_CHARACTERS).is_some() {
        return Err(FormulaError { place: MOST_CHARACTERS, expected: Expected::AtMostCharacters, nearest: None });
    }
    let error = match Reader::new(text, catalogue, &[locale]).formula() {
        Ok(rule) => return Ok(rule),
        Err(error) => error,
    };
    let others = Locale::ALL.into_iter().filter(|other| *other != locale);
    for other in others.clone() {
        if let Ok(rule) = Reader::new(text, catalogue, &[other]).formula()
            && (!error.expected.is_number() || names_differ(&rule, catalogue, [locale, other]))
            && !is_misread(&rule, catalogue, [locale, other])
        {
            return Ok(rule);
        }
    }
    let all: Vec<_> = [locale].into_iter().chain(others).collect();
    Reader::new(text, catalogue, &all).formula()
}

/// Whether the names of the rule's attributes say in which of two languages its formula is written.
fn names_differ(rule: &Rule, catalogue: &Catalogue, locales: [Locale; 2]) -> bool {
    let conditions = rule.conditions();
    let mut attributes = conditions.filter_map(|condition| catalogue.find(&condition.attribute));
    attributes.any(|attribute| {
        let [one, other] = locales.map(|locale| folded(&attribute.label(locale)));
        one != other
    })
}

/// Whether a name of a rule that was read in another language is that of another attribute in the page's.
fn is_misread(rule: &Rule, catalogue: &Catalogue, [own, other]: [Locale; 2]) -> bool {
    let named: Vec<_> = catalogue.all().map(|attribute| (folded(&attribute.label(own)), &attribute.key)).collect();
    let attributes = rule.attributes().into_iter().filter_map(|key| catalogue.find(key));
    let mut names = attributes.map(|attribute| (folded(&attribute.label(other)), &attribute.key));
    names.any(|(name, key)| named.iter().any(|(own, another)| *own == name && *another != key))
}

pub(super) struct Reader<'a> {
    pub(super) cursor: Cursor,
    /// The languages whose words are read, the page's first.
    pub(super) locales: Vec<Locale>,
    /// The language of numbers and errors, and of the words that are being read.
    pub(super) locale: Locale,
    catalogue: &'a Catalogue,
    /// Every attribute with its label in each language.
    attributes: Vec<(&'a Attribute, String)>,
    /// The choices of the attributes seen so far, by key: a formula may list thousands of values of one attribute.
    pub(super) choices: HashMap<&'a Key, Rc<ChoiceCodes>>,
    /// The number of conditions parsed so far.
    conditions: usize,
    /// The number of listed values parsed so far.
    pub(super) values: usize,
    /// Whether the comparison is in the words of the form, so that its list needs no parentheses.
    pub(super) is_in_words: bool,
    /// The last part that was begun.
    pub(super) last: Last<'a>,
}

/// A part of a condition, and the number of characters before it.
#[derive(Clone, Copy, Default)]
pub(super) enum Last<'a> {
    #[default]
    Nothing,
    Attribute(usize),
    Comparison(usize, &'a Attribute),
    /// One of the choices of an attribute, and where the comparison is.
    Choice(usize, &'a Attribute, usize),
}

pub(super) type Read<T> = Result<T, FormulaError>;

/// The operator between two terms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joiner {
    And,
    Or,
}

impl<'a> Reader<'a> {
    /// A reader of words of these languages, the first of which is that of the page.
    pub(super) fn new(text: &str, catalogue: &'a Catalogue, locales: &[Locale]) -> Self {
        let labels = |locale: &Locale| {
            catalogue.all().map(|attribute| (attribute, attribute.label(*locale))).collect::<Vec<_>>()
        };
        Self {
            cursor: Cursor::new(text),
            locales: locales.to_vec(),
            locale: locales.first().copied().unwrap_or_default(),
            catalogue,
            attributes: locales.iter().flat_map(labels).collect(),
            choices: HashMap::new(),
            conditions: 0,
            values: 0,
            is_in_words: false,
            last: Last::default(),
        }
    }

    /// What `read` finds in the first language in which it finds something.
    pub(super) fn in_each<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<T> {
        let own = self.locale;
        let found = self.locales.clone().into_iter().find_map(|locale| {
            self.locale = locale;
            read(self)
        });
        self.locale = own;
        found
    }

    /// Moves past the message in one of the languages, if it comes next.
    pub(super) fn eat_message(&mut self, message: &str) -> bool {
        self.in_each(|reader| reader.cursor.eat_phrase(&reader.locale.text(message)).then_some(())).is_some()
    }

    pub(super) fn formula(&mut self) -> Read<Rule> {
        self.cursor.skip_spaces();
        if self.eat_message("formula-everyone") && self.cursor.is_at_end() {
            return Ok(Rule::default());
        }
        self.cursor.at = 0;
        let mut filters = vec![self.term()?];
        let mut first_joiner = None;
        loop {
            self.cursor.skip_spaces();
            let place = self.cursor.at;
            let joiner = match () {
                () if self.cursor.is_at_end() => return Ok(Rule { filters }),
                () if self.cursor.eat("&&") => Joiner::And,
                () if self.cursor.eat("||") => Joiner::Or,
                () => return Err(self.error(place, Expected::Joiner)),
            };
            if *first_joiner.get_or_insert(joiner) != joiner {
                return Err(self.error(place, Expected::Parentheses));
            }
            let next = self.term()?;
            let is_full = filters.len() == MOST_FILTERS;
            match (joiner, filters.last_mut()) {
                (Joiner::Or, Some(last)) if !last.exclude && !next.exclude => {
                    last.alternatives.extend(next.alternatives);
                    self.check_filter(place, &last.alternatives)?;
                }
                (Joiner::Or, _) => return Err(self.error(place, Expected::Parentheses)),
                (Joiner::And, _) if is_full => return Err(self.error(place, Expected::AtMostFilters)),
                (Joiner::And, _) => filters.push(next),
            }
        }
    }

    /// One condition, or what is in parentheses, optionally after `!`.
    fn term(&mut self) -> Read<Filter> {
        self.cursor.skip_spaces();
        let exclude = self.cursor.eat("!");
        self.cursor.skip_spaces();
        if !self.cursor.eat("(") {
            return Ok(Filter::any(exclude, vec![self.condition()?]));
        }
        Ok(Filter { exclude, alternatives: self.alternatives()? })
    }

    /// Alternatives up to the closing parenthesis, or the conditions of an only one.
    fn alternatives(&mut self) -> Read<Vec<Alternative>> {
        let mut alternatives: Vec<Alternative> = Vec::new();
        let mut first_joiner = None;
        loop {
            self.cursor.skip_spaces();
            let place = self.cursor.at;
            let next = if self.cursor.eat("(") { self.together()? } else { Alternative::from(self.condition()?) };
            match (first_joiner, alternatives.last_mut()) {
                (Some(Joiner::And), Some(last)) => last.0.extend(next.0),
                _ => alternatives.push(next),
            }
            self.check_filter(place, &alternatives)?;
            self.cursor.skip_spaces();
            let place = self.cursor.at;
            let joiner = match () {
                () if self.cursor.eat(")") => return Ok(alternatives),
                () if self.cursor.eat("&&") => Joiner::And,
                () if self.cursor.eat("||") => Joiner::Or,
                () => return Err(self.error(place, Expected::Alternative)),
            };
            if *first_joiner.get_or_insert(joiner) != joiner {
                return Err(self.error(place, Expected::Parentheses));
            }
        }
    }

    /// The conditions of an alternative up to its closing parenthesis.
    fn together(&mut self) -> Read<Alternative> {
        let mut conditions = vec![self.condition()?];
        loop {
            self.cursor.skip_spaces();
            let place = self.cursor.at;
            match () {
                () if self.cursor.eat(")") => return Ok(Alternative(conditions)),
                () if self.cursor.eat("&&") => conditions.push(self.condition()?),
                () => return Err(self.error(place, Expected::Together)),
            }
        }
    }

    fn check_filter(&self, place: usize, alternatives: &[Alternative]) -> Read<()> {
        let conditions: usize = alternatives.iter().map(|alternative| alternative.0.len()).sum();
        if conditions > MOST_IN_FILTER { Err(self.error(place, Expected::AtMostInFilter)) } else { Ok(()) }
    }

    pub(super) fn condition(&mut self) -> Read<Condition> {
        self.cursor.skip_spaces();
        if self.conditions == MOST_CONDITIONS {
            return Err(self.error(self.cursor.at, Expected::AtMostConditions));
        }
        self.conditions += 1;
        let attribute = self.attribute()?;
        let (operator, operand) = self.comparison(attribute)?;
        Ok(Condition { attribute: attribute.key.clone(), operator, operand })
    }

    fn attribute(&mut self) -> Read<&'a Attribute> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        self.last = Last::Attribute(place);
        let found = match self.cursor.peek() {
            Some('"') => {
                let name = self.quoted()?;
                self.named(&name)
            }
            Some('[') => {
                let key = self.bracketed()?;
                self.catalogue.find(&Key::from(key))
            }
            _ => self.bare_attribute(),
        };
        found.ok_or_else(|| {
            let labels: Vec<_> = self.attributes.iter().map(|(_, label)| label.as_str()).collect();
            self.error_near(place, Expected::Attribute, &labels)
        })
    }

    /// The attribute with this name, regardless of case; a custom one takes precedence over a built-in one of the same
    /// name.
    fn named(&self, name: &str) -> Option<&'a Attribute> {
        let name = folded(name);
        let meant = self.attributes.iter().filter(|(_, label)| folded(label) == name);
        let meant: Vec<_> = meant.map(|(attribute, _)| *attribute).collect();
        meant.iter().find(|attribute| attribute.custom_key().is_some()).or(meant.first()).copied()
    }

    /// The attribute with the longest name that comes next; a built-in one takes precedence over a custom one of the
    /// same name.
    fn bare_attribute(&mut self) -> Option<&'a Attribute> {
        let mut longest: Option<(usize, &Attribute)> = None;
        for (attribute, label) in &self.attributes {
            let end = self.cursor.end_of_phrase(label);
            if let Some(end) = end.filter(|end| {
                longest.is_none_or(|(other, found)| *end > other || (*end == other && found.custom_key().is_some()))
            }) {
                longest = Some((end, attribute));
            }
        }
        let (end, attribute) = longest?;
        self.cursor.at = end;
        Some(attribute)
    }

    fn comparison(&mut self, attribute: &'a Attribute) -> Read<(Operator, Operand)> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        self.last = Last::Comparison(place, attribute);
        self.is_in_words = false;
        let allowed = |operator: &Operator| attribute.operators().contains(operator);
        let comparison = self.symbol(attribute).or_else(|| self.in_each(Self::words));
        let comparison = comparison.or_else(|| self.words_of_form(attribute));
        let Some(comparison) = comparison.filter(|comparison| allowed(&comparison.operator)) else {
            return Err(self.no_comparison(place, attribute));
        };
        let operand = match comparison.operator {
            operator if plain_words(operator).is_some() => Operand::Nothing,
            Operator::InLast | Operator::MoreThanAgo | Operator::InNext | Operator::AnniversaryInNext => {
                self.span_operand(&comparison, place)?
            }
            Operator::InHighest => {
                let share = comparison.numbers.first().and_then(|share| u32::try_from(*share).ok());
                Operand::Share(share.ok_or_else(|| self.error(place, Expected::Percent))?)
            }
            Operator::BetweenAgo => self.days_ago(&comparison, place)?,
            Operator::Between if attribute.kind == Kind::Choice => self.versions()?,
            Operator::Between => self.range(attribute)?,
            Operator::AtLeast | Operator::AtMost if attribute.kind == Kind::Choice => Operand::Version(self.version()?),
            Operator::IsAnyOf | Operator::IsNoneOf => Operand::Choices(self.list(attribute)?),
            operator if words_of_text(operator).is_some() => Operand::Text(self.part(operator)?),
            // What follows the *is* of the form and is no number may be meant as another comparison.
            _ if self.is_in_words && !matches!(attribute.kind, Kind::Choice | Kind::YesNo) => {
                self.value(attribute).map_err(|_| self.no_comparison(place, attribute))?
            }
            _ => self.value(attribute)?,
        };
        Ok((comparison.operator, operand))
    }

    fn symbol(&mut self, attribute: &Attribute) -> Option<Comparison> {
        let is_date = attribute.kind == Kind::Date;
        let symbols = [
            ("==", Operator::Is),
            ("!=", Operator::IsNot),
            (">=", if is_date { Operator::OnOrAfter } else { Operator::AtLeast }),
            ("<=", if is_date { Operator::OnOrBefore } else { Operator::AtMost }),
        ];
        let (_, operator) = symbols.into_iter().find(|(symbol, _)| self.cursor.eat(symbol))?;
        Some(Comparison { operator, numbers: Vec::new(), unit: None })
    }

    /// A comparison in the words of formulas.
    pub(super) fn words(&mut self) -> Option<Comparison> {
        let plain = |operator| Some(Comparison { operator, numbers: Vec::new(), unit: None });
        for operator in Operator::ALL {
            if let Some(words) = words_of_text(*operator).or(plain_words(*operator))
                && self.cursor.eat_phrase(&self.locale.text(words))
            {
                return plain(*operator);
            }
        }
        for (message, operator, unit) in SPANS {
            if let Some(count) = self.span(message) {
                return Some(Comparison { operator, numbers: vec![count], unit });
            }
        }
        let slot = SLOT.to_string();
        if let Some(numbers) = self.percent(&self.locale.with1("formula-in-highest", "percent", slot.as_str())) {
            return Some(Comparison { operator: Operator::InHighest, numbers, unit: None });
        }
        if let Some(numbers) = self.numbers(&days_ago(&slot, &slot, self.locale)) {
            return Some(Comparison { operator: Operator::BetweenAgo, numbers, unit: None });
        }
        if self.cursor.eat_phrase(&self.locale.text("formula-not-in")) {
            return plain(Operator::IsNoneOf);
        }
        if !self.cursor.eat_phrase(&self.locale.text("formula-in")) {
            return None;
        }
        self.cursor.skip_spaces();
        plain(if self.cursor.peek() == Some('(') { Operator::IsAnyOf } else { Operator::Between })
    }

    /// The number in a phrase such as *in the last 30 days*; 1 if the phrase for one day contains no number.
    fn span(&mut self, message: &str) -> Option<i64> {
        [2, 1].into_iter().find_map(|count| {
            let found = self.numbers(&span_in_words(message, count, SLOT.to_string(), self.locale))?;
            Some(found.first().copied().unwrap_or(1))
        })
    }

    /// The numbers in the places of a pattern, if it comes next.
    pub(super) fn numbers(&mut self, pattern: &str) -> Option<Vec<i64>> {
        let start = self.cursor.at;
        let mut numbers = Vec::new();
        for (index, words) in pattern.split(SLOT).enumerate() {
            if index > 0 {
                self.cursor.skip_spaces();
                let digits = self.cursor.while_some(|character| character.is_ascii_digit());
                self.cursor.skip_spaces();
                if digits.is_empty() {
                    self.cursor.at = start;
                    return None;
                }
                numbers.push(digits.parse().unwrap_or(i64::MAX));
            }
            if !self.cursor.eat_phrase(words.trim()) {
                self.cursor.at = start;
                return None;
            }
        }
        Some(numbers)
    }

    /// The share in the place of a pattern, if it comes next; none if it is no percentage.
    pub(super) fn percent(&mut self, pattern: &str) -> Option<Vec<i64>> {
        let start = self.cursor.at;
        let (before, after) = pattern.split_once(SLOT)?;
        if self.cursor.eat_phrase(before.trim()) {
            self.cursor.skip_spaces();
            let digits =
                self.cursor.while_some(|character| character.is_ascii_digit() || matches!(character, '.' | ','));
            self.cursor.skip_spaces();
            if !digits.is_empty() && self.cursor.eat_phrase(after.trim()) {
                let locale = if digits.contains(',') { self.locale } else { Locale::En };
                return Some(parse_percent(locale, &digits).into_iter().map(i64::from).collect());
            }
        }
        self.cursor.at = start;
        None
    }

    fn span_operand(&self, comparison: &Comparison, place: usize) -> Read<Operand> {
        let (most, expected) = match (comparison.operator, comparison.unit) {
            (Operator::AnniversaryInNext, _) => (MOST_TO_ANNIVERSARY, Expected::Span(MOST_TO_ANNIVERSARY)),
            (_, Some(unit)) => (unit.most(), Expected::Span(unit.most())),
            (_, None) => (MOST_DAYS as u32, Expected::Days),
        };
        let count = comparison.numbers.first().and_then(|count| u32::try_from(*count).ok());
        let count = count.filter(|count| (1..=most).contains(count)).ok_or_else(|| self.error(place, expected))?;
        Ok(comparison.unit.map_or(Operand::Days(count), |unit| Operand::Span(count, unit)))
    }

    fn days_ago(&self, comparison: &Comparison, place: usize) -> Read<Operand> {
        let days = |index: usize| {
            let days = comparison.numbers.get(index).filter(|days| (0..=MOST_DAYS).contains(*days));
            days.and_then(|days| u32::try_from(*days).ok()).ok_or_else(|| self.error(place, Expected::DaysAgo))
        };
        let (nearest, farthest) = (days(0)?, days(1)?);
        if nearest > farthest {
            return Err(self.error(place, Expected::RisingEnds));
        }
        Ok(Operand::DaysAgo(nearest, farthest))
    }

    pub(super) fn error(&self, place: usize, expected: Expected) -> FormulaError {
        FormulaError { place, expected, nearest: None }
    }

    /// An error with the one of `words` that is most similar to the text at the position.
    fn no_comparison(&self, place: usize, attribute: &Attribute) -> FormulaError {
        let forms = forms(attribute, self.locale);
        let words: Vec<_> = forms.iter().map(String::as_str).collect();
        self.error_near(place, Expected::Comparison(forms.clone()), &words)
    }

    pub(super) fn error_near(&self, place: usize, expected: Expected, words: &[&str]) -> FormulaError {
        FormulaError { place, expected, nearest: nearest(&self.cursor.text[place..], words) }
    }
}

/// How the comparisons of an attribute are written.
pub(super) fn forms(attribute: &Attribute, locale: Locale) -> Vec<String> {
    let text = |key: &str| locale.text(key);
    let span = |key: &str| span_in_words(key, 30, String::from("30"), locale);
    let form = |operator: &Operator| match operator {
        Operator::Is => String::from("=="),
        Operator::IsNot => String::from("!="),
        Operator::AtLeast | Operator::OnOrAfter => String::from(">="),
        Operator::AtMost | Operator::OnOrBefore => String::from("<="),
        Operator::IsAnyOf => format!("{} (…)", text("formula-in")),
        Operator::IsNoneOf => format!("{} (…)", text("formula-not-in")),
        Operator::Between => format!("{} …..…", text("formula-in")),
        Operator::Contains | Operator::DoesNotContain | Operator::StartsWith | Operator::EndsWith => {
            words_of_text(*operator).map(text).unwrap_or_default()
        }
        Operator::InLast => span("formula-in-last"),
        Operator::MoreThanAgo => span("formula-more-than-ago"),
        Operator::InNext => span("formula-in-next"),
        Operator::AnniversaryInNext => span("formula-anniversary-in-next"),
        Operator::InHighest => locale.with1("formula-in-highest", "percent", "10"),
        Operator::BetweenAgo => days_ago("30", "60", locale),
        Operator::IsKnown
        | Operator::IsUnknown
        | Operator::ThisWeek
        | Operator::ThisMonth
        | Operator::ThisYear
        | Operator::LastMonth => plain_words(*operator).map(text).unwrap_or_default(),
    };
    attribute.operators().iter().map(form).collect()
}

/// A comparison before its values.
pub(super) struct Comparison {
    pub(super) operator: Operator,
    /// The numbers in its words: of a span, or of days ago.
    pub(super) numbers: Vec<i64>,
    /// The unit of a span; none for days.
    pub(super) unit: Option<SpanUnit>,
}

/// Stands for a number in the words of a span.
pub(super) const SLOT: char = '\u{1}';

#[cfg(test)]
#[path = "formula_reader_tests.rs"]
mod tests;
