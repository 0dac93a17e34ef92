//! An import with refused lines, by the program's own command beside the running server, whose pages know at once.

use crate::journey::{ENGLISH, Journey};
use crate::site::{Site, on_both_databases};
use std::path::Path;
use std::process::{Command, Output};

/// Runs `engage import` on the database of the site.
fn import(site: &Site, file: &Path) -> Output {
    let options = &site.state.options;
    let mut engage = Command::new(env!("CARGO_BIN_EXE_engage"));
    engage.args(["import", "--app", "Journey", "--kind", "customers"]).arg(file);
    engage.arg("--data-dir").arg(&options.data_dir).args(["--today", "2018-01-01"]);
    engage.env("DATABASE_URL", options.database_url()).output().unwrap()
}

on_both_databases! {
    fn refused_lines_are_told_and_the_others_counted(site: &Site) {
        let journey = Journey::of_owner(site, ENGLISH);
        journey.add_app();
        journey.begin_group();
        journey.browser.sees("#available", "0");
        let text = std::fs::read_to_string(journey.customers()).unwrap();
        let broken = text.replace("7,person7@example.com,25,F,CA\n", "7,person7@example.com,very old,F,CA\n");
        let file = site.file("broken.csv", &broken);
        let told = import(site, &file);
        let (stdout, stderr) = (String::from_utf8(told.stdout).unwrap(), String::from_utf8(told.stderr).unwrap());
        assert_eq!(
            stdout.trim(),
            "200 lines: 199 new, 0 changed, 0 already there, 1 refused; 199 customers came with them",
            "{stderr}"
        );
        assert!(stderr.contains("line 9: ") && stderr.contains("7,person7@example.com,very old,F,CA"), "{stderr}");
        journey.browser.open("/groups/new");
        journey.browser.sees("#available", "199");
        let again = import(site, &file);
        assert!(String::from_utf8(again.stdout).unwrap().contains("0 new, 0 changed, 199 already there, 1 refused"));
    }
}
