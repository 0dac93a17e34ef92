//! Reads amounts of money in hundredths, as English and French files write them, with or without their currency.

use crate::currency::Currency;
use crate::reading::decimals::DecimalMark;
use crate::reading::refusal::Reason;

/// The largest amount of one line, in hundredths: a billion. An `i64` holds the sum of 90 million of them.
const MAX_CENTS: u64 = 100_000_000_000;

/// Finds out what separates the decimals in a column: one amount that can be read in only one way decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct MarkCensus {
    point: bool,
    comma: bool,
}

impl MarkCensus {
    /// Takes a cell into account.
    pub fn see(&mut self, cell: &str) {
        let Ok(Written { number, .. }) = Written::of(cell) else { return };
        let (points, commas) = (number.matches('.').count(), number.matches(',').count());
        let decimals = number.rfind(['.', ',']).map_or("", |at| &number[at + 1..]);
        if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        let last_is_point = number.rfind('.') > number.rfind(',');
        let is_point = match (points, commas) {
            (0, 0) => return,
            (1.., 1..) => last_is_point,
            // Several of one kind are between thousands.
            (2.., 0) => false,
            (0, 2..) => true,
            _ if is_group(number, '.') || is_group(number, ',') => return,
            _ => last_is_point,
        };
        self.point |= is_point;
        self.comma |= !is_point;
    }

    /// The mark, unless no amount decides or amounts contradict each other.
    pub const fn mark(self) -> Option<DecimalMark> {
        match (self.point, self.comma) {
            (true, false) => Some(DecimalMark::Point),
            (false, true) => Some(DecimalMark::Comma),
            _ => None,
        }
    }
}

/// How the amounts of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// `None` if the column does not tell.
    pub mark: Option<DecimalMark>,
    /// The currency of the app.
    pub currency: Currency,
}

/// Reads `1234.50`, `$1,234.50`, `1 234,50 €`, `(12.50)`, `12.50-` in hundredths. Refuses another currency than that of
/// the app, and decimals that it does not have unless they are zero.
pub fn parse_cents(text: &str, style: Style) -> Result<i64, Reason> {
    let Written { is_negative, currencies, number } = Written::of(text)?;
    if currencies.is_some_and(|currencies| !currencies.contains(&style.currency)) {
        return Err(Reason::Currency);
    }
    let (whole, decimals) =
        parts(number, style, currencies.is_some_and(|currencies| currencies.contains(&Currency::Usd)))?;
    let cents = i64::try_from(cents(&whole, decimals, style.currency)?).map_err(|_| Reason::AmountTooLarge)?;
    Ok(if is_negative { -cents } else { cents })
}

/// The parts of an amount.
struct Written<'a> {
    is_negative: bool,
    /// What a sign or a code beside the number may mean; `None` if there is none.
    currencies: Option<&'static [Currency]>,
    number: &'a str,
}

impl<'a> Written<'a> {
    /// Takes signs, parentheses and a currency off the number.
    fn of(text: &'a str) -> Result<Self, Reason> {
        let mut written = Self { is_negative: false, currencies: None, number: text.trim() };
        // Most amounts have neither.
        if written.number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
            return Ok(written);
        }
        // A sign, a currency and parentheses, each at most once.
        for _ in 0..4 {
            let before = written.number;
            written.take_parentheses()?;
            written.take_sign()?;
            written.take_currency()?;
            if written.number == before {
                break;
            }
        }
        Ok(written)
    }

    fn take_parentheses(&mut self) -> Result<(), Reason> {
        let inner = self.number.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        inner.map_or(Ok(()), |inner| self.is_less(inner))
    }

    fn take_sign(&mut self) -> Result<(), Reason> {
        const MINUS: [char; 2] = ['-', '\u{2212}'];
        if let Some(rest) = self.number.strip_prefix('+') {
            self.number = rest.trim_start();
            return Ok(());
        }
        let rest = self.number.strip_prefix(MINUS).or_else(|| self.number.strip_suffix(MINUS));
        rest.map_or(Ok(()), |rest| self.is_less(rest))
    }

    fn is_less(&mut self, rest: &'a str) -> Result<(), Reason> {
        self.number = rest.trim();
        if std::mem::replace(&mut self.is_negative, true) { Err(Reason::Amount) } else { Ok(()) }
    }

    fn take_currency(&mut self) -> Result<(), Reason> {
        let is_number = |sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '\u{2212}' | '(' | ')' | '+');
        let is_mark = |sign: char| matches!(sign, '.' | ',' | '\'' | '\u{2019}') || sign.is_whitespace();
        let start = self.number.find(is_number).unwrap_or(self.number.len());
        let (before, rest) = self.number.split_at(start);
        let end = rest.rfind(is_number).map_or(0, |at| at + rest[at..].chars().next().map_or(1, char::len_utf8));
        let (number, after) = rest.split_at(end);
        for sign in [before, after] {
            let sign = sign.trim();
            if sign.chars().all(is_mark) {
                continue;
            }
            let currencies = Currency::written(sign);
            if currencies.is_empty() || self.currencies.is_some() {
                return Err(Reason::Amount);
            }
            self.currencies = Some(currencies);
        }
        // Of `.5` the point belongs to the number, of `Fr. 5` it does not.
        let belongs = |sign: &str| sign.trim().chars().all(is_mark);
        let first = if belongs(before) { 0 } else { start };
        let last = if belongs(after) { self.number.len() } else { start + number.len() };
        self.number = self.number[first..last].trim();
        Ok(())
    }
}

