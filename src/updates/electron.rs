//! The file that electron-updater reads from a server, such as `latest.yml`.

use super::ask::{Update, update};
use crate::api::problem::{Kind, Problem};
use crate::flights::ladder::{Architecture, Device, File, System};
use crate::ids::AppId;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::SecondsFormat;
use serde_json::{Value, json};

/// The device that a file is for.
fn device_of(name: &str) -> Option<Device> {
    let (system, architecture) = match name {
        "latest" => (System::Windows, None),
        "latest-mac" => (System::MacOs, None),
        "latest-linux" => (System::Linux, Some(Architecture::X64)),
        "latest-linux-arm64" => (System::Linux, Some(Architecture::Arm64)),
        _ => return None,
    };
    Some(Device { system: Some(system), architecture, ..Device::default() })
}

/// Answers with the file. JSON is YAML too, so that nothing in a text is taken for its syntax.
pub async fn show(request: HttpRequest, path: web::Path<(AppId, String)>) -> Result<HttpResponse, Problem> {
    let (app, name) = path.into_inner();
    let device = name.strip_suffix(".yml").and_then(device_of).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let found = update(&request, app, (device.clone(), None)).await?;
    let none = || Problem::new(Kind::NotFound).because("There is no package for this system.");
    let text = file(&found.ok_or_else(none)?, &device)?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/yaml; charset=utf-8")).body(text))
}

fn file(update: &Update, device: &Device) -> Result<String, Problem> {
    let fits = |file: &&File| file.system.is_none() || file.system == device.system;
    let is_of = |file: &&File| {
        device.architecture.is_none() || file.architecture.is_none() || file.architecture == device.architecture
    };
    // The client looks for its own processor among them by their names.
    let all = update.files.iter().filter(fits).filter(is_of).filter(|file| file.sha512.is_some());
    let files: Vec<Value> =
        all.map(|file| json!({ "url": file.url, "sha512": file.sha512, "size": file.bytes })).collect();
    let Some(first) = files.first() else {
        return Err(
            Problem::new(Kind::NotFound).because("The release has no file with a SHA-512, which this client needs.")
        );
    };
    let at = update.published_at.map(|at| at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true));
    let lines = [
        ("version", json!(update.version.as_str())),
        ("files", json!(files)),
        ("path", first["url"].clone()),
        ("sha512", first["sha512"].clone()),
        ("releaseDate", json!(at.unwrap_or_default())),
        ("releaseNotes", json!(update.notes)),
    ];
    Ok(lines.iter().map(|(name, value)| format!("{name}: {value}\n")).collect())
}
