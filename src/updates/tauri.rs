//! What Tauri's updater asks for: the newest package if it is another than the one that runs, or nothing.

use super::ask::update;
use crate::api::call::json;
use crate::api::problem::{Kind, Problem};
use crate::flights::ladder::{Architecture, Device, System};
use crate::flights::version::Version;
use crate::ids::AppId;
use crate::text::moment;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

/// The answer, by the names that the client reads.
#[derive(Debug, Serialize)]
struct Answer {
    version: String,
    url: String,
    signature: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub_date: Option<String>,
    notes: String,
}

/// The device of a target and an architecture as the client names them.
fn device_of(target: &str, architecture: &str) -> Option<Device> {
    let system = match target {
        "windows" => System::Windows,
        "darwin" => System::MacOs,
        "linux" => System::Linux,
        "android" => System::Android,
        "ios" => System::Ios,
        _ => return None,
    };
    let architecture = match architecture {
        "x86_64" => Architecture::X64,
        "i686" => Architecture::X86,
        "aarch64" => Architecture::Arm64,
        "armv7" => Architecture::Arm,
        _ => return None,
    };
    Some(Device { system: Some(system), architecture: Some(architecture), ..Device::default() })
}

/// Answers with the package, or with 204 if there is no other for whoever asks.
pub async fn show(
    request: HttpRequest,
    path: web::Path<(AppId, String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (app, target, architecture, current) = path.into_inner();
    let device = device_of(&target, &architecture).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let wrong = |_| Problem::new(Kind::Unreadable).because("The version that runs is no version.");
    let current = Version::parse(&current).map_err(wrong)?;
    let found = update(&request, app, (device, Some(current.clone()))).await?;
    let Some(found) = found.filter(|found| found.version != current) else {
        return Ok(HttpResponse::NoContent().finish());
    };
    let none = || Problem::new(Kind::NotFound).because("The file has no signature, which this client needs.");
    json(&Answer {
        signature: found.file.signature.clone().ok_or_else(none)?,
        version: found.version.to_string(),
        url: found.file.url,
        pub_date: found.published_at.map(moment),
        notes: found.notes,
    })
}
