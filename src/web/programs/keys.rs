//! The keys with which back ends sign for whom apps and pages ask, and how flags are asked for.

use crate::identity::keys::{self, KeyError, NewKey};
use crate::ids::{AppId, IdentityKeyId};
use crate::locale::Locale;
use crate::store::identity_keys::IdentityKey;
use crate::text::{LONGEST_NAME as MOST_CHARACTERS, NameError};
use crate::web::error::PageError;
use crate::web::form::{Errors, LONGEST_NAME, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

const PATH: &str = "/programs/flags";

/// A new key as typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct KeyForm {
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    name: String,
    /// The id of an app.
    app: String,
    /// In PEM; empty for a secret that Engage makes.
    #[validate(length(max = "keys::LONGEST_PEM", message = "field-too-long"))]
    public_key: String,
}

impl PostedForm for KeyForm {
    const FIELDS: &'static [&'static str] = &["name", "app", "public_key"];
}

/// A key in words of the user's language.
struct KeyRow {
    id: IdentityKeyId,
    name: String,
    app: String,
    app_id: AppId,
    algorithm: &'static str,
    created: String,
    state: String,
    is_live: bool,
}

#[derive(Template)]
#[template(path = "programs/keys.html")]
struct KeysPage {
    page: Page,
    keys: Vec<KeyRow>,
    form: KeyForm,
    errors: Errors,
    /// The apps to choose from: their ids and names.
    apps: Vec<(String, String)>,
    /// Where flags are asked for.
    base: String,
}

impl KeysPage {
    fn of(visit: Visit, form: KeyForm, errors: Errors) -> Result<Self, PageError> {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let found = keys::list(&visit.state, &visit.actor)?;
        let mut rows = Vec::new();
        for (app, keys) in &found {
            rows.extend(keys.iter().map(|key| row(key, (app.id, &app.name), zone, locale)));
        }
        let base = visit.state.options.public_url.as_ref().map(|url| url.origin().ascii_serialization());
        Ok(Self {
            keys: rows,
            apps: found.into_iter().map(|(app, _)| (app.id.to_string(), app.name)).collect(),
            base: base.unwrap_or_else(|| String::from("https://engage.example.com")),
            page: visit.page,
            form,
            errors,
        })
    }
}

fn row(key: &IdentityKey, (app_id, app): (AppId, &str), zone: Zone, locale: Locale) -> KeyRow {
    let date = |moment| locale.date(zone.day_of(moment));
    KeyRow {
        id: key.id,
        name: key.name.clone(),
        app: app.to_owned(),
        app_id,
        algorithm: key.algorithm.name(),
        created: date(key.created_at),
        state: match key.retired_at {
            Some(at) => locale.with1("identity-key-retired", "date", date(at)),
            None => locale.text("identity-key-live"),
        },
        is_live: key.retired_at.is_none(),
    }
}

/// The keys, and the form for a new one.
pub async fn list(Owner(visitor): Owner) -> PageResult {
    let work = |visit: Visit| Answer::page(&KeysPage::of(visit, KeyForm::default(), Errors::default())?);
    visitor.answer(Section::Programs, work).await
}

/// Adds a key, whose secret the next page shows this once.
pub async fn add(Owner(visitor): Owner, posted: Posted<KeyForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let app = form.app.trim().parse::<AppId>();
        if app.is_err() {
            errors.add("app", locale.text("field-choose"));
        }
        if let (Ok(app), true) = (app, errors.is_empty()) {
            let new = NewKey { app, name: form.name.clone(), public_key: form.public_key.clone() };
            match keys::add(&visit.state, &visit.actor, &new) {
                Ok(Some(secret)) => {
                    let message = locale.with1("identity-key-secret", "secret", secret.as_str());
                    return Ok(Answer::Done { path: String::from(PATH), message });
                }
                Ok(None) => return visit.done(String::from(PATH), "identity-key-added", form.name.trim()),
                Err(error) => add_error(&mut errors, error, locale)?,
            }
        }
        Answer::again(&KeysPage::of(visit, form, errors)?)
    };
    visitor.answer(Section::Programs, work).await
}

fn add_error(errors: &mut Errors, error: KeyError, locale: Locale) -> Result<(), PageError> {
    match error {
        KeyError::Name(NameError::Missing) => errors.add("name", locale.text("token-name-missing")),
        KeyError::Name(NameError::TooLong) => {
            errors.add("name", locale.with1("field-too-long", "count", MOST_CHARACTERS));
        }
        KeyError::Name(NameError::Invisible) => errors.add("name", locale.text("name-invisible")),
        KeyError::Unreadable => errors.add("public_key", locale.text("identity-key-unreadable")),
        KeyError::Private => errors.add("public_key", locale.text("identity-key-private")),
        KeyError::TooMany => errors.add("app", locale.with1("identity-key-too-many", "most", keys::MOST)),
        KeyError::Forbidden(error) => return Err(error.into()),
        KeyError::Sealed(error) => return Err(anyhow::Error::from(error).into()),
        // The app was deleted meanwhile.
        KeyError::Store(error) if error.is_not_found() => errors.add("app", locale.text("field-choose")),
        KeyError::Store(error) => return Err(error.into()),
    }
    Ok(())
}

/// Retires a key.
pub async fn retire(Owner(visitor): Owner, path: web::Path<(AppId, IdentityKeyId)>) -> PageResult {
    let (app, key) = path.into_inner();
    let work = move |visit: Visit| {
        keys::retire(&visit.state, &visit.actor, app, key)?;
        Ok(Answer::Done { path: String::from(PATH), message: visit.locale.text("identity-key-retired-now") })
    };
    visitor.answer(Section::Programs, work).await
}
