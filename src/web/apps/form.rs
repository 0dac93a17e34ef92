//! The form of an app: adding one, changing one.

use crate::groups::recount::recount_all;
use crate::ids::AppId;
use crate::locale::Locale;
use crate::state::State;
use crate::store::StoreError;
use crate::store::apps::{self, App, PLATFORMS};
use crate::store::customer_groups;
use crate::web::error::PageError;
use crate::web::form::{LONGEST_NAME, messages};
use crate::web::page::{Page, Section, html, html_again, see_other};
use crate::web::visitor::{Editor, SignedIn};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form as it was filled in.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AppForm {
    #[validate(length(min = 1, max = "LONGEST_NAME", message = "app-name-length"))]
    name: String,
    platform: String,
}

#[derive(Template)]
#[template(path = "apps/form.html")]
struct FormPage {
    page: Page,
    /// The app that is changed; none while one is added.
    app: Option<App>,
    form: AppForm,
    platforms: Vec<(&'static str, String)>,
    name_errors: Vec<String>,
    platform_errors: Vec<String>,
}

impl FormPage {
    fn new(visitor: &SignedIn, app: Option<App>, form: AppForm) -> Self {
        let label = |platform: &&'static str| (*platform, visitor.locale.text(&format!("platform-{platform}")));
        Self {
            page: visitor.page(Section::Apps),
            app,
            form,
            platforms: PLATFORMS.iter().map(label).collect(),
            name_errors: Vec::new(),
            platform_errors: Vec::new(),
        }
    }

    /// The page of what was posted, with its errors.
    fn checked(visitor: &SignedIn, app: Option<App>, form: AppForm) -> Self {
        let mut shown = Self::new(visitor, app, AppForm { name: form.name.trim().to_owned(), ..form });
        shown.name_errors = messages(&shown.form, "name", visitor.locale);
        if !PLATFORMS.contains(&shown.form.platform.as_str()) {
            shown.platform_errors.push(visitor.locale.text("field-choose"));
        }
        shown
    }

    fn summary(&self) -> Vec<(&'static str, String)> {
        let fields = [("name", &self.name_errors), ("platform", &self.platform_errors)];
        fields.into_iter().flat_map(|(id, errors)| errors.iter().map(move |error| (id, error.clone()))).collect()
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

    /// What was written, unless the name was taken, which is then said beside it.
    fn unless_taken<T>(&mut self, written: Result<T, StoreError>, locale: Locale) -> Result<Option<T>, PageError> {
        match written {
            Err(error) if error.is_taken() => {
                self.name_errors.push(locale.text("app-name-taken"));
                Ok(None)
            }
            written => Ok(Some(written?)),
        }
    }
}

/// The form of a new app.
pub async fn new(Editor(visitor): Editor) -> Result<HttpResponse, PageError> {
    let form = AppForm { platform: String::from("other"), ..AppForm::default() };
    html(&FormPage::new(&visitor, None, form))
}

/// Adds an app.
pub async fn create(
    Editor(visitor): Editor,
    state: web::Data<State>,
    form: web::Form<AppForm>,
) -> Result<HttpResponse, PageError> {
    let mut shown = FormPage::checked(&visitor, None, form.into_inner());
    if !shown.summary().is_empty() {
        return html_again(&shown);
    }
    let (publisher, now) = (visitor.publisher.id, state.clock.now());
    let (name, platform) = (shown.form.name.clone(), shown.form.platform.clone());
    let made = state.database.write(move |connection| apps::create(connection, publisher, &name, &platform, now));
    let Some(app) = shown.unless_taken(made.await, visitor.locale)? else { return html_again(&shown) };
    visitor.tell(visitor.locale.with1("app-added", "name", shown.form.name.as_str()));
    Ok(see_other(&apps::path(app)))
}

/// The form of an app that is there.
pub async fn edit(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<AppId>,
) -> Result<HttpResponse, PageError> {
    let (publisher, id) = (visitor.publisher.id, path.into_inner());
    let app = state.database.read(move |connection| apps::find(connection, publisher, id)).await?;
    let form = AppForm { name: app.name.clone(), platform: app.platform.clone() };
    html(&FormPage::new(&visitor, Some(app), form))
}

/// Changes an app. Who is available depends on its platform, so its groups are counted anew.
pub async fn update(
    Editor(visitor): Editor,
    state: web::Data<State>,
    path: web::Path<AppId>,
    form: web::Form<AppForm>,
) -> Result<HttpResponse, PageError> {
    let (publisher, id) = (visitor.publisher.id, path.into_inner());
    let app = state.database.read(move |connection| apps::find(connection, publisher, id)).await?;
    let (back, was) = (app.path(), app.platform.clone());
    let mut shown = FormPage::checked(&visitor, Some(app), form.into_inner());
    if !shown.summary().is_empty() {
        return html_again(&shown);
    }
    let (name, platform) = (shown.form.name.clone(), shown.form.platform.clone());
    let user = visitor.user.id;
    let changes_platform = platform != was;
    let write = state.database.write_groups(publisher, move |connection| {
        apps::update(connection, publisher, id, &name, &platform)?;
        if changes_platform {
            customer_groups::set_settings_changed(connection, publisher, Some(id), Some(user))?;
        }
        Ok(())
    });
    if shown.unless_taken(write.await, visitor.locale)?.is_none() {
        return html_again(&shown);
    }
    if changes_platform {
        recount_all(&state, visitor.publisher.clone()).await?;
    }
    visitor.tell(visitor.locale.text("saved"));
    Ok(see_other(&back))
}
