//! Reads a formula back into its rule: the grammar is that of [`super::formula`], told a little more freely. Case and
//! spaces do not matter, one alternative may stand in parentheses, a country or a language may be named.

use super::catalogue::{Attribute, CUSTOM_PREFIX, Catalogue, Choices, Kind};
use super::formula::is_word_character;
use super::input::{MOST_DAYS, read_choice};
use super::operator::Operator;
use super::rule::{Condition, Filter, Operand, Rule};
use crate::day::Day;
use crate::locale::{Arg, Locale, parse_cents, parse_number};

/// Where a formula cannot be read, what was expected there, and what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    /// Characters before the place.
    pub place: usize,
    pub expected: Expected,
    /// The word that exists and is most like what stands there.
    pub nearest: Option<String>,
}

/// What was expected where a formula cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Attribute,
    /// One of these comparisons.
    Comparison(Vec<String>),
    Choice,
    Group,
    Market,
    Language,
    /// A text, in quotes where it is not one plain word.
    Text,
    Number,
    Amount,
    Date,
    Days,
    /// `..` between the ends of a range.
    Range,
    /// A second end that is not below the first.
    RisingEnds,
    /// `)` or `,` in a list of values.
    ListEnd,
    OpenedList,
    /// `||` or `)` within parentheses.
    Alternative,
    /// `&&`, `||` or the end.
    Joiner,
    /// Parentheses around alternatives that stand beside `&&`.
    Parentheses,
    ClosingQuote,
}

impl Expected {
    const fn message(&self) -> &'static str {
        match self {
            Self::Attribute => "formula-expected-attribute",
            Self::Comparison(_) => "formula-expected-comparison",
            Self::Choice => "formula-expected-choice",
            Self::Group => "formula-expected-group",
            Self::Market => "formula-expected-market",
            Self::Language => "formula-expected-language",
            Self::Text => "formula-expected-text",
            Self::Number => "formula-expected-number",
            Self::Amount => "formula-expected-amount",
            Self::Date => "formula-expected-date",
            Self::Days => "formula-expected-days",
            Self::Range => "formula-expected-range",
            Self::RisingEnds => "formula-expected-rising-ends",
            Self::ListEnd => "formula-expected-list-end",
            Self::OpenedList => "formula-expected-opened-list",
            Self::Alternative => "formula-expected-alternative",
            Self::Joiner => "formula-expected-joiner",
            Self::Parentheses => "formula-expected-parentheses",
            Self::ClosingQuote => "formula-expected-closing-quote",
        }
    }
}

/// Characters of what stands at the place that an error repeats.
const MOST_TOLD: usize = 20;

impl FormulaError {
    /// The error in one or two sentences; `text` is the formula that was read.
    pub fn tell(&self, text: &str, locale: Locale) -> String {
        let found: String = text.chars().skip(self.place).take(MOST_TOLD).collect();
        let found = found.split_whitespace().collect::<Vec<_>>().join(" ");
        let listed = match &self.expected {
            Expected::Comparison(forms) => forms.join(", "),
            _ => String::new(),
        };
        let expected = locale.with1(self.expected.message(), "listed", listed);
        let place = self.place + 1;
        let told = if found.is_empty() {
            locale.with("formula-error-end", &[("place", place.into()), ("expected", expected.into())])
        } else {
            let told = [("place", place.into()), ("found", found.into()), ("expected", expected.into())];
            locale.with("formula-error", &told)
        };
        match &self.nearest {
            Some(nearest) => format!("{told} {}", locale.with1("formula-error-nearest", "nearest", nearest.as_str())),
            None => told,
        }
    }
}

/// The rule that the formula says in the words of `locale`.
pub fn read_formula(text: &str, catalogue: &Catalogue, locale: Locale) -> Result<Rule, FormulaError> {
    Reader { text: text.chars().collect(), at: 0, catalogue, locale }.formula()
}

