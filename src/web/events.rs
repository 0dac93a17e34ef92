//! What the security log says of requests. Each page that changes something or takes data out names its event in the table
//! of routes; a page that someone's role does not allow leaves a line in any case.

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

/// The event of a page that was not for who asked, where the page has none of its own.
const PAGE: &str = "page";

/// A request whose answer the security log is to name.
pub struct Asked {
    event: Option<&'static str>,
    method: Method,
    network: IpNet,
    /// Who was signed in before the answer.
    user: Option<UserId>,
    id: Option<Number>,
}

impl Asked {
    /// The request of a page with this event, where it has one.
    pub fn of(event: Option<&'static str>, request: &ServiceRequest) -> Self {
        let user = event.and_then(|_| user_of(&request.get_session()));
        let id = request.match_info().get("id").and_then(|id| id.parse().ok());
        Self { event, method: request.method().clone(), network: network_of(request.request()), user, id }
    }

    /// Logs how the request was answered.
    pub fn answered<B>(self, response: &ServiceResponse<B>) {
        let made = response.headers().get(header::LOCATION).and_then(|path| path.to_str().ok()?.rsplit('/').next());
        let id = self.id.or_else(|| made?.parse().ok());
        Self { id, ..self }.record(response.status(), response.request());
    }

    /// Logs that the request was refused before its page.
    pub fn refused(self, status: StatusCode, request: &HttpRequest) {
        // A stranger is sent to sign in, which nothing was done by.
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

/// How the answer says that it ended. None where a form is only shown again, and nothing was done.
fn outcome(method: &Method, status: StatusCode) -> Option<Outcome> {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Some(Outcome::Limited),
        status if status.is_server_error() => Some(Outcome::Failed),
        status if status.is_client_error() => Some(Outcome::Refused),
        StatusCode::OK if *method == Method::POST => None,
        _ => Some(Outcome::Done),
    }
}
