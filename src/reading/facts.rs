//! Reads the cells of a line as a fact.

use super::cell::{self, is_damaged_number, is_unknown};
use super::columns::Field;
use super::consent::ConsentFact;
use super::custom;
use super::fields::numbers::{AGES, SESSIONS, STARS, parse_whole};
use super::fields::{
    Choice, DateStyle, MAX_CAMPAIGN_LENGTH, MAX_EVIDENCE_LENGTH, MAX_ID_LENGTH, MAX_TEXT_LENGTH, Moment,
    parse_age_group, parse_choice, parse_day, parse_domain, parse_moment, parse_text, parse_whole_within,
};
use super::headers::{Column, Role};
use super::kind::ImportKind;
use super::refusal::{Reason, Refusal};
use super::splitter::Cells;
use crate::currency::Currency;
use crate::day::Day;
use crate::email::EmailAddress;
use crate::locale::{language_code, market_code};
use crate::segments::choices::{AcquisitionType, AgeGroup, Channel, DeviceType, Gender};
use crate::zone::Zones;

/// The fact in a line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    Customer(Box<CustomerFact>),
    Purchase(PurchaseFact),
    Usage(UsageFact),
    Rating(RatingFact),
    Consent(ConsentFact),
}

impl Fact {
    /// The account id of the customer that the fact is about.
    pub fn account_id(&self) -> &str {
        match self {
            Self::Customer(fact) => &fact.account_id,
            Self::Purchase(fact) => &fact.account_id,
            Self::Usage(fact) => &fact.account_id,
            Self::Rating(fact) => &fact.account_id,
            Self::Consent(fact) => &fact.account_id,
        }
    }

    pub fn customer(&self) -> Option<&CustomerFact> {
        if let Self::Customer(fact) = self { Some(fact) } else { None }
    }

    pub const fn purchase(&self) -> Option<&PurchaseFact> {
        if let Self::Purchase(fact) = self { Some(fact) } else { None }
    }

    pub const fn usage(&self) -> Option<&UsageFact> {
        if let Self::Usage(fact) = self { Some(fact) } else { None }
    }

    pub const fn rating(&self) -> Option<&RatingFact> {
        if let Self::Rating(fact) = self { Some(fact) } else { None }
    }

    pub const fn consent(&self) -> Option<&ConsentFact> {
        if let Self::Consent(fact) = self { Some(fact) } else { None }
    }

    /// Whether it makes the person a customer of the app. What somebody allows or takes back is known by the account, as a browser
    /// or a program says it of people who are no customers yet.
    pub const fn makes_customer(&self) -> bool {
        !matches!(self, Self::Consent(_))
    }
}

/// A customer's demographics and how they acquired the app. `None` leaves a known value unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerFact {
    pub account_id: String,
    pub email: Option<EmailAddress>,
    pub birth_on: Option<Day>,
    pub age: Option<i32>,
    /// Of customers whose day of birth and age are unknown.
    pub age_group: Option<AgeGroup>,
    pub gender: Option<Gender>,
    pub market: Option<&'static str>,
    pub language: Option<String>,
    pub acquired_on: Option<Day>,
    pub acquisition_type: Option<AcquisitionType>,
    pub device_type: Option<DeviceType>,
    pub os_version: Option<String>,
    pub channel: Option<Channel>,
    pub campaign_id: Option<String>,
    pub page_viewed_on: Option<Day>,
    pub referrer_domain: Option<String>,
    pub custom: Vec<CustomCell>,
    /// What is no longer known. Values count more.
    pub cleared: Vec<CellOfFact>,
}

/// Where a value of a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellOfFact {
    Known(Field),
    /// The index of a custom column.
    Custom(usize),
}

/// A value of a custom column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomCell {
    /// The column's index in the file.
    pub place: usize,
    /// In its stored form.
    pub value: String,
}

/// A line of an order, or all of its lines. `None` is what it does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurchaseFact {
    pub account_id: String,
    pub order_id: String,
    pub purchased: Option<Moment>,
    /// In hundredths of the app's currency.
    pub paid_cents: Option<i64>,
    /// What was given back, in hundredths of the app's currency.
    pub refunded_cents: Option<i64>,
    pub fault: Option<Fault>,
}

impl PurchaseFact {
    /// Whether it says all that an order must have.
    pub fn is_whole(&self) -> bool {
        self.fault.is_none() && self.purchased.is_some() && self.paid_cents.is_some()
    }
}

/// Why a line of an order does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be read, so that its order is not known as a whole.
    Unreadable(Box<Refusal>),
    /// Nothing was paid.
    NotPaid(Box<Refusal>),
    /// The order was called off: nothing was paid, or it was given back.
    Canceled(Box<Refusal>),
}

impl Fault {
    pub fn refusal(&self) -> &Refusal {
        match self {
            Self::Unreadable(refusal) | Self::NotPaid(refusal) | Self::Canceled(refusal) => refusal,
        }
    }
}

/// A customer's use of the app on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageFact {
    pub account_id: String,
    pub used_on: Day,
    pub sessions: i32,
}

