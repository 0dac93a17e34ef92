//! Loading a sample app.

use crate::imports::sample::{self, SampleError};
use crate::sample::CUSTOMERS;
use crate::state::State;
use crate::store::wait_for;
use crate::web::address::see_other;
use crate::web::error::PageError;
use crate::web::visitor::Editor;
use actix_web::{HttpResponse, web};

/// Makes a sample app, whose customers come in the background.
pub async fn load_sample(Editor(visitor): Editor, state: web::Data<State>) -> Result<HttpResponse, PageError> {
    let (publisher, user) = (visitor.publisher.id, visitor.user.id);
    let name = visitor.locale.text("app-sample-name");
    let made = wait_for(move || match sample::load(&state, publisher, user, &name, CUSTOMERS) {
        Err(SampleError::Store(error)) => Err(error),
        Err(SampleError::TooMany) => Ok(None),
        Ok(app) => Ok(Some(app)),
    });
    let locale = visitor.locale;
    match made.await? {
        Some(app) => {
            visitor.tell(locale.with("app-sample-loading", &[("name", app.name.into()), ("count", CUSTOMERS.into())]));
        }
        None => visitor.warn(locale.with1("app-sample-too-many", "limit", sample::LIMIT)),
    }
    Ok(see_other("/imports"))
}
