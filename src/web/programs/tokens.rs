//! The tokens of programs: the list, a new one, and revoking one.

use crate::access::Scope;
use crate::ids::{AppId, TokenId};
use crate::locale::Locale;
use crate::store::api_tokens::ApiToken;
use crate::text::{LONGEST_NAME as MOST_CHARACTERS, NameError};
use crate::tokens::{self, NewToken, TokenError};
use crate::web::error::PageError;
use crate::web::form::{Errors, LONGEST_NAME, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;
use validator::Validate;

/// The page of tokens.
const PATH: &str = "/programs";

/// The choice of a token for programs on people's devices.
const PUBLIC: &str = "public";

/// After how many days tokens may expire, as choices: a month, a quarter, a year.
const DAYS: [u32; 3] = [30, 90, 365];

/// A new token as typed. Checkboxes are `on` or empty.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct TokenForm {
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    name: String,
    /// The id of an app; empty for all.
    app: String,
    read: String,
    members: String,
    groups: String,
    customers: String,
    flags: String,
    flights: String,
    offers: String,
    notifications: String,
    tests: String,
    erase: String,
    /// `public` for a token in programs on people's devices.
    kind: String,
    /// Days; empty for never.
    expires: String,
}

impl PostedForm for TokenForm {
    const FIELDS: &'static [&'static str] = &[
        "name",
        "app",
        "read",
        "members",
        "groups",
        "customers",
        "flags",
        "erase",
        "flights",
        "offers",
        "notifications",
        "tests",
        "kind",
        "expires",
    ];
}

impl TokenForm {
    fn is_checked(&self, scope: Scope) -> bool {
        let box_of = match scope {
            Scope::Read => &self.read,
            Scope::Members => &self.members,
            Scope::Groups => &self.groups,
            Scope::Customers => &self.customers,
            Scope::Flags => &self.flags,
            Scope::Offers => &self.offers,
            Scope::Erase => &self.erase,
            Scope::Flights => &self.flights,
            Scope::Notifications => &self.notifications,
            Scope::Tests => &self.tests,
        };
        !box_of.is_empty()
    }
}

/// A token in words of the user's language.
struct TokenRow {
    id: TokenId,
    name: String,
    prefix: String,
    scopes: String,
    app: String,
    created: String,
    used: String,
    /// Whether programs can call with it, and until when, or why not.
    state: String,
    is_valid: bool,
}

#[derive(Template)]
#[template(path = "programs/tokens.html")]
struct TokensPage {
    page: Page,
    tokens: Vec<TokenRow>,
    form: TokenForm,
    errors: Errors,
    apps: Vec<(String, String)>,
    scopes: Vec<(&'static str, String, String, bool)>,
    lifetimes: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
}

impl TokensPage {
    fn of(visit: Visit, form: TokenForm, errors: Errors) -> Result<Self, PageError> {
        let locale = visit.locale;
        let found = tokens::list(&visit.state, &visit.actor)?;
        let (now, zone) = (visit.state.clock.now(), visit.publisher.time_zone);
        let row = |token| row(token, &found.apps, (now, zone), locale);
        let all = (String::new(), locale.text("token-all-apps"));
        let lifetime = |days: u32| (days.to_string(), locale.with1("token-days", "count", days));
        let never = (String::new(), locale.text("token-never"));
        let scope = |scope: &Scope| {
            let (label, help) = (format!("token-scope-{}", scope.word()), format!("token-scope-{}-help", scope.word()));
            (scope.word(), locale.text(&label), locale.text(&help), form.is_checked(*scope))
        };
        Ok(Self {
            tokens: found.tokens.into_iter().map(row).collect(),
            apps: [all].into_iter().chain(found.apps.iter().map(|(id, name)| (id.to_string(), name.clone()))).collect(),
            scopes: Scope::ALL.iter().map(scope).collect(),
            kinds: ["secret", PUBLIC]
                .map(|kind| (kind.to_owned(), locale.text(&format!("token-kind-{kind}"))))
                .to_vec(),
            lifetimes: DAYS.into_iter().map(lifetime).chain([never]).collect(),
            page: visit.page,
            form,
            errors,
        })
    }
}

fn row(token: ApiToken, apps: &[(AppId, String)], (now, zone): (NaiveDateTime, Zone), locale: Locale) -> TokenRow {
    let scopes: Vec<String> =
        token.scopes().iter().map(|scope| locale.text(&format!("token-scope-{}", scope.word()))).collect();
    let date = |moment| locale.date(zone.day_of(moment));
    let name_of = |app: AppId| apps.iter().find(|(id, _)| *id == app).map(|(_, name)| name.clone());
    let state = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => locale.with1("token-revoked", "date", date(at)),
        (None, Some(end)) if end <= now => locale.with1("token-expired", "date", date(end)),
        (None, Some(end)) => locale.with1("token-valid-until", "date", date(end)),
        (None, None) => locale.text("token-valid"),
    };
    TokenRow {
        is_valid: token.is_valid(now),
        scopes: scopes.join(", "),
        app: match token.app_id {
            None => locale.text("token-all-apps"),
            Some(app) => name_of(app).unwrap_or_else(|| locale.text("token-app-deleted")),
        },
        created: date(token.created_at),
        used: token.last_used_on.map_or_else(|| locale.text("token-not-used"), |day| locale.date(day)),
        state,
        id: token.id,
        name: token.name,
        prefix: token.prefix,
    }
}

