//! The flag of package flights, `flight`: its value for a person is the release that they get. It is that of the program's app, or
//! of the publisher's only one; programs of several apps ask for `flight.` with the id of the app.

use super::{Flag, FlagError, Reason};
use crate::flights::ask::{self, Ready};
use crate::flights::ladder::{Answer, Architecture, Device, Ladder, Outcome, System};
use crate::flights::sticky::Standing;
use crate::flights::version::{OsVersion, Version as Release};
use crate::groups::members::MembersError;
use crate::ids::{AppId, AppKey, PublisherId};
use crate::segments::choices::DeviceType;
use crate::state::State;
use crate::store::{StoreError, Version, apps};
use crate::text::moment;
use crate::tokens::Program;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The key of the flag.
pub const KEY: &str = "flight";

/// The variant of who gets nothing.
const NOTHING: &str = "none";

/// The app whose flights a key is about; `None` if it is another key.
enum Wanted {
    /// That of the program, or the publisher's only one.
    Own,
    Of(AppId),
}

fn wanted(key: &str) -> Option<Wanted> {
    match key.strip_prefix(KEY)? {
        "" => Some(Wanted::Own),
        rest => rest.strip_prefix('.')?.parse().ok().map(Wanted::Of),
    }
}

/// Whether the key is one of package flights.
pub(super) fn is_key(key: &str) -> bool {
    wanted(key).is_some()
}

fn kept_as(publisher: PublisherId) -> String {
    format!("only app of {publisher}")
}

/// The app whose flights the program asks for, if that is known without waiting.
fn app_at_once(state: &State, version: &Version, program: &Program, wanted: &Wanted) -> Option<AppKey> {
    let of = |id| AppKey { publisher: program.publisher.id, id };
    match (wanted, program.app) {
        (Wanted::Own, Some(own)) => Some(of(own)),
        (Wanted::Own, None) => {
            let only = state.database.find_kept::<Option<AppId>>(version, &kept_as(program.publisher.id))?;
            (*only).map(of)
        }
        (Wanted::Of(app), own) => own.is_none_or(|own| own == *app).then(|| of(*app)),
    }
}

/// The app whose flights the program asks for; `None` if it may not, or has to say which.
fn app(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    wanted: &Wanted,
) -> Result<Option<AppKey>, StoreError> {
    if !matches!((wanted, program.app), (Wanted::Own, None)) {
        let of = |id| AppKey { publisher: program.publisher.id, id };
        return Ok(match (wanted, program.app) {
            (Wanted::Of(app), own) => own.is_none_or(|own| own == *app).then(|| of(*app)),
            (Wanted::Own, own) => own.map(of),
        });
    }
    let publisher = program.publisher.id;
    let all = state.database.read_now(|connection| apps::of_publisher(connection, publisher))?;
    let only = if let [only] = &all[..] { Some(only.id) } else { None };
    if let Some(version) = version {
        state.database.keep(version.clone(), kept_as(publisher), &Arc::new(only));
    }
    Ok(only.map(|id| AppKey { publisher, id }))
}

/// Whether the flag is there: something was published.
fn is_there(ladder: &Ladder) -> bool {
    ladder.flights.iter().any(|flight| flight.submission.is_some())
}

/// What a context says of the device, by the names of the API. What it says of the person counts for nothing.
fn device(context: &Map<String, Value>) -> (Device, Option<Release>) {
    let text = |name: &str| context.get(name).and_then(Value::as_str);
    let device = Device {
        device_type: text("device_type").and_then(DeviceType::from_word),
        system: text("system").and_then(System::from_word),
        architecture: text("architecture").and_then(Architecture::from_word),
        os: text("os").and_then(OsVersion::find),
    };
    (device, text("current").and_then(|current| Release::parse(current).ok()))
}

