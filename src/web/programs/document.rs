//! How programs call, from the OpenAPI document: each call with an example that works as it stands.

use super::examples::{Example, Named};
use crate::access::Scope;
use crate::api::document::document;
use crate::api::routes::{BASE, table};
use crate::locale::Locale;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use askama::Template;

/// A call as the page shows it.
struct ShownCall {
    /// The name of the operation in the document, and the id of its section.
    id: String,
    title: String,
    method: String,
    path: String,
    /// What the token must be able to do, in words.
    scope: String,
    /// What can be in the query.
    parameters: Vec<String>,
    curl: String,
}

#[derive(Template)]
#[template(path = "programs/document.html")]
struct DocumentPage {
    page: Page,
    /// The feeds that apps update themselves by: who reads it, and where it is.
    feeds: [(&'static str, &'static str); 3],
    /// The calls of the Microsoft Store submission API.
    dev_center: &'static [&'static str],
    calls: Vec<ShownCall>,
}

/// Where clients of updates read.
const FEEDS: [(&str, &str); 3] = [
    ("electron-updater", "/updates/v1/{app}/electron/latest.yml, latest-linux.yml, latest-mac.yml"),
    ("Tauri", "/updates/v1/{app}/tauri/{target}/{arch}/{current_version}"),
    ("App Installer (MSIX)", "/updates/v1/{app}/msix/latest.appinstaller, x64.appinstaller, arm64.appinstaller"),
];

/// The calls that scripts of the Microsoft Store submission API make, below the path of an app; those of submissions are below a
/// flight too.
const DEV_CENTER: [&str; 8] = [
    "GET /v1.0/my/applications/{app}/listflights",
    "POST …/flights, GET …/flights/{flightId}, DELETE …/flights/{flightId}",
    "POST …/flights/{flightId}/submissions, POST …/submissions",
    "GET …/submissions/{submissionId}, PUT …/submissions/{submissionId}, DELETE …/submissions/{submissionId}",
    "POST …/submissions/{submissionId}/commit, GET …/submissions/{submissionId}/status",
    "GET …/submissions/{submissionId}/packagerollout",
    "POST …/submissions/{submissionId}/updatepackagerolloutpercentage?percentage=25",
    "POST …/submissions/{submissionId}/haltpackagerollout, POST …/submissions/{submissionId}/finalizepackagerollout",
];

/// The page.
pub async fn show(Viewer(visitor): Viewer) -> PageResult {
    let base = visitor.state.options.public_url.as_ref().map(|url| url.origin().ascii_serialization());
    let work = move |visit: Visit| {
        let base = base.unwrap_or_else(|| format!("http://{}", visit.state.options.listen));
        let named = Named::of(&visit)?;
        let calls = calls(&named, &base, visit.locale)?;
        Answer::page(&DocumentPage { page: visit.page, feeds: FEEDS, dev_center: &DEV_CENTER, calls })
    };
    visitor.answer(Section::Programs, work).await
}

/// Every call, in the order of the table.
fn calls(named: &Named, base: &str, locale: Locale) -> Result<Vec<ShownCall>, PageError> {
    let document = document().map_err(anyhow::Error::from)?;
    let mut shown = Vec::new();
    for call in table() {
        let path = format!("{BASE}{}", call.path);
        let operation = &document["paths"][&path][call.method.as_str().to_lowercase()];
        // The document does not describe itself.
        let Some(id) = operation["operationId"].as_str() else { continue };
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let parameters = parameters.filter(|parameter| parameter["in"] == "query");
        shown.push(ShownCall {
            title: locale.text(&format!("api-{}", id.replace('_', "-"))),
            method: call.method.to_string(),
            scope: call
                .scope
                .map_or_else(String::new, |scope: Scope| locale.text(&format!("token-scope-{}", scope.word()))),
            parameters: parameters.filter_map(|one| one["name"].as_str().map(str::to_owned)).collect(),
            curl: curl(call.method.as_str(), base, &named.example(id)),
            id: id.to_owned(),
            path,
        });
    }
    Ok(shown)
}

/// The command that makes the call, for a shell with the token in `ENGAGE_TOKEN`.
fn curl(method: &str, base: &str, example: &Example) -> String {
    let method = if method == "GET" { String::new() } else { format!("-X {method} ") };
    let mut lines = vec![
        format!("curl {method}'{base}{BASE}{}'", example.path),
        String::from("-H \"Authorization: Bearer $ENGAGE_TOKEN\""),
    ];
    lines.extend(example.headers.iter().map(|header| format!("-H '{header}'")));
    if let Some(body) = &example.body {
        lines.push(String::from("-H 'Content-Type: application/json'"));
        lines.push(format!("-d '{body}'"));
    }
    if let Some(file) = example.file {
        lines[0] = format!("printf '{file}' | {}", lines[0]);
        lines.extend([String::from("-H 'Content-Type: text/csv'"), String::from("--data-binary @-")]);
    }
    lines.join(" \\\n  ")
}
