//! Update feeds, read by who signed for and by strangers, and the calls of the Microsoft Store submission API.

use crate::api::Caller;
use crate::flags::BackEnd;
use crate::flights::app_with_testers;
use crate::site::{Site, left_out, on_both_databases};
use crate::visitor::Visitor;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use engage::access::Scope;
use engage::text::moment;
use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// A file of a release, with what both clients need.
fn file(version: &str, system: &str, architecture: &str) -> Value {
    json!({
        "url": format!("https://files.example/{version}-{system}-{architecture}"),
        "bytes": 4_096,
        "sha256": "ab".repeat(32),
        "sha512": "cd".repeat(64),
        "signature": format!("signature of {version}"),
        "system": system,
        "architecture": architecture,
    })
}

/// `1.0.0` is the standard submission, for Linux and Windows; *Testers* get `2.0.0`, for Linux.
fn published(visitor: &Visitor) -> Caller {
    let caller = Caller::with(visitor, &[Scope::Read, Scope::Flights, Scope::Flags]);
    let put = |version: &str, files: Value| {
        let body = json!({ "notes": { "en": format!("What is new in {version}: \"all\"") }, "files": files });
        assert_eq!(caller.send("PUT", &format!("/api/v1/apps/1/releases/{version}"), &[], Some(body)).status, 201);
    };
    put("1.0.0", json!([file("1.0.0", "linux", "x64"), file("1.0.0", "windows", "x64")]));
    put("2.0.0", json!([file("2.0.0", "linux", "x64"), file("2.0.0", "linux", "arm64")]));
    let standard = caller.post("/api/v1/apps/1/flights/standard/publish", json!({ "release": "1.0.0" }));
    assert_eq!(standard.status, 200, "{}", standard.body);
    let flight = json!({ "groups": ["Testers"], "release": "2.0.0" });
    assert_eq!(caller.send("PUT", "/api/v1/apps/1/flights/by-name/Ring%201", &[], Some(flight)).status, 201);
    caller
}

/// The status and the text of what is asked for, by a program with this bearer or none.
fn asked(site: &Site, path: &str, bearer: Option<&str>) -> (u16, String) {
    let request = Client::new().get(format!("{}{path}", site.url));
    let request = if let Some(bearer) = bearer { request.bearer_auth(bearer) } else { request };
    let response = request.send().unwrap();
    (response.status().as_u16(), response.text().unwrap())
}

