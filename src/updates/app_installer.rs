//! The file by which App Installer of Windows keeps an MSIX package up to date, such as `x64.appinstaller`.

use super::ask::{Update, update};
use crate::api::problem::{Kind, Problem};
use crate::flights::ladder::{Architecture, Device, File, System};
use crate::flights::msix::{Identity, is_bundle};
use crate::ids::AppId;
use crate::segments::choices::DeviceType;
use crate::state::State;
use crate::web::address::origin_of;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use url::Url;

/// What Windows expects of such a file.
const CONTENT_TYPE: &str = "application/appinstaller";

/// The names of elements, in the version that Windows has since 2018.
const NAMESPACE: &str = "http://schemas.microsoft.com/appx/appinstaller/2018";

/// After how many hours a start of the app looks for an update: as often as Windows does without one.
const HOURS: u32 = 8;

/// The device that a file is for. That of no processor has a bundle, or the first package.
fn device_of(name: &str) -> Option<Device> {
    let architecture = match name {
        "latest" => None,
        name => Some(Architecture::from_word(name)?),
    };
    // App Installer is for PCs only.
    Some(Device { device_type: Some(DeviceType::Pc), system: Some(System::Windows), architecture, os: None })
}

/// Answers with the file.
pub async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    path: web::Path<(AppId, String)>,
) -> Result<HttpResponse, Problem> {
    let (app, name) = path.into_inner();
    let none = || Problem::new(Kind::NotFound);
    let device = name.strip_suffix(".appinstaller").and_then(device_of).ok_or_else(none)?;
    let found = update(&request, app, (device.clone(), None)).await?;
    let found = found.ok_or_else(|| none().because("There is no package for Windows."))?;
    let address = format!("{}{}", origin_of(&request, &state.options), request.path());
    let text = file(&found, &device, &address)?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, CONTENT_TYPE)).body(text))
}

/// The file for a device, which App Installer reads again at `address`.
fn file(update: &Update, device: &Device, address: &str) -> Result<String, Problem> {
    let because = |detail: &str| Problem::new(Kind::NotFound).because(detail.to_owned());
    let (file, identity) = package(update, device).ok_or_else(|| {
        because("The release has no file with the name and publisher of a package, which App Installer needs.")
    })?;
    let version = update.version.of_windows();
    let version = version.ok_or_else(|| because("The version of the release is none that Windows can have."))?;
    let mut attributes = vec![
        ("Name", identity.name.as_str()),
        ("Publisher", identity.publisher.as_str()),
        ("Version", version.as_str()),
    ];
    let element = if is_bundle(file) { "MainBundle" } else { "MainPackage" };
    if !is_bundle(file) {
        attributes.push(("ProcessorArchitecture", file.architecture.map_or("neutral", Architecture::word)));
    }
    let url = Url::parse(&file.url).map_or_else(|_| file.url.clone(), String::from);
    attributes.push(("Uri", &url));
    let main = tag(element, &attributes);
    let root = [("xmlns", NAMESPACE), ("Uri", address), ("Version", &version)];
    let root: String = root.iter().map(|(name, value)| attribute(name, value)).collect();
    // Windows takes the one only together with the other.
    let blocks = if update.is_mandatory { " ShowPrompt=\"true\" UpdateBlocksActivation=\"true\"" } else { "" };
    let down = if update.may_go_down { "<ForceUpdateFromAnyVersion>true</ForceUpdateFromAnyVersion>" } else { "" };
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<AppInstaller{root}>\n{main}\n<UpdateSettings>\
         <OnLaunch HoursBetweenUpdateChecks=\"{HOURS}\"{blocks}/><AutomaticBackgroundTask/>{down}</UpdateSettings>\n</AppInstaller>\n"
    ))
}

/// The package of the release for the device: the first, or the first bundle if the processor is not known.
fn package<'a>(update: &'a Update, device: &Device) -> Option<(&'a File, &'a Identity)> {
    let is_of = |file: &&File| {
        let is_type = file.device_type.is_none() || file.device_type == device.device_type;
        let is_system = file.system.is_none() || file.system == device.system;
        let is_processor =
            device.architecture.is_none() || file.architecture.is_none() || file.architecture == device.architecture;
        is_type && is_system && is_processor
    };
    let found = update.files.iter().filter(is_of).filter_map(|file| Some((file, file.identity.as_ref()?)));
    found.min_by_key(|(file, _)| device.architecture.is_none() && !is_bundle(file))
}

/// An element without content.
fn tag(name: &str, attributes: &[(&str, &str)]) -> String {
    let attributes: String = attributes.iter().map(|(name, value)| attribute(name, value)).collect();
    format!("<{name}{attributes}/>")
}

/// An attribute, in which no text is taken for syntax. What XML cannot have is left out.
fn attribute(name: &str, value: &str) -> String {
    let mut written = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if character.is_control() => {}
            _ => written.push(character),
        }
    }
    format!(" {name}=\"{written}\"")
}
