//! Monitoring for operators: an id and a log line for every response, counters, and whether the program is up and
//! ready.

use crate::config::Switch;
use crate::ids::UserId;
use crate::imports;
use crate::metrics::{Imports, Levels, RequestKind};
use crate::request_id::RequestId;
use crate::state::State;
use crate::store::imports::UnderWay;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;

/// The header that carries the id of a request and of its response.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long the database may take to answer before the program counts as not ready: load balancers poll every few
/// seconds.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// The signed-in user of a request, for the log.
#[derive(Clone, Copy, Debug)]
pub struct UserOfRequest(pub UserId);

/// The method, route and user of a request, as log lines describe it.
pub fn described(request: &HttpRequest) -> String {
    let user = request.extensions().get::<UserOfRequest>().map_or_else(String::new, |user| format!(" user={}", user.0));
    format!("{} {}{user}", request.method(), request.match_pattern().as_deref().unwrap_or("-"))
}

/// Assigns an id to the request, and counts and logs its response.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let given = request.headers().get(&REQUEST_ID).and_then(|id| RequestId::parse(id.to_str().ok()?));
    let id = given.unwrap_or_else(RequestId::random);
    let header = HeaderValue::from_str(id.as_str());
    let (method, state) = (method_of(request.method()), request.app_data::<web::Data<State>>().cloned());
    id.during(async move {
        let mut answer = next.call(request).await;
        let duration = started.elapsed();
        let (route, status, described) = match &answer {
            Ok(response) => {
                let request = response.request();
                (request.match_pattern().unwrap_or_default(), response.status(), described(request))
            }
            Err(error) => (String::new(), error.as_response_error().status_code(), format!("{method} -")),
        };
        if let Some(state) = state {
            state
                .metrics
                .count_request(RequestKind { method, route: route.clone(), status: status.as_u16() }, duration);
            if state.options.access_log == Switch::On && !is_quiet(&route) {
                let milliseconds = duration.as_secs_f64() * 1_000.0;
                log::info!(target: "access", "{described} {} {milliseconds:.1} ms", status.as_u16());
            }
        }
        if let Ok(header) = header {
            answer = with_header(answer, header);
        }
        answer
    })
    .await
}

fn with_header<B: MessageBody>(
    answer: Result<ServiceResponse<B>, Error>,
    id: HeaderValue,
) -> Result<ServiceResponse<B>, Error> {
    match answer {
        Ok(mut response) => {
            response.headers_mut().insert(REQUEST_ID, id);
            Ok(response)
        }
        Err(error) => {
            let mut response = error.error_response();
            response.headers_mut().insert(REQUEST_ID, id);
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// Requests that arrive every few seconds for as long as the program runs.
fn is_quiet(route: &str) -> bool {
    matches!(route, "/healthz" | "/readyz" | "/metrics" | "/static/{version}/{name}")
}

/// The method as a label. Unknown methods share one label, so that clients cannot create any number of them.
fn method_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// Reports that the process is up.
pub async fn healthz() -> HttpResponse {
    plain(StatusCode::OK, "ok\n")
}

/// Reports whether the program can do its work: 503 while the database does not answer.
pub async fn readyz(state: web::Data<State>) -> HttpResponse {
    match tokio::time::timeout(READY_WITHIN, state.check_database()).await {
        Ok(Ok(())) => plain(StatusCode::OK, "ready\n"),
        Ok(Err(_)) | Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

/// The counters, for requests from this machine or with the token of `--metrics-token`.
pub async fn metrics(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    if !may_see_metrics(&request, state.options.metrics_token.as_deref()) {
        return plain(StatusCode::FORBIDDEN, "not from here: see --metrics-token\n");
    }
    let waiting = tokio::time::timeout(READY_WITHIN, imports::list::under_way(&state)).await;
    let imports = waiting.ok().and_then(Result::ok).map(|UnderWay { waiting, running }| Imports { waiting, running });
    let used = state.audiences.memory();
    let levels = Levels {
        columns_bytes: used.map_or(0, |used| used.bytes),
        columns_limit_bytes: used.map_or(0, |used| used.limit),
        columns_apps: used.map_or(0, |used| used.apps),
        imports,
    };
    match state.metrics.text(levels) {
        Ok(text) => {
            HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text)
        }
        Err(error) => {
            log::error!("the metrics could not be written: {error}");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "the metrics could not be written\n")
        }
    }
}

/// With a token, only a request that bears it; without one, only a request from this machine that no proxy forwarded.
fn may_see_metrics(request: &HttpRequest, token: Option<&str>) -> bool {
    match token {
        Some(token) => bearer(request.headers()).is_some_and(|given| given.as_bytes().ct_eq(token.as_bytes()).into()),
        None => {
            let is_passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
            request.peer_addr().is_some_and(|peer| peer.ip().is_loopback())
                && !is_passed_on.iter().any(|name| request.headers().contains_key(*name))
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn plain(status: StatusCode, text: &'static str) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(text)
}