/// A script makes a submission of the flight, whose last one is half rolled out, changes it and commits it.
fn submission_of_a_script(site: &Site, caller: &Caller, (app, flight, last): (&str, &str, &str)) {
    let submissions = format!("{flight}/submissions");
    let post = |path: &str| caller.send("POST", path, &[], None);
    let made = post(&submissions);
    let first = &made.body["flightPackages"][0];
    assert_eq!(
        (made.status, &made.body["status"], &first["version"], &made.body["fileUploadUrl"]),
        (201, &json!("PendingCommit"), &json!("1.0.0"), &json!(""))
    );
    let again = post(&submissions);
    assert_eq!((again.status, &again.body["code"], &again.body["status"]), (409, &json!("InvalidState"), &json!(409)));
    let one = format!("{submissions}/{}", made.body["id"].as_str().unwrap());
    let put = |changes: Value| {
        let mut body = caller.get(&one).body;
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        caller.send("PUT", &one, &[], Some(body))
    };
    assert_eq!(put(json!({})).body, made.body, "nothing is changed");
    for (wrong, said) in [
        (
            json!({ "flightPackages": [{ "fileName": "new.appx", "fileStatus": "PendingUpload" }] }),
            "PUT /api/v1/apps/1/releases/",
        ),
        (
            json!({ "flightPackages": [{ "fileName": "1.0.0-linux-x64", "version": "2.0.0" }] }),
            "No release has these packages",
        ),
        (json!({ "flightPackages": [{ "version": "1.0.0" }, { "version": "2.0.0" }] }), "of one version"),
        (json!({ "flightPackages": [{ "version": "1.0.0", "fileStatus": "PendingDelete" }] }), "has a package"),
        (json!({ "targetPublishMode": "SpecificDate", "targetPublishDate": "2018-01-01T00:00:00Z" }), "is to come"),
        (json!({ "targetPublishMode": "SpecificDate" }), "Send the date"),
        (json!({ "targetPublishMode": "Soon" }), "Immediate, Manual"),
        (
            json!({ "packageDeliveryOptions": { "packageRollout": { "isPackageRollout": true, "packageRolloutPercentage": 101 } } }),
            "from 0 to 100",
        ),
    ] {
        let refused = put(wrong);
        let message = refused.body["message"].as_str().unwrap();
        assert_eq!((refused.status, &refused.body["code"]), (400, &json!("InvalidParameterValue")), "{message}");
        assert!(message.contains(said), "{message}");
    }
    let from = moment(site.state.clock.now() + chrono::TimeDelta::days(9));
    let mut old = first.clone();
    old["fileStatus"] = json!("PendingDelete");
    let changed = put(json!({
        "flightPackages": [old, { "fileName": "2.0.0-linux-x64", "fileStatus": "PendingUpload" }],
        "packageDeliveryOptions": {
            "packageRollout": { "isPackageRollout": true, "packageRolloutPercentage": 20.0 },
            "isMandatoryUpdate": true, "mandatoryUpdateEffectiveDate": from,
        },
        "targetPublishMode": "Manual", "notesForCertification": "None",
    }));
    let options = &changed.body["packageDeliveryOptions"];
    assert_eq!(
        (changed.status, changed.body["flightPackages"].as_array().unwrap().len()),
        (200, 1),
        "{}",
        changed.body
    );
    assert_eq!(
        (&changed.body["flightPackages"][0]["version"], &changed.body["targetPublishMode"]),
        (&json!("2.0.0"), &json!("Manual"))
    );
    assert_eq!(
        (&options["packageRollout"]["packageRolloutPercentage"], &options["mandatoryUpdateEffectiveDate"]),
        (&json!(20.0), &json!(from))
    );
    // Who changes it without a word on that leaves it to wait for somebody: the script's commit does not publish it.
    let edited = json!({ "release": "2.0.0", "percent": 20, "mandatory_from": from });
    let edited = caller.send("PUT", "/api/v1/apps/1/flights/myflight/draft", &[("if-match", "*")], Some(edited));
    assert_eq!(
        (edited.status, &caller.get(&one).body["targetPublishMode"]),
        (200, &json!("Manual")),
        "{}",
        edited.body
    );
    // It waits for somebody, who publishes it once the rollout before is over.
    let status = || caller.get(&format!("{one}/status")).body["status"].clone();
    assert_eq!(
        ([(); 2].map(|()| post(&format!("{one}/commit")).status), status()),
        ([202; 2], json!("PendingPublication"))
    );
    assert_eq!(
        (put(json!({})).status, &caller.get("/api/v1/apps/1/flights/myflight/draft").body["state"]),
        (409, &json!("ready"))
    );
    let publish = || caller.send("POST", "/api/v1/apps/1/flights/myflight/draft/publish", &[("if-match", "*")], None);
    assert_eq!([publish().status, post(&format!("{flight}/submissions/{last}/haltpackagerollout")).status], [409, 200]);
    assert_eq!((&publish().body["rollout"]["mandatory_from"], status()), (&json!(from), json!("Published")));
    assert_eq!(post(&format!("{one}/finalizepackagerollout")).status, 200);
    let package = caller.get("/api/v1/apps/1/customers/u-3/package").body["package"].clone();
    assert_eq!((&package["release"], &package["mandatory_from"]), (&json!("2.0.0"), &json!(from)));
    // One with a date waits for it; one without is published when it is committed. The standard submission has them too.
    for (mode, stage) in [("SpecificDate", "PendingPublication"), ("Immediate", "Published")] {
        let made = post(&format!("{app}/submissions"));
        assert_eq!(
            (made.status, &made.body["applicationPackages"][0]["fileStatus"]),
            (201, &json!("Uploaded")),
            "{}",
            made.body
        );
        let one = format!("{app}/submissions/{}", made.body["id"].as_str().unwrap());
        let body = json!({ "applicationPackages": [{ "version": "1.0.0" }], "targetPublishMode": mode, "targetPublishDate": from });
        assert_eq!(caller.send("PUT", &one, &[], Some(body)).status, 200);
        assert_eq!(caller.get(&format!("{one}/status")).body["status"], "PendingCommit");
        assert_eq!(
            (post(&format!("{one}/commit")).status, &caller.get(&format!("{one}/status")).body["status"]),
            (202, &json!(stage))
        );
        let gone = if mode == "Immediate" { 409 } else { 204 };
        assert_eq!(caller.send("DELETE", &one, &[], None).status, gone);
    }
}

