//! Loading a sample app.

use crate::jobs::sample;
use crate::sample::CUSTOMERS;
use crate::state::State;
use crate::web::error::PageError;
use crate::web::page::see_other;
use crate::web::visitor::Editor;
use actix_web::{HttpResponse, web};
use anyhow::Context;

/// Makes a sample app, whose customers come in the background.
pub async fn load_sample(Editor(visitor): Editor, state: web::Data<State>) -> Result<HttpResponse, PageError> {
    let (publisher, user, now) = (visitor.publisher.id, visitor.user.id, state.clock.now());
    let name = visitor.locale.text("app-sample-name");
    let create =
        state.database.write_groups(publisher, move |connection| sample::create_app(connection, publisher, &name, now));
    let app = create.await?;
    let told =
        visitor.locale.with("app-sample-loading", &[("name", app.name.as_str().into()), ("count", CUSTOMERS.into())]);
    let submit = tokio::task::spawn_blocking(move || sample::submit(&state, &app, user, CUSTOMERS));
    submit.await.context("making a sample app broke off")?.context("a sample app could not be made")?;
    visitor.tell(told);
    Ok(see_other("/imports"))
}
