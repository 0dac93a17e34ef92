//! Why a line was refused, stored so that it can be explained in any language of the interface.

use crate::currency::Currency;
use crate::locale::{Arg, Locale};
use crate::text::cut;
use crate::words;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The most characters of a value that a refusal repeats: a line or two on the page of an import.
const VALUE_LENGTH: usize = 100;

/// The most characters of a refused line that are shown: usual lines are shorter and shown whole.
pub const SHOWN_TEXT: usize = 2_000;

/// What is wrong with a line.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    Missing,
    CellTooLong,
    DamagedNumber,
    Email,
    Date,
    DateAmbiguous,
    Number,
    Decimal,
    YesNo,
    Age,
    AgeGroup,
    Sessions,
    NotUsed,
    Stars,
    Amount,
    AmountAmbiguous,
    AmountDecimals,
    /// Only of imports from before refunds could be read.
    AmountNegative,
    AmountTooLarge,
    Currency,
    Status,
    RefundMissing,
    NotPaid,
    OrderIncomplete,
    OrderWithoutAmount,
    OrderWithoutTime,
    Choice,
    Market,
    Language,
    OrderOfSeveral,
    OrderOfAnother,
    /// The customer was erased; the value is the day.
    Erased,
    RatingsDiffer,
    ConsentChannel,
    ConsentPurpose,
    ConsentState,
    /// Said at a moment that has not come.
    InFuture,
    /// The person has changed what is allowed too often.
    ConsentsTooOften,
    LinesDiffer,
    TooManyLines,
    Ragged,
    OpenQuote,
    LineTooLong,
    Nul,
    Unreadable,
}

words!(Reason);

impl Reason {
    /// The key of the message that explains it, with the variables `column`, `value`, `found`, `limit` and `currency`.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Missing => "refusal-missing",
            Self::CellTooLong => "refusal-cell-too-long",
            Self::DamagedNumber => "refusal-damaged-number",
            Self::Email => "refusal-email",
            Self::Date => "refusal-date",
            Self::DateAmbiguous => "refusal-date-ambiguous",
            Self::Number => "refusal-number",
            Self::Decimal => "refusal-decimal",
            Self::YesNo => "refusal-yes-no",
            Self::Age => "refusal-age",
            Self::AgeGroup => "refusal-age-group",
            Self::Sessions => "refusal-sessions",
            Self::NotUsed => "refusal-not-used",
            Self::Stars => "refusal-stars",
            Self::Amount => "refusal-amount",
            Self::AmountAmbiguous => "refusal-amount-ambiguous",
            Self::AmountDecimals => "refusal-amount-decimals",
            Self::AmountNegative => "refusal-amount-negative",
            Self::AmountTooLarge => "refusal-amount-too-large",
            Self::Currency => "refusal-currency",
            Self::Status => "refusal-status",
            Self::RefundMissing => "refusal-refund-missing",
            Self::NotPaid => "refusal-not-paid",
            Self::OrderIncomplete => "refusal-order-incomplete",
            Self::OrderWithoutAmount => "refusal-order-without-amount",
            Self::OrderWithoutTime => "refusal-order-without-time",
            Self::Choice => "refusal-choice",
            Self::Market => "refusal-market",
            Self::Language => "refusal-language",
            Self::OrderOfSeveral => "refusal-order-of-several",
            Self::OrderOfAnother => "refusal-order-of-another",
            Self::Erased => "refusal-erased",
            Self::RatingsDiffer => "refusal-ratings-differ",
            Self::ConsentChannel => "refusal-consent-channel",
            Self::ConsentPurpose => "refusal-consent-purpose",
            Self::ConsentState => "refusal-consent-state",
            Self::InFuture => "refusal-in-future",
            Self::ConsentsTooOften => "refusal-consents-too-often",
            Self::LinesDiffer => "refusal-lines-differ",
            Self::TooManyLines => "refusal-too-many-lines",
            Self::Ragged => "refusal-ragged",
            Self::OpenQuote => "refusal-open-quote",
            Self::LineTooLong => "refusal-line-too-long",
            Self::Nul => "refusal-nul",
            Self::Unreadable => "refusal-unreadable",
        }
    }
}

/// A reason with its details: the column and the refused value, or the number found and the limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub reason: Reason,
    /// The column's name in the file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// The code of the app's currency.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub currency: String,
    /// The next fault of the same line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Box<Self>>,
}

impl Refusal {
    /// A refusal of a whole line.
    pub const fn of_line(reason: Reason) -> Self {
        Self {
            reason,
            column: String::new(),
            value: String::new(),
            found: None,
            limit: None,
            currency: String::new(),
            next: None,
        }
    }

    /// A refusal of one cell.
    pub fn of_cell(reason: Reason, column: &str, value: &str) -> Self {
        let value = cut(value, VALUE_LENGTH).replace('\0', "\u{FFFD}");
        Self { column: column.to_owned(), value, ..Self::of_line(reason) }
    }

