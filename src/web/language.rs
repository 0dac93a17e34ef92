//! The language of a response.

use crate::locale::Locale;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest};

/// Sets the language that the signed-in user chose, for everything that answers the request.
pub fn remember(request: &HttpRequest, locale: Locale) {
    request.extensions_mut().insert(locale);
}

/// The signed-in user's language, otherwise the browser's.
pub fn locale_of(request: &HttpRequest) -> Locale {
    let chosen = request.extensions().get::<Locale>().copied();
    chosen.unwrap_or_else(|| of_browser(request))
}

/// The language that the browser prefers, whatever the user chose.
pub fn of_browser(request: &HttpRequest) -> Locale {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Locale::from_accept_language(accepted.unwrap_or_default())
}
