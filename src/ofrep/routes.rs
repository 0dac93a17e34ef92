//! Where flags are asked for.

use super::answer::{Failure, failures};
use super::events::{self, Waiting};
use super::{ask, evaluate};
use crate::security_log::{Event, Outcome};
use crate::web::cors;
use crate::web::host::known_host;
use crate::web::network::network_of;
use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::dev::{HttpServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, get, post, resource, scope};

/// The requests that are refused for want of the right token or of a signature are in the security log.
async fn enter(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let failure = match ask::check(&mut request).await {
        Ok(()) => {
            let response = next.call(request).await?;
            if response.status() == StatusCode::FORBIDDEN {
                record(response.request(), StatusCode::FORBIDDEN);
            }
            return Ok(response.map_into_left_body());
        }
        Err(failure) => failure,
    };
    record(request.request(), failure.status());
    Ok(request.error_response(failure).map_into_right_body())
}

fn record(request: &actix_web::HttpRequest, status: StatusCode) {
    let outcome = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Outcome::Refused,
        StatusCode::TOO_MANY_REQUESTS => Outcome::Limited,
        _ => return,
    };
    Event::new("flags", outcome).from(network_of(request)).record();
}

/// The requests of the protocol, with their checks.
pub fn routes(waiting: Waiting) -> impl HttpServiceFactory {
    let wrong_method = || async { HttpResponse::MethodNotAllowed().finish() };
    scope("/ofrep")
        .app_data(web::Data::new(waiting))
        .service(
            resource("/v1/evaluate/flags")
                .route(post().to(evaluate::all).wrap(from_fn(enter)))
                .default_service(web::to(wrong_method)),
        )
        .service(
            resource("/v1/evaluate/flags/{key}")
                .route(post().to(evaluate::one).wrap(from_fn(enter)))
                .default_service(web::to(wrong_method)),
        )
        .service(resource("/v1/events").route(get().to(events::stream)).default_service(web::to(wrong_method)))
        .app_data(web::QueryConfig::default().error_handler(|_, _| {
            Failure::new(StatusCode::UNAUTHORIZED, "GENERAL", "Ask for the flags, for the address of a stream.").into()
        }))
        .wrap(from_fn(failures))
        .wrap(from_fn(known_host))
        .wrap(from_fn(cors::any_origin))
}
