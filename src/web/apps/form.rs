//! The form that adds or changes an app.

use crate::apps;
use crate::apps::save::{self, Draft, Field, FieldError, Reason, Refusal};
use crate::audit::Field as Recorded;
use crate::currency::Currency;
use crate::ids::AppId;
use crate::locale::Locale;
use crate::store::apps::{App, Platform};
use crate::text::{self, NameError};
use crate::web::audit::{Conflict, Seen, Typed, Values};
use crate::web::error::PageError;
use crate::web::form::{Errors, LONGEST_NAME, Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form as it was filled in; `seen` says what it was filled in from.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AppForm {
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    name: String,
    platform: String,
    currency: String,
    seen: String,
}

impl PostedForm for AppForm {
    const FIELDS: &'static [&'static str] = &["name", "platform", "currency"];
}

#[derive(Template)]
#[template(path = "apps/form.html")]
struct FormPage {
    page: Page,
    /// The app being changed; `None` while adding one.
    app: Option<App>,
    form: AppForm,
    platforms: Vec<(&'static str, String)>,
    currencies: Vec<(&'static str, String)>,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl AppForm {
    fn draft(&self) -> Draft {
        Draft { name: self.name.clone(), platform: self.platform.clone(), currency: self.currency.clone() }
    }
}

/// The fields of an app, as the audit log has them.
fn recorded(app: &App) -> Values {
    vec![
        (Recorded::Name, app.name.as_str().into()),
        (Recorded::Platform, app.platform.word().into()),
        (Recorded::Currency, app.currency.word().into()),
    ]
}

/// Adds the reasons why an app was not saved to the fields. After a conflicting change, which is returned, saving again
/// overwrites it.
fn add(
    errors: &mut Errors,
    (form, app): (&mut AppForm, Option<AppId>),
    refusal: Refusal,
    visit: &Visit,
) -> Result<Option<Conflict>, PageError> {
    let mut conflict = None;
    let found = match refusal {
        Refusal::Fields(found) => found,
        Refusal::Store(error) => return Err(error.into()),
    };
    for FieldError { field, reason } in found {
        let id = match field {
            Field::Name => "name",
            Field::Platform => "platform",
            Field::Currency => "currency",
        };
        errors.add(id, text(&reason, visit.locale));
        if let (Reason::ChangedMeanwhile { version, changes }, Some(app)) = (reason, app) {
            let now = recorded(&apps::find(&visit.state, &visit.actor, app)?);
            let typed = [
                Typed::new(Recorded::Name, form.name.trim()),
                Typed::new(Recorded::Platform, &form.platform),
                Typed::new(Recorded::Currency, &form.currency),
            ];
            let shown = (visit.publisher.time_zone, visit.locale);
            conflict = Conflict::merged(&changes, &typed, (&Seen::read(&form.seen), &now), shown);
            form.seen = Seen::of(version, &now).to_string();
            if let Some(theirs) = &conflict {
                theirs.take_over(Recorded::Name, &mut form.name);
                theirs.take_over(Recorded::Platform, &mut form.platform);
                theirs.take_over(Recorded::Currency, &mut form.currency);
            }
        }
    }
    Ok(conflict)
}

impl FormPage {
    fn new(page: Page, app: Option<App>, form: AppForm, errors: Errors) -> Self {
        let label = |word: &&'static str| (*word, page.locale.text(&format!("platform-{word}")));
        let platforms = Platform::WORDS.iter().map(label).collect();
        let currencies = currencies(page.locale);
        Self { page, app, form, platforms, currencies, errors, conflict: None }
    }

    fn title(&self) -> String {
        match &self.app {
            Some(app) => app.name.clone(),
            None => self.page.locale.text("app-add"),
        }
    }

    /// The target of *Cancel*.
    fn back(&self) -> String {
        self.app.as_ref().map_or_else(|| String::from("/apps"), App::path)
    }
}

fn text(reason: &Reason, locale: Locale) -> String {
    match reason {
        Reason::Name(NameError::Missing) => locale.text("app-name-length"),
        Reason::Name(NameError::TooLong) => locale.with1("field-too-long", "count", text::LONGEST_NAME),
        Reason::Name(NameError::Invisible) => locale.text("name-invisible"),
        Reason::NameTaken => locale.text("app-name-taken"),
        Reason::ChangedMeanwhile { .. } => locale.text("app-changed-meanwhile"),
        Reason::NoPlatform | Reason::NoCurrency => locale.text("field-choose"),
        Reason::HasPurchases => locale.text("app-currency-fixed"),
    }
}

/// Each currency by its code, with its sign where it has one.
pub fn currencies(locale: Locale) -> Vec<(&'static str, String)> {
    let label = |currency: &Currency| match (currency.word(), locale.currency_sign(*currency)) {
        (code, sign) if code == sign => code.to_owned(),
        (code, sign) => format!("{code} ({sign})"),
    };
    Currency::ALL.iter().map(|currency| (currency.word(), label(currency))).collect()
}

/// The form of a new app.
pub async fn new(Editor(visitor): Editor) -> PageResult {
    let (platform, currency) = (Platform::Other.word().to_owned(), visitor.publisher.currency.word().to_owned());
    let form = AppForm { platform, currency, ..AppForm::default() };
    visitor
        .answer(Section::Apps, move |visit| Answer::page(&FormPage::new(visit.page, None, form, Errors::default())))
        .await
}

/// Adds an app, or shows the form again.
pub async fn create(Editor(visitor): Editor, posted: Posted<AppForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        if errors.is_empty() {
            match save::create(&visit.state, &visit.actor, &form.draft()) {
                Ok(app) => return visit.done(app.path(), "app-added", &app.name),
                Err(refusal) => drop(add(&mut errors, (&mut form, None), refusal, &visit)?),
            }
        }
        Answer::again(&FormPage::new(visit.page, None, form, errors))
    };
    visitor.answer(Section::Apps, work).await
}

/// The form of an existing app.
pub async fn edit(Editor(visitor): Editor, path: web::Path<AppId>) -> PageResult {
    let work = move |visit: Visit| {
        let app = apps::find(&visit.state, &visit.actor, *path)?;
        let (name, platform) = (app.name.clone(), app.platform.word().to_owned());
        let seen = Seen::of(app.version, &recorded(&app)).to_string();
        let form = AppForm { name, platform, currency: app.currency.word().to_owned(), seen };
        Answer::page(&FormPage::new(visit.page, Some(app), form, Errors::default()))
    };
    visitor.answer(Section::Apps, work).await
}

/// Changes an app, or shows the form again.
pub async fn update(Editor(visitor): Editor, path: web::Path<AppId>, posted: Posted<AppForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let mut conflict = None;
        if errors.is_empty() {
            let version = Seen::read(&form.seen).version;
            match save::update(&visit.state, &visit.actor, *path, version, &form.draft()) {
                Ok(app) => return visit.done(app.path(), "saved", &app.name),
                Err(refusal) => conflict = add(&mut errors, (&mut form, Some(*path)), refusal, &visit)?,
            }
        }
        let app = apps::find(&visit.state, &visit.actor, *path)?;
        Answer::again(&FormPage { conflict, ..FormPage::new(visit.page, Some(app), form, errors) })
    };
    visitor.answer(Section::Apps, work).await
}
