//! Who asks: a browser with the public token of an app, for the person for whom a back end has signed.

use crate::access::Scope;
use crate::api::problem::{Kind, Problem};
use crate::identity::{self, IDENTITY};
use crate::ids::AppKey;
use crate::security_log::{Event, Outcome};
use crate::state::State;
use crate::tokens::bearer;
use crate::web::body::{self, BodyLimit};
use crate::web::network::network_of;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use std::future::{Ready, ready};

/// A browser that may ask, and for whom.
#[derive(Clone)]
pub struct Asker {
    pub app: AppKey,
    /// The account id of the person.
    pub account: String,
}

impl FromRequest for Asker {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asker = request.extensions_mut().remove::<Self>();
        ready(asker.ok_or_else(|| anyhow::anyhow!("a browser asks without a check").into()))
    }
}

/// Runs before a handler that is for a person: who asks is checked before any of the body is read.
pub async fn enter(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    match check(&mut request).await {
        Ok(asker) => {
            request.extensions_mut().insert(asker);
            Ok(next.call(request).await?.map_into_left_body())
        }
        Err(problem) => {
            let outcome = match problem.kind() {
                Kind::Unauthorized | Kind::OutOfScope => Some(Outcome::Refused),
                Kind::TooManyCalls => Some(Outcome::Limited),
                _ => None,
            };
            if let Some(outcome) = outcome {
                Event::new("browser", outcome).from(network_of(request.request())).record();
            }
            Ok(request.error_response(problem).map_into_right_body())
        }
    }
}

async fn check(request: &mut ServiceRequest) -> Result<Asker, Problem> {
    let state = request.app_data::<web::Data<State>>().ok_or_else(|| anyhow::anyhow!("the app has no state"))?.clone();
    state.people.of_network(network_of(request.request())).map_err(Problem::too_many)?;
    let text = |name: &str| request.headers().get(name).and_then(|sent| sent.to_str().ok());
    let version = state.database.version().await;
    let program = bearer(&state, version.as_ref(), text(header::AUTHORIZATION.as_str()), Scope::Flags).await?;
    let refused = |detail: &str| Problem::new(Kind::OutOfScope).because(detail.to_owned());
    let app = program.app.filter(|_| program.is_public);
    let app = app.ok_or_else(|| refused("Send a public token, which starts with engp_ and is of one app."))?;
    let app = AppKey { publisher: program.publisher.id, id: app };
    let signed = text(IDENTITY).ok_or_else(|| refused("Send Engage-Identity: what your back end signed."))?;
    let account = identity::signed_for(&state, version.as_ref(), app, signed).await?;
    let account = account.map_err(|error| refused(&format!("Engage-Identity does not count: {error}.")))?;
    state.people.of_person(app.id, &account).map_err(Problem::too_many)?;
    body::bound(request, BodyLimit::Small, 0)?;
    Ok(Asker { app, account })
}
