//! Reads a formula back into its rule: the grammar is that of [`super::formula`], told a little more freely. Case and
//! spaces do not matter, one alternative may stand in parentheses, a country or a language may be named.

use super::catalogue::{Attribute, CUSTOM_PREFIX, Catalogue, Choices, Kind};
use super::formula_cursor::Cursor;
use super::formula_error::{Expected, FormulaError};
use super::input::{MOST_DAYS, read_choice};
use super::operator::Operator;
use super::rule::{Condition, Filter, Operand, Rule};
use crate::day::Day;
use crate::locale::{Arg, Locale, parse_cents, parse_number};

/// The rule that the formula says in the words of `locale`.
pub fn read_formula(text: &str, catalogue: &Catalogue, locale: Locale) -> Result<Rule, FormulaError> {
    Reader { cursor: Cursor::new(text), catalogue, locale }.formula()
}

struct Reader<'a> {
    cursor: Cursor,
    catalogue: &'a Catalogue,
    locale: Locale,
}

type Read<T> = Result<T, FormulaError>;

/// What stands between two terms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joiner {
    And,
    Or,
}

impl<'a> Reader<'a> {
    fn formula(&mut self) -> Read<Rule> {
        self.cursor.skip_spaces();
        if self.cursor.eat_phrase(&self.locale.text("formula-everyone")) && self.cursor.is_at_end() {
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
            match (joiner, filters.last_mut()) {
                (Joiner::Or, Some(last)) if !last.exclude && !next.exclude => last.conditions.extend(next.conditions),
                (Joiner::Or, _) => return Err(self.error(place, Expected::Parentheses)),
                (Joiner::And, _) => filters.push(next),
            }
        }
    }

    /// One condition, or alternatives in parentheses, perhaps with `!` before them.
    fn term(&mut self) -> Read<Filter> {
        self.cursor.skip_spaces();
        let exclude = self.cursor.eat("!");
        self.cursor.skip_spaces();
        if !self.cursor.eat("(") {
            return Ok(Filter { exclude, conditions: vec![self.condition()?] });
        }
        let mut conditions = vec![self.condition()?];
        loop {
            self.cursor.skip_spaces();
            if self.cursor.eat(")") {
                return Ok(Filter { exclude, conditions });
            }
            if !self.cursor.eat("||") {
                return Err(self.error(self.cursor.at, Expected::Alternative));
            }
            conditions.push(self.condition()?);
        }
    }

    fn condition(&mut self) -> Read<Condition> {
        let attribute = self.attribute()?;
        let (operator, operand) = self.comparison(attribute)?;
        Ok(Condition { attribute: attribute.key.clone().into_owned(), operator, operand })
    }

