//! Who sends a request: a visitor, or a signed-in user with the publisher whose rows the request may access. A handler
//! takes [`Viewer`], [`Editor`] or [`Owner`] as an argument, which states the lowest role that it needs and enforces
//! it.

use super::error::PageError;
use super::flash::Messages;
use super::language::{self, locale_of};
use super::observe::UserOfRequest;
use super::page::{Page, PageUser, PlainPage, Section};
use super::session::{OUTAGE, is_bound_to, user_of};
use crate::access::{Actor, Role, Sizes};
use crate::accounts::sessions::{self, Member};
use crate::locale::Locale;
use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::CustomerGroup;
use crate::store::publishers::Publisher;
use crate::store::users::User;
use actix_session::{Session, SessionExt};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::Method;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use std::future::{Future, Ready, ready};
use std::pin::Pin;

/// Any visitor, signed in or not.
pub struct Visitor {
    pub locale: Locale,
    pub session: Session,
    messages: Messages,
    path: String,
}

/// A signed-in user, who may at least view pages.
pub struct Viewer(pub SignedIn);

/// A signed-in user who may change groups, apps and imports.
pub struct Editor(pub SignedIn);

/// A signed-in user who may change settings of the whole publisher.
pub struct Owner(pub SignedIn);

/// A signed-in user.
pub struct SignedIn {
    pub state: web::Data<State>,
    pub user: User,
    pub role: Role,
    pub publisher: Publisher,
    pub has_two_step: bool,
    /// Whether a webhook is disabled because nothing arrives; only for owners.
    pub has_failed_webhook: bool,
    /// Whether the user has to set two-step sign-in up before anything else.
    pub needs_two_step: bool,
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

    /// Shows on the next page that something was done.
    pub fn tell(&self, text: &str) {
        self.messages.tell("success", text);
    }

    /// Shows on the next page that something could not be done, or needs care.
    pub fn warn(&self, text: &str) {
        self.messages.tell("error", text);
    }
}

impl SignedIn {
    /// The user on whose behalf the request acts.
    pub const fn actor(&self) -> Actor {
        Actor { publisher: self.publisher.id, user: Some(self.user.id), token: None, role: self.role }
    }

    /// Which sizes of segments are shown to the user.
    pub fn sizes(&self) -> Sizes {
        Sizes::new(self.role, self.publisher.minimum_size)
    }

    /// Whether the group's last counted size is hidden from the user.
    pub fn is_hidden(&self, group: &CustomerGroup) -> bool {
        group.is_segment() && group.members.is_some_and(|members| self.sizes().hides(members.unsigned_abs()))
    }

    /// The context of a page in this section of the navigation. Takes the message that was kept for it.
    pub fn page(&self, section: Section) -> Page {
        Page { flash: self.messages.take(), ..self.page_of_error(section) }
    }

    /// The context of a page that says why another one is not shown. The message is left for the next one.
    pub fn page_of_error(&self, section: Section) -> Page {
        Page {
            locale: self.locale,
            user: Some(PageUser {
                id: self.user.id,
                email: self.user.email.clone(),
                publisher_name: self.publisher.name.clone(),
                role: self.role,
                has_failed_webhook: self.has_failed_webhook,
            }),
            section,
            flash: None,
            path: self.path.clone(),
        }
    }

    /// The context of a part of a page; the message is left for the next whole page.
    pub fn fragment(&self) -> Page {
        Page::plain(self.locale, PlainPage { path: self.path.clone(), flash: None })
    }

    /// Shows on the next page that something was done.
    pub fn tell(&self, text: String) {
        self.messages.tell("success", &text);
    }

    /// Shows on the next page that something could not be done.
    pub fn warn(&self, text: String) {
        self.messages.tell("error", &text);
    }
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

/// Each guard holds the signed-in user, if their role is high enough.
macro_rules! guards {
    ($($guard:ident),+) => { $(
        impl FromRequest for $guard {
            type Error = PageError;
            type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let request = request.clone();
                Box::pin(async move { signed_in(&request, Role::$guard).await.map(Self) })
            }
        }
    )+ };
}

guards!(Viewer, Editor, Owner);

/// Checks that a user with at least the role `least` is signed in, and keeps the user for the handler. Only pages that
/// come `before_two_step` are for users who have to set that up.
pub async fn guard(least: Role, before_two_step: bool, request: &ServiceRequest) -> Result<(), PageError> {
    let user = signed_in(request.request(), least).await?;
    if user.needs_two_step && !before_two_step {
        return Err(PageError::TwoStepFirst { next: next_of(request.request()) });
    }
    let mut extensions = request.extensions_mut();
    extensions.insert(user);
    Ok(())
}

async fn signed_in(request: &HttpRequest, least: Role) -> Result<SignedIn, PageError> {
    let guarded = request.extensions_mut().remove::<SignedIn>();
    let found = match guarded {
        Some(user) => Some(user),
        None => find(request).await?,
    };
    let user = found.ok_or_else(|| PageError::SignInFirst { next: next_of(request) })?;
    user.actor().require(least)?;
    Ok(user)
}

/// The path to return to after signing in: the requested one, if the request was a GET.
fn next_of(request: &HttpRequest) -> String {
    if request.method() == Method::GET { request.uri().to_string() } else { String::from("/") }
}

async fn find(request: &HttpRequest) -> Result<Option<SignedIn>, PageError> {
    let session = request.get_session();
    if let Ok(Some(reason)) = session.get::<String>(OUTAGE) {
        return Err(StoreError::Outage(reason).into());
    }
    let Some(id) = user_of(&session) else { return Ok(None) };
    let state = request.app_data::<web::Data<State>>().ok_or_else(|| anyhow::anyhow!("the app has no state"))?.clone();
    let Some(found) = sessions::member(&state, id).await? else { return Ok(None) };
    let Member { user, publisher, has_two_step, has_failed_webhook } = Member::clone(&found);
    if !is_bound_to(&session, &user) {
        return Ok(None);
    }
    let locale = user.locale.unwrap_or_else(|| locale_of(request));
    language::remember(request, locale);
    request.extensions_mut().insert(UserOfRequest(user.id));
    Ok(Some(SignedIn {
        state,
        role: user.role,
        user,
        has_two_step,
        has_failed_webhook,
        needs_two_step: publisher.demands_two_step && !has_two_step,
        publisher,
        locale,
        session,
        messages: Messages::of(request),
        path: request.path().to_owned(),
    }))
}
