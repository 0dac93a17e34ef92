//! Where updates are asked for.

use super::{app_installer, electron, tauri};
use crate::api::problem::{Kind, Problem, problems};
use crate::security_log::{Event, Outcome};
use crate::web::body::{self, BodyLimit};
use crate::web::host::known_host;
use crate::web::network::network_of;
use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::dev::{HttpServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::guard::{Any, Get, Head};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, resource, route, scope};

/// Runs before a handler, which anybody may ask: no body is read, and who was refused is in the security log.
async fn enter(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if let Err(error) = body::bound(&mut request, BodyLimit::Small, 0) {
        return Ok(request.error_response(Problem::from(error)).map_into_right_body());
    }
    let response = next.call(request).await?;
    let outcome = match response.status() {
        StatusCode::UNAUTHORIZED => Some(Outcome::Refused),
        StatusCode::TOO_MANY_REQUESTS => Some(Outcome::Limited),
        _ => None,
    };
    if let Some(outcome) = outcome {
        Event::new("update", outcome).from(network_of(response.request())).record();
    }
    Ok(response.map_into_left_body())
}

/// The feeds, with their checks.
pub fn routes() -> impl HttpServiceFactory {
    let wrong_method =
        || async { HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish() };
    // What asks for the head of a feed is answered as if it had asked for all of it, and the server leaves the body out.
    let read = || route().guard(Any(Get()).or(Head()));
    scope("/updates/v1/{app}")
        .service(
            resource("/electron/{file}")
                .route(read().to(electron::show).wrap(from_fn(enter)))
                .default_service(web::to(wrong_method)),
        )
        .service(
            resource("/msix/{file}")
                .route(read().to(app_installer::show).wrap(from_fn(enter)))
                .default_service(web::to(wrong_method)),
        )
        .service(
            resource("/tauri/{target}/{architecture}/{current}")
                .route(read().to(tauri::show).wrap(from_fn(enter)))
                .default_service(web::to(wrong_method)),
        )
        .app_data(web::PathConfig::default().error_handler(|_, _| Problem::new(Kind::NotFound).into()))
        .wrap(from_fn(problems))
        .wrap(from_fn(known_host))
}