struct Reader<'a> {
    text: Vec<char>,
    at: usize,
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
        self.skip_spaces();
        if self.eat_phrase(&self.locale.text("formula-everyone")) && self.is_at_end() {
            return Ok(Rule::default());
        }
        self.at = 0;
        let mut filters = vec![self.term()?];
        let mut first_joiner = None;
        loop {
            self.skip_spaces();
            let place = self.at;
            let joiner = match () {
                () if self.is_at_end() => return Ok(Rule { filters }),
                () if self.eat("&&") => Joiner::And,
                () if self.eat("||") => Joiner::Or,
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
        self.skip_spaces();
        let exclude = self.eat("!");
        self.skip_spaces();
        if !self.eat("(") {
            return Ok(Filter { exclude, conditions: vec![self.condition()?] });
        }
        let mut conditions = vec![self.condition()?];
        loop {
            self.skip_spaces();
            if self.eat(")") {
                return Ok(Filter { exclude, conditions });
            }
            if !self.eat("||") {
                return Err(self.error(self.at, Expected::Alternative));
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
        self.skip_spaces();
        let place = self.at;
        let found = match self.peek() {
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
            let end = self.end_of_phrase(&attribute.label(self.locale));
            if let Some(end) = end.filter(|end| {
                longest.is_none_or(|(other, found)| {
                    *end > other || (*end == other && found.key.starts_with(CUSTOM_PREFIX))
                })
            }) {
                longest = Some((end, attribute));
            }
        }
        let (end, attribute) = longest?;
        self.at = end;
        Some(attribute)
    }

    fn comparison(&mut self, attribute: &Attribute) -> Read<(Operator, Operand)> {
        self.skip_spaces();
        let place = self.at;
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
        let (_, operator) = symbols.into_iter().find(|(symbol, _)| self.eat(symbol))?;
        Some(Comparison { operator, days: None })
    }

    fn words(&mut self) -> Option<Comparison> {
        let plain = |operator| Some(Comparison { operator, days: None });
        if self.eat_phrase(&self.locale.text("formula-is-known")) {
            return plain(Operator::IsKnown);
        }
        if self.eat_phrase(&self.locale.text("formula-is-unknown")) {
            return plain(Operator::IsUnknown);
        }
        let spans = [("formula-in-last", Operator::InLast), ("formula-more-than-ago", Operator::MoreThanAgo)];
        for (message, operator) in spans {
            if let Some(days) = self.span(message) {
                return Some(Comparison { operator, days: Some(days) });
            }
        }
        if self.eat_phrase(&self.locale.text("formula-not-in")) {
            return plain(Operator::IsNoneOf);
        }
        if !self.eat_phrase(&self.locale.text("formula-in")) {
            return None;
        }
        self.skip_spaces();
        plain(if self.peek() == Some('(') { Operator::IsAnyOf } else { Operator::Between })
    }

    /// The number of days in a phrase such as *in the last 30 days*; 1 where the phrase for one day has no number.
    fn span(&mut self, message: &str) -> Option<i64> {
        const SLOT: char = '\u{1}';
        let start = self.at;
        for days in [2, 1] {
            let pattern =
                self.locale.with(message, &[("days", Arg::from(days)), ("written", Arg::from(SLOT.to_string()))]);
            let Some((before, after)) = pattern.split_once(SLOT) else {
                if self.eat_phrase(&pattern) {
                    return Some(1);
                }
                continue;
            };
            if self.eat_phrase(before.trim()) {
                self.skip_spaces();
                let digits = self.while_some(|character| character.is_ascii_digit());
                self.skip_spaces();
                if !digits.is_empty() && self.eat_phrase(after.trim()) {
                    return Some(digits.parse().unwrap_or(i64::MAX));
                }
            }
            self.at = start;
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
        self.skip_spaces();
        if !self.eat("..") {
            return Err(self.error(self.at, Expected::Range));
        }
        self.skip_spaces();
        let place = self.at;
        let greatest = self.number(attribute.kind)?;
        if least > greatest {
            Err(self.error(place, Expected::RisingEnds))
        } else {
            Ok(Operand::Range(least, greatest))
        }
    }

    fn list(&mut self, attribute: &Attribute) -> Read<Vec<String>> {
        self.skip_spaces();
        if !self.eat("(") {
            return Err(self.error(self.at, Expected::OpenedList));
        }
        let mut codes: Vec<String> = Vec::new();
        loop {
            let code = self.choice(attribute)?;
            if !codes.contains(&code) {
                codes.push(code);
            }
            self.skip_spaces();
            if self.eat(")") {
                return Ok(codes);
            }
            if !self.eat(",") {
                return Err(self.error(self.at, Expected::ListEnd));
            }
        }
    }

    fn number(&mut self, kind: Kind) -> Read<i64> {
        self.skip_spaces();
        let place = self.at;
        let text = self.phrase(&["..", "&&", "||", ")"]);
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
        self.skip_spaces();
        let (yes, no) = (self.locale.text("choice-yes"), self.locale.text("choice-no"));
        match () {
            () if self.eat_phrase(&yes) => Ok(true),
            () if self.eat_phrase(&no) => Ok(false),
            () => Err(self.error_near(self.at, Expected::Choice, vec![yes, no])),
        }
    }

    /// The code of one choice.
    fn choice(&mut self, attribute: &Attribute) -> Read<String> {
        self.skip_spaces();
        let place = self.at;
        let (text, is_bare) = match self.peek() {
            Some('"') => (self.quoted()?, false),
            Some('[') if attribute.choices == Choices::Groups => return self.bracketed(),
            _ => (self.phrase(&[",", "&&", "||", ")"]), true),
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

    /// The text up to the next of `stops`, a quote or the end, without the spaces around it.
    fn phrase(&mut self, stops: &[&str]) -> String {
        let start = self.at;
        while !self.is_at_end() && self.peek() != Some('"') && !stops.iter().any(|stop| self.stands(stop)) {
            self.at += 1;
        }
        let text: String = self.text[start..self.at].iter().collect();
        text.trim().to_owned()
    }

    fn quoted(&mut self) -> Read<String> {
        let place = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let character = self.next().ok_or_else(|| self.error(place, Expected::ClosingQuote))?;
            match character {
                '"' => return Ok(text),
                '\\' => text.push(self.escaped().ok_or_else(|| self.error(place, Expected::ClosingQuote))?),
                _ => text.push(character),
            }
        }
    }

    /// The character that stands for what follows a backslash.
    fn escaped(&mut self) -> Option<char> {
        match self.next()? {
            'n' => Some('\n'),
            't' => Some('\t'),
            'u' if self.eat("{") => {
                let digits = self.while_some(|character| character.is_ascii_hexdigit());
                let code = u32::from_str_radix(&digits, 16).ok()?;
                if self.eat("}") { char::from_u32(code) } else { None }
            }
            other => Some(other),
        }
    }

    /// A text, bare or quoted, in brackets.
    fn bracketed(&mut self) -> Read<String> {
        let place = self.at;
        self.at += 1;
        let text = if self.peek() == Some('"') { self.quoted()? } else { self.phrase(&["]"]) };
        if self.eat("]") { Ok(text) } else { Err(self.error(place, Expected::ClosingQuote)) }
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
        let rest: String = self.text[place..].iter().collect();
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

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn is_at_end(&self) -> bool {
        self.text[self.at..].iter().all(|character| character.is_whitespace())
    }

    fn skip_spaces(&mut self) {
        self.while_some(char::is_whitespace);
    }

    fn while_some(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek().is_some_and(&belongs) {
            self.at += 1;
        }
        self.text[start..self.at].iter().collect()
    }

    fn stands(&self, symbol: &str) -> bool {
        symbol.chars().enumerate().all(|(place, character)| self.text.get(self.at + place) == Some(&character))
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let stands = self.stands(symbol);
        if stands {
            self.at += symbol.chars().count();
        }
        stands
    }

    fn eat_phrase(&mut self, phrase: &str) -> bool {
        let end = self.end_of_phrase(phrase);
        self.at = end.unwrap_or(self.at);
        end.is_some()
    }

    /// Where the phrase ends that stands here, whatever its case and spaces, unless its last word goes on.
    fn end_of_phrase(&self, phrase: &str) -> Option<usize> {
        let mut at = self.at;
        for (index, word) in phrase.split_whitespace().enumerate() {
            let start = at;
            while self.text.get(at).is_some_and(|character| character.is_whitespace()) {
                at += 1;
            }
            if index > 0 && at == start {
                return None;
            }
            for character in word.chars() {
                if !is_same(character, *self.text.get(at)?) {
                    return None;
                }
                at += 1;
            }
        }
        let goes_on = |character: &char| is_word_character(*character);
        let is_cut = phrase.ends_with(is_word_character) && self.text.get(at).is_some_and(goes_on);
        (!is_cut).then_some(at)
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

fn is_same(one: char, other: char) -> bool {
    let plain = |character: char| if character == '\u{2019}' { '\'' } else { character };
    plain(one).to_lowercase().eq(plain(other).to_lowercase())
}

#[cfg(test)]
#[path = "formula_reader_tests.rs"]
mod tests;
