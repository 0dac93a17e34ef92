//! `/v2.0/my/storeoffers/user`. Who asks is whom the publisher's back end has signed for: the bearer token is an identity
//! token, whose `aud` names the app.

use crate::api::call::{CallResult, Json, json};
use crate::api::problem::{Kind, Problem};
use crate::flights::feed;
use crate::identity;
use crate::ids::{AppId, AppKey, OfferId};
use crate::offers::{self, Asked, Claim, Order, RefusedClaim, Shown};
use crate::security_log::{Event, Outcome};
use crate::state::State;
use crate::store::Version;
use crate::store::publishers::Publisher;
use crate::text::is_control;
use crate::web::body::{self, BodyLimit};
use crate::web::network::network_of;
use crate::web::work::run;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use std::future::{Ready, ready};
use std::sync::Arc;

/// The longest receipt: an order id has at most as many characters as an account id.
const LONGEST_RECEIPT: usize = crate::reading::fields::MAX_ID_LENGTH;

/// Offers as Microsoft's clients read them.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoreOffer {
    /// The products.
    offers: Vec<String>,
    tracking_id: String,
}

/// What a client claims.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoreClaim {
    store_offer: StoreOffer,
    /// An order id.
    receipt: String,
}

/// The person whom a back end has signed for.
pub struct Signed {
    publisher: Arc<Publisher>,
    app: AppId,
    account_id: String,
    version: Option<Version>,
}

/// What the customer is offered: an object for each offer.
pub async fn list(state: web::Data<State>, signed: Signed) -> CallResult {
    let asked = asked(&state, &signed).await?;
    let offer = |Shown { offer, tracking_id, .. }: &Shown| StoreOffer {
        offers: offer.products().map(str::to_owned).collect(),
        tracking_id: tracking_id.clone(),
    };
    json(&asked.shown.iter().map(offer).collect::<Vec<_>>())
}

async fn asked(state: &web::Data<State>, signed: &Signed) -> Result<Arc<Asked>, Problem> {
    let key = AppKey { publisher: signed.publisher.id, id: signed.app };
    let known = signed.version.as_ref();
    if let Some(asked) = known.and_then(|version| offers::ask_at_once(state, version, key, &signed.account_id)) {
        return Ok(asked);
    }
    let (state, publisher, version) = (state.clone(), Arc::clone(&signed.publisher), signed.version.clone());
    let (app, account_id) = (signed.app, signed.account_id.clone());
    run(move |_| Ok::<_, Problem>(offers::ask(&state, version.as_ref(), &publisher, (app, &account_id))?)).await
}

/// Claims an offer for the customer, with the order that the receipt names.
pub async fn claim(state: web::Data<State>, signed: Signed, body: Json<StoreClaim>) -> CallResult {
    let StoreClaim { store_offer, receipt } = body.read()?;
    if receipt.is_empty() || receipt.chars().count() > LONGEST_RECEIPT || receipt.chars().any(is_control) {
        return Err(Problem::new(Kind::Invalid).because("The receipt must be the id of the order."));
    }
    let work = move |_| {
        let offer = tracked(&state, &signed, &store_offer.tracking_id)?.ok_or(RefusedClaim::NotFound)?;
        let claim = Claim { offer, account_id: &signed.account_id, dry_run: false };
        match offers::claim(&state, &signed.publisher, claim, Order { id: &receipt, amount: None, is_vouched: false }) {
            Ok(_) => Ok(()),
            // Why not is for the publisher's own programs.
            Err(RefusedClaim::NotEligible(_)) => Err(Problem::new(Kind::NotEligible)),
            Err(refusal) => Err(refusal.into()),
        }
    };
    run(work).await?;
    Ok(HttpResponse::Ok().finish())
}

/// The app's offer that this tracking id says was shown to the customer.
fn tracked(state: &State, signed: &Signed, tracking_id: &str) -> Result<Option<OfferId>, RefusedClaim> {
    let of_app = offers::of_app(state, signed.publisher.id, signed.app)?;
    let is_it = |offer: &&crate::store::offers::Offer| offers::tracking_id(offer, &signed.account_id) == tracking_id;
    Ok(of_app.iter().find(is_it).map(|offer| offer.id))
}

/// Runs before a call: who asks is known, and the body bounded, before any of it is read.
pub async fn enter(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let state = request.app_data::<web::Data<State>>().cloned();
    let state = state.ok_or_else(|| Problem::from(anyhow::anyhow!("the app has no state")))?;
    let network = network_of(request.request());
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|sent| sent.to_str().ok());
    let token = sent.and_then(|sent| sent.strip_prefix("Bearer ")).map(|token| token.trim().to_owned());
    let limited = |wait| {
        Event::new("offers", Outcome::Limited).from(network).record();
        Problem::too_many(wait)
    };
    if let Err(wait) = state.people.of_network(network) {
        return Ok(request.error_response(limited(wait)).map_into_right_body());
    }
    let refusal = match signed(&state, token).await? {
        Ok(signed) => match state.people.of_person(signed.app, &signed.account_id) {
            Err(wait) => limited(wait),
            Ok(()) => {
                request.extensions_mut().insert(signed);
                match body::bound(&mut request, BodyLimit::Small, 0) {
                    Ok(()) => return Ok(next.call(request).await?.map_into_left_body()),
                    Err(error) => Problem::from(error),
                }
            }
        },
        Err(why) => {
            Event::new("offers", Outcome::Refused).from(network).record();
            Problem::new(Kind::Unauthorized).because(why)
        }
    };
    Ok(request.error_response(refusal).map_into_right_body())
}

impl FromRequest for Signed {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let signed = request.extensions_mut().remove::<Self>();
        ready(signed.ok_or_else(|| anyhow::anyhow!("offers were asked for without a check").into()))
    }
}

/// Who asks, or why the token does not count.
async fn signed(state: &State, token: Option<String>) -> Result<Result<Signed, String>, Problem> {
    let Some(token) = token else {
        return Ok(Err(String::from("Send the token that your back end signed: Authorization: Bearer …")));
    };
    let Some(app) = identity::audience(&token) else { return Ok(Err(String::from("aud must be the id of the app."))) };
    let version = state.database.version().await;
    let publisher = match feed::publisher_of(state, version.as_ref(), app).await {
        Ok(publisher) => publisher,
        Err(error) if error.is_not_found() => {
            return Ok(Err(String::from("The token is signed with none of the app's keys.")));
        }
        Err(error) => return Err(error.into()),
    };
    let key = AppKey { publisher: publisher.id, id: app };
    Ok(match identity::signed_for(state, version.as_ref(), key, &token).await? {
        Ok(account_id) => Ok(Signed { publisher, app, account_id, version }),
        Err(error) => Err(format!("The token does not count: {error}.")),
    })
}
