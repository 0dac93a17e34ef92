//! Every call on one screen, each with the scope that its token needs. Calls read no cookie, and no page of another site can
//! make them for a visitor.

use super::call::Caller;
use super::problem::{Kind, Problem, problems};
use super::{
    apps, consents, customers, document, flights, group_tests, groups, imports, memberships, notifications, offers,
    once, people, preview, rows,
};
use crate::access::Scope;
use crate::imports::quota::MEGABYTE;
use crate::security_log::{Event, Outcome};
use crate::state::State;
use crate::text::has_controls;
use crate::tokens::bearer;
use crate::web::body::{self, BodyLimit};
use crate::web::host::known_host;
use crate::web::network::network_of;
use crate::web::uploaded::largest;
use actix_web::body::MessageBody;
use actix_web::dev::{HttpServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, resource, scope};
use actix_web::{FromRequest, Handler, HttpMessage, HttpResponse, Responder, Route};

/// Where the calls are.
pub const BASE: &str = "/api";

/// A call: its method and path below [`BASE`], and the scope that it needs.
pub struct CallRoute {
    pub method: Method,
    pub path: &'static str,
    /// `None` if anyone may ask.
    pub scope: Option<Scope>,
    /// Whether it is made once for each `Idempotency-Key`, and whether it needs one.
    pub is_once: bool,
    pub needs_key: bool,
    limit: BodyLimit,
    route: Route,
}

