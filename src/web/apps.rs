//! Apps: the list, adding one, and loading a sample.

use super::State;
use super::error::PageError;
use super::form::messages;
use super::page::{Page, Section, html, html_again, see_other};
use super::visitor::SignedIn;
use crate::jobs::sample;
use crate::sample::CUSTOMERS;
use crate::store::apps::{self, App, PLATFORMS};
use actix_web::{HttpResponse, web};
use anyhow::Context;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form that adds an app.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AppForm {
    #[validate(length(min = 1, max = 100, message = "app-name-length"))]
    name: String,
    platform: String,
}

#[derive(Template)]
#[template(path = "apps/list.html")]
struct ListPage {
    page: Page,
    apps: Vec<App>,
}

#[derive(Template)]
#[template(path = "apps/new.html")]
struct NewPage {
    page: Page,
    form: AppForm,
    platforms: Vec<(&'static str, String)>,
    name_errors: Vec<String>,
    platform_errors: Vec<String>,
}

impl NewPage {
    fn new(visitor: &SignedIn, form: AppForm) -> Self {
        let label = |platform: &&'static str| (*platform, visitor.locale.text(&format!("platform-{platform}")));
        Self {
            page: visitor.page(Section::Apps),
            form,
            platforms: PLATFORMS.iter().map(label).collect(),
            name_errors: Vec::new(),
            platform_errors: Vec::new(),
        }
    }

    fn summary(&self) -> Vec<(&'static str, String)> {
        let fields = [("name", &self.name_errors), ("platform", &self.platform_errors)];
        fields.into_iter().flat_map(|(id, errors)| errors.iter().map(move |error| (id, error.clone()))).collect()
    }
}

/// The publisher's apps.
pub async fn list(visitor: SignedIn, state: web::Data<State>) -> Result<HttpResponse, PageError> {
    let publisher = visitor.publisher.id;
    let apps = state.database.read(move |connection| apps::of_publisher(connection, publisher)).await?;
    html(&ListPage { page: visitor.page(Section::Apps), apps })
}

/// The form of a new app.
pub async fn new(visitor: SignedIn) -> Result<HttpResponse, PageError> {
    let form = AppForm { platform: String::from("other"), ..AppForm::default() };
    html(&NewPage::new(&visitor, form))
}

/// Adds an app.
pub async fn create(
    visitor: SignedIn,
    state: web::Data<State>,
    form: web::Form<AppForm>,
) -> Result<HttpResponse, PageError> {
    let mut shown = NewPage::new(&visitor, form.into_inner());
    shown.form.name = shown.form.name.trim().to_owned();
    shown.name_errors = messages(&shown.form, "name", visitor.locale);
    if !PLATFORMS.contains(&shown.form.platform.as_str()) {
        shown.platform_errors.push(visitor.locale.text("field-choose"));
    }
    if shown.summary().is_empty() {
        let (publisher, now) = (visitor.publisher.id, state.clock.now());
        let (name, platform) = (shown.form.name.clone(), shown.form.platform.clone());
        let made = state.database.write(move |connection| apps::create(connection, publisher, &name, &platform, now));
        match made.await {
            Err(error) if error.is_taken() => shown.name_errors.push(visitor.locale.text("app-name-taken")),
            made => drop(made?),
        }
    }
    if !shown.summary().is_empty() {
        return html_again(&shown);
    }
    visitor.tell(visitor.locale.with1("app-added", "name", shown.form.name.as_str()));
    Ok(see_other("/apps"))
}

/// Makes a sample app, whose customers come in the background.
pub async fn load_sample(visitor: SignedIn, state: web::Data<State>) -> Result<HttpResponse, PageError> {
    let (publisher, user, now) = (visitor.publisher.id, visitor.user.id, state.clock.now());
    let name = visitor.locale.text("app-sample-name");
    let create = state.database.write(move |connection| sample::create_app(connection, publisher, &name, now));
    let app = create.await?;
    let told =
        visitor.locale.with("app-sample-loading", &[("name", app.name.as_str().into()), ("count", CUSTOMERS.into())]);
    let submit = tokio::task::spawn_blocking(move || sample::submit(&state, &app, user, CUSTOMERS));
    submit.await.context("making a sample app broke off")?.context("a sample app could not be made")?;
    visitor.tell(told);
    Ok(see_other("/imports"))
}
