//! The two scripts for the publisher's pages: one that asks the person and subscribes, and the worker that shows messages.

use actix_web::HttpResponse;
use actix_web::http::header;

/// How long a browser keeps a script, in seconds: an hour, so that what is mended arrives the same day.
const KEPT: &str = "public, max-age=3600";

fn script(text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, KEPT))
        // Pages of other sites load it.
        .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"))
        .body(text)
}

/// The script of a page.
pub async fn client() -> HttpResponse {
    script(include_str!("client.js"))
}

/// The worker, which a page of the same site registers.
pub async fn worker() -> HttpResponse {
    script(include_str!("worker.js"))
}