/// Every call. Those of the same path are next to each other, and a path comes before any with a placeholder that would
/// match it.
pub fn table() -> Vec<CallRoute> {
    use Scope::{Customers, Erase, Flights, Groups, Members, Notifications, Offers, Read, Tests};
    vec![
        call(Method::GET, "/openapi.json", None, document::show),
        call(Method::GET, "/v1/apps", Some(Read), apps::list),
        call(Method::GET, "/v1/apps/{app}", Some(Read), apps::show),
        call(Method::GET, "/v1/apps/{app}/releases", Some(Read), flights::releases::list),
        call(Method::GET, "/v1/apps/{app}/releases/{version}", Some(Read), flights::releases::show),
        call(Method::PUT, "/v1/apps/{app}/releases/{version}", Some(Flights), flights::releases::put).large(),
        call(Method::POST, "/v1/apps/{app}/releases/{version}/reports", Some(Customers), flights::reports::send).once(),
        call(Method::GET, "/v1/apps/{app}/flights", Some(Read), flights::list),
        call(Method::PUT, "/v1/apps/{app}/flights/by-name/{name}", Some(Flights), flights::write::put),
        call(Method::GET, "/v1/apps/{app}/flights/{flight}", Some(Read), flights::show),
        call(Method::PATCH, "/v1/apps/{app}/flights/{flight}", Some(Flights), flights::write::patch),
        call(Method::DELETE, "/v1/apps/{app}/flights/{flight}", Some(Flights), flights::write::retire),
        call(Method::POST, "/v1/apps/{app}/flights/{flight}/publish", Some(Flights), flights::rollouts::publish).once(),
        call(Method::GET, "/v1/apps/{app}/flights/{flight}/draft", Some(Read), flights::drafts::show),
        call(Method::PUT, "/v1/apps/{app}/flights/{flight}/draft", Some(Flights), flights::drafts::put),
        call(Method::DELETE, "/v1/apps/{app}/flights/{flight}/draft", Some(Flights), flights::drafts::drop),
        call(Method::POST, "/v1/apps/{app}/flights/{flight}/draft/publish", Some(Flights), flights::drafts::publish)
            .once(),
        call(Method::POST, "/v1/apps/{app}/flights/{flight}/rollout", Some(Flights), flights::rollouts::update).once(),
        call(Method::POST, "/v1/apps/{app}/flights/{flight}/halt", Some(Flights), flights::rollouts::halt).once(),
        call(Method::POST, "/v1/apps/{app}/flights/{flight}/finalize", Some(Flights), flights::rollouts::finalize)
            .once(),
        call(Method::GET, "/v1/apps/{app}/customers/{account_id}/package", Some(Members), flights::packages::show),
        call(Method::POST, "/v1/apps/{app}/imports", Some(Customers), imports::send::send).with_file().once(),
        call(Method::PUT, "/v1/apps/{app}/offers/by-name/{name}", Some(Offers), offers::write::put),
        call(
            Method::PUT,
            "/v1/apps/{app}/notifications/by-name/{name}",
            Some(Notifications),
            notifications::write::put_by_name,
        )
        .large(),
        call(Method::PUT, "/v1/apps/{app}/tests/by-name/{name}", Some(Tests), group_tests::write::put_by_name),
        call(Method::POST, "/v1/apps/{app}/{kind}", Some(Customers), rows::send).large().once(),
        call(Method::GET, "/v1/imports/{import}", Some(Customers), imports::show),
        call(Method::GET, "/v1/imports/{import}/refused", Some(Customers), imports::refused),
        call(Method::POST, "/v1/imports/{import}/undo", Some(Customers), imports::undo).once(),
        call(Method::GET, "/v1/groups", Some(Read), groups::read::list),
        call(Method::POST, "/v1/groups", Some(Groups), groups::write::create).large().once(),
        call(Method::PUT, "/v1/groups/by-name/{name}", Some(Groups), groups::write::put).large(),
        call(Method::GET, "/v1/groups/{group}", Some(Read), groups::read::show),
        call(Method::PATCH, "/v1/groups/{group}", Some(Groups), groups::write::patch).large(),
        call(Method::POST, "/v1/groups/{group}/archive", Some(Groups), groups::write::archive).once(),
        call(Method::POST, "/v1/groups/{group}/restore", Some(Groups), groups::write::restore).once(),
        call(Method::POST, "/v1/groups/{group}/people", Some(Groups), people::change).large().once(),
        call(Method::GET, "/v1/groups/{group}/members", Some(Members), groups::members::list),
        call(Method::GET, "/v1/groups/{group}/changes", Some(Members), groups::changes::list),
        call(Method::GET, "/v1/groups/{group}/members/{account_id}", Some(Read), memberships::one),
        call(Method::POST, "/v1/memberships", Some(Read), memberships::several).large(),
        call(Method::POST, "/v1/segments/preview", Some(Read), preview::preview).large(),
        call(Method::GET, "/v1/customers/{account_id}", Some(Members), customers::held),
        call(Method::DELETE, "/v1/customers/{account_id}", Some(Erase), customers::erase),
        call(Method::GET, "/v1/customers/{account_id}/groups", Some(Read), memberships::of_customer),
        call(Method::GET, "/v1/customers/{account_id}/offers", Some(Offers), offers::claims::of_customer),
        call(Method::POST, "/v1/consents", Some(Customers), consents::record).large().once(),
        call(Method::POST, "/v1/suppressions", Some(Customers), consents::suppress).large().once(),
        call(Method::GET, "/v1/offers", Some(Offers), offers::list),
        call(Method::GET, "/v1/offers/{offer}", Some(Offers), offers::show),
        call(Method::GET, "/v1/offers/{offer}/effect", Some(Offers), offers::effect),
        call(Method::POST, "/v1/offers/{offer}/state", Some(Offers), offers::write::set_state).once(),
        call(Method::POST, "/v1/offers/{offer}/codes", Some(Offers), offers::write::add_codes).large().once(),
        call(Method::POST, "/v1/offers/{offer}/reservations", Some(Offers), offers::claims::reserve).once(),
        call(Method::POST, "/v1/offers/{offer}/claims", Some(Offers), offers::claims::claim).once(),
        call(Method::GET, "/v1/notifications", Some(Read), notifications::list),
        call(Method::POST, "/v1/notifications", Some(Notifications), notifications::write::create).large().once(),
        call(Method::GET, "/v1/notifications/analysis", Some(Read), notifications::analysis::show),
        call(Method::GET, "/v1/notifications/{notification}", Some(Read), notifications::show),
        call(Method::PUT, "/v1/notifications/{notification}", Some(Notifications), notifications::write::put).large(),
        call(Method::DELETE, "/v1/notifications/{notification}", Some(Notifications), notifications::write::delete),
        call(Method::GET, "/v1/notifications/{notification}/recipients", Some(Read), notifications::people::count),
        call(
            Method::GET,
            "/v1/notifications/{notification}/recipients/{reason}",
            Some(Members),
            notifications::people::list,
        ),
        call(Method::POST, "/v1/notifications/{notification}/send", Some(Notifications), notifications::send::send)
            .only_once(),
        call(
            Method::POST,
            "/v1/notifications/{notification}/ask-for-approval",
            Some(Notifications),
            notifications::send::ask_for_approval,
        )
        .once(),
        call(Method::POST, "/v1/notifications/{notification}/pause", Some(Notifications), notifications::send::pause)
            .once(),
        call(Method::POST, "/v1/notifications/{notification}/resume", Some(Notifications), notifications::send::resume)
            .once(),
        call(Method::POST, "/v1/notifications/{notification}/cancel", Some(Notifications), notifications::send::cancel)
            .once(),
        call(
            Method::POST,
            "/v1/notifications/{notification}/unschedule",
            Some(Notifications),
            notifications::send::unschedule,
        )
        .once(),
        call(
            Method::POST,
            "/v1/notifications/{notification}/duplicate",
            Some(Notifications),
            notifications::again::duplicate,
        )
        .once(),
        call(
            Method::POST,
            "/v1/notifications/{notification}/newcomers",
            Some(Notifications),
            notifications::again::newcomers,
        )
        .once(),
        call(
            Method::POST,
            "/v1/notifications/{notification}/repeat",
            Some(Notifications),
            notifications::again::repeat,
        )
        .once(),
        call(
            Method::POST,
            "/v1/notifications/{notification}/keep",
            Some(Notifications),
            notifications::templates::keep,
        )
        .once(),
        call(Method::GET, "/v1/notification-templates", Some(Read), notifications::templates::list),
        call(
            Method::DELETE,
            "/v1/notification-templates/{template}",
            Some(Notifications),
            notifications::templates::delete,
        ),
        call(Method::GET, "/v1/notifications/{notification}/report", Some(Read), notifications::report::show),
        call(
            Method::GET,
            "/v1/notifications/{notification}/deliveries",
            Some(Members),
            notifications::report::deliveries,
        ),
        call(Method::GET, "/v1/tests", Some(Read), group_tests::list),
        call(Method::POST, "/v1/tests", Some(Tests), group_tests::write::create).once(),
        call(Method::GET, "/v1/tests/{test}", Some(Read), group_tests::show),
        call(Method::PUT, "/v1/tests/{test}", Some(Tests), group_tests::write::put),
        call(Method::DELETE, "/v1/tests/{test}", Some(Tests), group_tests::write::delete),
        call(Method::POST, "/v1/tests/{test}/start", Some(Tests), group_tests::steps::start).once(),
        call(Method::POST, "/v1/tests/{test}/stop", Some(Tests), group_tests::steps::stop).once(),
        call(Method::POST, "/v1/tests/{test}/decide", Some(Tests), group_tests::steps::decide).once(),
        call(Method::POST, "/v1/tests/{test}/archive", Some(Tests), group_tests::steps::archive).once(),
        call(Method::GET, "/v1/tests/{test}/report", Some(Read), group_tests::report::show),
        call(Method::GET, "/v1/tests/{test}/people", Some(Members), group_tests::report::people),
    ]
}