/// The tokens, and the form for a new one.
pub async fn list(Owner(visitor): Owner) -> PageResult {
    let form = TokenForm { read: String::from("on"), expires: DAYS[2].to_string(), ..TokenForm::default() };
    let work = move |visit: Visit| Answer::page(&TokensPage::of(visit, form, Errors::default())?);
    visitor.answer(Section::Programs, work).await
}

/// Creates a token, whose text the next page shows this once.
pub async fn create(Owner(visitor): Owner, posted: Posted<TokenForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let app: Option<Result<AppId, _>> = Some(form.app.trim()).filter(|app| !app.is_empty()).map(str::parse);
        if !DAYS.iter().any(|days| days.to_string() == form.expires) && !form.expires.is_empty() {
            errors.add("expires", locale.text("field-choose"));
        }
        let app = app.transpose().unwrap_or_else(|_| {
            errors.add("app", locale.text("field-choose"));
            None
        });
        if errors.is_empty() {
            let new = NewToken {
                name: form.name.clone(),
                app,
                scopes: Scope::ALL.iter().copied().filter(|scope| form.is_checked(*scope)).collect(),
                days: form.expires.parse().ok(),
                is_public: form.kind == PUBLIC,
            };
            match tokens::create(&visit.state, &visit.actor, &new) {
                Ok((_, secret)) => {
                    let message = locale.with1("token-created", "token", secret.as_str());
                    return Ok(Answer::Done { path: String::from(PATH), message });
                }
                Err(error) => add_error(&mut errors, error, locale)?,
            }
        }
        Answer::again(&TokensPage::of(visit, form, errors)?)
    };
    visitor.answer(Section::Programs, work).await
}

fn add_error(errors: &mut Errors, error: TokenError, locale: Locale) -> Result<(), PageError> {
    match error {
        TokenError::Name(NameError::Missing) => errors.add("name", locale.text("token-name-missing")),
        TokenError::Name(NameError::TooLong) => {
            errors.add("name", locale.with1("field-too-long", "count", MOST_CHARACTERS));
        }
        TokenError::Name(NameError::Invisible) => errors.add("name", locale.text("name-invisible")),
        TokenError::NoApp => errors.add("app", locale.text("token-app-missing")),
        TokenError::NoScope => errors.add("read", locale.text("token-scope-missing")),
        TokenError::TooLong => errors.add("expires", locale.text("field-choose")),
        TokenError::TooMany => errors.add("name", locale.with1("token-too-many", "most", tokens::MOST)),
        TokenError::Forbidden(error) => return Err(error.into()),
        // The app was deleted meanwhile.
        TokenError::Store(error) if error.is_not_found() => errors.add("app", locale.text("field-choose")),
        TokenError::Store(error) => return Err(error.into()),
    }
    Ok(())
}

/// Revokes a token.
pub async fn revoke(Owner(visitor): Owner, path: web::Path<TokenId>) -> PageResult {
    let work = move |visit: Visit| {
        let token = tokens::revoke(&visit.state, &visit.actor, *path)?;
        visit.done(String::from(PATH), "token-revoked-now", &token.name)
    };
    visitor.answer(Section::Programs, work).await
}
