//! An import with refused lines, through the browser; and by the program's own command beside the running server, whose
//! pages know at once.

use crate::browser::Setting;
use crate::journey::{ENGLISH, FRENCH, Journey};
use crate::site::{Site, on_both_databases};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The 200 customers of the journey, one of them without an account id.
fn broken(journey: &Journey<'_>) -> PathBuf {
    let text = std::fs::read_to_string(journey.customers()).unwrap();
    let broken = text.replace("7,person7@example.com,25,F,CA\n", ",person7@example.com,25,F,CA\n");
    journey.site.file("broken.csv", &broken)
}

/// Runs `engage import` on the database of the site.
fn import(site: &Site, file: &Path) -> Output {
    let options = &site.state.options;
    let mut engage = Command::new(env!("CARGO_BIN_EXE_engage"));
    engage.args(["import", "--app", "Journey", "--kind", "customers"]).arg(file);
    engage.arg("--data-dir").arg(&options.data_dir).args(["--today", "2018-01-01"]);
    engage.env("DATABASE_URL", options.database_url().reveal()).output().unwrap()
}

fn a_file_is_imported(site: &Site, setting: Setting) {
    let journey = Journey::of_owner(site, setting);
    let browser = &journey.browser;
    journey.add_app();
    journey.press("nav-imports");
    journey.press("import-new");
    journey.press("import-upload");
    browser.sees("#file-errors p", &journey.text("import-file-missing"));
    browser.fill("#file", broken(&journey).to_str().unwrap());
    journey.press("import-upload");
    browser.sees("h1", "broken.csv");
    assert_eq!(browser.texts(".sums td"), ["199", "0", "0", "1", "200"]);
    journey.press("import-begin");
    let refused = browser.setting.locale.with1("import-done-refused", "count", 1);
    browser.sees("#import .badge", &format!("{}, {refused}", journey.text("import-done")));
    assert_eq!(browser.texts(".sums td"), ["199", "0", "0", "0", "1", "200"]);
    assert_eq!(browser.texts("#refused tbody th"), ["9"]);
    let reason = browser.texts("#refused tbody td").remove(0);
    assert!(reason.contains("account_id"), "{reason}");
    journey.press("group-create-title");
    browser.sees("#available", "199");
}

on_both_databases! {
    fn a_file_is_imported_in_english(site: &Site) {
        a_file_is_imported(site, ENGLISH);
    }

    fn a_file_is_imported_with_scripts_off_in_french(site: &Site) {
        a_file_is_imported(site, Setting { scripts: false, ..FRENCH });
    }

    fn the_command_imports_beside_the_running_server(site: &Site) {
        let journey = Journey::of_owner(site, ENGLISH);
        journey.add_app();
        journey.browser.open("/groups/new");
        journey.browser.sees("#available", "0");
        let file = broken(&journey);
        let output = import(site, &file);
        let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(
            stdout.trim(),
            "200 lines: 199 new, 0 changed, 0 already there, 0 repeated, 1 refused; 0 cells left out; 199 customers came with them",
            "{stderr}"
        );
        assert!(stderr.contains("line 9: ") && stderr.contains(",person7@example.com,25,F,CA"), "{stderr}");
        journey.browser.open("/groups/new");
        journey.browser.sees("#available", "199");
        let again = import(site, &file);
        assert!(String::from_utf8(again.stdout).unwrap().contains("0 new, 0 changed, 199 already there, 0 repeated, 1 refused"));
    }
}
