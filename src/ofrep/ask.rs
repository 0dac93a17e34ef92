//! Who asks, and for whom: the token, the context, and what a back end has signed.

use super::answer::Failure;
use crate::access::Scope;
use crate::identity::{self, IDENTITY};
use crate::ids::AppKey;
use crate::reading::fields::MAX_ID_LENGTH;
use crate::state::State;
use crate::store::Version;
use crate::text::is_control;
use crate::tokens::{Program, bearer};
use crate::web::body::{self, BodyLimit};
use crate::web::network::network_of;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::StreamExt;
use serde_json::{Map, Value};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// What the check of a request has found.
pub struct Asker {
    program: Program,
    version: Option<Version>,
}

/// A request by a program that may ask.
pub struct Ask {
    pub state: web::Data<State>,
    pub program: Program,
    /// The version of the database when the request came in, if it is known.
    pub version: Option<Version>,
    /// The account id of the person for whom the flags are.
    pub account: String,
    /// The whole context, of which the other attributes count for nothing: what Engage knows of a person is not to be
    /// replaced by what a program says.
    pub context: Map<String, Value>,
}

/// Runs before a handler that answers for a person: the token is checked before any of the body is read.
pub async fn check(request: &mut ServiceRequest) -> Result<(), Failure> {
    let state = request.app_data::<web::Data<State>>().ok_or_else(|| anyhow::anyhow!("the app has no state"))?.clone();
    let version = state.database.version().await;
    let sent = sent_token(request.headers());
    let program = bearer(&state, version.as_ref(), sent.as_deref(), Scope::Flags).await?;
    request.extensions_mut().insert(Asker { program, version });
    Ok(body::bound(request, BodyLimit::Small, 0)?)
}

/// The token as an `Authorization` header; the protocol allows another header too.
fn sent_token(headers: &HeaderMap) -> Option<String> {
    let sent = |name| headers.get(name).and_then(|sent| sent.to_str().ok());
    let by_key = || sent(header::HeaderName::from_static("x-api-key")).map(|key| format!("Bearer {key}"));
    sent(header::AUTHORIZATION).map(str::to_owned).or_else(by_key)
}

impl FromRequest for Ask {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let asker = request.extensions_mut().remove::<Asker>();
        let state = request.app_data::<web::Data<State>>().cloned();
        let signed = request.headers().get(IDENTITY).map(|signed| signed.to_str().unwrap_or_default().to_owned());
        let network = network_of(request);
        let key = request.match_info().get("key").map(str::to_owned);
        let mut payload = payload.take();
        Box::pin(async move {
            let (Some(Asker { program, version }), Some(state)) = (asker, state) else {
                return Err(anyhow::anyhow!("flags were asked for without a check").into());
            };
            let mut bytes = Vec::new();
            while let Some(part) = payload.next().await {
                bytes.extend_from_slice(
                    &part.map_err(|error| Failure::from(crate::web::error::PageError::from(&error)))?,
                );
            }
            let (account, context) = read(&bytes).map_err(|failure| match &key {
                Some(key) => failure.of(key),
                None => failure,
            })?;
            let ask = Self { state, program, version, account, context };
            if ask.program.is_public {
                ask.state.people.of_network(network).map_err(too_many)?;
                ask.must_be_signed(signed.as_deref()).await?;
            }
            Ok(ask)
        })
    }
}

/// The account id and the context of a body.
fn read(body: &[u8]) -> Result<(String, Map<String, Value>), Failure> {
    let wrong = |code, details: &str| Failure::new(StatusCode::BAD_REQUEST, code, details);
    let body: Value =
        serde_json::from_slice(body).map_err(|error| wrong("PARSE_ERROR", &format!("The body is no JSON: {error}")))?;
    let Some(Value::Object(context)) = body.get("context") else {
        return Err(wrong("INVALID_CONTEXT", "The body has no context, which must be an object."));
    };
    let account = match context.get("targetingKey") {
        None | Some(Value::Null) => {
            return Err(wrong("TARGETING_KEY_MISSING", "Set targetingKey to the account id of the person."));
        }
        Some(Value::String(account)) => account.clone(),
        Some(_) => return Err(wrong("INVALID_CONTEXT", "targetingKey must be a text.")),
    };
    if account.is_empty() {
        return Err(wrong("TARGETING_KEY_MISSING", "targetingKey is empty. Set it to the account id of the person."));
    }
    if account.chars().count() > MAX_ID_LENGTH || account.chars().any(is_control) {
        let details = format!("targetingKey has more than {MAX_ID_LENGTH} characters, or a control character.");
        return Err(wrong("INVALID_CONTEXT", &details));
    }
    Ok((account, context.clone()))
}

/// The failure of people who ask too fast, or who have too many neighbours that do.
fn too_many(wait: Duration) -> Failure {
    Failure::busy(StatusCode::TOO_MANY_REQUESTS, "Too many requests for this person or from this network.", wait)
}

impl Ask {
    /// Refuses a program on somebody's device unless the publisher's back end has signed that it asks for this person.
    async fn must_be_signed(&self, signed: Option<&str>) -> Result<(), Failure> {
        let app = self.program.app.ok_or_else(|| anyhow::anyhow!("a public token of no app"))?;
        let signed = signed.ok_or_else(|| {
            Failure::forbidden(
                "A public token answers only for the person for whom your back end signed: send Engage-Identity.",
            )
        })?;
        let app = AppKey { publisher: self.program.publisher.id, id: app };
        let named = identity::signed_for(&self.state, self.version.as_ref(), app, signed).await?;
        match named {
            Ok(account) if account == self.account => self.state.people.of_person(app.id, &account).map_err(too_many),
            Ok(_) => Err(Failure::forbidden("Engage-Identity is for another person than targetingKey.")),
            Err(error) => Err(Failure::forbidden(format!("Engage-Identity does not count: {error}."))),
        }
    }
}