    /// Adds the limit.
    pub fn with_limit(self, limit: usize) -> Self {
        Self { limit: u64::try_from(limit).ok(), ..self }
    }

    /// Adds the currency of the app.
    pub fn with_currency(self, currency: Currency) -> Self {
        Self { currency: currency.word().to_owned(), ..self }
    }

    /// Adds the number found.
    pub fn with_found(self, found: usize) -> Self {
        Self { found: u64::try_from(found).ok(), ..self }
    }

    /// Adds a later fault of the same line.
    pub fn and(self, later: Self) -> Self {
        let next = match self.next {
            None => later,
            Some(next) => next.and(later),
        };
        Self { next: Some(Box::new(next)), ..self }
    }

    /// Each fault of the line.
    pub fn faults(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |fault| fault.next.as_deref())
    }

    /// The first fault without the others.
    pub fn first(&self) -> Self {
        Self {
            reason: self.reason,
            column: self.column.clone(),
            value: self.value.clone(),
            found: self.found,
            limit: self.limit,
            currency: self.currency.clone(),
            next: None,
        }
    }

    /// All faults of the line, each as a sentence.
    pub fn tell(&self, locale: Locale) -> String {
        let sentences: Vec<String> = self.faults().map(|fault| fault.sentence(locale)).collect();
        sentences.join(" ")
    }

    fn sentence(&self, locale: Locale) -> String {
        let arguments = [
            ("column", Arg::from(self.column.as_str())),
            ("value", Arg::from(self.value.as_str())),
            ("found", Arg::from(self.found.unwrap_or_default())),
            ("limit", Arg::from(self.limit.unwrap_or_default())),
            ("currency", Arg::from(self.currency.as_str())),
        ];
        locale.with(self.reason.message(), &arguments)
    }
}

/// A cell that was left out of its line, because it is in a column that a line need not have and cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutCell {
    /// The number of the line where the record starts, counted from 1.
    pub line: u64,
    /// The column's index in the file.
    pub place: usize,
    pub refusal: Refusal,
}

/// A line that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedLine {
    /// The number of the line where the record starts, counted from 1.
    pub number: u64,
    /// The line as in the file; only its start if it is longer than what is read.
    pub text: String,
    pub refusal: Refusal,
}

impl RefusedLine {
    pub fn new(number: u64, text: &str, refusal: Refusal) -> Self {
        // The end of such a line was not read, so that nobody can import it again.
        let is_whole = refusal.reason != Reason::LineTooLong;
        // Nothing is kept of someone who was erased.
        let text = if refusal.reason == Reason::Erased { "" } else { text };
        let text = if is_whole { text.replace('\0', "\u{FFFD}") } else { cut(text, SHOWN_TEXT) };
        Self { number, text, refusal }
    }

    /// The line as it is shown.
    pub fn shortened(self) -> Self {
        Self { text: cut(&self.text, SHOWN_TEXT), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_refusal_is_explained_in_both_languages() {
        let refusal = Refusal::of_cell(Reason::Market, "country", "Atlantis");
        let kept = serde_json::to_string(&refusal).unwrap();
        let found: Refusal = serde_json::from_str(&kept).unwrap();
        assert_eq!(found, refusal);
        for locale in Locale::ALL {
            let message = found.tell(locale);
            assert!(message.contains("country") && message.contains("Atlantis"), "{message}");
        }
    }

    #[test]
    fn a_very_long_line_is_cut_between_characters_where_it_is_shown() {
        let line = RefusedLine::new(2, &"é\0".repeat(5_000), Refusal::of_line(Reason::Nul));
        assert_eq!((line.text.chars().count(), line.text.contains('\0')), (10_000, false));
        let shown = line.shortened();
        assert_eq!(shown.text.chars().count(), SHOWN_TEXT + 1);
        assert!(shown.text.ends_with('…'));
        let unread = RefusedLine::new(3, &"x".repeat(1_000_000), Refusal::of_line(Reason::LineTooLong));
        assert_eq!(unread.text.chars().count(), SHOWN_TEXT + 1);
    }

    #[test]
    fn all_faults_of_a_line_are_explained_and_stored() {
        let [first, second, third] = ["a", "b", "c"].map(|column| Refusal::of_cell(Reason::Missing, column, ""));
        let refusal = first.and(second).and(third);
        let columns: Vec<&str> = refusal.faults().map(|fault| fault.column.as_str()).collect();
        assert_eq!(columns, ["a", "b", "c"]);
        assert_eq!(refusal.first().faults().count(), 1);
        let kept = serde_json::to_string(&refusal).unwrap();
        assert_eq!(serde_json::from_str::<Refusal>(&kept).unwrap(), refusal);
        let said = refusal.tell(Locale::En);
        assert!(said.contains("“a”") && said.contains("“c”"), "{said}");
    }
}