/// A rating of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingFact {
    pub account_id: String,
    pub stars: i32,
    pub rated: Option<Moment>,
}

/// The fact in a line, and the cells that were left out of it, with the indexes of their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFact {
    pub fact: Fact,
    pub left_out: Vec<(usize, Refusal)>,
}

/// Reads the lines of a file that has these columns.
pub struct FactReader {
    kind: ImportKind,
    columns: Vec<Column>,
    currency: Currency,
    zones: Zones,
}

impl FactReader {
    /// `currency` is that of the app.
    pub const fn new(kind: ImportKind, columns: Vec<Column>, currency: Currency, zones: Zones) -> Self {
        Self { kind, columns, currency, zones }
    }

    /// The columns of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Reads a line's cells as a fact. Errors have the reason, the column and the value. A cell in a column that a line
    /// need not have is left out if it cannot be read.
    pub fn read(&self, cells: &Cells) -> Result<ReadFact, Refusal> {
        if !cells.fit(self.columns.len()) {
            return Err(Refusal::of_line(Reason::Ragged).with_found(cells.len()).with_limit(self.columns.len()));
        }
        let mut row =
            Row { columns: &self.columns, currency: self.currency, zones: self.zones, cells, left_out: Vec::new() };
        let fact = match self.kind {
            ImportKind::Customers => row.customer().map(|fact| Fact::Customer(Box::new(fact))),
            ImportKind::Purchases => row.purchase().map(Fact::Purchase),
            ImportKind::Usage => row.usage().map(Fact::Usage),
            ImportKind::Ratings => row.rating().map(Fact::Rating),
            ImportKind::Consents => row.consent().map(Fact::Consent),
        };
        match fact {
            Ok(fact) => Ok(ReadFact { fact, left_out: row.left_out }),
            // Whoever mends the line also learns of the cells that would be left out of it.
            Err(refusal) => {
                let cells = row.left_out.into_iter().map(|(_, refusal)| refusal);
                let cells = cells.filter(|cell| !matches!(cell.reason, Reason::Status | Reason::RefundMissing));
                Err(cells.fold(refusal, Refusal::and))
            }
        }
    }
}

pub(super) struct Row<'a> {
    columns: &'a [Column],
    pub(super) currency: Currency,
    zones: Zones,
    cells: &'a Cells,
    left_out: Vec<(usize, Refusal)>,
}

