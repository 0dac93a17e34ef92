//! Records requests in the security log. Each page that changes or exports something names its event in the table of
//! routes; a page that the user's role does not allow is recorded in any case.

use super::network::network_of;
use super::observe::UserOfRequest;
use super::session::user_of;
use crate::ids::{Number, UserId};
use crate::security_log::{Event, Outcome};
use actix_session::SessionExt;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpMessage, HttpRequest};
use ipnet::IpNet;

/// The event for a page that was refused and has no event of its own.
const PAGE: &str = "page";

/// A request whose response is to be recorded.
pub struct Asked {
    event: Option<&'static str>,
    method: Method,
    network: IpNet,
    /// The user signed in before the response.
    user: Option<UserId>,
    id: Option<Number>,
}

impl Asked {
    /// The request of a page with this event, if it has one.
    pub fn of(event: Option<&'static str>, request: &ServiceRequest) -> Self {
        let user = event.and_then(|_| user_of(&request.get_session()));
        let id = request.match_info().get("id").and_then(|id| id.parse().ok());
        Self { event, method: request.method().clone(), network: network_of(request.request()), user, id }
    }

    /// Records how the request was answered.
    pub fn answered<B>(self, response: &ServiceResponse<B>) {
        let made = response.headers().get(header::LOCATION).and_then(|path| path.to_str().ok()?.rsplit('/').next());
        let id = self.id.or_else(|| made?.parse().ok());
        Self { id, ..self }.record(response.status(), response.request());
    }

    /// Records that the request was refused before its handler ran.
    pub fn refused(self, status: StatusCode, request: &HttpRequest) {
        // A stranger is redirected to sign in, so the redirect is not a success.
        let status = if status.is_redirection() { StatusCode::UNAUTHORIZED } else { status };
        self.record(status, request);
    }

    fn record(self, status: StatusCode, request: &HttpRequest) {
        let event = self.event.or((status == StatusCode::FORBIDDEN).then_some(PAGE));
        let (Some(event), Some(outcome)) = (event, outcome(&self.method, status)) else { return };
        let known = request.extensions().get::<UserOfRequest>().map(|user| user.0);
        let user = known.or(self.user).or_else(|| user_of(&request.get_session()));
        Event::new(event, outcome).by(user).from(self.network).to(self.id).record();
    }
}

/// The outcome to record for a response; `None` if a form was only shown again and nothing was done.
fn outcome(method: &Method, status: StatusCode) -> Option<Outcome> {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Some(Outcome::Limited),
        status if status.is_server_error() => Some(Outcome::Failed),
        status if status.is_client_error() => Some(Outcome::Refused),
        StatusCode::OK if *method == Method::POST => None,
        _ => Some(Outcome::Done),
    }
}
