//! Calls about customers.

use super::call::{Call, CallResult, Query, json};
use super::groups::{Checked, Trial};
use super::problem::ProblemBody;
use crate::customers::{self, erase, held};
use actix_web::{HttpResponse, web};

/// Everything held about a customer. Programs whose token is of one app may not ask.
#[utoipa::path(get, path = "/api/v1/customers/{account_id}", tag = "Customers", operation_id = "get_customer", params(
    ("account_id" = String, Path, description = "The account id of the customer"),
), responses(
    (status = 200, body = serde_json::Value, description = "What the README describes as everything held"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn held(call: Call, path: web::Path<String>) -> CallResult {
    let account_id = path.into_inner();
    let found = call.run(move |work| {
        work.must_see(None)?;
        let customer = customers::of_account(&work.state, &work.actor, &account_id)?;
        let (_, document) = held::held(&work.state, &work.actor, &work.publisher, customer.id)?;
        Ok(document)
    });
    json(&found.await?)
}

/// Erases a customer for good, in all apps, and keeps files and calls from bringing the person again.
#[utoipa::path(delete, path = "/api/v1/customers/{account_id}", tag = "Customers", operation_id = "erase_customer", params(
    ("account_id" = String, Path, description = "The account id of the customer"),
    Trial,
), responses(
    (status = 200, body = Checked, description = "With dry_run: what would happen"),
    (status = 204, description = "Nothing of the customer is held any more"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn erase(call: Call, path: web::Path<String>, query: Query<Trial>) -> CallResult {
    let (account_id, is_trial) = (path.into_inner(), query.0.is_trial()?);
    let done = call.run(move |work| {
        work.must_see(None)?;
        let customer = customers::of_account(&work.state, &work.actor, &account_id)?;
        if !is_trial {
            erase::erase(&work.state, &work.actor, customer.id)?;
        }
        Ok(())
    });
    done.await?;
    if is_trial { json(&Checked::would("erase", true)) } else { Ok(HttpResponse::NoContent().finish()) }
}
