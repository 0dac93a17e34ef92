//! Reads a line of purchases: what was paid for an order, and what was given back.

use super::columns::Field;
use super::facts::{Fault, PurchaseFact, Row, both, limit, parse_id};
use super::fields::amounts::Style;
use super::fields::statuses::{Status, parse_status};
use super::fields::{DateOrder, parse_cents, parse_moment, parse_yes_no};
use super::refusal::{Reason, Refusal};
use crate::currency::Currency;

impl Row<'_> {
    /// A line whose order is known is a fact even if it cannot be read: its order cannot be stored without it.
    pub(super) fn purchase(&mut self) -> Result<PurchaseFact, Refusal> {
        let order_id = self.required(Field::OrderId, |text| parse_id(text, limit(Field::OrderId)));
        match (order_id, self.payment()) {
            (Ok(order_id), Ok(fact)) => Ok(PurchaseFact { order_id, ..fact }),
            (Ok(order_id), Err(refusal)) => {
                let fault = Some(Fault::Unreadable(Box::new(refusal)));
                Ok(PurchaseFact { order_id, fault, ..PurchaseFact::default() })
            }
            (Err(refusal), Ok(_)) => Err(refusal),
            (Err(refusal), Err(later)) => Err(refusal.and(later)),
        }
    }

    fn payment(&mut self) -> Result<PurchaseFact, Refusal> {
        let style = self.date_style(Field::PurchasedAt);
        let purchased = self.value(Field::PurchasedAt, |text| parse_moment(text, style));
        let of_order = both(both(self.account_id(), self.check_currency()), purchased);
        let amount = self.amount(Field::Amount, parse_cents);
        let said = self.refund(amount.as_ref().ok().copied().flatten());
        let (((account_id, ()), purchased), (amount, said)) = both(of_order, both(amount, said))?;
        let mut fact = PurchaseFact { account_id, purchased, ..PurchaseFact::default() };
        (fact.paid_cents, fact.refunded_cents) = match amount {
            Some(amount) if amount < 0 => (None, Some(amount.saturating_neg())),
            amount => (amount, said),
        };
        self.apply_status(&mut fact);
        Ok(fact)
    }

    /// Refuses a line in another currency than that of the app.
    fn check_currency(&self) -> Result<(), Refusal> {
        let is_of_app = |text: &str| match Currency::written(text).contains(&self.currency) {
            true => Ok(()),
            false => Err(Reason::Currency),
        };
        self.value(Field::Currency, is_of_app).map(drop).map_err(|refusal| refusal.with_currency(self.currency))
    }

    fn amount(
        &self,
        field: Field,
        parse: impl FnOnce(&str, Style) -> Result<i64, Reason>,
    ) -> Result<Option<i64>, Refusal> {
        let column = self.column(field);
        let named = column.map_or(&[][..], |column| Currency::of_header(&column.header));
        let is_of_another = !named.is_empty() && !named.contains(&self.currency);
        let style = Style { mark: column.and_then(|column| column.decimal_mark), currency: self.currency };
        let read = |text: &str| if is_of_another { Err(Reason::Currency) } else { parse(text, style) };
        self.value(field, read).map_err(|refusal| match refusal.reason {
            Reason::Currency => refusal.with_currency(self.currency),
            _ => refusal,
        })
    }

    /// What the refund column says, in hundredths: an amount with or without a sign, whether all of it was refunded, or when.
    fn refund(&self, amount: Option<i64>) -> Result<Option<i64>, Refusal> {
        let all = amount.unwrap_or_default().max(0);
        self.amount(Field::Refunded, |text, style| match (parse_yes_no(text), parse_cents(text, style)) {
            (Some(true), _) => Ok(all),
            (Some(false), _) => Ok(0),
            (None, Ok(cents)) => Ok(cents.saturating_abs()),
            // Day and month may be in either order: only that there is a date matters.
            (None, Err(_)) if parse_moment(text, Some(DateOrder::DayFirst)).is_ok() => Ok(all),
            (None, Err(_)) if parse_moment(text, Some(DateOrder::MonthFirst)).is_ok() => Ok(all),
            (None, Err(reason)) => Err(reason),
        })
    }

    /// Applies the status of the order. One that is unknown, or that does not say how much was refunded, is left out.
    fn apply_status(&mut self, fact: &mut PurchaseFact) {
        let says_refund = fact.refunded_cents.is_some_and(|cents| cents > 0);
        let is_refund_line = fact.paid_cents.is_none();
        let read = |text: &str| match parse_status(text)? {
            Status::PartlyRefunded if !says_refund && !is_refund_line => Err(Reason::RefundMissing),
            status => Ok((status, text.to_owned())),
        };
        let Some((status, text)) = self.optional(Field::Status, read) else { return };
        let refusal = || Box::new(Refusal::of_cell(Reason::NotPaid, self.header(Field::Status), &text));
        match status {
            Status::Paid if !is_refund_line => fact.refunded_cents = fact.refunded_cents.or(Some(0)),
            Status::Refunded if !says_refund => fact.refunded_cents = fact.paid_cents,
            Status::Paid | Status::Refunded | Status::PartlyRefunded => {}
            Status::Unpaid => fact.fault = Some(Fault::NotPaid(refusal())),
            Status::Canceled => fact.fault = Some(Fault::Canceled(refusal())),
        }
    }
}
