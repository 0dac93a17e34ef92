//! Who asks for an update, and which package that is.

use crate::api::problem::{Kind, Problem};
use crate::flights::ask::{self, person};
use crate::flights::feed;
use crate::flights::ladder::{Device, File, Outcome};
use crate::flights::sticky::Standing;
use crate::flights::version::Version;
use crate::identity;
use crate::ids::{AppId, AppKey};
use crate::state::State;
use crate::store::publishers::Publisher;
use crate::web::network::network_of;
use crate::web::work::run;
use actix_web::http::header;
use actix_web::{HttpRequest, web};
use chrono::NaiveDateTime;

/// The package of whoever asks.
pub struct Update {
    pub version: Version,
    pub file: File,
    /// All files of the release.
    pub files: Vec<File>,
    pub notes: String,
    pub published_at: Option<NaiveDateTime>,
    /// Whether who asks must have it by now.
    pub is_mandatory: bool,
    /// Whether it may replace a higher version, which the client alone knows.
    pub may_go_down: bool,
}

/// The package for a device; `None` if there is nothing for whoever asks.
pub async fn update(
    request: &HttpRequest,
    app: AppId,
    (device, current): (Device, Option<Version>),
) -> Result<Option<Update>, Problem> {
    let state = request.app_data::<web::Data<State>>().ok_or_else(|| anyhow::anyhow!("the app has no state"))?.clone();
    state.people.of_network(network_of(request)).map_err(Problem::too_many)?;
    let version = state.database.version().await;
    let found = feed::publisher_of(&state, version.as_ref(), app).await?;
    let key = AppKey { publisher: found.id, id: app };
    let account = account(&state, version.as_ref(), key, request).await?;
    if let Some(account) = &account {
        state.people.of_person(app, account).map_err(Problem::too_many)?;
    }
    let work = move |_| package(&state, version.as_ref(), (&found, key), account.as_deref(), (device, current));
    run(work).await
}

/// The account id for whom a back end has signed; `None` if nothing was sent.
async fn account(
    state: &State,
    version: Option<&crate::store::Version>,
    app: AppKey,
    request: &HttpRequest,
) -> Result<Option<String>, Problem> {
    let Some(sent) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let refused = |detail: String| Problem::new(Kind::Unauthorized).because(detail);
    let text = sent.to_str().unwrap_or_default();
    let is_bearer = text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer "));
    let signed = is_bearer.then(|| text[7..].trim());
    let signed =
        signed.ok_or_else(|| refused(String::from("Send what your back end signed: Authorization: Bearer …")))?;
    let named = identity::signed_for(state, version, app, signed).await?;
    named.map(Some).map_err(|error| refused(format!("What your back end signed does not count: {error}.")))
}

fn package(
    state: &State,
    version: Option<&crate::store::Version>,
    (publisher, app): (&Publisher, AppKey),
    account: Option<&str>,
    (device, current): (Device, Option<Version>),
) -> Result<Option<Update>, Problem> {
    let ready = ask::ready(state, version, app)?;
    let standing = match account {
        Some(account) => ready.standing_of(state, version, publisher, account)?,
        None => Standing::default(),
    };
    let mut person = person(account, &standing, device);
    person.current = current;
    let answer = ready.ladder.answer(&person);
    let Outcome::Gets(package) = answer.outcome else { return Ok(None) };
    let told = feed::told(state, app, package.release.id)?;
    Ok(Some(Update {
        version: package.release.version.clone(),
        file: package.file.clone(),
        files: package.release.files.clone(),
        notes: told.notes,
        published_at: told.published_at,
        is_mandatory: package.release.mandatory_from.is_some_and(|from| from <= state.clock.now()),
        may_go_down: answer.may_go_down(),
    }))
}
