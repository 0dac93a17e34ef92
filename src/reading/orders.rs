//! Makes one order of its lines. Amounts add up, refunds apart from them, and an order that lacks one of its lines is
//! refused whole: whoever mends the refused lines and imports them again then brings all of it.

use super::combine::RefusedFact;
use super::facts::{Fault, PurchaseFact};
use super::refusal::{Reason, Refusal};

/// What becomes of the lines of an order.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// `None` if all lines are refused.
    pub(super) fact: Option<PurchaseFact>,
    /// The indexes of the lines that the fact comes from, ascending.
    pub(super) lines: Vec<usize>,
    pub(super) refused: Vec<RefusedFact>,
}

/// Combines the lines of one order, which come with their indexes.
pub(super) fn one_order(lines: &[(usize, &PurchaseFact)]) -> Order {
    if lines.iter().any(|(_, line)| matches!(line.fault, Some(Fault::Unreadable(_)))) {
        return refuse(lines, Reason::OrderIncomplete);
    }
    let accounts = || lines.iter().map(|(_, line)| &line.account_id);
    if accounts().min() != accounts().max() {
        return refuse(lines, Reason::OrderOfSeveral);
    }
    let (paid, unpaid): (Vec<_>, Vec<_>) = lines.iter().copied().partition(|(_, line)| line.fault.is_none());
    if paid.is_empty() {
        let all_are_canceled = unpaid.iter().all(|(_, line)| matches!(line.fault, Some(Fault::Canceled(_))));
        return if all_are_canceled { canceled(&unpaid) } else { refuse(&unpaid, Reason::NotPaid) };
    }
    let fact = match sum(&paid) {
        Ok(fact) => fact,
        Err(reason) => return refuse(lines, reason),
    };
    let lines = paid.iter().map(|(index, _)| *index).collect();
    Order { fact: Some(fact), lines, refused: refuse(&unpaid, Reason::NotPaid).refused }
}

/// Refuses each line with its own reason, or with this one.
fn refuse(lines: &[(usize, &PurchaseFact)], reason: Reason) -> Order {
    let refusal = |line: &PurchaseFact| match &line.fault {
        Some(Fault::Unreadable(refusal) | Fault::NotPaid(refusal) | Fault::Canceled(refusal)) => (**refusal).clone(),
        None => Refusal::of_cell(reason, "", &line.order_id),
    };
    let refused = lines.iter().map(|(index, line)| RefusedFact { index: *index, refusal: refusal(line) });
    Order { refused: refused.collect(), ..Order::default() }
}

/// An order that was called off. It is stored only if it was paid before.
fn canceled(lines: &[(usize, &PurchaseFact)]) -> Order {
    let faults = lines.iter().filter_map(|(_, line)| line.fault.as_ref());
    let fact = lines.first().map(|(_, first)| PurchaseFact {
        account_id: first.account_id.clone(),
        order_id: first.order_id.clone(),
        purchased: lines.iter().filter_map(|(_, line)| line.purchased).min(),
        // The first status by the alphabet, so that the order of the lines does not matter.
        fault: faults.min_by(|one, other| one.refusal().value.cmp(&other.refusal().value)).cloned(),
        ..PurchaseFact::default()
    });
    Order { fact, lines: lines.iter().map(|(index, _)| *index).collect(), refused: Vec::new() }
}

/// The sums of the lines, and the time of the earliest of those that were paid.
fn sum(lines: &[(usize, &PurchaseFact)]) -> Result<PurchaseFact, Reason> {
    let paid = total(lines.iter().filter_map(|(_, line)| line.paid_cents));
    let refunded = total(lines.iter().filter_map(|(_, line)| line.refunded_cents));
    if paid.is_none() && refunded.is_none_or(|cents| cents == 0) {
        return Err(Reason::OrderWithoutAmount);
    }
    let times = |of_paid: bool| {
        let lines = lines.iter().filter(move |(_, line)| !of_paid || line.paid_cents.is_some());
        lines.filter_map(|(_, line)| line.purchased).min()
    };
    let purchased = times(true).or_else(|| times(false)).ok_or(Reason::OrderWithoutTime)?;
    let (_, first) = lines.first().ok_or(Reason::OrderWithoutAmount)?;
    Ok(PurchaseFact {
        purchased: Some(purchased),
        paid_cents: paid,
        refunded_cents: refunded,
        fault: None,
        account_id: first.account_id.clone(),
        order_id: first.order_id.clone(),
    })
}

/// The sum of amounts, `None` if there are none; one beyond the range becomes its end, whatever their order.
fn total(amounts: impl Iterator<Item = i64>) -> Option<i64> {
    let sum = amounts.map(i128::from).reduce(|one, other| one + other)?;
    Some(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }))
}
