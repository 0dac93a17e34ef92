//! The call that says which package one person gets, and why.

use super::super::call::{Call, CallResult, Query, json};
use super::super::groups::moment;
use super::super::problem::{Problem, ProblemBody, WrongValue};
use super::{flights_of, percent};
use crate::flights::ask::{self, person};
use crate::flights::ladder::{Architecture, Device, Outcome, Rung, System};
use crate::flights::version::{OsVersion, Version};
use crate::groups;
use crate::ids::{AppId, GroupId};
use crate::segments::choices::DeviceType;
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The device that a package is for, as far as it is known.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct DeviceQuery {
    /// `pc`, `phone`, `tablet`, `console`, `holographic`, `iot` or `other`.
    device_type: Option<String>,
    /// `windows`, `macos`, `linux`, `android` or `ios`.
    system: Option<String>,
    /// `x64`, `x86`, `arm64` or `arm`.
    architecture: Option<String>,
    /// The version of the system.
    os: Option<String>,
    /// The version that the person has.
    current: Option<String>,
}

/// What a person gets, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackageBody {
    pub account_id: String,
    /// Null if the person gets nothing.
    pub package: Option<Package>,
    /// Why the person gets nothing: `no-package`, `keeps`, `would-go-down`, or `no-file-for-` with what is missing.
    pub nothing: Option<&'static str>,
    /// Every flight, the highest first.
    pub ladder: Vec<RungBody>,
}

/// The package of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Package {
    /// The key of the flight.
    pub flight: String,
    pub release: String,
    pub url: String,
    pub bytes: i64,
    pub sha256: String,
    /// From when on the person must have it, as the submission says; null if they need not.
    #[schema(example = "2027-02-01T00:00:00Z")]
    pub mandatory_from: Option<String>,
    /// Whether a share decided that it is this release.
    pub is_by_share: bool,
}

/// A flight as a person meets it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RungBody {
    pub flight: String,
    /// `out`, `unpublished`, `newest`, `fallback`, `below` or `taken`.
    pub verdict: &'static str,
    /// The id of the group through which the person is in it. Null for a known user group if the token is of one app.
    pub group: Option<String>,
    /// The day on which the person left that segment, if the flight keeps who was in it.
    #[schema(example = "2018-01-31")]
    pub left_on: Option<String>,
    /// The person's place in the order of the flight, in per cent: below the share they get the release.
    pub place: Option<f64>,
    /// The share of the flight's members who get the newest release, in per cent.
    pub share: Option<f64>,
}

impl RungBody {
    /// `named` are the groups that the token may ask for.
    fn of(rung: &Rung<'_>, named: &[GroupId]) -> Self {
        let submission = rung.flight.submission.as_ref();
        Self {
            flight: rung.flight.key.clone(),
            verdict: rung.verdict.word(),
            group: rung.group.filter(|group| named.contains(group)).map(|group| group.to_string()),
            left_on: rung.left_on.map(|day| day.to_string()),
            place: rung.bucket.map(percent),
            share: submission.map(|submission| percent(submission.newest_for())),
        }
    }
}

/// What is read of a query: a word that is none of the choices is wrong.
fn read(query: &DeviceQuery) -> Result<(Device, Option<Version>), Problem> {
    let mut wrong = Vec::new();
    let mut check = |name: &str, is_known: bool| {
        if !is_known {
            wrong.push(WrongValue::of(name, "This is none of the values that are known."));
        }
    };
    let device_type = query.device_type.as_deref().map(DeviceType::from_word);
    let system = query.system.as_deref().map(System::from_word);
    let architecture = query.architecture.as_deref().map(Architecture::from_word);
    let current = query.current.as_deref().map(Version::parse);
    check("device_type", device_type != Some(None));
    check("system", system != Some(None));
    check("architecture", architecture != Some(None));
    check("current", !matches!(current, Some(Err(_))));
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let device = Device {
        device_type: device_type.flatten(),
        system: system.flatten(),
        architecture: architecture.flatten(),
        os: query.os.as_deref().and_then(OsVersion::find),
    };
    Ok((device, current.and_then(Result::ok)))
}

/// Which package one person gets, with the whole ladder.
#[utoipa::path(get, path = "/api/v1/apps/{app}/customers/{account_id}/package", tag = "Flights", operation_id = "get_package",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("account_id" = String, Path, description = "The account id of the customer"),
        DeviceQuery,
    ), responses(
        (status = 200, body = PackageBody),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn show(call: Call, path: web::Path<(AppId, String)>, query: Query<DeviceQuery>) -> CallResult {
    let ((app, account_id), version) = (path.into_inner(), call.version.clone());
    let (device, current) = read(&query.0)?;
    let found = call.run(move |work| {
        let app = flights_of(&work, app)?.app.key();
        let ready = ask::ready(&work.state, version.as_ref(), app)?;
        let standing = ready.standing_of(&work.state, version.as_ref(), &work.publisher, &account_id)?;
        let mut person = person(Some(&account_id), &standing, device);
        person.current = current;
        let answer = ready.ladder.answer(&person);
        let (package, nothing) = match answer.outcome {
            Outcome::Nothing(nothing) => (None, Some(nothing.word())),
            Outcome::Gets(package) => {
                let file = package.file;
                let package = Package {
                    flight: package.flight.key.clone(),
                    release: package.release.version.to_string(),
                    url: file.url.clone(),
                    bytes: file.bytes,
                    sha256: file.sha256.clone(),
                    mandatory_from: package.release.mandatory_from.map(moment),
                    is_by_share: package.is_by_share,
                };
                (Some(package), None)
            }
        };
        let active = groups::list::active(&work.state, &work.actor)?.into_iter();
        let named: Vec<GroupId> =
            active.filter(|group| work.program.may_see(group.app_id)).map(|group| group.id).collect();
        let ladder = answer.rungs.iter().map(|rung| RungBody::of(rung, &named)).collect();
        Ok(PackageBody { package, nothing, ladder, account_id: account_id.clone() })
    });
    json(&found.await?)
}
