//! Calls about apps.

use super::call::{Call, CallResult, Work, json};
use super::problem::{Problem, ProblemBody};
use crate::apps::{self, list::CountedApp};
use crate::ids::AppId;
use actix_web::web;
use serde::Serialize;
use utoipa::ToSchema;

/// An app.
#[derive(Debug, Serialize, ToSchema)]
pub struct App {
    pub id: String,
    pub name: String,
    #[schema(example = "windows")]
    pub platform: &'static str,
    /// The ISO 4217 code of the currency of its purchases.
    #[schema(example = "EUR")]
    pub currency: &'static str,
    /// How many customers it has.
    pub customers: u64,
}

/// The apps that the token may ask for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Apps {
    pub apps: Vec<App>,
}

impl App {
    fn of(CountedApp { app, customers }: CountedApp) -> Self {
        Self {
            id: app.id.to_string(),
            name: app.name,
            platform: app.platform.word(),
            currency: app.currency.word(),
            customers: customers.unsigned_abs(),
        }
    }
}

fn all(work: &Work) -> Result<Vec<CountedApp>, Problem> {
    let apps = apps::list::list(&work.state, &work.actor)?;
    Ok(apps.into_iter().filter(|counted| work.program.may_see(Some(counted.app.id))).collect())
}

/// The apps that the token may ask for, by name.
#[utoipa::path(get, path = "/api/v1/apps", tag = "Apps", operation_id = "list_apps", responses(
    (status = 200, body = Apps),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(call: Call) -> CallResult {
    let apps = call.run(|work| Ok(all(&work)?.into_iter().map(App::of).collect())).await?;
    json(&Apps { apps })
}

/// One app.
#[utoipa::path(get, path = "/api/v1/apps/{app}", tag = "Apps", operation_id = "get_app", params(
    ("app" = i32, Path, description = "The id of the app"),
), responses(
    (status = 200, body = App),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn show(call: Call, path: web::Path<AppId>) -> CallResult {
    let found = call.run(move |work| {
        let app = apps::find(&work.state, &work.actor, *path)?;
        work.must_see(Some(app.id))?;
        let found = all(&work)?.into_iter().find(|counted| counted.app.id == app.id);
        found.map(App::of).ok_or_else(|| Problem::new(super::problem::Kind::NotFound))
    });
    json(&found.await?)
}
