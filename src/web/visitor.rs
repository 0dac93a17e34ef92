//! Who asks: a visitor, or a signed-in user with the publisher whose rows the request may touch. A handler that takes
//! [`SignedIn`] is guarded by it.

use super::error::PageError;
use super::flash::Messages;
use super::page::{Page, PageUser, PlainPage, Section};
use super::session::USER;
use crate::locale::Locale;
use crate::state::State;
use crate::store::publishers::{self, Publisher};
use crate::store::users::{self, User};
use actix_session::{Session, SessionExt};
use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use std::future::{Future, Ready, ready};
use std::pin::Pin;

/// Anyone who asks, signed in or not.
pub struct Visitor {
    pub locale: Locale,
    pub session: Session,
    messages: Messages,
    path: String,
}

/// A signed-in user.
pub struct SignedIn {
    pub user: User,
    pub publisher: Publisher,
    pub locale: Locale,
    pub session: Session,
    messages: Messages,
    path: String,
}

impl Visitor {
    /// The context of a page for someone who is not signed in.
    pub fn page(&self) -> Page {
        Page::plain(self.locale, PlainPage { path: self.path.clone(), flash: self.messages.take() })
    }

    /// Tells on the next page that something was done.
    pub fn tell(&self, text: &str) {
        self.messages.tell("success", text);
    }
}

impl SignedIn {
    /// The context of a page in this part of the navigation. Takes the message that waited for it.
    pub fn page(&self, section: Section) -> Page {
        Page {
            locale: self.locale,
            user: Some(PageUser { email: self.user.email.clone(), publisher_name: self.publisher.name.clone() }),
            section,
            flash: self.messages.take(),
            path: self.path.clone(),
        }
    }

    /// The context of a part of a page, which leaves the message that waits to the next whole one.
    pub fn fragment(&self) -> Page {
        Page::plain(self.locale, PlainPage { path: self.path.clone(), flash: None })
    }

    /// Tells on the next page that something was done.
    pub fn tell(&self, text: String) {
        self.messages.tell("success", &text);
    }

    /// Tells on the next page that something could not be done.
    pub fn warn(&self, text: String) {
        self.messages.tell("error", &text);
    }
}

/// The language to answer in: the signed-in user's, else the browser's.
pub fn locale_of(request: &HttpRequest) -> Locale {
    if let Some(locale) = request.extensions().get::<Locale>() {
        return *locale;
    }
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Locale::from_accept_language(accepted.unwrap_or_default())
}

impl FromRequest for Visitor {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let path = request.path().to_owned();
        ready(Ok(Self {
            locale: locale_of(request),
            session: request.get_session(),
            messages: Messages::of(request),
            path,
        }))
    }
}

impl FromRequest for SignedIn {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { find(&request).await?.ok_or_else(|| PageError::SignInFirst { next: next_of(&request) }) })
    }
}

/// Where to go after signing in: the page asked for, when it can be asked for again.
fn next_of(request: &HttpRequest) -> String {
    if request.method() == Method::GET { request.uri().to_string() } else { String::from("/") }
}

async fn find(request: &HttpRequest) -> Result<Option<SignedIn>, PageError> {
    let session = request.get_session();
    let Ok(Some(id)) = session.get::<i32>(USER) else { return Ok(None) };
    let state = request.app_data::<web::Data<State>>().ok_or_else(|| anyhow::anyhow!("the app has no state"))?;
    let found = state.database.read(move |connection| {
        let user = users::find(connection, id)?;
        let publisher = publishers::find(connection, user.publisher_id)?;
        Ok((user, publisher))
    });
    let (user, publisher) = match found.await {
        Err(error) if error.is_not_found() => return Ok(None),
        found => found?,
    };
    let locale = user.locale.as_deref().and_then(Locale::from_tag).unwrap_or_else(|| locale_of(request));
    request.extensions_mut().insert(locale);
    Ok(Some(SignedIn {
        user,
        publisher,
        locale,
        session,
        messages: Messages::of(request),
        path: request.path().to_owned(),
    }))
}
