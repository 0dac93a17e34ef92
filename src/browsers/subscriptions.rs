//! Browsers subscribe and sign out.

use super::asker::Asker;
use crate::api::call::{CallResult, Json, json_with};
use crate::api::problem::{Kind, Problem, WrongValue};
use crate::consents::ConsentPurpose;
use crate::push::subscribe::{self, Said, SubscribeError, Wish};
use crate::push::tokens::Named;
use crate::state::State;
use crate::store::consents::ConsentState;
use crate::web::address::origin_of;
use crate::web::session::device;
use crate::web::work::run;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, NaiveDateTime};
use serde::Deserialize;
use serde_json::json;

/// What a browser sends to subscribe.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscribeBody {
    subscription: SubscriptionBody,
    language: String,
    time_zone: Option<String>,
    consent: Option<ConsentBody>,
}

/// `PushSubscription.toJSON` of a browser. It may have more fields one day.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionBody {
    endpoint: String,
    /// In milliseconds since 1970.
    expiration_time: Option<f64>,
    keys: KeysBody,
}

#[derive(Debug, Deserialize)]
struct KeysBody {
    p256dh: String,
    auth: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentBody {
    purpose: String,
    /// The text that was shown; what is taken back has none.
    #[serde(default)]
    text: String,
    /// `given`, unless it says `withdrawn`.
    state: Option<String>,
}

/// What a browser sends when the person signs out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveBody {
    endpoint: String,
}

impl SubscribeBody {
    fn wish(self, agent: &str) -> Result<Wish, Problem> {
        let said = |consent: ConsentBody| {
            let purpose = ConsentPurpose::from_word(&consent.purpose);
            let wrong = || WrongValue::at("/consent/purpose", format!("One of {}.", ConsentPurpose::WORDS.join(", ")));
            let purpose = purpose.ok_or_else(|| Problem::invalid(vec![wrong()]))?;
            let state = consent.state.as_deref().map_or(Some(ConsentState::Given), ConsentState::from_word);
            let wrong = || WrongValue::at("/consent/state", format!("One of {}.", ConsentState::WORDS.join(", ")));
            let is_given = state.ok_or_else(|| Problem::invalid(vec![wrong()]))? == ConsentState::Given;
            Ok::<_, Problem>(Said { purpose, text: is_given.then_some(consent.text) })
        };
        Ok(Wish {
            endpoint: self.subscription.endpoint,
            public_key: self.subscription.keys.p256dh,
            auth: self.subscription.keys.auth,
            expires_at: self.subscription.expiration_time.and_then(moment),
            language: self.language,
            time_zone: self.time_zone,
            agent: device(agent),
            consent: self.consent.map(said).transpose()?,
        })
    }
}

/// A moment that a script has said.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a number that is too large becomes the largest, which is no moment"
)]
fn moment(milliseconds: f64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_millis(milliseconds as i64).map(|moment| moment.naive_utc())
}

impl From<SubscribeError> for Problem {
    fn from(error: SubscribeError) -> Self {
        let detail = format!("{error}.");
        let wrong = |pointer: &str| Self::invalid(vec![WrongValue::at(pointer, detail.clone())]);
        match &error {
            SubscribeError::NotSetUp => Self::new(Kind::Conflict)
                .because("Push notifications of the app are not set up: an owner does so on the app's page."),
            SubscribeError::Erased => Self::new(Kind::Conflict).because("This person was erased."),
            SubscribeError::Endpoint(_) => wrong("/subscription/endpoint"),
            SubscribeError::Keys(_) => wrong("/subscription/keys"),
            SubscribeError::Language => wrong("/language"),
            SubscribeError::Text => wrong("/consent/text"),
            SubscribeError::TooOften => Self::new(Kind::Conflict).because(detail),
            SubscribeError::Store(_) => match error {
                SubscribeError::Store(error) => error.into(),
                other => anyhow::Error::from(other).into(),
            },
        }
    }
}

/// Where whoever follows the link is not written to any more.
pub fn unsubscribe_url(origin: &str, token: &str) -> String {
    format!("{origin}/unsubscribe/{token}")
}

/// Subscribes a browser, or brings what is known of it up to date.
pub async fn subscribe(
    asker: Asker,
    state: web::Data<State>,
    request: HttpRequest,
    body: Json<SubscribeBody>,
) -> CallResult {
    let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let agent = agent.unwrap_or_default().to_owned();
    let origin = origin_of(&request, &state.options);
    let subscribed = {
        let state = state.clone();
        run(move |_| {
            let wish = body.read()?.wish(&agent)?;
            subscribe::subscribe(&state, asker.app, &asker.account, &wish).map_err(Problem::from)
        })
        .await?
    };
    let token = state.push_tokens.make(Named { subscription: subscribed.id, notification: 0 });
    let status = if subscribed.is_new { StatusCode::CREATED } else { StatusCode::OK };
    json_with(HttpResponse::build(status), &json!({ "unsubscribe": unsubscribe_url(&origin, &token), "token": token }))
}

/// Ends the subscription of a browser at which the person signs out.
pub async fn leave(asker: Asker, state: web::Data<State>, body: Json<LeaveBody>) -> CallResult {
    run(move |_| {
        let endpoint = body.read()?.endpoint;
        subscribe::leave(&state, asker.app, &asker.account, &endpoint).map_err(Problem::from)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
