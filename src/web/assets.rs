//! The files of `static`, compiled into the program. Their URLs change with their content, so that browsers may cache
//! them forever.

use crate::token::hex;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    kind: &'static str,
    body: &'static [u8],
}

macro_rules! asset {
    ($name:literal, $kind:literal) => {
        Asset { name: $name, kind: $kind, body: include_bytes!(concat!("../../static/", $name)) }
    };
}

static ASSETS: [Asset; 13] = [
    asset!("engage.css", "text/css; charset=utf-8"),
    asset!("theme.css", "text/css; charset=utf-8"),
    asset!("forms.css", "text/css; charset=utf-8"),
    asset!("parts.css", "text/css; charset=utf-8"),
    asset!("segment.css", "text/css; charset=utf-8"),
    asset!("groups.css", "text/css; charset=utf-8"),
    asset!("engage.js", "text/javascript; charset=utf-8"),
    asset!("builder.js", "text/javascript; charset=utf-8"),
    asset!("choosers.js", "text/javascript; charset=utf-8"),
    asset!("formula.js", "text/javascript; charset=utf-8"),
    asset!("drafts.js", "text/javascript; charset=utf-8"),
    asset!("keys.js", "text/javascript; charset=utf-8"),
    asset!("favicon.svg", "image/svg+xml"),
];

/// The start of the digest of all files, in hexadecimal.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let digest = ASSETS.iter().fold(Sha256::new(), |digest, asset| digest.chain_update(asset.body)).finalize();
    hex(&digest[..6])
});

/// The URL of the file called `name`.
pub fn path(name: &str) -> String {
    format!("/static/{}/{name}", *VERSION)
}

/// Serves a file.
pub async fn show(path: web::Path<(String, String)>) -> HttpResponse {
    let (_, name) = path.into_inner();
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return HttpResponse::NotFound().finish();
    };
    HttpResponse::Ok()
        .content_type(asset.kind)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.body)
}
