//! The message for a visitor's next page. It is kept in an encrypted cookie, so that showing a page writes nothing to
//! the database and any replica can show it.

use crate::config::Options;
use actix_web::body::MessageBody;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieJar, Key, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;

/// How long a message is kept. The page that shows it is usually requested at once.
const LIFETIME: Duration = Duration::minutes(5);

/// The longest text of a message, in characters, so that the cookie stays below the 4,096 bytes that every browser
/// stores: a character takes at most 4 bytes, and encryption and base64 add half as much again.
const LONGEST_TEXT: usize = 600;

/// A message about what was just done, shown once on the next page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// `success`, `error` or `info`.
    pub kind: String,
    pub text: String,
}

/// Encrypts the cookies of messages.
#[derive(Clone)]
pub struct FlashCookies {
    key: Key,
    name: String,
    is_secure: bool,
}

/// The messages of one request: the one that arrived with it and the one for the next page. Clones share them.
#[derive(Clone, Default)]
pub struct Messages(Rc<RefCell<Slots>>);

#[derive(Default)]
struct Slots {
    waiting: Option<Flash>,
    is_taken: bool,
    next: Option<Flash>,
}

impl Messages {
    /// The messages of the request.
    pub fn of(request: &HttpRequest) -> Self {
        let mut extensions = request.extensions_mut();
        if let Some(messages) = extensions.get::<Self>() {
            return messages.clone();
        }
        let messages = Self::default();
        extensions.insert(messages.clone());
        messages
    }

    /// Keeps a message of this kind for the next page.
    pub fn tell(&self, kind: &str, text: &str) {
        let text = text.chars().take(LONGEST_TEXT).collect();
        self.0.borrow_mut().next = Some(Flash { kind: kind.to_owned(), text });
    }

    /// The message to show on this request's page. It is shown once.
    pub fn take(&self) -> Option<Flash> {
        let mut slots = self.0.borrow_mut();
        slots.is_taken = true;
        let waiting = slots.waiting.take();
        slots.next.take().or(waiting)
    }
}

impl FlashCookies {
    /// Cookies encrypted with `key`, sent over TLS only if browsers reach the site over TLS.
    pub fn new(key: Key, options: &Options) -> Self {
        Self { key, name: options.cookie_name("engage-message"), is_secure: options.is_secure() }
    }

    fn open(&self, request: &ServiceRequest) -> Option<Flash> {
        let cookie = request.cookie(&self.name)?;
        let mut jar = CookieJar::new();
        jar.add_original(cookie);
        serde_json::from_str(jar.private(&self.key).get(&self.name)?.value()).ok()
    }

    /// The cookie that carries the message, or removes the previous one.
    fn seal(&self, flash: Option<&Flash>) -> Option<Cookie<'static>> {
        let text = flash.map(serde_json::to_string).transpose().ok()?.unwrap_or_default();
        let mut cookie = Cookie::build(self.name.clone(), text).path("/").http_only(true).same_site(SameSite::Lax);
        cookie = cookie.secure(self.is_secure).max_age(if flash.is_some() { LIFETIME } else { Duration::ZERO });
        let mut jar = CookieJar::new();
        match flash {
            Some(_) => jar.private_mut(&self.key).add(cookie.finish()),
            None => jar.add(cookie.finish()),
        }
        jar.get(&self.name).cloned()
    }
}

/// Passes the message in the request's cookie to the page, and the message for the next page to the response's cookie.
pub async fn carry_messages(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let Some(cookies) = request.app_data::<web::Data<FlashCookies>>().cloned() else { return next.call(request).await };
    let messages = Messages::default();
    messages.0.borrow_mut().waiting = cookies.open(&request);
    request.extensions_mut().insert(messages.clone());
    let mut response = next.call(request).await?;
    let slots = messages.0.borrow();
    if slots.next.is_some() || (slots.is_taken && response.request().cookie(&cookies.name).is_some()) {
        let cookie = cookies.seal(slots.next.as_ref());
        if let Some(Err(error)) = cookie.map(|cookie| response.response_mut().add_cookie(&cookie)) {
            log::error!("a message could not be kept for the next page: {error}");
        }
    }
    drop(slots);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::CommandLine;
    use actix_web::test::TestRequest;
    use clap::Parser;

    fn cookies_at(url: &str) -> FlashCookies {
        let options = CommandLine::parse_from(["engage", "--public-url", url]).options;
        FlashCookies::new(Key::generate(), &options)
    }

    fn opened(cookies: &FlashCookies, cookie: Cookie<'static>) -> Option<Flash> {
        cookies.open(&TestRequest::default().cookie(cookie).to_srv_request())
    }

    #[test]
    fn a_message_is_read_back_and_nobody_can_make_one_up() {
        let cookies = cookies_at("http://localhost");
        let flash = Flash { kind: String::from("success"), text: "é".repeat(LONGEST_TEXT) };
        let sealed = cookies.seal(Some(&flash)).unwrap();
        assert!(sealed.to_string().len() < 4_096 && !sealed.value().contains("success"));
        assert_eq!(opened(&cookies, sealed.clone()), Some(flash));
        assert_eq!(opened(&cookies_at("http://localhost"), sealed), None);
        assert_eq!(opened(&cookies, Cookie::new("engage-message", "{\"kind\":\"success\",\"text\":\"x\"}")), None);
        assert_eq!(cookies.seal(None).unwrap().max_age(), Some(Duration::ZERO));
    }

    #[test]
    fn the_longest_text_of_any_letters_fits_a_cookie() {
        let cookies = cookies_at("https://localhost");
        let flash = Flash { kind: String::from("success"), text: "😀".repeat(LONGEST_TEXT) };
        assert!(cookies.seal(Some(&flash)).unwrap().to_string().len() < 4_096);
    }
}