/// All calls, with their checks.
pub fn routes() -> impl HttpServiceFactory {
    service(BASE, table())
}

/// The calls of a table below a path, with their checks.
pub fn service(base: &str, table: Vec<CallRoute>) -> impl HttpServiceFactory + use<> {
    let mut calls = table.into_iter().peekable();
    let mut all = scope(base);
    while let Some(first) = calls.next() {
        let path = first.path;
        let mut allowed = first.method.to_string();
        let mut one = resource(path).route(first.guarded());
        while let Some(call) = calls.next_if(|call| call.path == path) {
            allowed = format!("{allowed}, {}", call.method);
            one = one.route(call.guarded());
        }
        let refusal = move || {
            let answer = HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, allowed.as_str())).finish();
            std::future::ready(answer)
        };
        all = all.service(one.default_service(web::to(refusal)));
    }
    all.app_data(web::PathConfig::default().error_handler(|_, _| Problem::new(Kind::NotFound).into()))
        .wrap(from_fn(problems))
        .wrap(from_fn(known_host))
}

/// A call of a table.
pub fn call<F, Args>(method: Method, path: &'static str, scope: Option<Scope>, handler: F) -> CallRoute
where
    F: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    let route = web::method(method.clone()).to(handler);
    CallRoute { method, path, scope, is_once: false, needs_key: false, limit: BodyLimit::Small, route }
}

