//! What becomes of messages, as browsers say it. The token in a message says who, so that a worker needs no other right.

use crate::api::call::{CallResult, Json};
use crate::api::problem::{Kind, Problem, WrongValue};
use crate::notifications::seen::{self, Seen};
use crate::push::asked::{self, Use};
use crate::push::unsubscribe;
use crate::security_log::{Event, Outcome};
use crate::state::State;
use crate::web::network::network_of;
use crate::web::work::run;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

/// What a browser may say.
const EVENTS: &str = "Must be shown, launched, closed or unsubscribed.";

/// What a browser says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventBody {
    token: String,
    event: String,
}

/// Takes in what a browser says.
pub async fn take(state: web::Data<State>, request: HttpRequest, body: Json<EventBody>) -> CallResult {
    let network = network_of(&request);
    run(move |_| {
        let EventBody { token, event } = body.read()?;
        let what = if event == "unsubscribed" { Use::Leave } else { Use::Say };
        asked::count(&state, &token, network, what).map_err(|wait| {
            Event::new("browser", Outcome::Limited).from(network).record();
            Problem::too_many(wait)
        })?;
        match event.as_str() {
            "unsubscribed" => unsubscribe::unsubscribe(&state, &token).map_err(Problem::from),
            "shown" => Ok(seen::note(&state, &token, Seen::Shown)?),
            "launched" => Ok(seen::note(&state, &token, Seen::Clicked)?),
            // Nobody needs to know who closed what.
            "closed" => Ok(()),
            _ => Err(Problem::invalid(vec![WrongValue::at("/event", EVENTS)])),
        }
    })
    .await
    .map_err(|problem| match problem.kind() {
        Kind::NotFound => problem.because("There is no message with this token."),
        _ => problem,
    })?;
    Ok(HttpResponse::NoContent().finish())
}