    fn attribute(&mut self) -> Read<&'a Attribute> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let found = match self.cursor.peek() {
            Some('"') => {
                let name = self.quoted()?;
                self.named(&name)
            }
            Some('[') => {
                let key = self.bracketed()?;
                self.catalogue.find(&key)
            }
            _ => self.bare_attribute(),
        };
        found.ok_or_else(|| {
            let labels = self.catalogue.all().map(|attribute| attribute.label(self.locale)).collect();
            self.error_near(place, Expected::Attribute, labels)
        })
    }

    /// The attribute of this name, whatever its case.
    fn named(&self, name: &str) -> Option<&'a Attribute> {
        let is_meant = |attribute: &&Attribute| folded(&attribute.label(self.locale)) == folded(name);
        let custom = self.catalogue.custom().iter().find(is_meant);
        custom.or_else(|| self.catalogue.all().find(is_meant))
    }

    /// The attribute with the longest name that stands here, a built-in one before a custom one of the same name.
    fn bare_attribute(&mut self) -> Option<&'a Attribute> {
        let mut longest: Option<(usize, &Attribute)> = None;
        for attribute in self.catalogue.all() {
            let end = self.cursor.end_of_phrase(&attribute.label(self.locale));
            if let Some(end) = end.filter(|end| {
                longest.is_none_or(|(other, found)| {
                    *end > other || (*end == other && found.key.starts_with(CUSTOM_PREFIX))
                })
            }) {
                longest = Some((end, attribute));
            }
        }
        let (end, attribute) = longest?;
        self.cursor.at = end;
        Some(attribute)
    }

    fn comparison(&mut self, attribute: &Attribute) -> Read<(Operator, Operand)> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let allowed = |operator: &Operator| attribute.operators().contains(operator);
        let comparison = self.symbol(attribute).or_else(|| self.words());
        let Some(comparison) = comparison.filter(|comparison| allowed(&comparison.operator)) else {
            let forms = self.forms(attribute);
            return Err(self.error_near(place, Expected::Comparison(forms.clone()), forms));
        };
        let operand = match comparison.operator {
            Operator::IsKnown | Operator::IsUnknown => Operand::Nothing,
            Operator::InLast | Operator::MoreThanAgo => Operand::Days(self.days(comparison.days, place)?),
            Operator::Between => self.range(attribute)?,
            Operator::IsAnyOf | Operator::IsNoneOf => Operand::Choices(self.list(attribute)?),
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
        Some(Comparison { operator, days: None })
    }

    fn words(&mut self) -> Option<Comparison> {
        let plain = |operator| Some(Comparison { operator, days: None });
        if self.cursor.eat_phrase(&self.locale.text("formula-is-known")) {
            return plain(Operator::IsKnown);
        }
        if self.cursor.eat_phrase(&self.locale.text("formula-is-unknown")) {
            return plain(Operator::IsUnknown);
        }
        let spans = [("formula-in-last", Operator::InLast), ("formula-more-than-ago", Operator::MoreThanAgo)];
        for (message, operator) in spans {
            if let Some(days) = self.span(message) {
                return Some(Comparison { operator, days: Some(days) });
            }
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

    /// The number of days in a phrase such as *in the last 30 days*; 1 where the phrase for one day has no number.
    fn span(&mut self, message: &str) -> Option<i64> {
        const SLOT: char = '\u{1}';
        let start = self.cursor.at;
        for days in [2, 1] {
            let pattern =
                self.locale.with(message, &[("days", Arg::from(days)), ("written", Arg::from(SLOT.to_string()))]);
            let Some((before, after)) = pattern.split_once(SLOT) else {
                if self.cursor.eat_phrase(&pattern) {
                    return Some(1);
                }
                continue;
            };
            if self.cursor.eat_phrase(before.trim()) {
                self.cursor.skip_spaces();
                let digits = self.cursor.while_some(|character| character.is_ascii_digit());
                self.cursor.skip_spaces();
                if !digits.is_empty() && self.cursor.eat_phrase(after.trim()) {
                    return Some(digits.parse().unwrap_or(i64::MAX));
                }
            }
            self.cursor.at = start;
        }
        None
    }

    fn days(&self, days: Option<i64>, place: usize) -> Read<u32> {
        let days = days.filter(|days| (1..=MOST_DAYS).contains(days)).and_then(|days| u32::try_from(days).ok());
        days.ok_or_else(|| self.error(place, Expected::Days))
    }

    fn value(&mut self, attribute: &Attribute) -> Read<Operand> {
        match attribute.kind {
            Kind::Choice => Ok(Operand::Choices(vec![self.choice(attribute)?])),
            Kind::YesNo => self.flag().map(Operand::Flag),
            kind => self.number(kind).map(Operand::Number),
        }
    }

    fn range(&mut self, attribute: &Attribute) -> Read<Operand> {
        let least = self.number(attribute.kind)?;
        self.cursor.skip_spaces();
        if !self.cursor.eat("..") {
            return Err(self.error(self.cursor.at, Expected::Range));
        }
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let greatest = self.number(attribute.kind)?;
        if least > greatest {
            Err(self.error(place, Expected::RisingEnds))
        } else {
            Ok(Operand::Range(least, greatest))
        }
    }

    fn list(&mut self, attribute: &Attribute) -> Read<Vec<String>> {
        self.cursor.skip_spaces();
        if !self.cursor.eat("(") {
            return Err(self.error(self.cursor.at, Expected::OpenedList));
        }
        let mut codes: Vec<String> = Vec::new();
        loop {
            let code = self.choice(attribute)?;
            if !codes.contains(&code) {
                codes.push(code);
            }
            self.cursor.skip_spaces();
            if self.cursor.eat(")") {
                return Ok(codes);
            }
            if !self.cursor.eat(",") {
                return Err(self.error(self.cursor.at, Expected::ListEnd));
            }
        }
    }

    fn number(&mut self, kind: Kind) -> Read<i64> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let text = self.cursor.phrase(&["..", "&&", "||", ")"]);
        // The formula's own form is the same in every language; a comma is the language's affair.
        let locale = if text.contains(',') { self.locale } else { Locale::En };
        let (number, expected) = match kind {
            Kind::Money => (parse_cents(locale, &text), Expected::Amount),
            Kind::Date => (Day::parse(&text).map(|day| day.number().into()), Expected::Date),
            Kind::Choice | Kind::Number | Kind::YesNo => (parse_number(locale, &text), Expected::Number),
        };
        number.ok_or_else(|| self.error(place, expected))
    }

    fn flag(&mut self) -> Read<bool> {
        self.cursor.skip_spaces();
        let (yes, no) = (self.locale.text("choice-yes"), self.locale.text("choice-no"));
        match () {
            () if self.cursor.eat_phrase(&yes) => Ok(true),
            () if self.cursor.eat_phrase(&no) => Ok(false),
            () => Err(self.error_near(self.cursor.at, Expected::Choice, vec![yes, no])),
        }
    }

    /// The code of one choice.
    fn choice(&mut self, attribute: &Attribute) -> Read<String> {
        self.cursor.skip_spaces();
        let place = self.cursor.at;
        let (text, is_bare) = match self.cursor.peek() {
            Some('"') => (self.quoted()?, false),
            Some('[') if attribute.choices == Choices::Groups => return self.bracketed(),
            _ => (self.cursor.phrase(&[",", "&&", "||", ")"]), true),
        };
        let labels: Vec<(String, String)> = match attribute.choices {
            Choices::Open | Choices::None => Vec::new(),
            _ => {
                let labels = attribute.choice_labels(self.locale).into_iter();
                labels.map(|(code, label)| (code.to_owned(), label)).collect()
            }
        };
        let exactly = labels.iter().find(|(_, label)| *label == text);
        if let Some((code, _)) = exactly.or_else(|| labels.iter().find(|(_, label)| folded(label) == folded(&text))) {
            return Ok(code.clone());
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
            _ => {
                let labels = labels.into_iter().map(|(_, label)| label).collect();
                Err(self.error_near(place, expected, labels))
            }
        }
    }

    fn quoted(&mut self) -> Read<String> {
        let place = self.cursor.at;
        self.cursor.at += 1;
        let mut text = String::new();
        loop {
            let character = self.cursor.next().ok_or_else(|| self.error(place, Expected::ClosingQuote))?;
            match character {
                '"' => return Ok(text),
                '\\' => text.push(self.cursor.escaped().ok_or_else(|| self.error(place, Expected::ClosingQuote))?),
                _ => text.push(character),
            }
        }
    }

    /// A text, bare or quoted, in brackets.
    fn bracketed(&mut self) -> Read<String> {
        let place = self.cursor.at;
        self.cursor.at += 1;
        let text = if self.cursor.peek() == Some('"') { self.quoted()? } else { self.cursor.phrase(&["]"]) };
        if self.cursor.eat("]") { Ok(text) } else { Err(self.error(place, Expected::ClosingQuote)) }
    }

    /// How the comparisons of an attribute are written.
    fn forms(&self, attribute: &Attribute) -> Vec<String> {
        let text = |key: &str| self.locale.text(key);
        let span =
            |key: &str| self.locale.with(key, &[("days", Arg::from(30)), ("written", Arg::from(String::from("30")))]);
        let form = |operator: &Operator| match operator {
            Operator::Is => String::from("=="),
            Operator::IsNot => String::from("!="),
            Operator::AtLeast | Operator::OnOrAfter => String::from(">="),
            Operator::AtMost | Operator::OnOrBefore => String::from("<="),
            Operator::IsAnyOf => format!("{} (…)", text("formula-in")),
            Operator::IsNoneOf => format!("{} (…)", text("formula-not-in")),
            Operator::Between => format!("{} …..…", text("formula-in")),
            Operator::InLast => span("formula-in-last"),
            Operator::MoreThanAgo => span("formula-more-than-ago"),
            Operator::IsKnown => text("formula-is-known"),
            Operator::IsUnknown => text("formula-is-unknown"),
        };
        attribute.operators().iter().map(form).collect()
    }

    fn error(&self, place: usize, expected: Expected) -> FormulaError {
        FormulaError { place, expected, nearest: None }
    }

    /// An error with the one of `words` that is most like what stands at the place.
    fn error_near(&self, place: usize, expected: Expected, words: Vec<String>) -> FormulaError {
        let rest: String = self.cursor.text[place..].iter().collect();
        let found: Vec<&str> = rest.trim_start_matches('"').split_whitespace().collect();
        let distance = |word: &String| {
            let count = word.split_whitespace().count();
            let same_length = found.iter().take(count).copied().collect::<Vec<_>>().join(" ");
            let same_length = same_length.trim_end_matches(['"', ')', ',']);
            strsim::damerau_levenshtein(&folded(word), &folded(same_length))
        };
        let nearest = words.iter().map(|word| (distance(word), word)).min_by_key(|(distance, _)| *distance);
        let nearest = nearest.filter(|(distance, word)| *distance * 2 <= word.chars().count());
        FormulaError { place, expected, nearest: nearest.map(|(_, word)| word.clone()) }
    }
}

/// A comparison before its values.
struct Comparison {
    operator: Operator,
    /// The days of a span, as they were written.
    days: Option<i64>,
}

/// Whether a text may stand without quotes.
fn is_bare_text(text: &str) -> bool {
    super::formula::text(text) == text
}

fn folded(text: &str) -> String {
    text.to_lowercase().replace('\u{2019}', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "formula_reader_tests.rs"]
mod tests;
