//! Calls that ask what a customer is offered, and reserve and claim it.

use super::super::call::{Call, CallResult, Json, Query, json};
use super::super::groups::Trial;
use super::super::problem::{Problem, ProblemBody, WrongValue};
use super::bodies::{Text, texts};
use super::{OfApp, find, moment};
use crate::ids::OfferId;
use crate::offers::{self, Claim, Order, Shown};
use crate::reading::fields::MAX_ID_LENGTH;
use crate::store::offers::Offer;
use crate::text::is_control;
use actix_web::web;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who wants an offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReservationBody {
    #[schema(min_length = 1, max_length = 300, example = "u-1001")]
    pub account_id: String,
}

/// Who claims an offer with which order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimBody {
    #[schema(min_length = 1, max_length = 300, example = "u-1001")]
    pub account_id: String,
    /// The order, by which the claim is known: sent again, it is answered as before.
    #[schema(min_length = 1, max_length = 300, example = "order-77")]
    pub order_id: String,
    /// What the customer pays, in hundredths, until the purchases say.
    #[schema(minimum = 0)]
    pub amount: Option<i64>,
}

/// A slot that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reserved {
    pub offer: String,
    pub account_id: String,
    #[schema(format = DateTime)]
    pub reserved_until: String,
}

/// A claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimedBody {
    pub offer: String,
    pub account_id: String,
    pub order_id: String,
    /// `claimed`, `confirmed` or `reversed`.
    pub state: &'static str,
    #[schema(format = DateTime)]
    pub claimed_at: String,
    pub code: Option<String>,
    /// Whether it was claimed with this order before.
    pub is_repeated: bool,
}

/// What a customer is offered.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerOffers {
    pub account_id: String,
    pub is_customer: bool,
    pub offers: Vec<ShownOffer>,
}

/// An offer that is shown to a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShownOffer {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
    pub worth: Option<i64>,
    pub products: Vec<String>,
    pub texts: Vec<Text>,
    #[schema(format = DateTime)]
    pub ends_at: Option<String>,
    #[schema(format = DateTime)]
    pub reserved_until: Option<String>,
    /// Identifies that this offer is shown to this customer; always the same.
    pub tracking_id: String,
}

/// What a customer is offered by an app now. Asking records that it was shown.
#[utoipa::path(get, path = "/api/v1/customers/{account_id}/offers", tag = "Offers", operation_id = "list_offers_of_customer",
    params(("account_id" = String, Path, description = "The account id of the customer"), OfApp), responses(
        (status = 200, body = CustomerOffers),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn of_customer(call: Call, path: web::Path<String>, query: Query<OfApp>) -> CallResult {
    let (account_id, version) = (path.into_inner(), call.version.clone());
    let app = query.0.app.or(call.program.app).ok_or_else(|| {
        Problem::invalid(vec![WrongValue::of("app", "Send the id of the app, as the token is of all apps.")])
    })?;
    let known = version.as_ref().filter(|_| call.program.may_see(Some(app))).and_then(|version| {
        let app = crate::ids::AppKey { publisher: call.program.publisher.id, id: app };
        offers::ask_at_once(&call.state, version, app, &account_id)
    });
    let asked = match known {
        Some(asked) => asked,
        None => {
            let account_id = account_id.clone();
            call.run(move |work| {
                work.must_see(Some(app))?;
                Ok(offers::ask(&work.state, version.as_ref(), &work.publisher, (app, &account_id))?)
            })
            .await?
        }
    };
    let shown = |Shown { offer, tracking_id, reserved_until }: &Shown| shown(offer, tracking_id, *reserved_until);
    json(&CustomerOffers {
        account_id,
        is_customer: asked.is_customer,
        offers: asked.shown.iter().map(shown).collect(),
    })
}

fn shown(offer: &Offer, tracking_id: &str, reserved_until: Option<NaiveDateTime>) -> ShownOffer {
    ShownOffer {
        id: offer.id.to_string(),
        name: offer.name.clone(),
        kind: offer.kind.word(),
        worth: offer.worth,
        products: offer.products().map(str::to_owned).collect(),
        texts: texts(offer.texts()),
        ends_at: offer.ends_at.map(moment),
        reserved_until: reserved_until.map(moment),
        tracking_id: tracking_id.to_owned(),
    }
}

/// An id that a program sends, if it could be one.
fn checked_id(field: &str, id: String) -> Result<String, Problem> {
    if id.is_empty() || id.chars().count() > MAX_ID_LENGTH || id.chars().any(is_control) {
        let detail = format!("Send 1 to {MAX_ID_LENGTH} characters, none of them a control character.");
        return Err(Problem::invalid(vec![WrongValue::at(format!("/{field}"), detail)]));
    }
    Ok(id)
}

/// Keeps a slot of an offer for a customer who is at the checkout.
#[utoipa::path(post, path = "/api/v1/offers/{offer}/reservations", tag = "Offers", operation_id = "reserve_offer", params(
    ("offer" = i32, Path, description = "The id of the offer"),
    Trial,
), request_body = ReservationBody, responses(
    (status = 200, body = Reserved),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn reserve(
    call: Call,
    path: web::Path<OfferId>,
    query: Query<Trial>,
    body: Json<ReservationBody>,
) -> CallResult {
    let dry_run = query.0.is_trial()?;
    let done = call.run(move |work| {
        find(&work, *path)?;
        let account_id = checked_id("account_id", body.read()?.account_id)?;
        let claim = Claim { offer: *path, account_id: &account_id, dry_run };
        let until = offers::reserve(&work.state, &work.publisher, claim)?;
        Ok(Reserved { offer: path.to_string(), reserved_until: moment(until), account_id })
    });
    json(&done.await?)
}

/// Claims an offer for a customer. The same order again is answered as before.
#[utoipa::path(post, path = "/api/v1/offers/{offer}/claims", tag = "Offers", operation_id = "claim_offer", params(
    ("offer" = i32, Path, description = "The id of the offer"),
    Trial,
), request_body = ClaimBody, responses(
    (status = 200, body = ClaimedBody),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn claim(call: Call, path: web::Path<OfferId>, query: Query<Trial>, body: Json<ClaimBody>) -> CallResult {
    let dry_run = query.0.is_trial()?;
    let done = call.run(move |work| {
        find(&work, *path)?;
        let ClaimBody { account_id, order_id, amount } = body.read()?;
        let account_id = checked_id("account_id", account_id)?;
        let order_id = checked_id("order_id", order_id)?;
        if amount.is_some_and(|amount| amount < 0) {
            return Err(Problem::invalid(vec![WrongValue::at("/amount", "Send 0 or more.")]));
        }
        let claim = Claim { offer: *path, account_id: &account_id, dry_run };
        let claimed =
            offers::claim(&work.state, &work.publisher, claim, Order { id: &order_id, amount, is_vouched: true })?;
        Ok(ClaimedBody {
            offer: path.to_string(),
            state: claimed.state.word(),
            claimed_at: moment(claimed.at),
            code: claimed.code,
            is_repeated: claimed.is_repeated,
            account_id,
            order_id,
        })
    });
    json(&done.await?)
}
