//! Loading a sample app.

use crate::imports::sample::{self, SampleError};
use crate::sample::CUSTOMERS;
use crate::web::address::see_other;
use crate::web::visitor::Editor;
use crate::web::work::PageResult;

/// Creates a sample app; its customers are imported in the background.
pub async fn load_sample(Editor(visitor): Editor) -> PageResult {
    let (locale, user) = (visitor.locale, visitor.user.id);
    let name = locale.text("app-sample-name");
    let made = visitor.run(move |visit| match sample::load(&visit.state, visit.publisher.id, user, &name, CUSTOMERS) {
        Err(SampleError::Store(error)) => Err(error.into()),
        made => Ok(made),
    });
    match made.await? {
        Ok(app) => {
            visitor.tell(locale.with("app-sample-loading", &[("name", app.name.into()), ("count", CUSTOMERS.into())]));
        }
        Err(SampleError::OverQuota) => {
            let quota = visitor.state.options.upload_quota;
            visitor.warn(locale.with1("app-sample-over-quota", "limit", quota));
        }
        Err(SampleError::NoRoom) => visitor.warn(locale.text("app-sample-no-room")),
        Err(_) => visitor.warn(locale.with1("app-sample-too-many", "limit", sample::LIMIT)),
    }
    Ok(see_other("/imports"))
}