/// The digits before and after the separator of the decimals.
fn parts(text: &str, style: Style, is_dollars: bool) -> Result<(String, &str), Reason> {
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let last_mark = text.rfind(['.', ',']);
    let mark = match (points, commas) {
        (0, 0) => None,
        (1, 0) if is_group(text, '.') && style.may_group(DecimalMark::Comma) => None,
        (1, 0) => last_mark,
        (0, 1) => match comma_alone(text, style, is_dollars)? {
            true => last_mark,
            false => None,
        },
        // With both marks, the last one separates the decimals and may occur only once.
        (1.., 1..) => {
            let is_point = last_mark.is_some_and(|at| text[at..].starts_with('.'));
            if (is_point && points > 1) || (!is_point && commas > 1) {
                return Err(Reason::Amount);
            }
            last_mark
        }
        _ => None,
    };
    let (whole, decimals) = mark.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
    if mark.is_some() && decimals.is_empty() || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::Amount);
    }
    let whole = if whole.is_empty() && mark.is_some() { String::from("0") } else { grouped(whole)? };
    Ok((whole, decimals))
}

impl Style {
    /// Whether the other mark than `mark`, alone before three digits, separates thousands.
    fn may_group(self, mark: DecimalMark) -> bool {
        self.mark == Some(mark) || (self.mark.is_none() && self.currency.is_whole())
    }
}

/// Whether the mark could separate thousands: it has one to three digits before it, no zero first, and three after it.
fn is_group(text: &str, mark: char) -> bool {
    text.split_once(mark)
        .is_some_and(|(whole, rest)| rest.len() == 3 && matches!(whole.len(), 1..=3) && !starts_with_zero(whole))
}

fn starts_with_zero(number: &str) -> bool {
    number.starts_with(['0', '.', ','])
}

/// Whether the only comma of `text` separates the decimals. With three digits after it, it could separate thousands as
/// well, unless the column tells, there is a dollar sign (thousands), or the digits before it are zeros or more than
/// three (decimals).
fn comma_alone(text: &str, style: Style, is_dollars: bool) -> Result<bool, Reason> {
    let Some((whole, rest)) = text.split_once(',') else { return Ok(false) };
    match rest.len() {
        3 if style.mark == Some(DecimalMark::Comma) => Ok(true),
        3 if is_group(text, ',') && (style.may_group(DecimalMark::Point) || is_dollars) => Ok(false),
        3 if whole.bytes().all(|byte| byte == b'0') || whole.len() > 3 => Ok(true),
        3 => Err(Reason::AmountAmbiguous),
        _ => Ok(true),
    }
}

/// The digits of a whole number. If it has groups, each after the first must have three digits.
fn grouped(text: &str) -> Result<String, Reason> {
    let separates_groups =
        |character: char| matches!(character, ',' | '.' | '\'' | '\u{2019}') || character.is_whitespace();
    let groups: Vec<&str> = text.split(separates_groups).collect();
    let all_digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    let well_grouped = groups.len() == 1 || groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    if all_digits && well_grouped { Ok(groups.concat()) } else { Err(Reason::Amount) }
}

fn cents(whole: &str, decimals: &str, currency: Currency) -> Result<u64, Reason> {
    let kept = if currency.is_whole() { 0 } else { 2 };
    let (kept, beyond) = decimals.split_at(decimals.len().min(kept));
    if beyond.bytes().any(|byte| byte != b'0') {
        return Err(Reason::AmountDecimals);
    }
    let cents: Option<u64> = format!("{whole}{kept:0<2}").parse().ok();
    cents.filter(|cents| *cents <= MAX_CENTS).ok_or(Reason::AmountTooLarge)
}

#[cfg(test)]
#[path = "amounts_tests.rs"]
mod tests;
