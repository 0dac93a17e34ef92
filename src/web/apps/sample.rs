//! Loading a sample app: its customers are imported in the background, and its page says when it is ready.

use crate::groups;
use crate::imports::sample::{self, SampleError};
use crate::sample::CUSTOMERS;
use crate::web::address::see_other;
use crate::web::visitor::Editor;
use crate::web::work::PageResult;

/// Creates a sample app and its groups.
pub async fn load_sample(Editor(visitor): Editor) -> PageResult {
    let (locale, user) = (visitor.locale, visitor.user.id);
    let name = locale.text("app-sample-name");
    let made = visitor.run(move |visit| match sample::load(&visit.state, visit.publisher.id, user, &name, CUSTOMERS) {
        Err(SampleError::Store(error)) => Err(error.into()),
        Ok(app) => {
            groups::sample::make(&visit.state, &visit.actor, &visit.publisher, &app, visit.locale)?;
            Ok(Ok(app))
        }
        refused => Ok(refused),
    });
    match made.await? {
        Ok(app) => return Ok(see_other(&format!("{}?is=sample", app.path()))),
        Err(SampleError::OverQuota) => {
            let quota = visitor.state.options.upload_quota;
            visitor.warn(locale.with1("app-sample-over-quota", "limit", quota));
        }
        Err(SampleError::NoRoom) => visitor.warn(locale.text("app-sample-no-room")),
        Err(_) => visitor.warn(locale.with1("app-sample-too-many", "limit", sample::LIMIT)),
    }
    Ok(see_other("/imports"))
}