on_both_databases! {
    fn a_feed_has_the_package_of_who_was_signed_for(site: &Site) {
        let visitor = app_with_testers(site);
        published(&visitor);
        let back_end = BackEnd::new(&visitor, "1");
        let (tester, other) = (back_end.sign("u-3"), back_end.sign("u-100"));
        let linux = "/updates/v1/1/electron/latest-linux.yml";
        let (head, got) = (Client::new().head(format!("{}{linux}", site.url)).send().unwrap(), asked(site, linux, None));
        let length = head.headers()["content-length"].to_str().unwrap().to_owned();
        assert_eq!((head.status().as_u16(), length, head.text().unwrap().as_str()), (200, got.1.len().to_string(), ""));
        let version = |path: &str, bearer: Option<&str>| {
            let (status, text) = asked(site, path, bearer);
            (status, text.lines().next().unwrap_or_default().to_owned())
        };
        let is = |version: &str| (200, format!("version: \"{version}\""));
        assert_eq!(version(linux, None), is("1.0.0"));
        assert_eq!(version(linux, Some(&other)), is("1.0.0"));
        assert_eq!(version(linux, Some(&tester)), is("2.0.0"));
        assert_eq!(version("/updates/v1/1/electron/latest.yml", None), is("1.0.0"));
        // The flight of testers has nothing for Windows, and nobody for macOS.
        for (path, bearer) in [("latest.yml", Some(&*tester)), ("latest-mac.yml", None), ("beta.yml", None), ("latest", None)] {
            assert_eq!(asked(site, &format!("/updates/v1/1/electron/{path}"), bearer).0, 404, "{path}");
        }
        assert_eq!(asked(site, linux, Some("nonsense")).0, 401);
        assert_eq!(asked(site, "/updates/v1/2/electron/latest.yml", None).0, 404);
        visitor.get("/apps/1/delete").form("main form").set("name", "Journey").press("Delete the app").location();
        assert_eq!(asked(site, linux, None).0, 404);
    }

    fn tauri_is_told_of_another_package_or_of_none(site: &Site) {
        let visitor = app_with_testers(site);
        published(&visitor);
        let tester = BackEnd::new(&visitor, "1").sign("u-3");
        let ask = |rest: &str, bearer: Option<&str>| asked(site, &format!("/updates/v1/1/tauri/{rest}"), bearer);
        let (status, text) = ask("linux/x86_64/0.9.0", None);
        let found: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((status, &found["version"], &found["signature"]), (200, &json!("1.0.0"), &json!("signature of 1.0.0")));
        assert!(found["url"].as_str().unwrap().ends_with("1.0.0-linux-x64") && found["pub_date"].is_string());
        let arm: Value = serde_json::from_str(&ask("linux/aarch64/1.0.0", Some(&tester)).1).unwrap();
        assert!(arm["url"].as_str().unwrap().ends_with("2.0.0-linux-arm64"), "{arm}");
        for (rest, bearer) in [
            ("linux/x86_64/1.0.0", None),
            ("linux/x86_64/3.0.0", None),
            ("linux/aarch64/1.0.0", None),
            ("linux/x86_64/2.0.0", Some(&*tester)),
        ] {
            assert_eq!(ask(rest, bearer), (204, String::new()), "{rest}");
        }
        assert_eq!([ask("linux/x86_64/x", None).0, ask("beos/x86_64/1.0.0", None).0], [400, 404]);
    }

    fn app_installer_is_told_of_the_package_of_who_was_signed_for(site: &Site) {
        let visitor = app_with_testers(site);
        let caller = published(&visitor);
        let feed = |name: &str, bearer: Option<&str>| asked(site, &format!("/updates/v1/1/msix/{name}"), bearer);
        assert_eq!(feed("x64.appinstaller", None).0, 404, "the release has no package");
        let package = |version: &str, name: &str, publisher: &str, ending: &str| {
            let mut file = file(version, "windows", "x64");
            file["url"] = json!(format!("https://files.example/{version}?a=1&b=<{ending}"));
            (file["package_name"], file["package_publisher"]) = (json!(name), json!(publisher));
            file
        };
        let put = |version: &str, files: Value| {
            caller.send("PUT", &format!("/api/v1/apps/1/releases/{version}"), &[], Some(json!({ "files": files })))
        };
        let wrong = put("1.1.0", json!([package("1.1.0", "Contoso Notes", "", "")]));
        let pointers: Vec<&Value> = wrong.body["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
        assert_eq!((wrong.status, pointers), (422, vec![&json!("/files/0/package_name"), &json!("/files/0/package_publisher")]));
        let publisher = "CN=\"Ann & Søns\", O=<Ltd>";
        let mut bundle = package("1.1.0", "Contoso.Notes", publisher, "");
        (bundle["url"], bundle["architecture"]) = (json!("https://files.example/notes.MsixBundle"), Value::Null);
        let stored = put("1.1.0", json!([package("1.1.0", "Contoso.Notes", publisher, ""), bundle]));
        assert_eq!((stored.status, &stored.body["files"][0]["package_publisher"]), (201, &json!(publisher)), "{}", stored.body);
        assert_eq!(put("2.1.0", json!([package("2.1.0", "Contoso.Notes", publisher, "")])).status, 201);
        assert_eq!(put("2.2.0-beta", json!([package("2.2.0", "Contoso.Notes", publisher, "")])).status, 201);
        let publish = |flight: &str, release: &str| {
            caller.post(&format!("/api/v1/apps/1/flights/{flight}/publish"), json!({ "release": release })).status
        };
        assert_eq!([publish("standard", "1.1.0"), publish("ring-1", "2.1.0")], [200, 200]);
        let read = |name: &str, bearer: Option<&str>| {
            let (status, text) = feed(name, bearer);
            assert_eq!(status, 200, "{text}");
            let document = roxmltree::Document::parse(&text).unwrap();
            let root = document.root_element();
            assert_eq!((root.tag_name().name(), root.tag_name().namespace()), ("AppInstaller", Some("http://schemas.microsoft.com/appx/appinstaller/2018")));
            assert_eq!(root.attribute("Uri"), Some(&*format!("{}/updates/v1/1/msix/{name}", site.url)));
            let main = root.first_element_child().unwrap();
            let said = |name: &str| main.attribute(name).unwrap_or_default().to_owned();
            assert_eq!((root.attribute("Version"), said("Name"), said("Publisher")), (main.attribute("Version"), "Contoso.Notes".into(), publisher.into()));
            let goes_down = root.descendants().any(|node| node.has_tag_name("ForceUpdateFromAnyVersion"));
            let kind = main.tag_name().name().to_owned();
            (kind, said("Version"), said("ProcessorArchitecture"), said("Uri"), goes_down)
        };
        let is = |kind: &str, version: &str, architecture: &str, url: &str, goes_down| {
            (kind.to_owned(), version.to_owned(), architecture.to_owned(), url.to_owned(), goes_down)
        };
        let of_x64 = is("MainPackage", "1.1.0.0", "x64", "https://files.example/1.1.0?a=1&b=%3C", false);
        assert_eq!(read("x64.appinstaller", None), of_x64);
        for name in ["latest.appinstaller", "arm64.appinstaller"] {
            assert_eq!(read(name, None), is("MainBundle", "1.1.0.0", "", "https://files.example/notes.MsixBundle", false));
        }
        let back_end = BackEnd::new(&visitor, "1");
        let tester = back_end.sign("u-3");
        let of_testers = |goes_down| is("MainPackage", "2.1.0.0", "x64", "https://files.example/2.1.0?a=1&b=%3C", goes_down);
        assert_eq!(read("x64.appinstaller", Some(&tester)), of_testers(false));
        assert_eq!(read("x64.appinstaller", Some(&back_end.sign("u-100"))), of_x64);
        let patch = json!({ "allows_downgrades": true });
        assert_eq!(caller.send("PATCH", "/api/v1/apps/1/flights/ring-1", &[("If-Match", "*")], Some(patch)).status, 200);
        assert_eq!(read("latest.appinstaller", Some(&tester)), of_testers(true));
        // Who got a release that was halted keeps it.
        let rolled = json!({ "release": "2.2.0-beta", "percent": 50 });
        assert_eq!(caller.post("/api/v1/apps/1/flights/ring-1/publish", rolled).status, 200);
        assert_eq!(caller.post("/api/v1/apps/1/flights/ring-1/halt", json!({})).status, 200);
        assert_eq!(read("x64.appinstaller", Some(&tester)), of_testers(false));
        assert_eq!(publish("standard", "2.2.0-beta"), 200);
        // Windows does not start the older one once the release is mandatory.
        let tomorrow = moment(site.state.clock.now() + chrono::TimeDelta::days(1));
        let blocks = |from: Option<&str>| {
            let body = json!({ "release": "1.1.0", "mandatory_from": from });
            assert_eq!(caller.post("/api/v1/apps/1/flights/standard/publish", body).status, 200);
            feed("x64.appinstaller", None).1.contains("ShowPrompt=\"true\" UpdateBlocksActivation=\"true\"")
        };
        assert_eq!([blocks(None), blocks(Some(&tomorrow)), blocks(Some("2018-01-01T00:00:00Z"))], [false, false, true]);
        assert_eq!(publish("standard", "2.2.0-beta"), 200);
        let none = ["x64.appinstaller", "x64", "amd64.appinstaller", "x64.yml"].map(|name| feed(name, None).0);
        assert_eq!((none, feed("x64.appinstaller", Some("nonsense")).0), ([404; 4], 401));
    }

    fn electron_updater_reads_the_feed_unmodified(site: &Site) {
        let Some(modules) = std::env::var_os("ENGAGE_TEST_NPM") else {
            left_out("electron-updater, as ENGAGE_TEST_NPM is not set");
            return;
        };
        let visitor = app_with_testers(site);
        published(&visitor);
        let tester = BackEnd::new(&visitor, "1").sign("u-3");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/update_peers/electron.cjs");
        let found = |platform: &str, identity: &str| {
            let url = format!("{}/updates/v1/1/electron", site.url);
            let output = Command::new("node").arg(&script).args([&url, platform, identity]).env("NODE_PATH", &modules).output();
            let output = output.unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        let digest = BASE64_STANDARD.encode([0xcd_u8; 64]);
        let line = |version: &str, system: &str| {
            let notes = format!("\"What is new in {version}: \\\"all\\\"\"");
            format!("{version} {notes} https://files.example/{version}-{system}-x64 4096 {digest}")
        };
        assert_eq!(found("linux", ""), line("1.0.0", "linux"));
        assert_eq!(found("win32", ""), line("1.0.0", "windows"));
        assert_eq!(found("linux", &tester), line("2.0.0", "linux"));
        assert_eq!(found("darwin", ""), "ERR_UPDATER_CHANNEL_FILE_NOT_FOUND");
    }

    fn the_flag_of_flights_is_the_release_of_a_person(site: &Site) {
        let visitor = app_with_testers(site);
        let caller = published(&visitor);
        let ask = |account: &str, more: Value| {
            let mut context = json!({ "targetingKey": account });
            more.as_object().unwrap().iter().for_each(|(name, value)| context[name] = value.clone());
            // The second answer comes from what the first one looked up.
            let [first, second] = [(); 2].map(|()| caller.post("/ofrep/v1/evaluate/flags/flight", json!({ "context": context })));
            assert_eq!((first.status, &first.body), (second.status, &second.body));
            second.body
        };
        let tester = ask("u-3", json!({}));
        assert_eq!((&tester["variant"], &tester["reason"]), (&json!("ring-1"), &json!("TARGETING_MATCH")));
        assert_eq!(tester["value"], json!({ "version": "2.0.0", "url": "https://files.example/2.0.0-linux-x64", "sha256": "ab".repeat(32) }));
        let other = ask("u-100", json!({ "system": "windows" }));
        assert_eq!((&other["variant"], &other["reason"]), (&json!("standard"), &json!("STATIC")));
        assert!(other["value"]["url"].as_str().unwrap().ends_with("windows-x64"));
        let nothing = ask("u-3", json!({ "system": "windows" }));
        assert_eq!((&nothing["variant"], &nothing["value"]), (&json!("none"), &json!({})));
        assert_eq!(nothing["metadata"]["nothing"], "no-file-for-system");
        assert_eq!(ask("stranger", json!({}))["value"]["version"], "1.0.0");
        let all = |account: &str| {
            let [first, second] = [(); 2].map(|()| caller.post("/ofrep/v1/evaluate/flags", json!({ "context": { "targetingKey": account } })).body);
            assert_eq!((&first["flags"], &first["metadata"]), (&second["flags"], &second["metadata"]));
            second
        };
        let before = all("u-3");
        assert_eq!((&before["flags"][0]["key"], &before["flags"][0]["value"]["version"]), (&json!("flight"), &json!("2.0.0")));
        let body = json!({ "files": [file("3.0.0", "linux", "x64")] });
        caller.send("PUT", "/api/v1/apps/1/releases/3.0.0", &[], Some(body));
        let rolled = caller.post("/api/v1/apps/1/flights/ring-1/publish", json!({ "release": "3.0.0", "percent": 100 }));
        assert_eq!(rolled.status, 200);
        let after = all("u-3");
        assert_ne!(before["metadata"]["version"], after["metadata"]["version"], "the state of flags has changed");
        assert_eq!((&after["flags"][0]["value"]["version"], &after["flags"][0]["reason"]), (&json!("3.0.0"), &json!("SPLIT")));
        assert_eq!(caller.post("/ofrep/v1/evaluate/flags/flight.1", json!({ "context": { "targetingKey": "u-3" } })).body["value"]["version"], "3.0.0");
        assert_eq!(caller.post("/ofrep/v1/evaluate/flags/flight.2", json!({ "context": { "targetingKey": "u-3" } })).status, 404);
    }

    fn scripts_of_the_dev_center_work_with_another_host_and_token(site: &Site) {
        let visitor = app_with_testers(site);
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Members, Scope::Flights]);
        let app = "/v1.0/my/applications/1";
        assert_eq!(caller.get(&format!("{app}/listflights")).status, 404);
        let create = |name: &str, above: Value| {
            caller.post(&format!("{app}/flights"), json!({ "friendlyName": name, "groupIds": [1], "rankHigherThan": above }))
        };
        let first = create("myflight", Value::Null);
        assert_eq!((first.status, &first.body["friendlyName"]), (201, &json!("myflight")));
        assert_eq!((&first.body["groupIds"], &first.body["rankHigherThan"]), (&json!(["1"]), &json!("Non-flighted submission")));
        let second = create("another", json!("Non-flighted submission"));
        assert_eq!(create("myflight", Value::Null).status, 400, "the name is taken");
        assert_eq!(create("third", json!("nobody")).status, 400);
        let page = caller.get(&format!("{app}/listflights?top=1&skip=0")).body;
        assert_eq!((&page["totalCount"], &page["value"][0]["friendlyName"], &page["value"][0]["rankHigherThan"]), (&json!(2), &json!("myflight"), &json!("another")));
        assert_eq!(page["@nextLink"], "applications/1/listflights/?skip=1&top=1");
        let rest = caller.get(&format!("/v1.0/my/{}", page["@nextLink"].as_str().unwrap().replace("/?", "?"))).body;
        assert_eq!((rest["value"][0]["flightId"].as_str(), rest.get("@nextLink")), (second.body["flightId"].as_str(), None));
        for version in ["1.0.0", "2.0.0"] {
            let body = json!({ "files": [file(version, "linux", "x64")] });
            caller.send("PUT", &format!("/api/v1/apps/1/releases/{version}"), &[], Some(body));
        }
        let publish = |body: Value| caller.post("/api/v1/apps/1/flights/myflight/publish", body).body["rollout"]["submission"].as_str().unwrap().to_owned();
        let before = publish(json!({ "release": "1.0.0" }));
        let flight = format!("{app}/flights/{}", first.body["flightId"].as_str().unwrap());
        let info = |id: &str| caller.get(&format!("{flight}/submissions/{id}/packagerollout"));
        assert_eq!(info(&before).body, json!({
            "isPackageRollout": false, "packageRolloutPercentage": 0.0,
            "packageRolloutStatus": "PackageRolloutNotStarted", "fallbackSubmissionId": "0",
        }));
        let rolled = publish(json!({ "release": "2.0.0", "percent": 10 }));
        let act = |what: &str| caller.send("POST", &format!("{flight}/submissions/{rolled}/{what}"), &[], None);
        let state = |percent: f64, status: &str| json!({
            "isPackageRollout": true, "packageRolloutPercentage": percent,
            "packageRolloutStatus": status, "fallbackSubmissionId": before,
        });
        assert_eq!(act("updatepackagerolloutpercentage?percentage=25").body, state(25.0, "PackageRolloutInProgress"));
        assert_eq!(act("haltpackagerollout").body, state(25.0, "PackageRolloutStopped"));
        for what in ["finalizepackagerollout", "updatepackagerolloutpercentage?percentage=50"] {
            assert_eq!(act(what).status, 409, "{what}");
        }
        assert_eq!(info(&rolled).body, state(25.0, "PackageRolloutStopped"));
        assert_eq!(info("999").status, 404);
        let other = format!("{app}/flights/{}/submissions/{rolled}/packagerollout", second.body["flightId"].as_str().unwrap());
        assert_eq!(caller.get(&other).status, 409);
        assert_eq!(act("launchpackagerollout").status, 404);
        assert_eq!(caller.get(&flight).body["lastPublishedFlightSubmission"]["id"], rolled.as_str());
        // What waits for its time or for somebody keeps its id when it is published.
        let tomorrow = (site.state.clock.now() + chrono::TimeDelta::days(1)).format("%Y-%m-%dT%H:%M").to_string();
        let draft = |tags: &[(&str, &str)], body: Value| caller.send("PUT", "/api/v1/apps/1/flights/myflight/draft", tags, Some(body)).body;
        let waiting = draft(&[], json!({ "release": "1.0.0", "publish_at": tomorrow, "time_zone": "UTC" }))["submission"].as_str().unwrap().to_owned();
        assert_eq!(caller.get(&flight).body["pendingFlightSubmission"], json!({
            "id": waiting, "resourceLocation": format!("flights/{}/submissions/{waiting}", first.body["flightId"].as_str().unwrap()),
        }));
        let shown = |what: &str| caller.get(&format!("{flight}/submissions/{waiting}{what}"));
        let body = shown("").body;
        assert_eq!((&body["status"], &body["targetPublishMode"], &body["targetPublishDate"]), (&json!("PendingPublication"), &json!("SpecificDate"), &json!(format!("{tomorrow}:00Z"))));
        assert_eq!(body["flightPackages"][0]["fileName"], "1.0.0-linux-x64");
        let commit = || caller.send("POST", &format!("{flight}/submissions/{waiting}/commit"), &[], None);
        assert_eq!((commit().status, &shown("/status").body["status"]), (202, &json!("PendingPublication")), "its time is to come");
        draft(&[("if-match", "*")], json!({ "release": "1.0.0", "percent": 50 }));
        let body = shown("").body;
        assert_eq!((&body["status"], &body["targetPublishMode"], &body["packageDeliveryOptions"]["packageRollout"]["packageRolloutPercentage"]), (&json!("PendingCommit"), &json!("Manual"), &json!(50.0)));
        // What had a time and has none any more waits for somebody: no commit of a script publishes it.
        assert_eq!((commit().status, &shown("/status").body["status"]), (202, &json!("PendingPublication")));
        let publish = caller.send("POST", "/api/v1/apps/1/flights/myflight/draft/publish", &[("if-match", "*")], None);
        assert_eq!((publish.status, &shown("/status").body["status"]), (200, &json!("Published")), "{}", publish.body);
        assert_eq!(caller.get(&flight).body["lastPublishedFlightSubmission"]["id"], waiting.as_str());
        assert_eq!((commit().status, caller.send("DELETE", &format!("{flight}/submissions/{waiting}"), &[], None).status), (409, 409));
        let dropped = draft(&[], json!({ "release": "2.0.0" }))["submission"].as_str().unwrap().to_owned();
        assert_eq!([(); 2].map(|()| caller.send("DELETE", &format!("{flight}/submissions/{dropped}"), &[], None).status), [204, 404]);
        submission_of_a_script(site, &caller, (app, &flight, &waiting));
        assert_eq!(Caller::with(&visitor, &[Scope::Read]).send("DELETE", &flight, &[], None).status, 403);
        assert_eq!([(); 2].map(|()| caller.send("DELETE", &flight, &[], None).status), [204, 404]);
    }
}
