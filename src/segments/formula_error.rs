//! Errors of formulas: the position, what was expected there, and the word that may have been meant.

use super::limits::{MOST_CHARACTERS, MOST_CONDITIONS, MOST_FILTERS, MOST_IN_FILTER, MOST_VALUES};
use super::text_part::LONGEST_PART;
use super::version::LONGEST_VERSION;
use crate::locale::Locale;

/// Where a formula cannot be parsed, what was expected there, and what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    /// The number of characters before the error.
    pub place: usize,
    pub expected: Expected,
    /// The known word that is most similar to the text there.
    pub nearest: Option<String>,
}

/// What was expected at the position of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Attribute,
    /// One of these comparisons.
    Comparison(Vec<String>),
    Choice,
    Group,
    Market,
    Language,
    /// A text, in quotes unless it is a single plain word.
    Text,
    /// A part of a text.
    Part,
    Version,
    Number,
    Decimal,
    Amount,
    Date,
    Days,
    /// A number of weeks, months or years, up to this one.
    Span(u32),
    DaysAgo,
    Percent,
    /// `..` between the ends of a range.
    Range,
    /// A second end that is not less than the first.
    RisingEnds,
    /// `)` or `,` in a list of values.
    ListEnd,
    OpenedList,
    /// `||`, `&&` or `)` within parentheses.
    Alternative,
    /// `&&` or `)` within the parentheses of an alternative.
    Together,
    /// `&&`, `||` or the end.
    Joiner,
    /// Parentheses, because `&&` and `||` follow each other without them.
    Parentheses,
    ClosingQuote,
    /// The end: a formula has at most [`MOST_CHARACTERS`].
    AtMostCharacters,
    AtMostFilters,
    AtMostInFilter,
    AtMostConditions,
    AtMostValues,
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
            Self::Part => "formula-expected-part",
            Self::Version => "formula-expected-version",
            Self::Number => "formula-expected-number",
            Self::Decimal => "formula-expected-decimal",
            Self::Amount => "formula-expected-amount",
            Self::Date => "formula-expected-date",
            Self::Days => "formula-expected-days",
            Self::Span(_) => "formula-expected-span",
            Self::DaysAgo => "formula-expected-days-ago",
            Self::Percent => "formula-expected-percent",
            Self::Range => "formula-expected-range",
            Self::RisingEnds => "formula-expected-rising-ends",
            Self::ListEnd => "formula-expected-list-end",
            Self::OpenedList => "formula-expected-opened-list",
            Self::Alternative => "formula-expected-alternative",
            Self::Together => "formula-expected-together",
            Self::Joiner => "formula-expected-joiner",
            Self::Parentheses => "formula-expected-parentheses",
            Self::ClosingQuote => "formula-expected-closing-quote",
            Self::AtMostCharacters => "formula-expected-at-most-characters",
            Self::AtMostFilters => "formula-expected-at-most-filters",
            Self::AtMostInFilter => "formula-expected-at-most-in-filter",
            Self::AtMostConditions => "formula-expected-at-most-conditions",
            Self::AtMostValues => "formula-expected-at-most-values",
        }
    }

    /// Whether it is a number, which languages write in different ways.
    pub(super) const fn is_number(&self) -> bool {
        matches!(self, Self::Number | Self::Decimal | Self::Amount)
    }

    /// The limit that the formula exceeds; 0 if the error is not about a limit.
    const fn most(&self) -> usize {
        match self {
            Self::AtMostCharacters => MOST_CHARACTERS,
            Self::AtMostFilters => MOST_FILTERS,
            Self::AtMostInFilter => MOST_IN_FILTER,
            Self::AtMostConditions => MOST_CONDITIONS,
            Self::AtMostValues => MOST_VALUES,
            Self::Part => LONGEST_PART,
            Self::Span(most) => *most as usize,
            Self::Version => LONGEST_VERSION,
            _ => 0,
        }
    }
}

/// How many characters at the position an error repeats: enough to find them again, few enough for one line.
const MOST_REPEATED: usize = 20;

impl FormulaError {
    /// The error in one or two sentences; `text` is the formula that was parsed.
    pub fn tell(&self, text: &str, locale: Locale) -> String {
        let found: String = text.chars().skip(self.place).take(MOST_REPEATED).collect();
        let found = found.split_whitespace().collect::<Vec<_>>().join(" ");
        let listed = match &self.expected {
            Expected::Comparison(forms) => forms.join(", "),
            _ => String::new(),
        };
        let expected =
            locale.with(self.expected.message(), &[("listed", listed.into()), ("most", self.expected.most().into())]);
        let place = self.place + 1;
        let message = if found.is_empty() {
            locale.with("formula-error-end", &[("place", place.into()), ("expected", expected.into())])
        } else {
            let parts = [("place", place.into()), ("found", found.into()), ("expected", expected.into())];
            locale.with("formula-error", &parts)
        };
        match &self.nearest {
            Some(nearest) => {
                format!("{message} {}", locale.with1("formula-error-nearest", "nearest", nearest.as_str()))
            }
            None => message,
        }
    }
}
