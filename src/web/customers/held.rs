//! Everything held about a customer, as a file.

use crate::customers::held;
use crate::ids::CustomerId;
use crate::web::download::json_response;
use crate::web::visitor::Editor;
use crate::web::work::PageResult;
use actix_web::web;

/// Everything held about the customer, as a JSON file.
pub async fn held(Editor(visitor): Editor, path: web::Path<CustomerId>) -> PageResult {
    let work = visitor.run(move |visit| Ok(held::held(&visit.state, &visit.actor, &visit.publisher, *path)?));
    let (customer, document) = work.await?;
    Ok(json_response(&customer.account_id).body(format!("{document:#}\n")))
}
