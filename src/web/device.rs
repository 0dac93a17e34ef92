//! Recognises browsers that have signed in to an account before, by a signed cookie. Strangers who use up the sign-in
//! attempts of the account then cannot lock these browsers out. Another cookie, which is encrypted, says who signed in
//! last, for forms that are sent after the session has ended.

use super::session;
use crate::accounts::guesses::Account;
use crate::ids::UserId;
use crate::token::{Token, hex};
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieJar, Key, SameSite};
use actix_web::{HttpRequest, HttpResponse};

/// How long a browser stays known after signing in: half a year, so that even who signs in once a quarter is not locked
/// out by the guesses of strangers.
const LIFETIME: Duration = Duration::days(180);

/// Hexadecimal digits of the account's digest in the cookie: 128 bits, of which two accounts never share all.
const ACCOUNT_LENGTH: usize = 32;

/// Signs the cookies of known browsers.
#[derive(Clone)]
pub struct Devices {
    key: Key,
    is_secure: bool,
}

impl Devices {
    /// Cookies signed with `key`, sent over TLS only if `is_secure`.
    pub const fn new(key: Key, is_secure: bool) -> Self {
        Self { key, is_secure }
    }

    /// With TLS, the `__Host-` prefix keeps other hosts of the same domain from setting the cookie.
    const fn name(&self) -> &'static str {
        if self.is_secure { "__Host-engage-device" } else { "engage-device" }
    }

    /// The value that identifies the browser, if it has signed in to this account before.
    pub fn known(&self, request: &HttpRequest, account: &Account) -> Option<String> {
        let mut jar = CookieJar::new();
        jar.add_original(request.cookie(self.name())?);
        let cookie = jar.signed(&self.key).get(self.name())?;
        let (of, device) = cookie.value().split_once('.')?;
        (of == name_of(account)).then(|| device.to_owned())
    }

    /// Records that the browser is known to the account, if there is one.
    pub fn remember(&self, response: &mut HttpResponse, account: Option<&Account>) {
        let cookie = account.and_then(|account| self.cookie(account));
        if let Some(Err(error)) = cookie.map(|cookie| response.add_cookie(&cookie)) {
            log::error!("a browser could not be made known: {error}");
        }
    }

    /// With TLS, the prefix is as for the other cookie.
    const fn user_name(&self) -> &'static str {
        if self.is_secure { "__Host-engage-user" } else { "engage-user" }
    }

    /// Who signed in last with this browser, even if the session has ended.
    pub fn last_user(&self, request: &HttpRequest) -> Option<UserId> {
        let mut jar = CookieJar::new();
        jar.add_original(request.cookie(self.user_name())?);
        jar.private(&self.key).get(self.user_name())?.value().parse().ok()
    }

    /// Records who has just signed in, for as long as a session can last.
    pub fn remember_user(&self, response: &mut HttpResponse, user: UserId) {
        let cookie = Cookie::build(self.user_name(), user.to_string()).path("/").http_only(true);
        let cookie = cookie.same_site(SameSite::Lax).secure(self.is_secure).max_age(session::LONGEST);
        let mut jar = CookieJar::new();
        jar.private_mut(&self.key).add(cookie.finish());
        if let Some(Err(error)) = jar.get(self.user_name()).map(|cookie| response.add_cookie(cookie)) {
            log::error!("who signed in could not be recorded: {error}");
        }
    }

    /// The cookie for a browser that has just signed in to the account.
    pub fn cookie(&self, account: &Account) -> Option<Cookie<'static>> {
        let value = format!("{}.{}", name_of(account), Token::random().as_str());
        let cookie = Cookie::build(self.name(), value).path("/").http_only(true).same_site(SameSite::Lax);
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.key).add(cookie.secure(self.is_secure).max_age(LIFETIME).finish());
        jar.get(self.name()).cloned()
    }
}

fn name_of(account: &Account) -> String {
    hex(account.get(..ACCOUNT_LENGTH / 2).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn known(devices: &Devices, cookie: Cookie<'static>, account: &Account) -> bool {
        devices.known(&TestRequest::default().cookie(cookie).to_http_request(), account).is_some()
    }

    #[test]
    fn a_browser_is_known_to_the_account_it_signed_in_to() {
        let devices = Devices::new(Key::generate(), true);
        let cookie = devices.cookie(&[1; 32]).unwrap();
        assert!(cookie.secure() == Some(true) && cookie.http_only() == Some(true));
        assert!(known(&devices, cookie.clone(), &[1; 32]));
        assert!(!known(&devices, cookie.clone(), &[2; 32]));
        assert!(!known(&Devices::new(Key::generate(), true), cookie.clone(), &[1; 32]));
        let made_up = Cookie::new(cookie.name().to_owned(), format!("{}.x", name_of(&[1; 32])));
        assert!(!known(&devices, made_up, &[1; 32]));
    }
}
