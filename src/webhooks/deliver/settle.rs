//! Stores what came of some messages, and disables an endpoint that nothing arrives at.

use super::lane::Report;
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::store::webhook_endpoints::{self, DisabledFor, WebhookEndpoint};
use crate::store::webhook_messages::{self, MessageState};
use crate::store::{DbConnection, QueryResult, webhook_attempts, webhook_lanes};
use crate::webhooks::LONGEST_FAILING;
use chrono::NaiveDateTime;

/// Stores the reports, in the transaction that renewed the lease. Returns false if the endpoint is disabled.
pub(super) fn settle(
    connection: &mut DbConnection,
    endpoint: &WebhookEndpoint,
    reports: &[Report],
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let of = (endpoint.publisher_id, endpoint.id);
    let rows = || reports.iter().flat_map(|report| &report.rows);
    let delivered: Vec<i64> = rows().filter(|row| row.state == MessageState::Delivered).map(|row| row.id).collect();
    webhook_messages::set_delivered(connection, of, &delivered, now)?;
    for row in rows().filter(|row| row.state != MessageState::Delivered) {
        webhook_messages::set_progress(connection, of, *row, now)?;
    }
    for report in reports {
        let place = (report.done_id, report.attempts, report.due_at.or(Some(now)));
        webhook_lanes::move_on(connection, of, &report.lane, place)?;
    }
    let tried: Vec<_> = reports.iter().flat_map(|report| report.tried.clone()).collect();
    webhook_attempts::create(connection, endpoint.publisher_id, &tried)?;
    judge(connection, endpoint, reports, now)
}

/// Keeps since when nothing arrives, and disables the endpoint after days of that or when the receiver wants no more.
fn judge(
    connection: &mut DbConnection,
    endpoint: &WebhookEndpoint,
    reports: &[Report],
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let of = (endpoint.publisher_id, endpoint.id);
    if reports.iter().any(|report| report.is_gone) {
        return disable(connection, endpoint, DisabledFor::Gone, now);
    }
    let has_arrived = reports.iter().any(|report| report.arrived);
    let failed_at = reports.iter().filter_map(|report| report.failed_at).min();
    let since = if has_arrived { None } else { endpoint.failing_since.or(failed_at) };
    if since != endpoint.failing_since {
        webhook_endpoints::set_failing(connection, of, since)?;
    }
    match (since, failed_at) {
        (Some(since), Some(_)) if now - since >= LONGEST_FAILING => {
            disable(connection, endpoint, DisabledFor::Failing, now)
        }
        _ => Ok(true),
    }
}

fn disable(
    connection: &mut DbConnection,
    endpoint: &WebhookEndpoint,
    reason: DisabledFor,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    if webhook_endpoints::disable(connection, (endpoint.publisher_id, endpoint.id), reason, now)? {
        log::warn!("webhooks to endpoint {} are disabled: {}", endpoint.id, reason.word());
        let (origin, changes) = (endpoint.origin(), Changes::none().has(Field::Reason, reason.word()));
        let what = (Action::Disabled, Subject::webhook(endpoint, &origin), changes);
        audit::record(connection, Author::job(endpoint.publisher_id), now, what)?;
    }
    Ok(false)
}
