//! Microsoft's own calls at Microsoft's paths, so that an app which called the Dev Center works with another host name and
//! token: what a signed-in customer is offered, and claiming it.

mod offers;

use crate::api::problem::problems;
use crate::web::cors::any_origin;
use crate::web::host::known_host;
use actix_web::HttpResponse;
use actix_web::dev::HttpServiceFactory;
use actix_web::middleware::from_fn;
use actix_web::web::{self, get, post, resource, scope};

/// The calls about offers, with their checks.
pub fn offer_routes() -> impl HttpServiceFactory {
    let wrong_method = || async { HttpResponse::MethodNotAllowed().insert_header(("Allow", "GET, POST")).finish() };
    scope("/v2.0")
        .service(
            resource("/my/storeoffers/user")
                .route(get().to(offers::list).wrap(from_fn(offers::enter)))
                .route(post().to(offers::claim).wrap(from_fn(offers::enter)))
                .default_service(web::to(wrong_method)),
        )
        .wrap(from_fn(problems))
        .wrap(from_fn(known_host))
        .wrap(from_fn(any_origin))
}