impl CallRoute {
    /// The same call, with a body of up to [`body::FORM_LIMIT`].
    fn large(self) -> Self {
        Self { limit: BodyLimit::Group, ..self }
    }

    /// The same call, with a file as its body.
    fn with_file(self) -> Self {
        Self { limit: BodyLimit::File, ..self }
    }

    /// The same call, which changes something and may be given a key.
    fn once(self) -> Self {
        Self { is_once: true, ..self }
    }

    /// The same call, which may be made only with a key: what it does cannot be taken back.
    fn only_once(self) -> Self {
        Self { needs_key: true, ..self.once() }
    }

    /// The route with the checks that run before its handler.
    fn guarded(self) -> Route {
        let Self { scope, limit, is_once, needs_key, .. } = self;
        self.route.wrap(from_fn(move |request, next| enter((scope, limit), (is_once, needs_key), request, next)))
    }
}

/// Runs before a call's handler. The token is checked before any of the body is read.
async fn enter(
    (scope, limit): (Option<Scope>, BodyLimit),
    (is_once, needs_key): (bool, bool),
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    match checked(scope, limit, &mut request).await {
        Ok(Some(caller)) => {
            let program = caller.program.clone();
            request.extensions_mut().insert(caller);
            let has_key = request.headers().contains_key(once::KEY);
            if needs_key && !has_key {
                let said = "Send an Idempotency-Key, so that the call is made once however often it is sent.";
                let problem = Problem::new(Kind::Unreadable).because(said);
                return Ok(request.error_response(problem).map_into_right_body());
            }
            if is_once && has_key {
                let made = once::make(&program, limit == BodyLimit::File, request, next).await?;
                return Ok(made.map_into_right_body());
            }
            Ok(next.call(request).await?.map_into_left_body())
        }
        Ok(None) => Ok(next.call(request).await?.map_into_left_body()),
        Err(problem) => {
            let outcome = match problem.kind() {
                Kind::Unauthorized | Kind::OutOfScope => Some(Outcome::Refused),
                Kind::TooManyCalls => Some(Outcome::Limited),
                _ => None,
            };
            if let Some(outcome) = outcome {
                Event::new("call", outcome).from(network_of(request.request())).record();
            }
            Ok(request.error_response(problem).map_into_right_body())
        }
    }
}

async fn checked(
    scope: Option<Scope>,
    limit: BodyLimit,
    request: &mut ServiceRequest,
) -> Result<Option<Caller>, Problem> {
    let caller = match scope {
        Some(scope) => {
            let state =
                request.app_data::<web::Data<State>>().ok_or_else(|| anyhow::anyhow!("the app has no state"))?.clone();
            let sent = request.headers().get(header::AUTHORIZATION).and_then(|sent| sent.to_str().ok());
            let version = state.database.version().await;
            let program = bearer(&state, version.as_ref(), sent, scope).await?;
            Some(Caller { program, version })
        }
        None => None,
    };
    if has_controls(request.query_string().as_bytes()) || has_controls(request.path().as_bytes()) {
        return Err(Problem::new(Kind::Unreadable).because("The address has a control character."));
    }
    let file = request.app_data::<web::Data<State>>().map_or(0, |state| largest(state).saturating_mul(MEGABYTE));
    body::bound(request, limit, file)?;
    Ok(caller)
}
