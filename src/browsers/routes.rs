//! Where browsers ask.

use super::asker::enter;
use super::{events, scripts, subscriptions};
use crate::api::problem::{Kind, Problem, problems};
use crate::web::body::{self, BodyLimit};
use crate::web::cors::any_origin;
use crate::web::host::known_host;
use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::dev::{HttpServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, delete, get, post, resource, scope};

/// Runs before a handler that anybody may ask: no more is read than it needs.
async fn bounded(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    match body::bound(&mut request, BodyLimit::Small, 0) {
        Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
        Err(error) => Ok(request.error_response(Problem::from(error)).map_into_right_body()),
    }
}

/// The requests of browsers, with their checks.
pub fn routes() -> impl HttpServiceFactory {
    let wrong_method = || async { HttpResponse::MethodNotAllowed().finish() };
    scope("/push")
        .service(
            resource("/v1/subscriptions")
                .route(post().to(subscriptions::subscribe).wrap(from_fn(enter)))
                .route(delete().to(subscriptions::leave).wrap(from_fn(enter)))
                .default_service(web::to(wrong_method)),
        )
        .service(
            resource("/v1/events")
                .route(post().to(events::take).wrap(from_fn(bounded)))
                .default_service(web::to(wrong_method)),
        )
        .service(resource("/v1/client.js").route(get().to(scripts::client)).default_service(web::to(wrong_method)))
        .service(resource("/v1/worker.js").route(get().to(scripts::worker)).default_service(web::to(wrong_method)))
        .app_data(web::PathConfig::default().error_handler(|_, _| Problem::new(Kind::NotFound).into()))
        .wrap(from_fn(problems))
        .wrap(from_fn(known_host))
        .wrap(from_fn(any_origin))
}