/// The flag for the person with this account id, if it can be said without waiting.
pub(super) fn at_once(
    state: &State,
    version: &Version,
    program: &Program,
    (key, account): (&str, &str),
    context: &Map<String, Value>,
) -> Option<Result<Flag, FlagError>> {
    let app = app_at_once(state, version, program, &wanted(key)?)?;
    let ready = ask::find(state, version, app)?;
    if !is_there(&ready.ladder) {
        return Some(Err(FlagError::NotFound));
    }
    let standing = ready.standing_at_once(state, version, &program.publisher, account)?;
    Some(Ok(flag(state, program, &ready, (key, account, &standing), context)))
}

/// The flag for the person with this account id.
pub(super) fn one(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    (key, account): (&str, &str),
    context: &Map<String, Value>,
) -> Result<Flag, FlagError> {
    let wanted = wanted(key).ok_or(FlagError::NotFound)?;
    let app = app(state, version, program, &wanted)?.ok_or(FlagError::NotFound)?;
    let ready = ask::ready(state, version, app)?;
    if !is_there(&ready.ladder) {
        return Err(FlagError::NotFound);
    }
    let standing = ready.standing_of(state, version, &program.publisher, account)?;
    Ok(flag(state, program, &ready, (key, account, &standing), context))
}

/// [`one`] of all flags: those of an app in which nothing was published have none.
pub(super) fn among_all(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    account: &str,
    context: &Map<String, Value>,
) -> Result<Option<Flag>, MembersError> {
    match one(state, version, program, (KEY, account), context) {
        Ok(flag) => Ok(Some(flag)),
        Err(FlagError::NotFound) => Ok(None),
        Err(FlagError::Members(error)) => Err(error),
    }
}

/// [`at_once`] of all flags; the outer `None` if it cannot be said without waiting.
pub(super) fn among_all_at_once(
    state: &State,
    version: &Version,
    program: &Program,
    account: &str,
    context: &Map<String, Value>,
) -> Option<Option<Flag>> {
    let is_of_several = program.app.is_none()
        && state.database.find_kept::<Option<AppId>>(version, &kept_as(program.publisher.id))?.is_none();
    if is_of_several {
        return Some(None);
    }
    match at_once(state, version, program, (KEY, account), context)? {
        Ok(flag) => Some(Some(flag)),
        Err(_) => Some(None),
    }
}

fn flag(
    state: &State,
    program: &Program,
    ready: &Ready,
    (key, account, standing): (&str, &str, &Standing),
    context: &Map<String, Value>,
) -> Flag {
    let (device, current) = device(context);
    let mut person = ask::person(Some(account), standing, device);
    person.current = current;
    let answer = ready.ladder.answer(&person);
    let (variant, value) = match &answer.outcome {
        Outcome::Gets(package) => {
            let (version, file) = (package.release.version.as_str(), package.file);
            let mut value = json!({ "version": version, "url": file.url, "sha256": file.sha256 });
            if let Some(from) = package.release.mandatory_from {
                value["mandatory_from"] = json!(moment(from));
            }
            (package.flight.key.clone(), value)
        }
        Outcome::Nothing(_) => (NOTHING.to_owned(), json!({})),
    };
    let mut metadata = Map::new();
    if let Outcome::Nothing(nothing) = &answer.outcome {
        metadata.insert(String::from("nothing"), json!(nothing.word()));
    }
    metadata.insert(String::from("as_of"), json!(state.today(&program.publisher).to_string()));
    Flag { key: key.to_owned(), value, variant, reason: reason(&answer), metadata }
}

fn reason(answer: &Answer<'_>) -> Reason {
    match &answer.outcome {
        Outcome::Gets(package) if package.is_by_share => Reason::Split,
        Outcome::Gets(package) if !package.flight.is_standard => Reason::TargetingMatch,
        _ => Reason::Static,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_that_of_the_program_or_of_an_app() {
        assert!(matches!(wanted("flight"), Some(Wanted::Own)));
        assert!(matches!(wanted("flight.7"), Some(Wanted::Of(app)) if app == AppId::from(7)));
        for other in ["flights", "flight.", "flight.x", "group.flight", "offer.flight"] {
            assert!(!is_key(other), "{other}");
        }
    }
}