impl Row<'_> {
    fn customer(&mut self) -> Result<CustomerFact, Refusal> {
        let age = |text: &str| parse_whole_within(text, &AGES, Reason::Age);
        let account_id = self.account_id();
        Ok(CustomerFact {
            email: self.optional(Field::Email, |text| EmailAddress::parse(text).map_err(|_| Reason::Email)),
            birth_on: self.optional_day(Field::BirthDate),
            age: self.optional(Field::Age, age),
            age_group: self.named(Field::AgeGroup, parse_age_group),
            gender: self.choice(Field::Gender),
            market: self.named(Field::Market, |text| market_code(text).ok_or(Reason::Market)),
            language: self.named(Field::Language, |text| language_code(text).ok_or(Reason::Language)),
            acquired_on: self.optional_day(Field::AcquiredOn),
            acquisition_type: self.choice(Field::AcquisitionType),
            device_type: self.choice(Field::DeviceType),
            os_version: self.named(Field::OsVersion, |text| match is_unknown(text) {
                true => Err(Reason::Choice),
                false => parse_text(text, limit(Field::OsVersion)),
            }),
            channel: self.choice(Field::Channel),
            campaign_id: self.text(Field::CampaignId),
            page_viewed_on: self.optional_day(Field::PageViewedOn),
            referrer_domain: self.optional(Field::ReferrerDomain, parse_domain),
            custom: self.custom(),
            cleared: self.cleared(),
            account_id: account_id?,
        })
    }

    fn usage(&mut self) -> Result<UsageFact, Refusal> {
        // That there was no use is no fault of the cell.
        let sessions = |text: &str| match any_use(text) {
            Ok(()) => parse_whole_within(text, &SESSIONS, Reason::Sessions),
            Err(_) => Ok(0),
        };
        let day = self.required(Field::UsedOn, self.day(Field::UsedOn));
        let needed = both(both(self.account_id(), day), self.value(Field::Sessions, any_use));
        // A day of use without a count had at least one session.
        let sessions = self.optional(Field::Sessions, sessions).unwrap_or(1);
        let ((account_id, used_on), _) = needed?;
        Ok(UsageFact { account_id, used_on, sessions })
    }

    fn rating(&mut self) -> Result<RatingFact, Refusal> {
        let style = self.date_style(Field::RatedOn);
        let stars = self.required(Field::Stars, |text| parse_whole_within(text, &STARS, Reason::Stars));
        let needed = both(self.account_id(), stars);
        let rated = self.optional(Field::RatedOn, |text| parse_moment(text, style));
        let (account_id, stars) = needed?;
        Ok(RatingFact { account_id, stars, rated })
    }

    fn optional_day(&mut self, field: Field) -> Option<Day> {
        let read = self.day(field);
        self.optional(field, read)
    }

    /// Reads a day as the column of this field writes dates.
    fn day(&self, field: Field) -> impl FnOnce(&str) -> Result<Day, Reason> + use<> {
        let style = self.date_style(field);
        move |text| parse_day(text, style)
    }

    pub(super) fn date_style(&self, field: Field) -> DateStyle {
        let order = self.column(field).and_then(|column| column.date_order);
        DateStyle { order, zones: self.zones }
    }

    pub(super) fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.role == Role::Known(field))
    }

    pub(super) fn account_id(&self) -> Result<String, Refusal> {
        self.required(Field::AccountId, |text| parse_id(text, limit(Field::AccountId)))
    }

    fn text(&mut self, field: Field) -> Option<String> {
        self.optional(field, |text| parse_text(text, limit(field)))
    }

    fn choice<C: Choice>(&mut self, field: Field) -> Option<C> {
        self.optional(field, parse_choice).flatten()
    }

    /// A value that may also be a word for unknown, which is read as `None`.
    fn named<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        let read = |text: &str| match parse(text) {
            Err(_) if is_unknown(text) => Ok(None),
            read => read.map(Some),
        };
        self.optional(field, read).flatten()
    }

    /// The empty and unknown cells of the columns that clear what is known.
    fn cleared(&self) -> Vec<CellOfFact> {
        let columns = self.columns.iter().enumerate().filter(|(_, column)| column.clears);
        let empty = columns.filter(|(place, column)| {
            cell::value(self.cells.get(*place), &column.role).is_none_or(|cell| is_unknown(&cell))
        });
        let cells = empty.filter_map(|(place, column)| match column.role {
            Role::Known(field) => Some(CellOfFact::Known(field)),
            Role::Custom(_) => Some(CellOfFact::Custom(place)),
            Role::Ignored => None,
        });
        cells.collect()
    }

    fn custom(&mut self) -> Vec<CustomCell> {
        let (mut values, columns) = (Vec::new(), self.columns);
        for (place, column) in columns.iter().enumerate() {
            let (Role::Custom(kind), cell) = (&column.role, self.cells.get(place)) else { continue };
            let Some(cell) = cell::value(cell, &column.role) else { continue };
            match custom::read(*kind, &cell, column.notation(self.zones)) {
                Ok(value) => values.push(CustomCell { place, value }),
                Err(reason) => self.left_out.push((place, Refusal::of_cell(reason, &column.header, &cell))),
            }
        }
        values
    }

    /// [`Row::value`] of a column that a line need not have: a cell that cannot be read is left out.
    pub(super) fn optional<T>(&mut self, field: Field, parse: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        self.value(field, parse).unwrap_or_else(|refusal| {
            let place = self.columns.iter().position(|column| column.role == Role::Known(field));
            self.left_out.extend(place.map(|place| (place, refusal)));
            None
        })
    }

    pub(super) fn required<T>(
        &self,
        field: Field,
        parse: impl FnOnce(&str) -> Result<T, Reason>,
    ) -> Result<T, Refusal> {
        let value = self.value(field, parse)?;
        value.ok_or_else(|| Refusal::of_cell(Reason::Missing, self.header(field), ""))
    }

    /// The value of a cell; `None` if the cell is empty or the file lacks the column.
    pub(super) fn value<T>(
        &self,
        field: Field,
        parse: impl FnOnce(&str) -> Result<T, Reason>,
    ) -> Result<Option<T>, Refusal> {
        let role = Role::Known(field);
        let place = self.columns.iter().position(|column| column.role == role);
        let Some(cell) = place.and_then(|place| cell::value(self.cells.get(place), &role)) else { return Ok(None) };
        let refusal = |reason| Refusal::of_cell(reason, self.header(field), &cell).with_limit(limit(field));
        parse(&cell).map(Some).map_err(refusal)
    }

    pub(super) fn header(&self, field: Field) -> &str {
        self.column(field).map_or("", |column| column.header.as_str())
    }
}

/// Whether there was any use: tables with a line for each day have those without use too.
fn any_use(text: &str) -> Result<(), Reason> {
    if parse_whole(text) == Some(0) { Err(Reason::NotUsed) } else { Ok(()) }
}

/// Both values, or the faults of both.
pub(super) fn both<T, U>(one: Result<T, Refusal>, other: Result<U, Refusal>) -> Result<(T, U), Refusal> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(first), Err(second)) => Err(first.and(second)),
        (Err(refusal), Ok(_)) | (Ok(_), Err(refusal)) => Err(refusal),
    }
}

/// Reads an id. Two long numbers can have the same short form, so that it would merge two customers or orders.
pub(super) fn parse_id(text: &str, limit: usize) -> Result<String, Reason> {
    if is_damaged_number(text) { Err(Reason::DamagedNumber) } else { parse_text(text, limit) }
}

/// The most characters in a value of this field.
pub const fn limit(field: Field) -> usize {
    match field {
        Field::AccountId | Field::OrderId => MAX_ID_LENGTH,
        Field::CampaignId => MAX_CAMPAIGN_LENGTH,
        Field::Evidence => MAX_EVIDENCE_LENGTH,
        _ => MAX_TEXT_LENGTH,
    }
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
