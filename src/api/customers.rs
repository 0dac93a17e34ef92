//! Calls about customers.

use super::call::{Call, CallResult, Query, json};
use super::groups::{Checked, Trial};
use super::problem::ProblemBody;
use crate::customers::{erase, held};
use crate::store::StoreError;
use actix_web::{HttpResponse, web};

/// Everything held about a customer, or about a person who is none yet but has allowed messages in a browser. Programs whose token is of one app may not ask.
#[utoipa::path(get, path = "/api/v1/customers/{account_id}", tag = "Customers", operation_id = "get_customer", params(
    ("account_id" = String, Path, description = "The account id, or the address if one customer has it"),
), responses(
    (status = 200, body = serde_json::Value, description = "What the README describes as everything held"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn held(call: Call, path: web::Path<String>) -> CallResult {
    let account_id = path.into_inner();
    let found = call.run(move |work| {
        work.must_see(None)?;
        Ok(held::of_account(&work.state, &work.actor, &work.publisher, &account_id)?)
    });
    json(&found.await?)
}

/// Erases a customer, or a person who has allowed messages in a browser, for good, in all apps, and keeps files and calls from bringing the person again.
#[utoipa::path(delete, path = "/api/v1/customers/{account_id}", tag = "Customers", operation_id = "erase_customer", params(
    ("account_id" = String, Path, description = "The account id, or the address if one customer has it"),
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
        match is_trial {
            false => Ok(erase::erase_account(&work.state, &work.actor, &account_id)?),
            true if erase::is_known(&work.state, &work.actor, &account_id)? => Ok(()),
            true => Err(StoreError::NotFound.into()),
        }
    });
    done.await?;
    if is_trial { json(&Checked::would("erase", true)) } else { Ok(HttpResponse::NoContent().finish()) }
}
