//! The form of an app: adding one, changing one.

use crate::apps::save::{self, Draft, Field, FieldError, Reason, Refusal};
use crate::ids::AppId;
use crate::locale::Locale;
use crate::state::State;
use crate::store::apps::{self, App, PLATFORMS};
use crate::text::{LONGEST_NAME, NameError};
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, answer};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

/// The form as it was filled in; `seen` is the version of the app that it was filled in from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AppForm {
    name: String,
    platform: String,
    seen: String,
}

#[derive(Template)]
#[template(path = "apps/form.html")]
struct FormPage {
    page: Page,
    /// The app that is changed; none while one is added.
    app: Option<App>,
    form: AppForm,
    platforms: Vec<(&'static str, String)>,
    errors: Errors,
}

impl AppForm {
    fn draft(&self) -> Draft {
        Draft { name: self.name.clone(), platform: self.platform.clone() }
    }
}

impl FormPage {
    fn new(page: Page, app: Option<App>, form: AppForm) -> Self {
        let label = |platform: &&'static str| (*platform, page.locale.text(&format!("platform-{platform}")));
        let platforms = PLATFORMS.iter().map(label).collect();
        Self { page, app, form, platforms, errors: Errors::default() }
    }

    /// The page of what was posted, with what is wrong with it. Saving again overwrites what came in between.
    fn again(page: Page, app: Option<App>, form: AppForm, found: &[FieldError]) -> Self {
        let mut shown = Self::new(page, app, form);
        for FieldError { field, reason } in found {
            let id = match field {
                Field::Name => "name",
                Field::Platform => "platform",
            };
            shown.errors.add(id, text(*reason, shown.page.locale));
            if let Reason::ChangedMeanwhile { version } = reason {
                shown.form.seen = version.to_string();
            }
        }
        shown
    }

    fn title(&self) -> String {
        match &self.app {
            Some(app) => app.name.clone(),
            None => self.page.locale.text("app-add"),
        }
    }

    /// Where *Cancel* leads to.
    fn back(&self) -> String {
        self.app.as_ref().map_or_else(|| String::from("/apps"), App::path)
    }
}

fn text(reason: Reason, locale: Locale) -> String {
    match reason {
        Reason::Name(NameError::Missing) => locale.text("app-name-length"),
        Reason::Name(NameError::TooLong) => locale.with1("field-too-long", "count", LONGEST_NAME),
        Reason::Name(NameError::Invisible) => locale.text("name-invisible"),
        Reason::NameTaken => locale.text("app-name-taken"),
        Reason::ChangedMeanwhile { .. } => locale.text("app-changed-meanwhile"),
        Reason::NoPlatform => locale.text("field-choose"),
    }
}

/// The form of a new app.
pub async fn new(Editor(visitor): Editor) -> Result<HttpResponse, PageError> {
    let page = visitor.page(Section::Apps);
    let form = AppForm { platform: String::from("other"), ..AppForm::default() };
    answer(&visitor, move |_| Answer::page(&FormPage::new(page, None, form))).await
}

/// Adds an app.
pub async fn create(
    Editor(visitor): Editor,
    state: web::Data<State>,
    form: web::Form<AppForm>,
) -> Result<HttpResponse, PageError> {
    let (actor, page, form) = (visitor.actor(), visitor.page(Section::Apps), form.into_inner());
    answer(&visitor, move |_| match save::create(&state, &actor, &form.draft()) {
        Ok(app) => {
            let message = page.locale.with1("app-added", "name", app.name.as_str());
            Ok(Answer::Done { path: app.path(), message })
        }
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::Fields(found)) => Answer::again(&FormPage::again(page, None, form, &found)),
    })
    .await
}

/// The form of an app that is there.
pub async fn edit(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<AppId>,
) -> Result<HttpResponse, PageError> {
    let (publisher, page) = (visitor.publisher.id, visitor.page(Section::Apps));
    answer(&visitor, move |_| {
        let app = state.database.read_now(|connection| apps::find(connection, publisher, *path))?;
        let (name, platform, seen) = (app.name.clone(), app.platform.clone(), app.version.to_string());
        Answer::page(&FormPage::new(page, Some(app), AppForm { name, platform, seen }))
    })
    .await
}

/// Changes an app, or shows the form again.
pub async fn update(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<AppId>,
    form: web::Form<AppForm>,
) -> Result<HttpResponse, PageError> {
    let (actor, publisher) = (visitor.actor(), visitor.publisher.clone());
    let (page, form) = (visitor.page(Section::Apps), form.into_inner());
    answer(&visitor, move |_| {
        let version = form.seen.parse().unwrap_or(0);
        match save::update(&state, &actor, &publisher, *path, version, &form.draft()) {
            Ok(app) => Ok(Answer::Done { path: app.path(), message: page.locale.text("saved") }),
            Err(Refusal::Store(error)) => Err(error.into()),
            Err(Refusal::Fields(found)) => {
                let app = state.database.read_now(|connection| apps::find(connection, publisher.id, *path))?;
                Answer::again(&FormPage::again(page, Some(app), form, &found))
            }
        }
    })
    .await
}
